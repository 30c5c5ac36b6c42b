"""A machine that boots from the network: its card's iPXE gets a script and the kernel by TFTP, the initramfs by HTTP, and
tells the web server with the config who asks, as matchbox wants to be asked."""

import os

from lib.platform_config import QUESTIONS, WITH_NETWORK, check_machine, config
from lib.web import Web

TITLE = "PXE by iPXE, with the config's URL on the kernel command line"
ONLY_BY_NAME = "a minute without KVM"
UUID, MAC = "2f5b8a54-64a1-4c0e-9f4e-6a8f0b0d1e21", "52:54:00:12:34:56"


def run(bench, check):
    machine = bench.machine()
    boot_files = os.path.join(machine.place, "tftp")
    os.mkdir(boot_files)
    os.symlink(os.path.realpath(machine.kernel), os.path.join(boot_files, "vmlinuz"))
    with Web(os.path.join(machine.place, "web"), {"ignition": config("metal")}) as web:
        os.symlink(machine.initramfs, os.path.join(web.place, "files/initramfs"))

        def loader(line):
            url = web.url("ignition") + "?uuid=${uuid}&mac=${mac:hexhyp}"
            with open(os.path.join(boot_files, "boot.ipxe"), "w") as script:
                script.write(f"#!ipxe\nkernel vmlinuz initrd=initramfs {' '.join(line)} ignition.config.url={url}\n"
                             f"initrd --name initramfs {web.url('initramfs')}\nboot\n")
            return ["-boot", "n", "-uuid", UUID]

        machine.network, machine.loader = [f"tftp={boot_files}", "bootfile=boot.ipxe"], loader
        boot = machine.boot(None, [*QUESTIONS, ("arguments", "cat /proc/cmdline")], platform="metal")
        log = web.log()
    check_machine(check, machine, boot, "metal", WITH_NETWORK)
    query = f"ignition?uuid={UUID}&mac={MAC.replace(':', '-')}"
    check.contains("the kernel's words", query, boot["arguments"].text)
    check.equal("requests of the config", 1, log.count(f"GET /{query} "))
    check.equal("requests of the initramfs", 1, log.count("GET /initramfs "))
