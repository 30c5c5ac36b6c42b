"""The config that the machines of the clouds get: a file, a unit that has read it, and what else a scenario wants."""

import json

from . import questions

# The network of the real root. In the initramfs nobody has to say anything.
NETWORK_FILE = {"path": "/etc/systemd/network/10-test.network",
                "contents": {"source": "data:,%5BMatch%5D%0AType=ether%0A%5BNetwork%5D%0ADHCP=yes%0A"}}
NETWORK_UNITS = [{"name": name, "enabled": True} for name in ("systemd-networkd.service", "systemd-networkd-wait-online.service")]

GREETING = ("[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c 'echo hello, $(cat /etc/provisioned)'\n"
            "[Install]\nWantedBy=multi-user.target\n")

QUESTIONS = [
    questions.STAGES, questions.FAILED_UNITS,
    ("provisioned", "cat /etc/provisioned"),
    ("unit", "systemctl is-active greeting.service; journalctl --boot --no-pager --output=cat --unit=greeting.service | grep hello"),
    ("result", "grep -c '\"userConfigProvided\": *true' /etc/.ignition-result.json"),
]

WITHOUT_NETWORK = "fetch-offline\nkargs\ndisks\nremount-sysroot\nmount\nfiles"
WITH_NETWORK = "fetch-offline\nenable-network\nfetch\nkargs\ndisks\nremount-sysroot\nmount\nfiles"


def config(platform, files=(), units=(), users=()):
    """The text of the config of a machine on a platform."""
    return json.dumps({
        "ignition": {"version": "3.4.0"},
        "passwd": {"users": list(users)},
        "storage": {"files": [{"path": "/etc/provisioned", "contents": {"source": "data:,by%20" + platform.replace(" ", "%20")}}, *files]},
        "systemd": {"units": [{"name": "greeting.service", "enabled": True, "contents": GREETING}, *units]}})


def check_machine(check, machine, boot, platform, stages):
    check.equal("the machine ends by switching itself off", "off", boot.ended)
    of_the_initramfs = [stage for stage in boot["stages"].text.splitlines()
                        if stage in WITH_NETWORK.splitlines()]
    check.equal("stages", stages, "\n".join(of_the_initramfs))
    check.answers(boot, {"failed units": "", "provisioned": f"by {platform}", "unit": f"active\nhello, by {platform}",
                         "result": "1"})
    check.true("the mark is gone", not machine.has_mark())
