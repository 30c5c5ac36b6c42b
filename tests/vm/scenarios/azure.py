"""A machine on azure without user data: its config is on the DVD. Its name comes from the platform, and the platform hears
that it is up."""

import os
import re

from lib.cloud import Answer, Cloud
from lib.media import add_disc
from lib.platform_config import NETWORK_FILE, NETWORK_UNITS, QUESTIONS, WITH_NETWORK, check_machine, config

TITLE = "azure, with a config on its DVD, and a check-in"
ONLY_BY_NAME = "a minute without KVM"

USER_DATA = "/metadata/instance/compute/userData?api-version=2021-01-01&format=text"
NAME = "/metadata/instance/compute/name?api-version=2017-08-01&format=text"
HEALTH = "/machine/?comp=health"
GOAL_STATE = b"""<?xml version="1.0" encoding="utf-8"?><GoalState><Version>2012-11-30</Version>
<Incarnation>7</Incarnation><Container><ContainerId>container-1</ContainerId><RoleInstanceList><RoleInstance>
<InstanceId>role.instance</InstanceId></RoleInstance></RoleInstanceList></Container></GoalState>"""


def run(bench, check):
    machine = bench.machine()
    add_disc(machine, "provisioning", {
        "ovf-env.xml": "<Environment/>\n",
        "CustomData.bin": config(
            "azure",
            [NETWORK_FILE, {"path": "/usr/bin/ignite", "mode": 0o755, "contents": {"source": "http://169.254.169.254/agent"}}],
            [*NETWORK_UNITS, {"name": "ignition-checkin.service", "enabled": True}])}, udf=True)
    with Cloud() as cloud, open(os.path.join(bench.place, "installed/usr/bin/ignite"), "rb") as agent:
        script = cloud.fake.script
        asked = {"needs": {"Metadata": "true"}, "forbids": ("X-Forwarded-For",)}
        # A service that is late, and then knows of nothing.
        script(f"GET {USER_DATA}", Answer(404), Answer(body=b"", **asked))
        script(f"GET {NAME}", Answer(body=b"vm-1", **asked))
        script("GET /agent", Answer(body=agent.read()))
        wire = {"needs": {"x-ms-version": "2012-11-30"}}
        script("GET /?comp=versions", Answer(body=b"<Versions><Supported><Version>2012-11-30</Version></Supported></Versions>"))
        script("GET /machine/?comp=goalstate", Answer(body=GOAL_STATE, **wire))
        script(f"POST {HEALTH}", Answer(**wire))
        boot = machine.boot(None, [
            *QUESTIONS, ("hostname", "hostname; cat /etc/hostname"),
            ("check-in", "systemctl is-enabled ignition-checkin.service; for try in $(seq 120); do "
                         "state=$(systemctl is-active ignition-checkin.service); [ $state != activating ] && break; sleep 1; done; echo $state"),
        ], platform="azure")
        check.equal("requests of user data", 2, len(cloud.fake.asked(USER_DATA)))
        reports = [request.body.decode() for request in cloud.fake.asked(HEALTH, "POST")]
    check_machine(check, machine, boot, "azure", WITH_NETWORK)
    check.answers(boot, {"hostname": "vm-1\nvm-1", "check-in": "enabled\nactive"})
    check.equal("reports of health", 1, len(reports))
    for name, value in {"GoalStateIncarnation": "7", "ContainerId": "container-1", "InstanceId": "role.instance", "State": "Ready"}.items():
        check.equal(f"{name} in the report", [value], re.findall(f"<{name}>([^<]*)<", "".join(reports)))
