"""A config from QEMU's fw_cfg provisions two disks; the second boot runs nothing of it."""

import json

from lib import questions

TITLE = "fw_cfg config on two disks, then a second boot"

QUESTIONS = [
    questions.STAGES, questions.DURATIONS, questions.FAILED_UNITS, questions.MARK, *questions.NETWORK,
    ("partitions", "lsblk --noheadings --raw --output NAME,PARTLABEL,FSTYPE,LABEL /dev/disk/by-id/virtio-data | tail -n +2"),
    ("sizes", "lsblk --noheadings --raw --bytes --output SIZE /dev/disk/by-id/virtio-data | tail -n +2"),
    ("swap type", "lsblk --noheadings --output PARTTYPE /dev/disk/by-partlabel/swap"),
    ("mounted", "findmnt --noheadings --output SOURCE,FSTYPE --mountpoint /var/data"),
    ("hostname", "hostname; cat /etc/hostname"),
    ("plain file", "cat /etc/motd.d/welcome; stat -c '%a %U:%G' /etc/motd.d/welcome"),
    ("base64 file", "cat /var/data/base64"),
    ("gzip file", "cat /var/data/gzip"),
    ("secret file", "cat /etc/secret; stat -c '%a %U:%G' /etc/secret"),
    ("symbolic link", "readlink /etc/localtime"),
    ("hard link", "stat -c %h /var/data/base64; test /var/data/base64 -ef /var/data/copy && echo same"),
    ("directory", "stat -c '%a %U:%G %F' /var/data/inbox"),
    ("user", "id core; getent passwd core | cut -d: -f5-"),
    ("group", "getent group wheel"),
    ("password", "getent shadow core | cut -d: -f2"),
    ("home", "stat -c '%a %U:%G' /home/core"),
    ("ssh key", "cat /home/core/.ssh/authorized_keys /home/core/.ssh/authorized_keys.d/ignition 2>/dev/null"),
    ("ssh key owner", "find /home/core/.ssh -printf '%u:%g\\n' | sort -u"),
    ("drop-in", "cat /etc/systemd/system/hello.service.d/10-greeting.conf"),
    ("unit", "systemctl is-enabled hello.service; systemctl is-active hello.service"),
    ("unit output", "journalctl --boot --no-pager --output=cat --unit=hello.service | grep Hello"),
    ("masked unit", "systemctl is-enabled apt-daily.timer; readlink /etc/systemd/system/apt-daily.timer"),
    ("presets", "cat /etc/systemd/system-preset/20-ignition.preset"),
    ("result", "grep -c '\"userConfigProvided\": *true' /etc/.ignition-result.json"),
    ("environment", "cat /run/ignition.env"),
]


def run(bench, check):
    machine = bench.machine()
    machine.add_disk("data", 512)
    config = bench.example("first-boot.ign")
    with open(config) as file:
        wanted = json.load(file)
    core = wanted["passwd"]["users"][0]

    first = machine.boot(config, QUESTIONS)
    check.equal("the machine ends by switching itself off", "off", first.ended)
    check.true("the boot loader found the mark", first.first)
    check.equal("stages", "fetch-offline\nkargs\ndisks\nremount-sysroot\nmount\nfiles", first["stages"].text)
    timed = [stage for stage, seconds in questions.durations(first) if seconds > 0]
    check.equal("stages whose time is known", first["stages"].text.split(), timed)
    check.answers(first, {
        **questions.NO_NETWORK,
        "failed units": "",
        "partitions": "vdb1 data ext4 data\nvdb2 swap swap swap\nvdb3 scratch vfat SCRATCH",
        "swap type": "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f",
        "mounted": "/dev/vdb1 ext4",
        "hostname": "first-light\nfirst-light",
        "plain file": "plain on the way, plain on the disk\n644 root:root",
        "base64 file": "base64 on the way, plain on the disk",
        "gzip file": "compressed on the way, plain on the disk",
        "secret file": "for root alone\n600 root:root",
        "symbolic link": "/usr/share/zoneinfo/Europe/Vienna",
        "hard link": "2\nsame",
        "directory": "770 core:wheel directory",
        "user": "uid=1000(core) gid=1000(core) groups=1000(core),1500(wheel)\nthe first user:/home/core:/bin/bash",
        "group": "wheel:x:1500:core",
        "password": core["passwordHash"],
        "home": "755 core:core",
        "ssh key": core["sshAuthorizedKeys"][0],
        "ssh key owner": "core:core",
        "drop-in": "[Service]\nEnvironment=GREETING=Hello",
        "unit": "enabled\nactive",
        "unit output": "Hello from first-light, uid 0, compressed on the way, plain on the disk",
        "masked unit": "masked\n/dev/null",
        "presets": "enable hello.service\nenable var-data.mount",
        "result": "1",
        "environment": "PLATFORM_ID=qemu\nOEM_ID=qemu",
    })
    sizes = [int(size) for size in first["sizes"].text.split()] + [0, 0, 0]
    check.equal("sizes of the first two partitions", [256 << 20, 64 << 20], sizes[:2])
    check.true(f"the last partition takes the rest, 190 of 191 MiB at least: {sizes[2]}", 190 << 20 <= sizes[2] < 191 << 20)
    check.true("the mark is gone", not machine.has_mark())

    second = machine.boot(config, QUESTIONS)
    check.equal("the machine ends by switching itself off", "off", second.ended)
    check.equal("the boot loader did not find the mark", False, second.first)
    check.answers(second, {
        **questions.NO_NETWORK,
        "stages": "",
        "failed units": "",
        "mounted": "/dev/vdb1 ext4",
        "unit output": "Hello from first-light, uid 0, compressed on the way, plain on the disk",
        "user": first["user"].text,
    })
