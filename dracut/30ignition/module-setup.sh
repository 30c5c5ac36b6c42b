#!/bin/bash
# dracut module of ignite. Not included by itself: the distribution's own module, or --add ignition, asks
# for it, because an image that provisions itself needs a boot loader that knows the first-boot mark.
#
# Taken from the machine that builds the initramfs, or from below IGNITE_DESTDIR if that is set (which is
# how an image is made from a build that is not installed).
# shellcheck disable=SC2154 # moddir, initdir, systemd*dir and dracutsysrootdir come from dracut

check() {
    return 255
}

# Not url-lib: it brings curl, which is more than all the rest of us together; the certificates that it would
# bring are installed below. Not network either: what it chooses by itself where systemd-networkd is there
# brings a message bus along, and is started on every boot. See install_network.
# What device-mapper needs of udev is in a module of its own, which cannot be had without its tool.
depends() {
    local modules="qemu systemd kernel-network-modules"
    find_binary dmsetup >/dev/null && modules+=" dm"
    echo "$modules"
}

installkernel() {
    # hostonly is emptied because a first boot happens on a machine that is not the one that builds.
    # Drivers through which a platform hands over its config, config drives, and the DVD of Azure.
    hostonly='' instmods hv_utils vboxguest sr_mod cdrom isofs udf
    hostonly='' instmods vsock vmw_vsock_virtio_transport_common vmw_vsock_virtio_transport
    # What the disks and mount stages may be asked to make.
    hostonly='' instmods btrfs ext4 vfat xfs nls_ascii nls_cp437 nls_iso8859-1 nls_utf8 virtiofs
    hostonly='' instmods raid0 raid1 raid10 raid456 linear dm_crypt dm_mod
    # Encrypted volumes: the ciphers that are the defaults of cryptsetup, and how it gets at them.
    hostonly='' instmods aes aesni_intel xts cbc ecb essiv sha256 sha512 af_alg algif_hash algif_skcipher
    # A volume may be bound to the TPM of a machine.
    hostonly='' instmods '=drivers/char/tpm'

    case ${DRACUT_ARCH:-$(uname -m)} in
    s390x) hostonly='' instmods zcrypt_cex4 pkey_cca vmur ;;
    aarch64) hostonly='' instmods mlxbf_bootctl ;;
    esac
}

install_stage_unit() { # install_stage_unit UNIT [TARGET [requires|wants]]
    local unit=$1 target=${2:-ignition-complete.target} how=${3:-requires}
    inst_simple "$from$systemdsystemunitdir/$unit" "$systemdsystemunitdir/$unit"
    mkdir -p "$initdir$systemdsystemunitdir/$target.$how"
    ln -sf "../$unit" "$initdir$systemdsystemunitdir/$target.$how/$unit"
}

install_tools() {
    local name need purpose required=() optional=() with_clevis=()
    while read -r name need purpose; do
        case $name in
        '' | '#'*) continue ;;
        ignition-kargs-helper) continue ;; # ours, or the distribution's: see below
        esac
        case $need in
        required) required+=("$name") ;;
        optional) optional+=("$name") ;;
        with-clevis) with_clevis+=("$name") ;;
        *) dfatal "tools.list: $name is not required, optional or with-clevis ($need $purpose)" && return 1 ;;
        esac
    done <"$moddir/tools.list"
    inst_multiple "${required[@]}" || return 1
    inst_multiple -o "${optional[@]}"
    # They bring curl and the tools of the TPM, more than all the rest: for images that were asked for them.
    dracut_module_included clevis || [[ ${IGNITE_WITH_CLEVIS-} ]] || return 0
    inst_multiple -o "${with_clevis[@]}"
    # Loaded by name, so that nobody else would bring it: the way to a TPM.
    inst_libdir_file "libtss2-tcti-device.so*"
}

# Those that the agent loads late are not found by looking at it.
install_libraries() {
    local list name purpose
    for list in "$moddir"/libraries*.list; do
        while read -r name purpose; do
            [[ $name == lib* ]] || continue
            inst_libdir_file "$name" || { dfatal "the agent needs $name: $purpose" && return 1; }
        done <"$list"
    done
}

