"""Two machines on openstack: one that is told its config over the network, one that has no network but a config drive."""

from lib.cloud import Answer, Cloud
from lib.media import add_disc
from lib.platform_config import QUESTIONS, WITH_NETWORK, check_machine, config

TITLE = "openstack, over the network and from a config drive without any"
ONLY_BY_NAME = "two boots, a minute and a half without KVM"
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
