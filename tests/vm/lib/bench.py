"""What every scenario works with: a build, the images made from it, and machines made from those."""

import os
import shutil
import subprocess

from . import initramfs, rootfs
from .machine import Machine


def install(build, destdir, binary=None):
    """Installs a build below destdir, stripped, and puts another agent in its place if one is given."""
    subprocess.run(["meson", "install", "-C", build, "--destdir", destdir, "--no-rebuild", "--strip", "--quiet"],
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    agent = os.path.join(destdir, "usr/bin/ignite")
    if binary:
        os.makedirs(os.path.dirname(agent), exist_ok=True)
        shutil.copy2(binary, agent)
    if not os.path.exists(agent):
        raise RuntimeError(f"{build} installs no usr/bin/ignite: build it first, or name one with --binary")


class Bench:
    def __init__(self, source, build, place, say, binary=None, dracut_options=()):
        self.source, self.place, self.say = source, place, say
        self.kernel_version = rootfs.newest_kernel()
        self.kernel = f"/boot/vmlinuz-{self.kernel_version}"
        destdir = os.path.join(place, "installed")
        shutil.rmtree(destdir, ignore_errors=True)
        install(build, destdir, binary)
        self.root = rootfs.image(destdir, say)
        self.make_initramfs = lambda network, added: initramfs.image(destdir, say, network, dracut_options, added)
        self.initramfs = self.make_initramfs("", None)
        self.name, self.count, self.machines = "", 0, []

    def begin(self, name):
        self.name, self.count, self.machines = name, 0, []
        shutil.rmtree(os.path.join(self.place, name), ignore_errors=True)

    def machine(self, network="", added=None):
        """A machine with a root filesystem that has never been booted; network, added: see initramfs.image."""
        self.count += 1
        made = Machine(os.path.join(self.place, self.name, f"machine-{self.count}"), self.root,
                       self.make_initramfs(network, added) if network or added else self.initramfs, self.kernel)
        self.machines.append(made)
        return made

    def example(self, name):
        return os.path.join(self.source, "examples", name)

    def consoles(self):
        """Of machines that did not come up: what they said instead."""
        return [console for machine in self.machines for console in machine.silent]
