#!/bin/sh
# Removes the first-boot mark. Runs in the real root, in a mount namespace of its own, after a sync.
set -eu

boot=${IGNITION_BOOT:-/boot}
mark=$boot/ignition.firstboot
# What an unfinished run would have to know of itself. Goes after the mark: as long as the machine may be
# provisioned again, it must be known which files are ours.
record=${IGNITION_ETC:-/etc}/.ignition-unfinished

if [ -e "$mark" ]; then
    if [ ! -w "$boot" ]; then
        mount -o remount,rw "$boot"
    fi
    # A config that was put beside the mark for this one boot. It may hold secrets.
    rm -rf "$boot/ignition"
    rm -f "$mark"
    sync -f "$boot"
    echo "the first-boot mark is removed; later boots are ordinary boots"
else
    # ignition.firstboot was typed in by hand, or the boot loader keeps its mark elsewhere.
    echo "there is no mark $mark to remove"
fi
rm -f "$record"
# The stages have read it, and it may hold secrets.
rm -f "${IGNITION_RUN:-/run}/ignition.json"
