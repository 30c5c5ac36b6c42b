"""A machine on proxmoxve without a network: its drive, on vfat, has a cloud-config of the platform's own making as user
data, and the config as vendor data."""

from lib import questions
from lib.media import add_vfat
from lib.platform_config import QUESTIONS, WITHOUT_NETWORK, check_machine, config

TITLE = "proxmoxve, from a drive without a network"
ONLY_BY_NAME = "a minute without KVM"


def run(bench, check):
    machine = bench.machine()
    machine.network = None
    add_vfat(machine, "CIDATA", {"user-data": "#cloud-config\nhostname: vm-1\n", "vendor-data": config("proxmoxve"),
                                 "meta-data": "instance-id: 1\n"})
    boot = machine.boot(None, [*QUESTIONS, questions.NETWORK[0], ("mounted", "findmnt --noheadings --source LABEL=CIDATA")],
                        platform="proxmoxve")
    check_machine(check, machine, boot, "proxmoxve", WITHOUT_NETWORK)
    check.answers(boot, {"network unit": "0", "mounted": ""})
