"""Arrays made on the first boot are there on the second; then many cases on spare disks of the same machine."""

import json
import os

from lib import questions
from lib.tools import MOUNTED, add_tools

TITLE = "RAID 0, 1 and 5 with filesystems, swap, and arrays cut off in the making"
ONLY_BY_NAME = "its many cases take a quarter of an hour without KVM"

DISKS = ["/dev/disk/by-id/virtio-" + name for name in ("one", "two", "three")]
SPARES = [f"spare{number}" for number in range(1, 6)]


def part(disk, number):
    return f"{DISKS[disk]}-part{number}"


def mount_unit(path, what, kind):
    name = path.strip("/").replace("/", "-")
    return {"name": f"{name}.mount", "enabled": True, "contents":
            f"[Mount]\nWhat={what}\nWhere={path}\nType={kind}\n[Install]\nRequiredBy=local-fs.target\n"}


CONFIG = {
    "ignition": {"version": "3.4.0"},
    "kernelArguments": {},
    "storage": {
        "disks": [{"device": disk, "partitions": [
            {"number": 1, "label": f"mirror-{index}", "sizeMiB": 100},
            {"number": 2, "label": f"stripe-{index}", "sizeMiB": 200},
            {"number": 3, "label": f"parity-{index}", "sizeMiB": 100},
            {"number": 4, "label": f"swap-{index}"}]} for index, disk in enumerate(DISKS)],
        "raid": [
            {"name": "mirror", "level": "raid1", "spares": 1, "devices": [part(0, 1), part(1, 1), part(2, 1)]},
            {"name": "stripe", "level": "stripe", "devices": [part(0, 2), part(1, 2)]},
            {"name": "parity", "level": "raid5", "devices": [part(0, 3), part(1, 3), part(2, 3)],
             "options": ["--chunk=64"]}],
        "filesystems": [
            {"device": "/dev/md/mirror", "format": "ext4", "path": "/var/mirror", "label": "mirror"},
            {"device": "/dev/md/stripe", "format": "xfs", "path": "/var/stripe"},
            {"device": "/dev/md/parity", "format": "ext4", "path": "/var/parity", "options": ["-O", "^has_journal"]},
            {"device": part(0, 4), "format": "swap", "label": "swap"}],
        "files": [{"path": f"/var/{name}/file", "contents": {"source": f"data:,on%20{name}"}}
                  for name in ("mirror", "stripe", "parity")]},
    "systemd": {"units": [
        mount_unit("/var/mirror", "/dev/md/mirror", "ext4"), mount_unit("/var/stripe", "/dev/md/stripe", "xfs"),
        mount_unit("/var/parity", "/dev/disk/by-id/md-name-any:parity", "ext4"),
        {"name": "dev-disk-by\\x2dlabel-swap.swap", "enabled": True, "contents":
         "[Swap]\nWhat=/dev/disk/by-label/swap\n[Install]\nRequiredBy=swap.target\n"}]},
}

QUESTIONS = [
    questions.STAGES, questions.FAILED_UNITS,
    ("levels", "for name in mirror stripe parity; do cat /sys/block/$(basename $(readlink -f /dev/md/$name))/md/level; done"),
    ("members", "for name in mirror stripe parity; do cat /sys/block/$(basename $(readlink -f /dev/md/$name))/md/raid_disks; done"),
    ("names", "cd /dev/disk/by-id && ls -d md-name-*"),
    ("spares", "mdadm --detail --export /dev/md/mirror | grep -c ROLE=spare"),
    ("mounted", "for name in mirror stripe parity; do findmnt --noheadings --output FSTYPE --mountpoint /var/$name; done"),
    ("files", "cat /var/mirror/file; echo; cat /var/stripe/file; echo; cat /var/parity/file"),
    ("swap", "tail -n +2 /proc/swaps | wc -l"),
]

SPARE_NODES = " ".join(f"$(readlink -f /dev/disk/by-id/virtio-{name})" for name in SPARES)
CASES = ("cases", f"{MOUNTED} && /run/tools/raid-cases /run/tools/ignite {SPARE_NODES}")


def run(bench, check):
    machine = bench.machine()
    for name in ("one", "two", "three"):
        machine.add_disk(name, 512)
    for name in SPARES:
        machine.add_disk(name, 48)
    add_tools(bench, machine, "raid-cases")
    config = os.path.join(machine.place, "config.ign")
    with open(config, "w") as file:
        json.dump(CONFIG, file)
    wanted = {
        "failed units": "",
        "levels": "raid1\nraid0\nraid5",
        "members": "2\n2\n3",
        "names": "md-name-any:mirror\nmd-name-any:parity\nmd-name-any:stripe",
        "spares": "1",
        "mounted": "ext4\nxfs\next4",
        "files": "on mirror\non stripe\non parity",
        "swap": "1",
    }

    first = machine.boot(config, QUESTIONS)
    check.equal("the machine ends by switching itself off", "off", first.ended)
    check.answers(first, wanted)

    second = machine.boot(config, [*QUESTIONS, CASES], timeout=1800)
    check.equal("the machine ends by switching itself off", "off", second.ended)
    check.answers(second, {**wanted, "stages": ""})
    said = second["cases"].text.splitlines()
    good = [line for line in said if line.startswith("ok ")]
    check.equal("cases that failed", [], [line for line in said if line.startswith("FAIL ")])
    check.equal("the last line of the cases", "end of the cases", said[-1] if said else "")
    check.true(f"at least 24 cases ran: {len(good)}", len(good) >= 24)
