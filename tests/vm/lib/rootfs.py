"""The root filesystem that the test machines boot: Debian, our units, and a unit that answers questions."""

import glob
import os
import shutil
import subprocess
import tempfile

from . import cache

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
IMAGE = os.path.join(HERE, "image")
SUITE = "bookworm"
SIZE = "1500M"  # sparse

# Of the kernel's modules, what a virtual machine and the filesystems of the tests need. All of them would
# be 400 MB.
MODULES = ["kernel/arch/x86/crypto", "kernel/crypto", "kernel/lib", "kernel/fs", "kernel/drivers/block",
           "kernel/drivers/char", "kernel/drivers/firmware", "kernel/drivers/md", "kernel/drivers/virtio",
           "kernel/drivers/net/virtio_net.ko", "kernel/drivers/net/net_failover.ko", "kernel/net/core",
           "kernel/net/packet", "kernel/net/ipv6", "kernel/net/802"]


def newest_kernel():
    """Version of the newest installed kernel that has both its image and its modules."""
    versions = [os.path.basename(path)[len("vmlinuz-"):] for path in glob.glob("/boot/vmlinuz-*")]
    versions = [version for version in versions if os.path.exists(f"/lib/modules/{version}/modules.dep")]
    if not versions:
        raise RuntimeError("there is no kernel in /boot with modules in /lib/modules: install linux-image-amd64")
    return sorted(versions, key=lambda version: [int(part) if part.isdigit() else 0
                                                 for part in version.replace("-", ".").split(".")])[-1]


def _packages():
    with open(os.path.join(IMAGE, "packages")) as file:
        return [line.split()[0] for line in file if line.strip() and not line.startswith("#")]


def debian(say):
    """A tar archive of Debian as it comes, kept from one run to the next."""
    def make(path):
        say("making the root filesystem of the test machines with mmdebstrap: two or three minutes, once")
        command = ["mmdebstrap", "--variant=minbase", "--include=" + ",".join(_packages()), "--format=tar",
                   "--quiet", "--aptopt=Apt::Install-Recommends false",
                   "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
                   "--dpkgopt=path-exclude=/usr/share/doc/*", SUITE, path]
        if mirror := os.environ.get("IGNITE_MIRROR"):
            command.append(mirror)
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)

    return cache.kept("debian.tar", cache.digest(SUITE, *_packages()), make, say, keep=2)


def image(destdir, say):
    """An ext4 image of the root filesystem, with the units of a build installed below destdir. Read-only for
    its users: machines write to an overlay."""
    tar, kernel = debian(say), newest_kernel()
    units = os.path.join(destdir, "lib/systemd/system")
    if not os.path.isdir(units):
        units = os.path.join(destdir, "usr/lib/systemd/system")
    firstboot = os.path.join(destdir, "usr/libexec/ignition-firstboot-complete")
    with open(__file__) as file, open(firstboot) as script:
        key = cache.digest(os.path.basename(tar), kernel, file.read(), script.read(), ("tree", IMAGE), ("tree", units))

    def make(path):
        with tempfile.TemporaryDirectory(dir=cache.directory()) as tree:
            subprocess.run(["tar", "-xf", tar, "-C", tree, "--exclude=./dev/*"], check=True)
            _add_modules(tree, kernel)
            _add_ours(tree, units, firstboot)
            subprocess.run(["mkfs.ext4", "-q", "-L", "root", "-d", tree, path, SIZE], check=True,
                           stdout=subprocess.DEVNULL)

    return cache.kept("root.ext4", key, make, say)


def _add_modules(tree, kernel):
    source, target = f"/lib/modules/{kernel}", os.path.join(tree, "usr/lib/modules", kernel)
    for part in MODULES:
        path = os.path.join(source, part)
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(target, part), dirs_exist_ok=True)
        elif os.path.exists(path):
            os.makedirs(os.path.dirname(os.path.join(target, part)), exist_ok=True)
            shutil.copy2(path, os.path.join(target, part))
    for name in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        shutil.copy2(os.path.join(source, name), target)
    subprocess.run(["depmod", "-b", os.path.join(tree, "usr") if not os.path.islink(os.path.join(tree, "lib"))
                    else tree, kernel], check=True)


def _add_ours(tree, units, firstboot):
    def place(path, text=None, mode=0o644, source=None):
        path = os.path.join(tree, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if source:
            shutil.copy2(source, path)
        else:
            with open(path, "w") as file:
                file.write(text)
        os.chmod(path, mode)

    shutil.copytree(units, os.path.join(tree, "usr/lib/systemd/system"), symlinks=True, dirs_exist_ok=True)
    place("usr/libexec/ignition-firstboot-complete", source=firstboot, mode=0o755)
    place("usr/local/lib/answer", source=os.path.join(IMAGE, "answer"), mode=0o755)
    place("usr/lib/systemd/system/answer.service", source=os.path.join(IMAGE, "answer.service"))
    wants = os.path.join(tree, "usr/lib/systemd/system/multi-user.target.wants")
    os.makedirs(wants, exist_ok=True)
    os.symlink("../answer.service", os.path.join(wants, "answer.service"))

    # The mark of a machine that has not been provisioned, and no machine id: both say "first boot".
    place("boot/ignition.firstboot", "")
    if os.path.lexists(os.path.join(tree, "etc/machine-id")):
        os.unlink(os.path.join(tree, "etc/machine-id"))
    # Only what somebody enabled is enabled, as on the distributions that are provisioned this way.
    place("usr/lib/systemd/system-preset/80-image.preset", "enable ssh.service\nenable dbus.service\n")
    place("usr/lib/systemd/system-preset/99-image.preset", "disable *\n")
    # Where the keys of configs are, which Debian's sshd would not look for.
    place("etc/ssh/sshd_config.d/10-image.conf", "AuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys.d/ignition\n")
    # It would ask its questions on the console.
    os.symlink("/dev/null", os.path.join(tree, "etc/systemd/system/systemd-firstboot.service"))
    place("etc/hostname", "unprovisioned\n")
    place("etc/fstab", "LABEL=root / ext4 errors=remount-ro 0 1\n")
