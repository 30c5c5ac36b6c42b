"""Questions that more than one scenario asks a machine."""

JOURNAL = "journalctl --boot --no-pager --output=short-monotonic"

# Started stages; the message of a unit that systemd begins to start. One a line, in order.
STAGES = ("stages", "journalctl --boot --no-pager --output=cat --output-fields=UNIT "
                    "MESSAGE_ID=7d4958e842da4a758f6c1cdc7b36dcc5 | grep '^ignition-' | grep -v -e delete-config "
                    "-e firstboot-complete | sed 's/^ignition-//; s/.service$//'")

# Milliseconds each stage took, from the journal's clock: "disks 1234".
DURATIONS = ("durations", r"""journalctl --boot --no-pager --output=json --output-fields=UNIT,MESSAGE_ID \
    MESSAGE_ID=7d4958e842da4a758f6c1cdc7b36dcc5 + MESSAGE_ID=39f53479d3a045ac8e11786248231fbf |
    sed -n 's/.*"__MONOTONIC_TIMESTAMP":"\([0-9]*\)".*/&/p' | grep '"UNIT":"ignition-' |
    while read -r line; do
        time=${line#*\"__MONOTONIC_TIMESTAMP\":\"}; time=${time%%\"*}
        unit=${line#*\"UNIT\":\"ignition-}; unit=${unit%%.service*}
        case $line in
        *7d4958e8*) eval "begin_$(echo $unit | tr - _)=$time" ;;
        *) eval "begin=\${begin_$(echo $unit | tr - _)-}"
           [ -z "$begin" ] || echo "$unit $(( (time - begin) / 1000 ))" ;;
        esac
    done""")

# The network was never touched in the initramfs: no unit of it was started there, no address was given, and
# the interface, which nobody in the real root of the test machines configures, is down.
NETWORK = [
    ("network unit", f"{JOURNAL} --unit=ignition-enable-network.service | grep -c -e Starting -e Finished"),
    ("network daemon", f"{JOURNAL} | grep localhost | grep -c -e 'Starting systemd-networkd.service' -e dhclient"),
    ("interface", "cat /sys/class/net/en*/operstate"),
]
NO_NETWORK = {"network unit": "0", "network daemon": "0", "interface": "down"}

MARK = ("mark", "ls /boot/ignition.firstboot")
FAILED_UNITS = ("failed units", "systemctl --failed --plain --no-legend --no-pager")
