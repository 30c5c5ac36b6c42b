"""The kernel command line names the config; it and the files it refers to come from a web server."""

import hashlib
import json
import os

from lib import questions
from lib.web import Web

TITLE = "URL config with remote files"
BIG = "".join(f"{number}: a file that does not fit into user data\n" for number in range(20000))


def run(bench, check, network=""):
    machine = bench.machine(network)
    files = {"big": BIG, "part": json.dumps({
        "ignition": {"version": "3.3.0"},
        "storage": {"files": [{"path": "/etc/from-the-part", "contents": {"source": "data:,merged"}}]}})}
    with Web(os.path.join(machine.place, "web"), files) as web:
        web.put("config", json.dumps({
            "ignition": {"version": "3.3.0", "config": {"merge": [{"source": web.url("part")}]}},
            "storage": {"files": [
                {"path": "/etc/big", "contents": {
                    "source": web.url("big"),
                    "verification": {"hash": "sha512-" + hashlib.sha512(BIG.encode()).hexdigest()}}}]}}))
        boot = machine.boot(None, [
            questions.STAGES, questions.FAILED_UNITS, *questions.NETWORK,
            ("big", "sha512sum </etc/big"), ("part", "cat /etc/from-the-part"),
            ("left behind", "ls /run/systemd/network /run/ignition/network-interfaces 2>/dev/null | grep -i ignition"),
        ], arguments=[f"ignition.config.url={web.url('config')}"])
        log = web.log()

    check.equal("the machine ends by switching itself off", "off", boot.ended)
    check.equal("stages", "fetch-offline\nenable-network\nfetch\nkargs\ndisks\nremount-sysroot\nmount\nfiles",
                boot["stages"].text)
    check.answers(boot, {
        "failed units": "",
        "big": hashlib.sha512(BIG.encode()).hexdigest() + "  -",
        "part": "merged",
        # What was brought up for the stages is down again in the real root.
        "interface": "down",
        "left behind": "",
        "network unit": "2",
    })
    check.equal("requests of the config", 1, log.count("GET /config "))
    check.equal("requests of the part", 1, log.count("GET /part "))
    check.equal("requests of the file", 1, log.count("GET /big "))
    check.true("the mark is gone", not machine.has_mark())
