"""A config that is not valid stops the boot before anything is written. Repaired, the next boot succeeds."""

import os

from lib import questions

TITLE = "a config that fails validation, then a repaired one"

GOOD = """{
  "ignition": { "version": "3.3.0" },
  "storage": {
    "disks": [
      { "device": "/dev/disk/by-id/virtio-data", "wipeTable": true, "partitions": [{ "number": 1, "label": "data" }] }
    ],
    "files": [
      {
        "path": "/etc/repaired",
        "mode": 420,
        "contents": { "source": "data:,it%20works" }
      }
    ]
  }
}
"""
# Line 9: the path has to be absolute.
BAD = GOOD.replace('"/etc/repaired"', '"etc/repaired"')


def run(bench, check):
    machine = bench.machine()
    disk = machine.add_disk("data", 64)
    config = os.path.join(machine.place, "config.ign")

    with open(config, "w") as file:
        file.write(BAD)
    failed = machine.boot(config)
    check.equal("the machine does as ignition.emergency says", "off", failed.ended)
    check.true("the boot loader found the mark", failed.first)
    check.equal("the real root was never entered", {}, failed.answers)
    block = failed.console.rpartition("= Ignition has failed =")[2]
    check.contains("the block names the stage", "fetch-offline", block)
    check.contains("the stage itself has left it", "Provisioning failed in stage fetch-offline.", block)
    check.matches("the block names the line", r"\bline 9\b|:9:\d+", block)
    check.matches("the block says what to do next", r"(?i)\bnext\b", block)
    after = [line for line in block.partition("does this now: poweroff.")[2].splitlines()[2:] if line.strip()]
    check.true(f"the block is the last thing on the console; after it came {after}",
               all("Powering off" in line or "Power down" in line for line in after))
    check.true("the mark stays", machine.has_mark())
    with open(disk, "rb") as file:
        check.equal("bytes written to the second disk", 0, sum(map(bool, file.read())))

    shell = machine.boot(config, arguments=["ignition.emergency=shell"], until="maintenance")
    block = shell.console.rpartition("= Ignition has failed =")[2]
    check.equal("unless told otherwise the machine offers a shell", "cut", shell.ended)
    check.matches("after the block comes the prompt alone", r"=====\s*\n\s*Press Enter for maintenance", block)
    check.true("the mark stays", machine.has_mark())

    with open(config, "w") as file:
        file.write(GOOD)
    boot = machine.boot(config, [questions.STAGES, questions.FAILED_UNITS, ("file", "cat /etc/repaired"),
                                 ("partition", "lsblk --noheadings --output NAME /dev/disk/by-partlabel/data")])
    check.equal("the machine ends by switching itself off", "off", boot.ended)
    check.true("the boot loader found the mark", boot.first)
    check.answers(boot, {"failed units": "", "file": "it works", "partition": "vdb1",
                         "stages": "fetch-offline\nkargs\ndisks\nremount-sysroot\nmount\nfiles"})
    check.true("the mark is gone", not machine.has_mark())
