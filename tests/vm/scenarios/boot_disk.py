"""The boot disk is divided while the root is on it; devices go by other names than their own; kernel arguments take one
reboot more; and the finished machine has nothing left to do."""

import json
import os

from lib import questions
from lib.tools import MOUNTED, add_tools

TITLE = "kernel arguments, the boot disk divided, aliases of devices, nothing to do afterwards"

# The boot loader of the test machines starts with 1 MiB; the root is 1500 MiB, as rootfs.SIZE says.
TABLE = """label: gpt
1: start=1MiB, size=1500MiB, name=root
2: size=16MiB, name=kept
7: size=32MiB, name=old
"""


def unit(kind, name, what, section):
    return {"name": f"{name}.{kind}", "enabled": True, "contents": f"[{kind.capitalize()}]\nWhat={what}\n{section}"}


def mount_unit(path, what):
    return unit("mount", path.strip("/").replace("/", "-"), what,
                f"Where={path}\nType=ext4\n[Install]\nRequiredBy=local-fs.target\n")


MOUNTS = {"/var/data": "/dev/disk/by-partlabel/data", "/var/box": "/dev/mapper/box", "/var/pair": "/dev/md/pair"}
CONFIG = {
    "ignition": {"version": "3.4.0"},
    "kernelArguments": {"shouldExist": ["test.wanted=yes", "test.there"], "shouldNotExist": ["test.unwanted=1", "test.never"]},
    "storage": {
        "disks": [{"device": "/dev/disk/by-id/virtio-root", "partitions": [
            {"number": 1, "label": "root"},
            {"label": "data", "sizeMiB": 64}, {"label": "swap", "sizeMiB": 48}, {"label": "left", "sizeMiB": 64},
            {"number": 7, "shouldExist": False, "wipePartitionEntry": True}]}],
        # One member is a partition of the boot disk, the other a device of device-mapper.
        "raid": [{"name": "pair", "level": "raid1", "devices": ["/dev/disk/by-partlabel/left", "/dev/mapper/right"]}],
        "filesystems": [{"device": what, "format": "ext4", "path": path, "label": path.rpartition("/")[2]}
                        for path, what in MOUNTS.items()]
                       + [{"device": "/dev/disk/by-partlabel/swap", "format": "swap", "label": "swap"},
                          {"device": "/dev/dm-1", "format": "vfat", "label": "PLAIN"}],
        "files": [{"path": f"{path}/file", "contents": {"source": f"data:,on%20{what.rpartition('/')[2]}"}}
                  for path, what in MOUNTS.items()]},
    "systemd": {"units": [mount_unit(path, what) for path, what in MOUNTS.items()]
                         + [unit("swap", "dev-disk-by\\x2dpartlabel-swap", "/dev/disk/by-partlabel/swap",
                                 "[Install]\nRequiredBy=swap.target\n")]},
}

QUESTIONS = [
    questions.STAGES, questions.FAILED_UNITS,
    ("arguments", "tr ' ' '\\n' </proc/cmdline | grep '^test'"),
    ("partitions", "sfdisk --list --quiet --output device,size,name /dev/vda | sed '1d; s/  */ /g; s/ $//'"),
    ("kept", "head -c 4 /dev/vda2"),
    ("root", "findmnt --noheadings --output SOURCE --mountpoint /"),
    ("swap", "swapon --show=NAME,SIZE --noheadings --raw"),
    ("mounted", f"for path in {' '.join(MOUNTS)}; do findmnt --noheadings --output SOURCE --mountpoint $path; cat $path/file; echo; done"),
    ("array", "cat /sys/block/md127/md/level; ls /sys/block/md127/slaves"),
    ("plain", "blkid -p -o value -s TYPE -s LABEL /dev/mapper/plain"),
    ("plan", f"{MOUNTED} && /run/tools/ignite plan --offline /run/tools/disks.ign"),
    ("cases", "/run/tools/boot-disk /run/tools/ignite /dev/disk/by-id/virtio-root"),
]


def run(bench, check):
    machine = bench.machine(added=os.path.join(bench.source, "tests/vm/initrd/boot_disk"))
    machine.divide_root(1800, TABLE)
    with open(machine.root, "r+b") as file:
        file.seek(1501 << 20)
        file.write(b"kept")
    machine.set_kernel_arguments(["test.unwanted=1", "test.there"])
    machine.add_disk("pool", 192)
    config = os.path.join(machine.place, "config.ign")
    with open(config, "w") as file:
        json.dump(CONFIG, file)
    # Of files that are there and kernel arguments a plan always has something to say.
    disks = os.path.join(machine.place, "disks.ign")
    with open(disks, "w") as file:
        json.dump({"ignition": CONFIG["ignition"],
                   "storage": {key: CONFIG["storage"][key] for key in ("disks", "raid", "filesystems")}}, file)
    add_tools(bench, machine, "boot-disk", disks)

    # Its journal is gone with it, but for the console.
    first = machine.boot(config, QUESTIONS, arguments=["systemd.journald.forward_to_console=1",
                                                       "systemd.journald.max_level_console=notice"])
    check.equal("the machine ends by itself", "off", first.ended)
    check.contains("it ends by rebooting", "reboot: Restarting system", first.console)
    check.equal("before the real root is entered", {}, first.answers)
    check.equal("what the boot loader finds then", ["test.there", "test.wanted=yes"], machine.kernel_arguments())
    said = [line for line in first.console.splitlines() if "change the kernel arguments" in line]
    check.equal(f"lines that say why: {said}", 1, len(said))
    for word in [*CONFIG["kernelArguments"]["shouldExist"], *CONFIG["kernelArguments"]["shouldNotExist"], "reboot"]:
        check.contains("why it reboots", word, "".join(said))
    check.true("the mark stays", machine.has_mark())

    second = machine.boot(config, QUESTIONS)
    check.equal("the machine ends by switching itself off", "off", second.ended)
    check.true("it is still a first boot", second.first)
    check.answers(second, {
        "stages": "fetch-offline\nkargs\ndisks\nremount-sysroot\nmount\nfiles",
        "failed units": "",
        "arguments": "test.there\ntest.wanted=yes",
        "partitions": "/dev/vda1 1.5G root\n/dev/vda2 16M kept\n/dev/vda3 64M data\n/dev/vda4 48M swap\n/dev/vda5 64M left",
        "kept": "kept",
        "root": "/dev/vda1",
        "swap": "/dev/vda4 48M",
        "mounted": "/dev/vda3\non data\n/dev/mapper/box\non box\n/dev/md127\non pair",
        "array": "raid1\ndm-2\nvda5",
        "plain": "PLAIN\nvfat",
    })
    check.contains("the finished machine", "nothing to do", second["plan"].text)
    said = second["cases"].text.splitlines()
    check.equal("cases that failed", [], [line for line in said if not line.startswith("ok ")][:-1])
    check.equal("the last line of the cases", "end of the cases", said[-1] if said else "")
    check.equal("good cases", 17, sum(line.startswith("ok ") for line in said))
    check.true("the mark is gone", not machine.has_mark())
