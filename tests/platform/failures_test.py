#!/usr/bin/env python3
"""Every platform that is asked over the network, against a service that behaves well and badly in all the ways of
spec platforms.md §9.2. One row per platform; all of them are run side by side."""
import base64
import concurrent.futures
import dataclasses
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "blackbox"))

import fake
from fake import Answer
from harness import IGNITE, Machine

CONFIG = json.dumps({"ignition": {"version": "3.0.0"}, "storage": {"files": [{"path": "/fetched"}]}}).encode()
VALID = re.compile(rb'"path":\s*"/fetched"')
GAPS = [0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]


@dataclasses.dataclass
class Row:
    data: str                      # the target that the config comes from
    wire: object = staticmethod(lambda config: config)  # how the service writes a config
    needs: dict = dataclasses.field(default_factory=dict)
    also: dict = dataclasses.field(default_factory=dict)  # other routes, and their answers
    absent: str = "none"           # what 404 means: "none", "error", or "late" when it is asked again
    retried: tuple = ()            # statuses asked again, beside those from 500 up
    renews: tuple = ()             # statuses that a fresh token is tried against
    peer_port_below: int = 0
    empty: str = "none"


def as_base64(config):
    return base64.encodebytes(config).replace(b"\n", b"\r\n")


TOKEN = {"body": b"token\n"}
# Two platforms have it under the same path.
SHARED_TOKEN = Answer(**TOKEN, needs={"X-aws-ec2-metadata-token-ttl-seconds": "21600"}, forbids=("X-Forwarded-For",),
                      otherwise=Answer(**TOKEN, needs={"X-aliyun-ecs-metadata-token-ttl-seconds": "21600"}))
ROWS = {
    "akamai": Row("/v1/user-data", wire=as_base64,
                  needs={"Metadata-Token": "token", "Accept": "*/*"},
                  also={"PUT /v1/token": Answer(**TOKEN, needs={"Metadata-Token-Expiry-Seconds": "300",
                                                                "Accept": "text/plain"})},
                  absent="error", renews=(401,)),
    "aliyun": Row(f"http://{fake.ALIYUN}/latest/user-data",
                  also={"PUT /latest/api/token": SHARED_TOKEN}, renews=(401, 403)),
    "aws": Row("/2019-10-01/user-data", needs={"X-aws-ec2-metadata-token": "token"},
               also={"PUT /latest/api/token": SHARED_TOKEN}, renews=(401,)),
    "azure": Row("/metadata/instance/compute/userData?api-version=2021-01-01&format=text", wire=as_base64,
                 needs={"Metadata": "true"}, absent="late", retried=(404, 410, 429), empty="dvd"),
    # Its router serves the same path as aliyun. brightbox asks as openstack does: a unit test says so.
    "cloudstack": Row(f"http://{fake.ROUTER}/latest/user-data"),
    "digitalocean": Row("/metadata/v1/user-data", absent="error"),
    "exoscale": Row("/1.0/user-data"),
    "gcp": Row("/computeMetadata/v1/instance/attributes/user-data", needs={"Metadata-Flavor": "Google"}),
    "hetzner": Row("/hetzner/v1/userdata"),
    "openstack": Row("/openstack/latest/user_data", needs={"Host": lambda host: "%" not in host}),
    "oraclecloud": Row("/opc/v2/instance/metadata/user_data", wire=as_base64,
                       needs={"Authorization": "Bearer Oracle"}, retried=(429,)),
    "packet": Row("/userdata", needs={"Accept": "*/*"}, absent="error"),
    "scaleway": Row("/user_data/cloud-init", peer_port_below=1024),
    "upcloud": Row("/metadata/v1/user_data"),
    "vultr": Row("/user-data/user-data"),
}
# Asked beside a drive, and more than one address: when they end is not up to the service alone.
RACED = {"cloudstack", "openstack"}
DEFAULTS = {"User-Agent": re.compile(r"^Ignition/\d"), "Accept-Encoding": re.compile("^identity$")}


