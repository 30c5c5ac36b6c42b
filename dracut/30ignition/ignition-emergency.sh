#!/bin/sh
# Runs in the place of dracut-emergency. If a stage has failed, the last thing on every console is one block
# that says which, why, and what to do next. What happens then is up to the kernel argument
#
#     ignition.emergency=shell|poweroff|reboot|halt
#
# or to dracut's own rd.shell=0 and rd.emergency=. The default is a shell.
#
# No "set -e" here: whatever goes wrong, the block is printed and the machine does not go on.
set -u

# shellcheck source=dracut/30ignition/ignition-arguments.sh
. "${IGNITION_LIBEXEC:-/usr/libexec}/ignition-arguments.sh"
run=${IGNITION_RUN:-/run}

failed_units() {
    systemctl list-units --failed --plain --no-legend --no-pager 'ignition-*.service' | while read -r unit rest; do
        printf '%s\n' "$unit"
    done
}

# The agent leaves its own account of the failure. When it could not (it was killed, or never started), what
# the journal has must do.
account() {
    if [ -s "$run/ignition/failure" ]; then
        cat "$run/ignition/failure"
        return
    fi
    for unit in $failed; do
        stage=${unit#ignition-}
        echo "Ignition failed in stage ${stage%.service}."
        echo
        lines=$(journalctl --quiet --boot --no-pager --output=cat --lines=12 --unit="$unit" --identifier=ignition --priority=warning)
        [ -n "$lines" ] ||
            lines=$(journalctl --quiet --boot --no-pager --output=cat --lines=12 --unit="$unit")
        printf '%s\n' "$lines"
        echo
    done
    echo "What to do next: correct the config and start the machine again. The first-boot mark is"
    echo "still there, so the next boot provisions it from the beginning."
}

block() {
    echo
    echo "=============================== Ignition has failed ================================"
    account
    echo
    case $action in
    shell)
        echo "A shell follows. \"journalctl -t ignition\" has the whole story."
        ;;
    *)
        echo "The machine does this now: $action."
        ;;
    esac
    echo "===================================================================================="
}

wanted_action() {
    action=$(last_value ignition.emergency)
    case $action in
    shell | poweroff | reboot | halt) return ;;
    esac
    action=shell
    case $(argument rd.shell) in
    0 | no | off)
        action=$(last_value rd.emergency)
        case $action in
        poweroff | reboot | halt) ;;
        *) action=halt ;;
        esac
        ;;
    esac
}

ignition_arguments
failed=$(failed_units)
if [ -z "$failed" ] && [ ! -s "$run/ignition/failure" ]; then
    exec /bin/dracut-emergency
fi

wanted_action
text=$(block)

# Nobody talks after us: systemd stops reporting what it stops, the kernel keeps to emergencies.
kill -s RTMIN+21 1 2>/dev/null
echo 1 >/proc/sys/kernel/printk 2>/dev/null
# Logged as well, for whoever reads the journal of a machine without a console.
printf '%s\n' "$text" | systemd-cat --identifier=ignition --priority=err 2>/dev/null
while read -r console rest; do
    printf '%s\n' "$text" >"/dev/$console"
done </proc/consoles

if [ "$action" = shell ]; then
    [ -f /etc/profile ] && . /etc/profile
    export PS1='ignition:${PWD}# '
    # Comes back when the shell is left; systemd then tries to go on, and with it the failed stage.
    exec sulogin -e
fi
exec systemctl --force --force "$action"
