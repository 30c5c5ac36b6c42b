"""A disk that brings our binary and scripts of tests/vm/guest into a machine that is up."""

import os
import shutil
import subprocess

from .rootfs import HERE

MOUNTED = "mkdir -p /run/tools && mount -o ro /dev/disk/by-id/virtio-tools /run/tools"


def add_tools(bench, machine, *names):
    """After `MOUNTED`, the machine has them in /run/tools: ignite, and the names, which are below tests/vm/guest unless they
    are absolute."""
    source = os.path.join(machine.place, "tools")
    os.makedirs(source)
    for path in (os.path.join(bench.place, "installed/usr/bin/ignite"), *names):
        shutil.copy2(os.path.join(HERE, "guest", path), source)
    subprocess.run(["mkfs.ext4", "-q", "-d", source, machine.add_disk("tools", 64)], check=True)