# The network is brought up by ignition-enable-network, with whatever the distribution has put into the
# image. If that is nothing, systemd-networkd is put there, not enabled: it runs when a stage asks for it.
install_network() {
    local module
    for module in network-legacy network-manager connman network-wicked systemd-networkd; do
        dracut_module_included "$module" && return
    done
    inst_multiple \
        "$systemdutildir/systemd-networkd" \
        "$systemdutildir/systemd-networkd-wait-online" \
        "$systemdutildir/systemd-network-generator" \
        "$systemdsystemunitdir/systemd-networkd.service" \
        "$systemdsystemunitdir/systemd-network-generator.service" \
        ip sed
    inst_multiple -o "$systemdnetwork/99-default.link"
    # It gives up its rights and becomes this user.
    grep -q '^systemd-network:' "$initdir/etc/passwd" ||
        grep '^systemd-network:' "$dracutsysrootdir/etc/passwd" >>"$initdir/etc/passwd"
    grep -q '^systemd-network:' "$initdir/etc/group" ||
        grep '^systemd-network:' "$dracutsysrootdir/etc/group" >>"$initdir/etc/group"
}

install() {
    local from=${IGNITE_DESTDIR:-} target

    inst_binary "$from/usr/bin/ignite" /usr/bin/ignite || return 1
    ln -sf ignite "$initdir/usr/bin/ignition"

    install_libraries || return 1
    install_tools || return 1
    inst_script "$moddir/ignition-kargs-helper.sh" /usr/sbin/ignition-kargs-helper

    inst_simple "$moddir/ignition-arguments.sh" /usr/libexec/ignition-arguments.sh
    inst_script "$moddir/ignition-generator" "$systemdutildir/system-generators/ignition-generator"
    inst_script "$moddir/ignition-enable-network.sh" /usr/libexec/ignition-enable-network
    inst_script "$moddir/ignition-emergency.sh" /usr/libexec/ignition-emergency
    inst_simple "$moddir/ignition-emergency.conf" \
        "$systemdsystemunitdir/emergency.service.d/50-ignition.conf"

    for target in complete diskful subsequent diskful-subsequent; do
        inst_simple "$from$systemdsystemunitdir/ignition-$target.target" \
            "$systemdsystemunitdir/ignition-$target.target"
    done
    for stage in fetch-offline fetch kargs disks mount files; do
        install_stage_unit "ignition-$stage.service"
    done
    # Wanted only: where the network is really needed, the stage that needs it says so.
    install_stage_unit ignition-enable-network.service ignition-complete.target wants
    install_stage_unit ignition-hostname.service ignition-complete.target wants
    install_stage_unit ignition-remount-sysroot.service ignition-diskful.target

    install_network || return 1

    inst_rules 60-cdrom_id.rules
    # The names of arrays that a stage makes. Not 64-md-raid-assembly.rules: what an earlier try has left is for the
    # stage to judge, before anybody assembles it.
    inst_rules 01-md-raid-creating.rules 63-md-raid-arrays.rules
    inst_simple "$moddir/99-xx-ignition-systemd-cryptsetup.rules" \
        /usr/lib/udev/rules.d/99-xx-ignition-systemd-cryptsetup.rules
    inst_simple "$moddir/ignition-luks.conf" /etc/security/pwquality.conf.d/ignition-luks.conf

    # For https. Where each distribution keeps its bundle.
    inst_multiple -o /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt

    # Configs that the distribution or the image brings along.
    local directory
    for directory in /usr/lib/ignition /etc/ignition; do
        [[ -d $directory ]] && inst_multiple -o "$directory"/user.ign \
            "$directory"/base.d/* "$directory"/base.platform.d/*/*
    done

    case ${DRACUT_ARCH:-$(uname -m)} in
    s390x)
        # A passphrase that protects nothing: the secure key does.
        mkdir -p "$initdir/etc/luks"
        echo "cex key" >"$initdir/etc/luks/cex.key"
        ;;
    esac
    return 0
}
