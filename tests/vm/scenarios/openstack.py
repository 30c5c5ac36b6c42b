"""Machines on openstack: one that is told its config over the network, one that has no network but a config drive, and one
with such a drive and a network on which nobody answers."""

from lib import questions
from lib.cloud import Answer, Cloud
from lib.media import add_disc
from lib.platform_config import QUESTIONS, WITH_NETWORK, check_machine, config

TITLE = "openstack, over the network and from a config drive without any or with a silent one"
ONLY_BY_NAME = "three boots, two minutes and a half without KVM"
SAID = ("said", "journalctl --boot --no-pager --output=cat --unit=ignition-enable-network.service "
                "| sed -n 's/^ignition-enable-network: //p'")
TARGET = "/openstack/latest/user_data"


def run(bench, check):
    machine = bench.machine()
    with Cloud() as cloud:
        cloud.fake.script(f"GET {TARGET}", Answer(body=config("openstack").encode()))
        boot = machine.boot(None, QUESTIONS, platform="openstack")
        check.equal("requests of user data", 1, len(cloud.fake.asked(TARGET)))
    check_machine(check, machine, boot, "openstack", WITH_NETWORK)

    alone = bench.machine()
    alone.network = None
    add_disc(alone, "config-2", {TARGET.lstrip("/"): config("a drive")})
    boot = alone.boot(None, QUESTIONS, platform="openstack")
    check_machine(check, alone, boot, "a drive", WITH_NETWORK)

    silent = bench.machine()
    silent.network_is_silent = True
    add_disc(silent, "config-2", {TARGET.lstrip("/"): config("a drive")})
    boot = silent.boot(None, [*QUESTIONS, questions.DURATIONS, SAID], platform="openstack")
    check_machine(check, silent, boot, "a drive", WITH_NETWORK)
    took = dict(questions.durations(boot))
    bench.say(f"on the silent network the network took {took['enable-network']:.0f} s, the stage fetch {took['fetch']:.1f} s")
    check.answers(boot, {"said": "no interface has an address yet, but there is a config drive"})
