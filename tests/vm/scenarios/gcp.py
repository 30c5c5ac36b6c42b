"""A machine on gcp, whose user logs in over ssh with the key of the config."""

import os

from lib.cloud import Answer, Cloud, Login
from lib.platform_config import NETWORK_FILE, NETWORK_UNITS, QUESTIONS, WITH_NETWORK, check_machine, config

TITLE = "gcp, and a login over ssh"
TARGET = "/computeMetadata/v1/instance/attributes/user-data"

# The machine waits for the visitor before it is switched off.
VISITED = "for try in $(seq 600); do [ -e /home/core/visited ] && break; sleep 1; done; stat -c %U /home/core/visited"


def run(bench, check):
    machine = bench.machine()
    login = Login(os.path.join(machine.place, "login"), "core", "id -un; cat /etc/provisioned; touch visited")
    machine.network = [login.forward]
    google = {"Metadata-Flavor": "Google"}
    with Cloud() as cloud:
        cloud.fake.script(f"GET {TARGET}", Answer(
            body=config("gcp", [NETWORK_FILE], [*NETWORK_UNITS, {"name": "ssh.service", "enabled": True}],
                        [{"name": "core", "sshAuthorizedKeys": [login.key]}]).encode(),
            headers=google, needs=google, forbids=("X-Forwarded-For",), otherwise=Answer(403, b"<html>no</html>")))
        with login:
            boot = machine.boot(None, [*QUESTIONS, ("visited", VISITED)], platform="gcp")
        check.equal("requests of user data", 1, len(cloud.fake.asked(TARGET)))
    check_machine(check, machine, boot, "gcp", WITH_NETWORK)
    check.equal(f"what the user saw ({login.trouble.strip()})", "core\nby gcp", login.said)
    check.answers(boot, {"visited": "core"})
