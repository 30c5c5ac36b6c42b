#!/bin/sh
# Removes the first-boot mark. Runs in the real root, in a mount namespace of its own, after a sync.
set -eu

boot=${IGNITION_BOOT:-/boot}
run=${IGNITION_RUN:-/run}
marks=ignition.firstboot
# Flatcar's boot loader has seen its own mark, on the EFI system partition, and asks for its removal. Typed in by hand,
# flatcar.first_boot has another value, and nothing is removed.
if [ "$(cat "$run/ignition.firstboot" 2>/dev/null)" = detected ]; then
    marks="$marks flatcar/first_boot coreos/first_boot efi/flatcar/first_boot efi/coreos/first_boot"
fi
# What an unfinished run would have to know of itself. Goes after the mark: as long as the machine may be
# provisioned again, it must be known which files are ours.
record=${IGNITION_ETC:-/etc}/.ignition-unfinished

removed=
for name in $marks; do
    mark=$boot/$name
    [ -e "$mark" ] || continue
    if [ ! -w "${mark%/*}" ]; then
        mount -o remount,rw "$(findmnt --noheadings --output=TARGET --target="$mark")"
    fi
    # A config that was put beside the mark for this one boot. It may hold secrets.
    rm -rf "$boot/ignition"
    rm -f "$mark"
    sync -f "${mark%/*}"
    removed=yes
done
if [ "$removed" ]; then
    echo "the first-boot mark is removed; later boots are ordinary boots"
else
    # ignition.firstboot was typed in by hand, or the boot loader keeps its mark elsewhere.
    echo "there is no mark $boot/ignition.firstboot to remove"
fi
rm -f "$record"
# The stages have read it, and it may hold secrets.
rm -f "$run/ignition.json"
