#!/bin/sh
# Brings the network up between fetch-offline and fetch, and takes it down before the root is switched.
#
# How a network comes up is a matter of the dracut module that the image was built with; this works with
# network-legacy (dhclient) and with systemd-networkd, and honours their kernel arguments (ip=, nameserver=,
# rd.route= ...). A distribution with something else puts a unit of its own in this place.
set -eu

record=/run/ignition/network-interfaces
fallback=/run/systemd/network/zz-ignition.network
patience_beside_a_drive=10 # seconds

say() { printf 'ignition-enable-network: %s\n' "$*" >&2; }

# Ethernet and the like: what has a device behind it, or is not a kind of its own (bridges and bonds are
# made by the handlers from kernel arguments). Loopback is neither.
interfaces() {
    for directory in /sys/class/net/*; do
        [ -e "$directory/device" ] && printf '%s\n' "${directory##*/}"
    done
    return 0
}

# Said of a machine that has none, which is no failure: its config can still be on a drive.
has_none() {
    [ -z "$(interfaces)" ] && say "this machine has no network interface"
}

# Then a network that does not come is not waited for long: the config is there without it, and what it refers
# to is asked for again until it comes. The stages cannot say this: on these platforms they ask for the network
# before they look at any drive.
has_config_drive() {
    case ${PLATFORM_ID-} in
    openstack | ovhcloud | stackit | brightbox | cloudstack) ;;
    *) return 1 ;;
    esac
    [ -e /dev/disk/by-label/config-2 ] || [ -e /dev/disk/by-label/CONFIG-2 ]
}

is_up() {
    read -r flags <"/sys/class/net/$1/flags" || return 1
    [ $((flags & 1)) -eq 1 ]
}

# Only these are ours to take down. A root on the network has its interface up already.
note_interfaces_that_are_down() {
    mkdir -p "${record%/*}"
    : >"$record"
    for interface in $(interfaces); do
        is_up "$interface" || printf '%s\n' "$interface" >>"$record"
    done
}

# dracut's own rules hand interfaces to its initqueue, which has come to its end by now. So its program for
# one interface is called directly, and what it left for the queue is done here.
legacy_up() {
    has_none && return
    for interface in $(interfaces); do
        (
            # dracut's libraries are not written for set -eu.
            set +eu
            # shellcheck disable=SC1091 # part of dracut
            . /lib/dracut-lib.sh
            # shellcheck disable=SC1091
            . /lib/net-lib.sh
            /sbin/ifup "$interface"
            [ ! -e "/tmp/net.$interface.up" ] || setup_net "$interface"
        ) &
    done
    waited=0
    while has_config_drive && [ "$waited" -lt "$patience_beside_a_drive" ] && ! has_legacy_address; do
        sleep 1
        waited=$((waited + 1))
    done
    if has_config_drive; then
        has_legacy_address || say "no interface has an address yet, but there is a config drive"
        return 0
    fi
    wait
    has_legacy_address && return
    say "no interface got an address"
    return 1
}

has_legacy_address() {
    for done in /tmp/net.*.did-setup; do
        [ -e "$done" ] && return
    done
    return 1
}

legacy_down() {
    for file in /tmp/dhclient.*.pid; do
        [ -e "$file" ] || continue
        read -r pid <"$file"
        kill "$pid" 2>/dev/null || :
        rm -f "$file"
    done
}

# What ip= and its kin say stands in files that sort before ours.
networkd_up() {
    mkdir -p "${fallback%/*}"
    printf '[Match]\nKind=!*\nType=ether\n[Network]\nDHCP=yes\n' >"$fallback"
    systemctl start systemd-network-generator.service || :
    # It may run already, and has then not seen our file.
    systemctl restart systemd-networkd.service
    wait_online=/usr/lib/systemd/systemd-networkd-wait-online
    [ -x "$wait_online" ] || wait_online=/lib/systemd/systemd-networkd-wait-online
    # A card may be slow to appear; whoever has one waits for its address for a minute altogether.
    waited=0
    until "$wait_online" --quiet --any --timeout=5; do
        waited=$((waited + 5))
        if [ "$waited" -ge "$patience_beside_a_drive" ] && has_config_drive; then
            say "no interface has an address yet, but there is a config drive"
            # This process may go on for as long as the network is wanted.
            { "$wait_online" --quiet --any --timeout=600 && write_name_servers; } &
            return 0
        fi
        [ "$waited" -ge 15 ] && has_none && return
        if [ "$waited" -ge 60 ]; then
            say "no interface got an address"
            return 1
        fi
    done
    write_name_servers
}

write_name_servers() {
    [ -s /etc/resolv.conf ] && return
    # Without systemd-resolved nobody else writes it.
    # shellcheck disable=SC2013 # one line may name several
    for server in $(sed -n 's/^DNS=//p' /run/systemd/netif/links/*); do
        printf 'nameserver %s\n' "$server"
    done >/etc/resolv.conf
}

networkd_down() {
    rm -f "$fallback"
    # The socket, where there is one, would start it again.
    systemctl stop systemd-networkd.socket 2>/dev/null || :
    systemctl stop systemd-networkd.service || :
}

handler() {
    if [ -x /sbin/ifup ] && [ -e /lib/net-lib.sh ]; then
        echo legacy
    elif [ -e /usr/lib/systemd/system/systemd-networkd.service ] ||
        [ -e /lib/systemd/system/systemd-networkd.service ]; then
        echo networkd
    else
        say "this image has neither dracut's network-legacy nor systemd-networkd"
        return 1
    fi
}

case ${1-} in
up)
    # The device of the interface may be just about to appear.
    udevadm settle --timeout=10 || :
    note_interfaces_that_are_down
    "$(handler)_up"
    ;;
down)
    "$(handler)_down"
    while read -r interface; do
        ip addr flush dev "$interface" || :
        ip link set dev "$interface" down || :
    done <"$record"
    rm -f "$record"
    ;;
*)
    say "usage: ignition-enable-network up|down"
    exit 2
    ;;
esac