class Failures(fake.InNamespace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lease = pathlib.Path("/run/systemd/netif/leases/2")  # of CloudStack's router
        lease.parent.mkdir(parents=True)
        lease.write_text(f"SERVER_ADDRESS={fake.ROUTER}\n")
        cls.tls = fake.become([fake.PACKET], cls.place)
        cls.listen()

    @classmethod
    def listen(cls, silent=False):
        for address in (fake.METADATA, fake.SCALEWAY, fake.ALIYUN, fake.ROUTER, "fe80::a9fe:a9fe%md0"):
            cls.service.listen(address, 80, silent=silent)
        cls.service.listen(fake.METADATA, 443, context=cls.tls, silent=silent)

    def setUp(self):
        self.service.forget()
        for row in ROWS.values():
            for route, answer in row.also.items():
                self.service.script(route, answer)

    # --- one run of one platform ---

    def script(self, row, *answers):
        """The answers of the data route; None stands for the config, well asked for."""
        good = Answer(200, row.wire(CONFIG), needs=row.needs, peer_port_below=row.peer_port_below)
        self.service.script(f"GET {row.data}", *(good if one is None else one for one in answers))

    def fetch(self, platform, limit="3s", environment=None, stage="fetch"):
        with tempfile.TemporaryDirectory(prefix=f"ignite-{platform}-") as directory:
            machine = Machine(directory)
            machine.environment = environment or {}
            begun = time.monotonic()
            done = machine.stage(stage, f"--fetch-timeout={limit}", platform=platform)
            done.seconds = time.monotonic() - begun
            done.cache = machine.cache.read_bytes() if machine.cache.exists() else None
            done.neednet = machine.neednet.exists()
            return done

    def for_all(self, check, platforms=None, **how):
        """Runs the platforms side by side, and checks one after the other."""
        platforms = list(platforms or ROWS)
        with concurrent.futures.ThreadPoolExecutor(len(platforms)) as pool:
            runs = {name: pool.submit(self.fetch, name, **how) for name in platforms}
        for name, run in runs.items():
            with self.subTest(platform=name):
                check(name, ROWS[name], run.result())

    def said(self, done):
        return f"\nexit code {done.returncode} after {done.seconds:.1f} s\n{done.stdout}{done.stderr}"

    def expect_config(self, name, row, done):
        self.assertEqual(done.returncode, 0, self.said(done))
        self.assertRegex(done.cache, VALID, self.said(done))

    def expect_none(self, name, row, done):
        self.assertEqual(done.returncode, 0, self.said(done))
        self.assertNotRegex(done.cache, VALID, self.said(done))
        self.assertIn("no config provided by the user", done.stdout)

    def expect_error(self, name, row, done, *words):
        self.assertEqual(done.returncode, 1, self.said(done))
        self.assertIsNone(done.cache, self.said(done))
        for word in (name, *words):
            self.assertIn(word, done.stdout, self.said(done))

    def expect_attempts(self, row, count):
        """Of one address: openstack asks several."""
        attempts = [one for one in self.service.asked(row.data) if ":" not in one.peer[0]]
        self.assertEqual(len(attempts), count, [(one.when, one.peer) for one in attempts])
        return attempts

    def expect_gaps(self, attempts, gaps=GAPS):
        for place, (before, after) in enumerate(zip(attempts, attempts[1:])):
            found, wanted = after.when - before.when, gaps[place]
            self.assertLess(abs(found - wanted), max(0.3 * wanted, 0.15) + 0.35, f"gap {place}: {found:.2f} s")

    # --- F1 to F24 ---

    def test_every_platform_behind_the_network_has_a_row(self):
        listed = subprocess.run([IGNITE, "platforms"], capture_output=True, text=True, check=True).stdout
        behind = {line.split()[0] for line in listed.splitlines()[1:] if line.split()[1] == "yes"}
        self.assertEqual(behind - {"brightbox"}, set(ROWS))

    def test_f00_a_good_answer_to_a_good_question(self):
        for row in ROWS.values():
            self.script(row, None)

        def check(name, row, done):
            self.expect_config(name, row, done)
            for one in self.service.asked(row.data):
                for header, pattern in DEFAULTS.items():
                    self.assertRegex(one.header(header) or "", pattern)
                if "Accept" not in row.needs:
                    self.assertTrue(one.header("Accept").startswith("application/vnd.coreos.ignition+json;version=3."))
                self.assertNotIn("%", one.header("Host"))
                for never in ("X-Forwarded-For", "Referer", "Cookie"):
                    self.assertIsNone(one.header(never))

        self.for_all(check)

    def test_f01_f02_a_service_that_is_not_ready(self):
        for row in ROWS.values():
            self.script(row, Answer(503), Answer(500), Answer(502), Answer(504), None)

        def check(name, row, done):
            self.expect_config(name, row, done)
            if name not in RACED:  # shares its answers among addresses
                self.expect_gaps(self.expect_attempts(row, 5))

        self.for_all(check, limit="30s")

    def test_f03_f21_a_service_that_listens_late(self):
        for row in ROWS.values():
            self.script(row, None)
        self.service.close()
        fake.ip("address", "del", f"{fake.ALIYUN}/32", "dev", "lo")  # "no route" first
        timer = threading.Timer(2, lambda: (fake.ip("address", "add", f"{fake.ALIYUN}/32", "dev", "lo"), self.listen()))
        timer.start()
        self.for_all(self.expect_config, limit="30s")
        timer.join()

    def test_f04_a_service_that_refuses_throughout(self):
        self.service.close()
        try:
            def check(name, row, done):
                self.expect_error(name, row, done, "in time")
                self.assertEqual("switched on?" in done.stdout, name == "upcloud", self.said(done))
                self.assertLess(done.seconds, 25, self.said(done))

            self.for_all(check, limit="3s")
        finally:
            self.listen()

    def test_f05_f23_a_service_that_takes_and_never_answers(self):
        self.service.close()
        self.listen(silent=True)
        try:
            self.for_all(lambda name, row, done: self.expect_error(name, row, done, "in time"), limit="2s")
            for name in ("aws", "openstack", "digitalocean"):
                self.end_while_waiting(name)
        finally:
            self.service.close()
            self.listen()

    def end_while_waiting(self, platform):
        with tempfile.TemporaryDirectory() as directory:
            machine = Machine(directory)
            with subprocess.Popen([directory + "/bin/ignition", f"--platform={platform}", "--stage=fetch",
                                   f"--root={machine.root}", f"--config-cache={machine.cache}",
                                   f"--state-file={machine.state}", f"--neednet={machine.neednet}",
                                   "--log-to-stdout"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  env={**os.environ, "IGNITION_KERNEL_CMDLINE_PATH": directory + "/cmdline"}) as run:
                time.sleep(1)
                run.send_signal(signal.SIGTERM)
                begun = time.monotonic()
                run.wait(10)
                self.assertLess(time.monotonic() - begun, 1)

    def test_f06_headers_that_come_too_late(self):
        for row in ROWS.values():
            self.script(row, Answer(200, b"late", delay_headers=11), None)

        def check(name, row, done):
            self.expect_config(name, row, done)
            if name not in RACED:  # another of its addresses answers
                self.assertGreater(done.seconds, 9)

        self.for_all(check, limit="60s")

    def test_f07_a_body_that_drips(self):
        for row in ROWS.values():
            wire = row.wire(CONFIG)
            self.script(row, Answer(200, wire, drip=len(wire) / 11))
        self.for_all(self.expect_config, limit="60s")
        self.for_all(lambda name, row, done: self.expect_error(name, row, done, "in time"), limit="2s")

    def test_f08_f09_a_body_that_ends_early(self):
        for row in ROWS.values():
            self.script(row, Answer(200, row.wire(CONFIG), truncate_at=20), None)
        self.for_all(self.expect_config)
        for row in ROWS.values():
            self.script(row, Answer(200, row.wire(CONFIG), truncate_at=20, reset=True), None)
        self.for_all(self.expect_config)

    def test_f10_not_found(self):
        for row in ROWS.values():
            self.script(row, Answer(404, fake.NOT_FOUND))

        def check(name, row, done):
            if row.absent == "none":
                self.expect_none(name, row, done)
            else:
                self.expect_error(name, row, done, "in time" if row.absent == "late" else "not found")
            if row.absent != "late":
                self.expect_attempts(row, 1)

        self.for_all(check)

    def test_f11_nothing(self):
        for answer in (Answer(204), Answer(200)):
            for row in ROWS.values():
                self.script(row, answer)
            self.for_all(self.expect_none, platforms=[name for name, row in ROWS.items() if row.empty == "none"])

    def test_f12_f13_statuses_that_are_final(self):
        for status in (400, 401, 403, 405, 406, 418, 201, 202, 206):
            self.service.forget()
            self.setUp()
            for row in ROWS.values():
                self.script(row, Answer(status, b"so not"))

            def check(name, row, done, status=status):
                self.expect_error(name, row, done, str(status))
                self.expect_attempts(row, 2 if status in row.renews else 1)

            # It waits for a drive, which takes its time: once is enough.
            slow = set() if status == 403 else RACED
            self.for_all(check, platforms=set(ROWS) - slow)

    def test_f14_redirects_carry_nothing_of_ours(self):
        for status in (301, 302, 307):
            self.service.forget()
            self.setUp()
            for name, row in ROWS.items():
                to = f"/elsewhere/{name}"
                self.script(row, Answer(status, headers={"Location": to}, needs=row.needs))
                self.service.script(f"GET {to}", Answer(200, row.wire(CONFIG)))

            def check(name, row, done):
                self.expect_config(name, row, done)
                for one in self.service.asked(f"/elsewhere/{name}"):
                    self.assertEqual([key for key, _ in one.headers], ["Host"])

            self.for_all(check)

    def test_f15_endless_redirects(self):
        for name, row in ROWS.items():
            self.script(row, Answer(302, headers={"Location": f"/circle/{name}"}))
            self.service.script(f"GET /circle/{name}", Answer(302, headers={"Location": f"/circle/{name}"}))
        self.for_all(lambda name, row, done: self.expect_error(name, row, done, "more than 10 redirects"))

    def test_f16_other_framings(self):
        for framing in ("chunked", "close"):
            for row in ROWS.values():
                self.script(row, Answer(200, row.wire(CONFIG), framing=framing))
            self.for_all(self.expect_config)

    def test_f17_a_gzip_coding_nobody_asked_for_is_not_undone(self):
        for row in ROWS.values():
            self.script(row, Answer(200, row.wire(CONFIG), headers={"Content-Encoding": "gzip"}))
        self.for_all(self.expect_config)

    def test_f18_a_newline_is_no_config_and_not_nothing(self):
        for row in ROWS.values():
            self.script(row, Answer(200, row.wire(b"\n")))
        self.for_all(lambda name, row, done: self.assertEqual(done.returncode, 1, self.said(done)))

    def test_f19_a_pause_that_the_service_asks_for(self):
        for asked, least, most in (("2", 1.9, 4), ("-5", 0.9, 3), ("garbage", 0.9, 3),
                                   ("Thu, 01 Jan 1970 00:00:00 GMT", 0.9, 3)):
            self.service.forget()
            self.setUp()
            for row in ROWS.values():
                self.script(row, Answer(503, headers={"Retry-After": asked}), None)

            def check(name, row, done, least=least, most=most):
                self.expect_config(name, row, done)
                if name not in RACED:
                    first, second = self.expect_attempts(row, 2)
                    self.assertTrue(least < second.when - first.when < most, second.when - first.when)

            self.for_all(check, limit="30s")

    def test_f20_a_body_without_end(self):
        for name in ("digitalocean", "akamai", "scaleway"):
            self.service.script(f"GET {ROWS[name].data}", Answer(200, zeros=1 << 30))
            done = self.fetch(name, limit="60s")
            self.expect_error(name, ROWS[name], done)
            self.assertRegex(done.stdout, "more than|longer|larger", self.said(done))

    def test_f22_offline_there_is_no_connection_at_all(self):
        before = self.service.connections

        def check(name, row, done):
            self.assertEqual(done.returncode, 0, self.said(done))
            self.assertTrue(done.neednet)
            self.assertIsNone(done.cache)

        self.for_all(check, stage="fetch-offline")
        self.assertEqual(self.service.connections, before)

    def test_f24_proxies_of_the_environment_see_nothing(self):
        proxy = fake.Fake()
        listener = proxy.listen("127.0.0.1", 3128)
        for row in ROWS.values():
            self.script(row, None)
        self.for_all(self.expect_config, environment={
            name: "http://127.0.0.1:3128" for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "all_proxy")})
        proxy.close(listener)
        self.assertEqual(proxy.connections, 0)

    # --- what is particular ---

    def test_a_dead_token_is_renewed_once(self):
        for name in ("akamai", "aws"):
            row = ROWS[name]
            with self.subTest(platform=name):
                self.script(row, Answer(401), None)
                self.expect_config(name, row, self.fetch(name))

    def test_aws_without_tokens_is_asked_without(self):
        row = ROWS["aws"]
        self.service.script("PUT /latest/api/token", Answer(404, fake.NOT_FOUND))
        self.service.script(f"GET {row.data}", Answer(200, CONFIG, forbids=("X-aws-ec2-metadata-token",)))
        self.expect_config("aws", row, self.fetch("aws"))

    def test_aws_that_is_switched_off_is_an_error(self):
        self.service.script("PUT /latest/api/token", Answer(403))
        self.expect_error("aws", ROWS["aws"], self.fetch("aws"), "403")

    def test_a_service_that_gives_no_token_is_an_error(self):
        for answer in (Answer(404), Answer(200, b" \n"), Answer(200, b"a\rb")):
            self.service.script("PUT /v1/token", answer)
            self.expect_error("akamai", ROWS["akamai"], self.fetch("akamai"), "token")

    def test_a_hardened_aliyun_gets_its_token(self):
        row = ROWS["aliyun"]
        self.service.script(f"GET {row.data}", Answer(200, CONFIG, needs={"X-aliyun-ecs-metadata-token": "token"},
                                                      otherwise=Answer(403)))
        self.expect_config("aliyun", row, self.fetch("aliyun"))
        self.assertEqual(len(self.service.asked("/latest/api/token", "PUT")), 1)

    def test_aliyun_is_asked_plainly_first(self):
        self.script(ROWS["aliyun"], None)
        self.expect_config("aliyun", ROWS["aliyun"], self.fetch("aliyun"))
        self.assertEqual(self.service.asked("/latest/api/token", "PUT"), [])

    def test_what_is_not_base64_is_an_error_where_base64_is_wanted(self):
        for name in ("akamai", "azure", "oraclecloud"):
            self.service.script(f"GET {ROWS[name].data}", Answer(200, b"{}"))
            with self.subTest(platform=name):
                self.expect_error(name, ROWS[name], self.fetch(name), "base64")

    def test_a_gzipped_config_of_akamai_is_unpacked(self):
        self.service.script("GET /v1/user-data", Answer(200, base64.b64encode(gzip.compress(CONFIG))))
        self.expect_config("akamai", ROWS["akamai"], self.fetch("akamai"))

    def test_scaleway_takes_another_port_each_time(self):
        row = ROWS["scaleway"]
        self.script(row, Answer(503), Answer(503), None)
        self.expect_config("scaleway", row, self.fetch("scaleway", limit="30s"))
        ports = [one.peer[1] for one in self.service.asked(row.data)]
        self.assertTrue(all(port < 1024 for port in ports), ports)
        self.assertGreater(len(set(ports)), 1, ports)

    def test_openstack_is_found_by_ipv6_alone(self):
        row = ROWS["openstack"]
        self.service.script(f"GET {row.data}", Answer(
            200, CONFIG, needs={"Host": "[fe80::a9fe:a9fe]"}, otherwise=Answer(404, fake.NOT_FOUND)))
        self.expect_config("openstack", row, self.fetch("openstack"))

    # --- status reports ---

    def report(self, answers, metadata=None, stage="fetch", config=CONFIG):
        """One stage on packet, with the network up: what was posted, and how it ended."""
        posts = fake.Fake()
        listener = posts.listen("127.0.0.1", 8090)
        posts.script("POST /events", *answers)
        url = "http://127.0.0.1:8090/phone-home"
        self.service.script("GET /metadata", Answer(200, json.dumps({"phone_home_url": url}).encode(), needs={
            "Accept": "*/*"}) if metadata is None else metadata)
        self.service.script("GET /userdata", Answer(200, config))
        done = self.fetch("packet", stage=stage)
        posts.close(listener)
        return [(json.loads(one.body), one.header("Content-Type")) for one in posts.asked("/events", "POST")], done

    def test_packet_is_told_how_each_stage_ended(self):
        posted, done = self.report([Answer(201)])
        self.expect_config("packet", ROWS["packet"], done)
        self.assertEqual(posted, [({"state": "running", "message":
                                    "[fetch] Ignition status: finished successfully"}, "application/json")])
        posted, done = self.report([Answer(200)], config=b"{}")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(posted[0][0]["state"], "failed")
        self.assertTrue(posted[0][0]["message"].startswith("[fetch] Ignition error: "), posted)
        self.assertLessEqual(len(posted[0][0]["message"].encode()), 2000)
        posted, done = self.report([Answer(200)], stage="umount")  # which misses the cache
        self.assertEqual([one["message"].partition(":")[0] for one, _ in posted], ["[umount] Ignition error"])

    def test_a_report_that_fails_changes_nothing(self):
        for answers in ([Answer(500), Answer(200)], [Answer(403)], [Answer(200, reset=True), Answer(200)]):
            posted, done = self.report(answers)
            self.expect_config("packet", ROWS["packet"], done)
            self.assertEqual(len(posted), len(answers))
        for metadata in (Answer(200, b"{}"), Answer(200, b""), Answer(200, b"no JSON"), Answer(404)):
            posted, done = self.report([Answer(200)], metadata=metadata)
            self.expect_config("packet", ROWS["packet"], done)
            self.assertEqual(posted, [])
            self.assertIn("report the status of stage fetch to the platform", done.stdout)

    def test_offline_nothing_is_reported(self):
        before = self.service.connections
        posted, done = self.report([Answer(200)], stage="fetch-offline")
        self.assertEqual((done.returncode, posted), (0, []))
        self.assertEqual(self.service.connections, before)

    def test_a_token_is_never_said(self):
        for name in ("akamai", "aws"):
            self.service.script("PUT /v1/token", Answer(200, b"SECRETTOKEN"))
            self.service.script("PUT /latest/api/token", Answer(200, b"SECRETTOKEN"))
            self.service.script(f"GET {ROWS[name].data}", Answer(403))
            self.assertNotIn("SECRETTOKEN", self.fetch(name).stdout)


if __name__ == "__main__":
    if not IGNITE:
        sys.exit("IGNITE must name the binary to test")
    unittest.main(verbosity=2)
