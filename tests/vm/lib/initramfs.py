"""The initramfs of the test machines: dracut, with our module from a build that is not installed."""

import glob
import os
import shutil
import subprocess
import tempfile

from . import cache, rootfs

# What makes an image with systemd that finds a root filesystem by its label, and our module. Left out: the
# drivers of all hardware there is, which would triple the size of the image and the time it takes to boot.
MODULES = ["base", "systemd", "systemd-initrd", "dracut-systemd", "udev-rules", "fs-lib", "rootfs-block",
           "shutdown", "usrmount", "qemu", "qemu-net", "ignition"]


def overlay(destdir, place):
    """A dracut whose module 30ignition is ours, made of links, so that nothing is installed on this machine."""
    base = os.path.join(place, "dracut")
    subprocess.run(["cp", "-as", "/usr/lib/dracut", base], check=True)
    shutil.rmtree(os.path.join(base, "modules.d/30ignition"), ignore_errors=True)
    shutil.copytree(os.path.join(destdir, "usr/lib/dracut/modules.d/30ignition"),
                    os.path.join(base, "modules.d/30ignition"))
    os.mkdir(os.path.join(place, "no-configuration"))
    return base


def dracut(base, destdir, place, path, modules, *options, **environment):
    """Runs dracut with the modules given and no configuration of this machine; returns its output."""
    done = subprocess.run(
        ["dracut", "--force", "--no-hostonly", "--no-hostonly-cmdline", "--no-early-microcode",
         "--conf", "/dev/null", "--confdir", os.path.join(place, "no-configuration"),
         "--tmpdir", place, "--modules", " ".join(modules), *options, path],
        env={**os.environ, **environment, "dracutbasedir": base, "IGNITE_DESTDIR": destdir, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode or not os.path.exists(path):
        raise RuntimeError(f"dracut failed with {done.returncode}:\n{done.stdout[-3000:]}")
    return done.stdout


def image(destdir, say, network="", extra=(), added=None):
    """An initramfs with the build installed below destdir; network names a dracut module that brings the
    network up, if it is not the one our module chooses; added is a tree that goes over all the rest, as what a
    distribution puts there goes."""
    kernel = rootfs.newest_kernel()
    if added:
        extra = (*extra, "--include", added, "/")
    with open(__file__) as file:
        key = cache.digest(kernel, network, *extra, file.read(), ("tree", destdir), ("tree", added or "/nowhere"), *_tools())

    def make(path):
        with tempfile.TemporaryDirectory(dir="/var/tmp") as place:
            base = overlay(destdir, place)
            dracut(base, destdir, place, path, MODULES + network.split(), "--kver", kernel, "--compress", "zstd -3",
                   "--omit-drivers", _other_network_cards(kernel),
                   "--drivers", "virtio_net virtio_blk virtio_pci ext4 overlay", *extra, IGNITE_WITH_CLEVIS="yes")

    return cache.kept("initramfs", key, make, say)


def _other_network_cards(kernel):
    """Drivers of network cards that the test machines do not have. Half of the image would be them."""
    names = []
    for place, _, files in os.walk(f"/lib/modules/{kernel}/kernel/drivers/net"):
        names += [name.split(".")[0] for name in files if name.endswith(".ko")]
    return " ".join(sorted(set(names) - {"virtio_net", "net_failover", "failover"}))


def _tools():
    """The programs of tools.list on this machine: an upgraded one makes another initramfs."""
    found = []
    with open(os.path.join(os.path.dirname(rootfs.HERE), "..", "dracut/30ignition/tools.list")) as file:
        for line in file:
            name = line.split()[0] if line.strip() else "#"
            path = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") if name[0] != "#" else None
            if path:
                found.append(f"{path} {os.stat(path).st_mtime_ns}")
    return found + glob.glob("/usr/lib/dracut/dracut-version.sh")
