"""Questions that more than one scenario asks a machine."""

import json

JOURNAL = "journalctl --boot --no-pager --output=short-monotonic"

# Units of ours that are not stages.
NO_STAGES = ("hostname", "metadata", "checkin", "delete-config", "firstboot-complete")

# Started stages; the message of a unit that systemd begins to start. One a line, in order.
STAGES = ("stages", "journalctl --boot --no-pager --output=cat --output-fields=UNIT "
                    "MESSAGE_ID=7d4958e842da4a758f6c1cdc7b36dcc5 | grep '^ignition-' "
                    f"| grep -v {' '.join(f'-e {name}' for name in NO_STAGES)} | sed 's/^ignition-//; s/.service$//'")

# When systemd began to start each stage, and when it was done with it.
DURATIONS = ("durations", "journalctl --boot --no-pager --output=json --output-fields=UNIT,MESSAGE_ID "
                          "MESSAGE_ID=7d4958e842da4a758f6c1cdc7b36dcc5 + MESSAGE_ID=39f53479d3a045ac8e11786248231fbf "
                          "| grep ignition-")


def durations(boot):
    """Seconds each stage took, from the answer to DURATIONS: [("disks", 1.5), ...] in order."""
    begun, done = {}, []
    for line in boot["durations"].text.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        stage = entry.get("UNIT", "").removeprefix("ignition-").removesuffix(".service")
        time = int(entry["__MONOTONIC_TIMESTAMP"]) / 1e6
        if entry["MESSAGE_ID"].startswith("7d4958e8"):
            begun[stage] = time
        elif stage in begun and not any(name in stage for name in NO_STAGES):
            done.append((stage, time - begun[stage]))
    return done


# The network was never touched in the initramfs: no unit of it was started there, no address was given, and
# the interface, which nobody in the real root of the test machines configures, is down.
NETWORK = [
    ("network unit", f"{JOURNAL} --unit=ignition-enable-network.service | grep -c -e Starting -e Finished"),
    ("network daemon", f"{JOURNAL} | grep localhost | grep -c -e 'Starting Network Configuration' -e dhclient"),
    ("interface", "cat /sys/class/net/en*/operstate"),
]
NO_NETWORK = {"network unit": "0", "network daemon": "0", "interface": "down"}

MARK = ("mark", "ls /boot/ignition.firstboot")
FAILED_UNITS = ("failed units", "systemctl --failed --plain --no-legend --no-pager")
