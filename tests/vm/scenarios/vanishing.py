"""A disk is taken away while a filesystem is made on it, which fails the boot; on the next it comes late, and all is well."""

import json
import os
import threading

from lib import questions
from lib.tools import MOUNTED, add_tools

TITLE = "a disk that vanishes in use, and one that appears late"

CONFIG = {
    "ignition": {"version": "3.4.0"},
    "storage": {
        "disks": [{"device": "/dev/disk/by-id/virtio-late", "wipeTable": True, "partitions": [{"number": 1, "label": "late"}]}],
        "filesystems": [{"device": "/dev/disk/by-partlabel/late", "format": "ext4", "label": "late", "path": "/var/late"}],
        "files": [{"path": "/var/late/file", "contents": {"source": "data:,it%20came"}}]},
    "systemd": {"units": [{"name": "var-late.mount", "enabled": True, "contents":
                           "[Mount]\nWhat=/dev/disk/by-label/late\nWhere=/var/late\nType=ext4\n"
                           "[Install]\nRequiredBy=local-fs.target\n"}]},
}

QUESTIONS = [
    questions.STAGES, questions.FAILED_UNITS,
    ("mounted", "findmnt --noheadings --output FSTYPE,LABEL --mountpoint /var/late; cat /var/late/file"),
    # What the kernel and the stage say of the disk, in order: it is waited for, it comes, the wait is over.
    ("order", "journalctl --boot --no-pager --output=cat _TRANSPORT=kernel + SYSLOG_IDENTIFIER=ignition "
              "| sed -n 's/.*\\[\\(started\\|finished\\)\\] *waiting for devices .*virtio-late.*/\\1/p; s/.*\\[vdd\\].*blocks.*/here/p'"),
    ("cases", f"{MOUNTED} && /run/tools/vanishing /run/tools/ignite /dev/disk/by-id/virtio-spare | tee /dev/console"),
]
LATE = 20  # seconds


class When:
    """Does something, after a while, when the console first says some words."""

    def __init__(self, words, deed, seconds=0):
        self.words, self.deed, self.seconds, self.text = words, deed, seconds, ""

    def __call__(self, text):
        before = self.words in self.text
        self.text += text
        if not before and self.words in self.text:
            threading.Timer(self.seconds, self.deed).start()


def run(bench, check):
    machine = bench.machine(added=os.path.join(bench.source, "tests/vm/initrd/vanishing"))
    machine.add_disk("spare", 64)
    add_tools(bench, machine, "vanishing")
    late = os.path.join(machine.place, "late.raw")
    with open(late, "wb") as file:
        file.truncate(64 << 20)
    config = os.path.join(machine.place, "config.ign")
    with open(config, "w") as file:
        json.dump(CONFIG, file)

    def plug():
        machine.plug("late", late)

    begun = When("Ignition (disks)", plug)
    taken = When("take the disk away", lambda: machine.unplug("late"))
    first = machine.boot(config, QUESTIONS, arguments=["test.vanish"], watch=lambda text: (begun(text), taken(text)))
    check.equal("the machine does as ignition.emergency says", "off", first.ended)
    check.equal("the real root was never entered", {}, first.answers)
    block = first.console.rpartition("= Ignition has failed =")[2]
    check.contains("the block names the stage", "disks", block)
    check.contains("the block names the device", "/dev/disk/by-partlabel/late", block)
    check.contains("the block names the tool", "mkfs.ext4", block)
    check.contains("the block says what happened", "the device has vanished", block)
    check.true("the mark stays", machine.has_mark())

    second = machine.boot(config, QUESTIONS, watch=When("Ignition (disks)", plug, LATE))
    check.equal("the machine ends by switching itself off", "off", second.ended)
    check.answers(second, {
        "stages": "fetch-offline\nkargs\ndisks\nremount-sysroot\nmount\nfiles",
        "failed units": "",
        "mounted": "ext4   late\nit came",
        "order": "started\nhere\nfinished",
    })
    said = second["cases"].text.splitlines()
    check.equal("cases that failed", [], [line for line in said if not line.startswith("ok ")][:-1])
    check.equal("the last line of the cases", "end of the cases", said[-1] if said else "")
    check.equal("good cases", 8, sum(line.startswith("ok ") for line in said))
    check.true("the mark is gone", not machine.has_mark())
