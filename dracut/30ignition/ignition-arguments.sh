# Reading the kernel command line. Sourced by the other scripts of this module, so it must work in every
# POSIX shell, and early: with builtins alone.
# shellcheck shell=sh

# Words are split at blanks and line ends; there is no quoting, and a star is a star.
ignition_arguments() {
    set -f
    ignition_words=
    while read -r line || [ -n "$line" ]; do
        ignition_words="$ignition_words $line"
    done <"${IGNITION_KERNEL_CMDLINE_PATH:-/proc/cmdline}"
}

# argument NAME: prints the value of its last occurrence; for a bare word, the word itself.
argument() {
    found=
    for word in $ignition_words; do
        case $word in
        "$1" | "$1="*) found=${word#"$1="} ;;
        esac
    done
    printf '%s\n' "$found"
}

# last_value NAME...: the value of the first name that has one that is not empty. Of a name given twice the
# last such value counts.
last_value() {
    for name in "$@"; do
        found=
        for word in $ignition_words; do
            case $word in
            "$name="?*) found=${word#"$name="} ;;
            esac
        done
        if [ -n "$found" ]; then
            printf '%s\n' "$found"
            return
        fi
    done
}

# is_on NAME: absent, empty, 0, no and off are off. A bare word is on.
is_on() {
    case $(argument "$1") in
    '' | 0 | no | off) return 1 ;;
    esac
}
