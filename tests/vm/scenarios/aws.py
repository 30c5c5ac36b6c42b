"""A machine on aws: user data behind a token, and what `ignite metadata` knows for a unit's EnvironmentFile=."""

import json
import os
import secrets

from lib.cloud import Answer, Cloud
from lib.platform_config import NETWORK_FILE, NETWORK_UNITS, QUESTIONS, WITH_NETWORK, check_machine, config

TITLE = "aws, with a token, and a unit that has its environment from the platform"

WHERE = ("[Unit]\nRequires=coreos-metadata.service\nAfter=coreos-metadata.service\n"
         "[Service]\nType=oneshot\nRemainAfterExit=yes\nEnvironmentFile=/run/metadata/coreos\n"
         "ExecStart=/bin/echo this is ${COREOS_EC2_INSTANCE_ID} in ${COREOS_EC2_REGION}\n"
         "[Install]\nWantedBy=multi-user.target\n")
FACTS = {"instance-id": "i-0123", "instance-type": "t3.micro", "local-ipv4": "10.0.2.15", "hostname": "ip-10-0-2-15.example",
         "placement/availability-zone": "eu-west-1a", "placement/availability-zone-id": "euw1-az1"}


def run(bench, check):
    machine = bench.machine()
    token = secrets.token_hex(20)
    proof = {"needs": {"X-aws-ec2-metadata-token": token}, "forbids": ("X-Forwarded-For",), "otherwise": Answer(401)}
    with Cloud() as cloud, open(os.path.join(bench.place, "installed/usr/bin/ignite"), "rb") as agent:
        script = cloud.fake.script
        script("PUT /latest/api/token", Answer(body=token.encode() + b"\n", needs={
            "X-aws-ec2-metadata-token-ttl-seconds": lambda text: 1 <= int(text) <= 21600}, forbids=("X-Forwarded-For",)))
        script("GET /2019-10-01/user-data", Answer(body=config(
            "aws",
            [NETWORK_FILE, {"path": "/usr/bin/ignite", "mode": 0o755, "contents": {"source": "http://169.254.169.254/agent"}}],
            [*NETWORK_UNITS, {"name": "ignition-metadata.service", "enabled": True},
             {"name": "where.service", "enabled": True, "contents": WHERE}]).encode(), **proof))
        script("GET /agent", Answer(body=agent.read()))
        for name, value in FACTS.items():
            script(f"GET /2021-01-03/meta-data/{name}", Answer(body=value.encode(), **proof))
        script("GET /2021-01-03/dynamic/instance-identity/document", Answer(body=b'{"region": "eu-west-1"}', **proof))
        boot = machine.boot(None, [
            *QUESTIONS,
            ("where", "systemctl is-active where.service; journalctl --boot --no-pager --output=cat --unit=where.service | grep this"),
            ("facts", "cat /run/metadata/afterburn"),
            ("report", "cat /etc/.ignite-report.json"),
            ("status", "ignite status"),
            ("token", f"journalctl --boot --no-pager | grep -c {token}"),
        ], platform="ec2")
        check.equal("requests of user data", 1, len(cloud.fake.asked("/2019-10-01/user-data")))
        check.equal("requests of the agent", 1, len(cloud.fake.asked("/agent")))
    check_machine(check, machine, boot, "aws", WITH_NETWORK)
    took = [(stage["name"], stage["milliseconds"]) for stage in json.loads(boot["report"].text)["stages"]]
    check.equal("stages in the report", ["fetch-offline", "fetch", "kargs", "disks", "mount", "files"],
                [name for name, _ in took])
    for name, milliseconds in took:
        check.matches("ignite status", rf"(?m)^  {name} +{milliseconds // 1000}\.{milliseconds % 1000:03} s\b", boot["status"].text)
    bench.say("the stages took " + ", ".join(f"{name} {milliseconds} ms" for name, milliseconds in took))
    check.answers(boot, {
        "where": "active\nthis is i-0123 in eu-west-1",
        "facts": "AFTERBURN_AWS_AVAILABILITY_ZONE=eu-west-1a\nAFTERBURN_AWS_AVAILABILITY_ZONE_ID=euw1-az1\n"
                 "AFTERBURN_AWS_HOSTNAME=ip-10-0-2-15.example\nAFTERBURN_AWS_INSTANCE_ID=i-0123\n"
                 "AFTERBURN_AWS_INSTANCE_TYPE=t3.micro\nAFTERBURN_AWS_IPV4_LOCAL=10.0.2.15\nAFTERBURN_AWS_REGION=eu-west-1",
        "token": "0",
    })
