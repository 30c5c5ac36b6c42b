"""Encrypted volumes of every kind: made on the first boot, opened by themselves on the second; and, in a machine that
is up, the stage "disks" killed around each tool that it starts for one."""

import gzip
import hashlib
import json
import os

from lib import questions
from lib.tang import Tang
from lib.tpm import Tpm
from lib.web import Web

TITLE = "encrypted volumes with keys, Tang and a TPM, then a second boot"
ONLY_BY_NAME = "Clevis takes its time without KVM: eight minutes"

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEY = b"the key of the keyed one\0\xff\n"
UUID = "7a1c5f7e-9c4b-4b0d-8a53-3f1c2c0de001"
QUICK = ["--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"]
NETWORK = "[Match]\nType=ether\n[Network]\nAddress=10.0.2.15/24\n"

# What each of them is, and how its line in /etc/crypttab ends.
KEYFILE, CLEVIS, CLEVIS_NETWORK = "/etc/luks/{} luks,x-initrd.attach", "none luks,x-initrd.attach", "none luks,_netdev,x-initrd.attach"


def volumes(web, tang):
    server = {"url": tang.url, "thumbprint": tang.thumbprint}
    return {
        # The tool's own defaults: a key is derived the slow way.
        "keyed": (KEYFILE, {"label": "KEYED", "uuid": UUID, "discard": True, "keyFile": {
            "source": web.url("key"), "compression": "gzip",
            "verification": {"hash": "sha256-" + hashlib.sha256(KEY).hexdigest()}}}),
        "made": (KEYFILE, {"options": QUICK, "openOptions": ["--perf-no_read_workqueue"]}),
        "tang": (CLEVIS_NETWORK, {"options": QUICK, "clevis": {"tang": [server]}}),
        "both": (CLEVIS_NETWORK, {"options": QUICK, "clevis": {
            "tpm2": True, "threshold": 2, "tang": [{**server, "advertisement": tang.advertisement}]}}),
        "own": (CLEVIS, {"options": QUICK, "keyFile": {"source": "data:,kept"},
                         "clevis": {"custom": {"pin": "tpm2", "config": "{}"}}}),
    }


def mount_unit(name, ending):
    before = "remote-fs.target" if "_netdev" in ending else "local-fs.target"
    return {"name": f"vault-{name}.mount", "enabled": True, "contents":
            f"[Unit]\nRequires=systemd-cryptsetup@{name}.service\nAfter=systemd-cryptsetup@{name}.service\nBefore={before}\n"
            f"[Mount]\nWhat=/dev/mapper/{name}\nWhere=/vault/{name}\nType=ext4\n"
            + ("Options=_netdev\n" if "_netdev" in ending else "") + f"[Install]\nWantedBy={before}\n"}


def config(web, tang):
    made = volumes(web, tang)
    return {
        "ignition": {"version": "3.6.0"},
        "storage": {
            "disks": [{"device": "/dev/disk/by-id/virtio-vault", "wipeTable": True,
                       "partitions": [{"label": name, "sizeMiB": 48} for name in made]}],
            "luks": [{"name": name, "device": f"/dev/disk/by-partlabel/{name}", **members}
                     for name, (_, members) in made.items()],
            "filesystems": [{"device": f"/dev/mapper/{name}", "format": "ext4", "label": name, "path": f"/vault/{name}"}
                            for name in made],
            "files": [{"path": f"/vault/{name}/file", "contents": {"source": f"data:,in%20{name}"}} for name in made]
                     + [{"path": "/etc/systemd/network/10-test.network", "contents": {"source": "data:," + quoted(NETWORK)}},
                        {"path": "/usr/local/bin/ignition", "mode": 0o755, "contents": {"source": web.url("agent")}},
                        {"path": "/usr/local/bin/cut-volumes", "mode": 0o755, "contents": {"source": web.url("cut-volumes")}}],
        },
        "systemd": {"units": [{"name": name, "enabled": True} for name in
                              ("systemd-networkd.service", "systemd-networkd-wait-online.service", "clevis-luks-askpass.path")]
                    + [mount_unit(name, ending) for name, (ending, _) in made.items()]},
    }


def quoted(text):
    return "".join(character if character.isalnum() else f"%{ord(character):02x}" for character in text)


