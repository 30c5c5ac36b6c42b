"""The examples that work on disks, each twice, in one machine that has the disks, key servers and TPM they speak of."""

import json
import os
import subprocess

from lib.tang import TANGD, make_keys
from lib.tools import MOUNTED, add_tools
from lib.tpm import Tpm

TITLE = "every example with disks, twice"
ONLY_BY_NAME = "key servers and a TPM take their time without KVM: five minutes"

NAMES = ["06-swap", "07-data-disk", "08-root-on-raid", "09-luks-tang-data", "10-luks-tpm-root", "26-hardened-host",
         "27-partition-the-boot-disk"]
# The boot disk of 27 as it comes, in a larger machine.
TABLE = "label: gpt\n9: start=1MiB, size=1GiB, name=ROOT\n11: size=32MiB, name=old\n"
DISKS = {"swapdisk": 4200, "volume": 512, "mirror-a": 96, "mirror-b": 96, "vault": 64, "logs": 64}


def with_thumbprints(text, thumbprints):
    """The example's key servers with keys that somebody has."""
    config = json.loads(text)
    for volume in config["storage"].get("luks", []):
        for server in volume.get("clevis", {}).get("tang", []):
            server["thumbprint"] = thumbprints[server["url"]]
    return json.dumps(config)


def run(bench, check):
    machine = bench.machine()
    subprocess.run(["sfdisk", "--quiet", "--no-tell-kernel", machine.add_disk("boot", 24 << 10, before_root=True)],
                   input=TABLE, text=True, check=True)
    for name, megabytes in DISKS.items():
        machine.add_disk(name, megabytes)
    thumbprints = {}
    for number, (url, port) in enumerate((("http://tang1.example.org", 80), ("http://tang2.example.org:7500", 7500))):
        keys = os.path.join(machine.place, f"tang{number}")
        thumbprints[url] = make_keys(keys)
        # What it logs would go to the machine as well.
        machine.servers.append((f"10.0.2.{100 + number}", port, f"sh -c 'exec {TANGD} {keys} 2>/dev/null'"))
    copies = []
    for name in NAMES:
        copies.append(os.path.join(machine.place, name + ".ign"))
        with open(bench.example(f"configs/{name}.ign")) as file, open(copies[-1], "w") as copy:
            copy.write(with_thumbprints(file.read(), thumbprints))
    add_tools(bench, machine, "examples", *copies)

    with Tpm(os.path.join(machine.place, "tpm")) as tpm:
        machine.devices = tpm.options
        boot = machine.boot(None, [("cases", f"{MOUNTED} && /run/tools/examples /run/tools/ignite /run/tools | tee /dev/console")], timeout=1800)
    check.equal("the machine ends by switching itself off", "off", boot.ended)
    said = boot["cases"].text.splitlines()
    check.equal("cases that failed", [], [line for line in said if not line.startswith("ok ")][:-1])
    check.equal("the last line of the cases", "end of the cases", said[-1] if said else "")
    check.equal("good cases", 2 * len(NAMES), sum(line.startswith("ok ") for line in said))
