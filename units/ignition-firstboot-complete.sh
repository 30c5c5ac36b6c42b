#!/bin/sh
# Removes the first-boot mark. Runs in the real root, in a mount namespace of its own, after a sync.
set -eu

boot=${IGNITION_BOOT:-/boot}
mark=$boot/ignition.firstboot

if [ ! -e "$mark" ]; then
    # ignition.firstboot was typed in by hand, or the boot loader keeps its mark elsewhere.
    echo "there is no mark $mark to remove"
    exit 0
fi
if [ ! -w "$boot" ]; then
    mount -o remount,rw "$boot"
fi
# A config that was put beside the mark for this one boot. It may hold secrets.
rm -rf "$boot/ignition"
rm -f "$mark"
sync -f "$boot"
echo "the first-boot mark is removed; later boots are ordinary boots"
