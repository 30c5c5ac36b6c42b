#!/bin/sh
# Where the kernel arguments of a machine are kept is known to its distribution alone, which replaces this
# program by its own. That one is called with any number of "--should-exist ARGUMENT" and
# "--should-not-exist ARGUMENT", changes the boot entries, and sees to a reboot if it changed something.
set -eu
echo "Ignition kernelArguments is not supported by this Linux distribution." >&2
echo "Ask your distribution to implement ignition-kargs-helper." >&2
exit 1