def asked(made):
    each = " ".join(made)
    return [
        questions.STAGES, questions.FAILED_UNITS,
        ("files", f"for name in {each}; do cat /vault/$name/file; echo; done"),
        ("mounted", f"for name in {each}; do findmnt --noheadings --output SOURCE --mountpoint /vault/$name; done"),
        ("crypttab", "sed 's/UUID=[0-9a-f-]*/UUID/' /etc/crypttab; stat -c '%a %U:%G' /etc/crypttab"),
        ("uuids", f"for name in {each}; do grep -q \"^$name UUID=$(cryptsetup luksUUID /dev/disk/by-partlabel/$name) \" "
                  "/etc/crypttab || echo wrong $name; done"),
        ("keys", "cd /etc/luks; stat -c '%n %a %U:%G' . *; sha256sum <keyed; wc -c <made; "
                 "for name in keyed made; do cryptsetup luksOpen --test-passphrase --key-file $name "
                 "/dev/disk/by-partlabel/$name && echo $name opens; done"),
        ("marks", f"for name in {each}; do cryptsetup luksDump /dev/disk/by-partlabel/$name; done | grep -c 'Subsystem:.*(no subsystem)'"),
        ("keyed", "cryptsetup luksDump /dev/disk/by-partlabel/keyed | sed -n 's/^\\(UUID\\|Label\\|Flags\\|\\tPBKDF\\): *\\t*\\([^ ]*\\).*/\\2/p'"),
        ("slots", f"for name in {each}; do echo $name $(cryptsetup luksDump /dev/disk/by-partlabel/$name | grep -c '^  [0-9]*: luks2') "
                  "$(clevis luks list -d /dev/disk/by-partlabel/$name | cut -d' ' -f2); done"),
        ("left", "ls /run/ignition/keys 2>&1; grep -c -e luksPersistKeyFiles\\\":null /run/ignition/state"),
        ("journal", "journalctl --boot --no-pager | grep -c -e 'the key of the keyed' -e \"$(head -c 64 /etc/luks/made)\""),
    ]


def run(bench, check):
    machine = bench.machine()
    machine.add_disk("vault", 256)
    machine.add_disk("spare", 64)
    place = machine.place
    files = {"key": gzip.compress(KEY)}
    with Tang(os.path.join(place, "tang")) as tang, Web(os.path.join(place, "web"), files) as web:
        with open(os.path.join(bench.place, "installed/usr/bin/ignite"), "rb") as agent:
            web.put("agent", agent.read())
        with open(os.path.join(HERE, "guest/cut-volumes")) as script:
            web.put("cut-volumes", script.read())
        path = os.path.join(place, "config.ign")
        with open(path, "w") as file:
            json.dump(config(web, tang), file)
        made = volumes(web, tang)
        spare = ("spare", f"/usr/local/bin/cut-volumes /usr/local/bin/ignition /dev/disk/by-id/virtio-spare {tang.url} {tang.thumbprint} | tee /dev/console")
        first = boot(machine, path, [*asked(made), spare])
        check.equal("the machine ends by switching itself off", "off", first.ended)
        check.equal("stages", "fetch-offline\nenable-network\nkargs\ndisks\nremount-sysroot\nmount\nfiles", first["stages"].text)
        check_volumes(check, first, made)
        check.answers(first, {"left": "ls: cannot access '/run/ignition/keys': No such file or directory\n1"})
        for line in first["spare"].text.splitlines():
            check.true(line, not line.startswith("FAILED"))
        check.matches("the spare disk's cases have all run", "\nthe end$", first["spare"].text)
        check.equal("good cases on the spare disk", 31, ("\n" + first["spare"].text).count("\nok "))

        second = boot(machine, None, asked(made))
        check.equal("the machine ends by switching itself off", "off", second.ended)
        check.equal("the boot loader did not find the mark", False, second.first)
        check.equal("stages", "", second["stages"].text)
        check_volumes(check, second, made)


def boot(machine, path, asked_now):
    with Tpm(os.path.join(machine.place, "tpm")) as tpm:
        machine.devices = tpm.options
        return machine.boot(path, asked_now, timeout=2400)


def check_volumes(check, found, made):
    lines = [f"{name} UUID {ending.format(name)}" for name, (ending, _) in made.items()]
    pins = {"tang": "sss", "both": "sss", "own": "tpm2"}
    check.answers(found, {
        "failed units": "",
        "files": "\n".join(f"in {name}" for name in made),
        "mounted": "\n".join(f"/dev/mapper/{name}" for name in made),
        "crypttab": "\n".join([*lines, "600 root:root"]),
        "uuids": "",
        "keys": f". 700 root:root\nkeyed 600 root:root\nmade 600 root:root\n{hashlib.sha256(KEY).hexdigest()}  -\n8192\n"
                "keyed opens\nmade opens",
        "marks": str(len(made)),
        "keyed": f"{UUID}\nKEYED\nallow-discards\nargon2id",
        # The key that was made up is gone where Clevis opens; the user's own stays.
        "slots": "\n".join(" ".join([name, "2" if name == "own" else "1", *([pins[name]] if name in pins else [])])
                           for name in made),
        "journal": "0",
    })
