#!/usr/bin/env python3
"""The way of a config and its files through a network that fails in every way: late, slow, lying, broken off, absent.
Spec stages.md §4, platforms.md §2.1.

The stages run whole, in a network of their own (internet.py). IGNITE_FULL_TIMES=1 lets what comes late come after 30 s.
"""
import concurrent.futures
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

import harness
import internet
from internet import HOST, METADATA, NOWHERE, SILENT

import fake
from fake import Answer

LATE = 30 if os.environ.get("IGNITE_FULL_TIMES") else 5  # seconds
CONTENTS = b"asdf\nfdsa\n" * 1000
HASH = "sha512-" + hashlib.sha512(CONTENTS).hexdigest()
PAUSE = r", next attempt in \d+ m?s$"
MEMORY = 100 << 20  # bytes; what may be kept of a config is 64 MiB
DISK = 32 << 20


def of_file(url, verification=HASH, timeouts=None):
    contents = {"source": url, **({"verification": {"hash": verification}} if verification else {})}
    return harness.config(version="3.4.0", ignition={"timeouts": timeouts} if timeouts else {},
                          storage={"files": [{"path": "/etc/fetched", "contents": contents}]})


def encoded(config):
    return json.dumps(config).encode()


@unittest.skipUnless(fake.is_root(), "skipped: a network namespace needs root")
class Network(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.net = internet.Internet()
        cls.addClassCleanup(cls.net.close)
        cls.scratch = tempfile.TemporaryDirectory(prefix="ignite-network-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.names = internet.Names(cls.net, {"web.example": [HOST], "tls.example": [HOST]})
        cls.service = fake.Fake()
        cls.addClassCleanup(cls.service.close)
        cls.authority = internet.Authority(cls.scratch.name + "/authority", "Nobody's")
        with cls.net.space:
            for address in (HOST, internet.HOST6, METADATA):
                cls.service.listen(address, 80)
            cls.service.listen(HOST, 443, context=cls.authority.context("tls.example"))
            cls.service.listen(HOST, 8080, silent=True)

    def setUp(self):
        super().setUp()
        self.service.forget()
        self.net.plug()
        self.addCleanup(self.net.unplug)
        self.net.use_names(HOST)

    # --- a machine's first boot ---

    def run_stage(self, name, *more, platform="metal"):
        """Its exit code, what it said, and the most memory that was resident, in bytes."""
        machine = self.machine
        words = [machine.directory / "bin/ignition", f"--platform={platform}", f"--stage={name}",
                 f"--root={machine.root}", f"--config-cache={machine.cache}", f"--state-file={machine.state}",
                 f"--neednet={machine.neednet}", "--log-to-stdout", *more]
        environment = {**os.environ, "IGNITION_KERNEL_CMDLINE_PATH": str(machine.directory / "cmdline"),
                       **{f"IGNITION_SYSTEM_{one}CONFIG_DIR": str(machine.directory / "none")
                          for one in ("RUNTIME_", "LOCAL_", "")}}
        with tempfile.TemporaryFile("w+") as out:
            child = subprocess.Popen([str(word) for word in words], cwd=machine.directory, env=environment, stdout=out,
                                     stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            done = subprocess.CompletedProcess(words, child.returncode, out.read(), "")
        done.peak = usage.ru_maxrss * 1024
        return done

    def boot(self, url="http://web.example/config.ign", limit="60s"):
        """Fetches the config that the kernel command line names, and writes its files. What both stages said."""
        self.machine.command_line(f"ignition.config.url={url}")
        said = ""
        for name in ("fetch", "files"):
            done = self.run_stage(name, f"--fetch-timeout={limit}")
            self.assert_good(done)
            said += done.stdout
        return said

    def fetch_file(self, url, **how):
        """The stage files alone, of a machine that has its config."""
        self.machine.give(of_file(url, **how))
        self.assert_good(self.machine.stage("fetch"))
        return self.run_stage("files", platform="file")

    def assert_written(self, contents=CONTENTS):
        self.assertEqual((self.machine.root / "etc/fetched").read_bytes(), contents)

    def assert_nothing_written(self):
        # But for the record that makes another try know what was there before.
        found = [path for path in self.machine.root.rglob("*") if not path.is_dir()]
        self.assertLessEqual(set(found), {self.machine.root / "etc/.ignition-unfinished"})

    @contextlib.contextmanager
    def later(self, what):
        timer = threading.Timer(LATE, what)
        timer.start()
        try:
            yield
        finally:
            timer.join()

    def good_web(self, file="http://web.example/file"):
        self.service.script("GET /config.ign", Answer(200, encoded(of_file(file))))
        self.service.script("GET /file", Answer(200, CONTENTS))

    # --- what comes late ---

    def test_a_network_that_comes_up_late(self):
        self.good_web(file=f"http://{HOST}/file")
        self.net.unplug()
        with self.later(self.net.plug):
            said = self.boot(f"http://{HOST}/config.ign")
        self.assert_written()
        self.assertRegex(said, re.compile(r"GET error: http://192\.0\.2\.1/config\.ign: cannot connect: "
                                          "Network is unreachable" + PAUSE, re.MULTILINE))
        if LATE > 10:
            self.assertIn(f"still waiting for http://{HOST}/config.ign: attempt #", said)

    def test_a_network_and_its_name_server_that_come_late(self):
        self.good_web()
        self.net.unplug()
        self.net.use_names("127.0.0.9")

        def come():
            self.net.plug()
            self.net.use_names(HOST)

        with self.later(come):
            said = self.boot()
        self.assert_written()
        self.assertRegex(said, re.compile(r"GET error: http://web\.example/config\.ign: the name of the host cannot be "
                                          "resolved" + PAUSE, re.MULTILINE))

    def test_a_name_that_appears_late(self):
        self.good_web()
        self.names.table["late.example"] = None
        with self.later(lambda: self.names.table.update({"late.example": [HOST]})):
            said = self.boot("http://late.example/config.ign")
        self.assert_written()
        self.assertIn("the name of the host cannot be resolved", said)

    def test_a_server_that_is_not_ready(self):
        self.service.script("GET /config.ign", Answer(503), Answer(503), Answer(503),
                            Answer(200, encoded(of_file("http://web.example/file"))))
        self.service.script("GET /file", Answer(503), Answer(500), Answer(503, headers={"Retry-After": "1"}),
                            Answer(200, CONTENTS))
        said = self.boot()
        self.assert_written()
        for words, count in (("GET result: Service Unavailable, next attempt in ", 5),
                             ("GET result: Internal Server Error, next attempt in ", 1),
                             ("GET result: Service Unavailable, next attempt in 1 s", 1),
                             ("GET http://web.example/config.ign: attempt #4", 1),
                             ("GET http://web.example/file: attempt #4", 1), ("GET result: OK", 2)):
            self.assertEqual(said.count(words), count, f"{words}\n{said}")

    # --- what breaks off ---

    def test_a_body_that_ends_early_goes_on_where_it_broke(self):
        tag = {"ETag": '"one"', "Accept-Ranges": "bytes"}
        for path, body in (("/config.ign", encoded(of_file("http://web.example/file"))), ("/file", CONTENTS)):
            half, total = len(body) // 2, len(body)
            rest = Answer(206, body[half:], needs={"Range": f"bytes={half}-", "If-Range": '"one"'},
                          headers={**tag, "Content-Range": f"bytes {half}-{total - 1}/{total}"})
            self.service.script(f"GET {path}", Answer(200, body, headers=tag, truncate_at=half), rest)
        said = self.boot()
        self.assert_written()
        self.assertEqual(said.count("the connection broke in the middle of the body, next attempt in "), 2, said)

    def test_a_body_that_ends_early_and_cannot_go_on_begins_again(self):
        for path, body in (("/config.ign", encoded(of_file("http://web.example/file"))), ("/file", CONTENTS)):
            self.service.script(f"GET {path}", Answer(200, body, truncate_at=len(body) // 2),
                                Answer(200, body, reset=True, truncate_at=len(body) // 3),
                                Answer(200, body, forbids=("Range", "If-Range")))
        said = self.boot()
        self.assert_written()
        self.assertEqual(len(re.findall("the connection broke.*" + PAUSE, said, re.MULTILINE)), 4, said)

    def test_a_body_that_always_ends_early_is_an_error_in_the_end(self):
        self.service.script("GET /file", Answer(200, CONTENTS, truncate_at=5000))
        done = self.fetch_file("http://web.example/file")
        self.assert_failed(done, "/etc/fetched", "http://web.example/file", "the connection broke in the middle of the body")
        self.assert_nothing_written()

    # --- what lies ---

    def test_redirects_in_a_circle_are_walked_slowly_and_end_with_the_limit(self):
        for here, there in (("/config.ign", "/one"), ("/one", "/two"), ("/two", "/one")):
            self.service.script(f"GET {here}", Answer(302, headers={"Location": there}))
        self.machine.command_line("ignition.config.url=http://web.example/config.ign")
        done = self.run_stage("fetch", "--fetch-timeout=3s")
        self.assert_failed(done, "fetch http://web.example/config.ign: unable to fetch resource in time (3 s, ",
                           "more than 100 redirects, next attempt in ")
        attempts = done.stdout.count(": attempt #")
        self.assertLessEqual(len(self.service.requests), 101 * attempts)

    def test_what_follows_behind_the_promised_length_is_left_alone(self):
        promised = bytes(10 << 10)
        self.service.script("GET /file", Answer(200, zeros=10 << 30, framing="close",
                                                headers={"Content-Length": str(len(promised))}))
        done = self.fetch_file("http://web.example/file",
                               verification="sha512-" + hashlib.sha512(promised).hexdigest())
        self.assert_good(done)
        self.assert_written(promised)
        self.assertLess(done.peak, MEMORY)

    def test_a_config_without_end_is_refused(self):
        self.service.script("GET /config.ign", Answer(200, zeros=10 << 30, framing="close"))
        self.machine.command_line("ignition.config.url=http://web.example/config.ign")
        done = self.run_stage("fetch")
        self.assert_failed(done, "fetch http://web.example/config.ign", "there are more than 67108864 bytes")
        self.assertLess(done.peak, 2 * MEMORY)

    def make_disk_small(self):
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", self.machine.root], check=True)
        self.addCleanup(subprocess.run, ["umount", self.machine.root], check=True)

    def test_a_file_without_end_fills_the_disk_and_leaves_it_as_it_was(self):
        self.make_disk_small()
        self.service.script("GET /file?key=secret", Answer(200, zeros=10 << 30, framing="close"))
        done = self.fetch_file("http://web.example/file?key=secret")
        self.assert_failed(done, "/etc/fetched", "No space left on device")
        self.assertRegex(done.stdout, r"fetch http://web\.example/file: the filesystem is full behind 3\d{7} bytes of it: ")
        self.assertNotIn("secret", done.stdout.partition("CRITICAL")[2])
        self.assertLess(done.peak, MEMORY)
        self.assert_nothing_written()
        self.assertLess(shutil.disk_usage(self.machine.root).used, 1 << 20)

    def test_a_file_that_is_announced_as_larger_than_the_disk_is_refused_before_it_is_written(self):
        self.make_disk_small()
        self.service.script("GET /file", Answer(200, zeros=10 << 30, framing="close",
                                                headers={"Content-Length": str(10 << 30)}))
        done = self.fetch_file("http://web.example/file")
        self.assert_failed(done, "/etc/fetched", "fetch http://web.example/file: the server announces 10737418240 bytes, "
                           "and the filesystem has room for 33")
        self.assertNotIn("No space left", done.stdout)
        self.assert_nothing_written()

    def test_a_file_without_end_leaves_room_for_those_beside_it(self):
        self.make_disk_small()
        self.service.script("GET /late", Answer(200, CONTENTS, delay_headers=2))
        self.service.script("GET /file", Answer(200, zeros=10 << 30, framing="close"))
        self.machine.give(harness.config(version="3.4.0", storage={"files": [
            {"path": f"/etc/{name}", "contents": {"source": f"http://web.example/{name}"}} for name in ("late", "file")]}))
        self.assert_good(self.machine.stage("fetch"))
        done = self.run_stage("files", platform="file")
        self.assert_failed(done, "/etc/file", "fetch http://web.example/file: the filesystem is full")
        self.assertEqual((self.machine.root / "etc/late").read_bytes(), CONTENTS)

    # --- what never answers ---

    def test_a_metadata_service_that_never_answers(self):
        self.service.script("GET /metadata/v1/user-data", Answer(200, b"{}", delay_headers=60))
        done = self.run_stage("fetch", "--fetch-timeout=12s", platform="digitalocean")
        url = f"http://{METADATA}/metadata/v1/user-data"
        self.assert_failed(done, f"GET error: {url}: no response headers within 10 s, next attempt in 200 ms",
                           f"still waiting for {url}: attempt #", "get the config of platform digitalocean: fetch "
                           f"{url}: unable to fetch resource in time (12 s, ", "): no response headers yet")

    def test_a_body_that_hardly_comes_is_told_of_every_ten_seconds(self):
        self.service.script("GET /file", Answer(200, CONTENTS, drip=1))
        done = self.fetch_file("http://web.example/file", timeouts={"httpTotal": 12})
        self.assert_failed(done, "still fetching http://web.example/file: 0 KiB, 0 KiB/s",
                           "fetch http://web.example/file: unable to fetch resource in time (12 s, 1 attempt): "
                           "the body has not come to its end")
        self.assert_nothing_written()

    def test_every_failed_attempt_says_why_and_when_the_next_one_is(self):
        self.service.script("GET /broken", Answer(500))
        self.service.script("GET /reset", Answer(200, reset=True))
        self.service.script("GET /late", Answer(200, b"", delay_headers=60))
        reasons = {
            f"http://{NOWHERE}/": "cannot connect: Network is unreachable",
            f"http://{HOST}:81/": "cannot connect: Connection refused",
            "http://nobody.example/": "the name of the host cannot be resolved",
            "https://tls.example/": "the server's certificate is not accepted: unable to get local issuer certificate",
            f"https://{HOST}:80/": "no TLS connection: ",
            "http://web.example/broken": "Internal Server Error",
            "http://web.example/reset": "the connection broke: Connection reset by peer",
            "http://web.example/late": "no response headers within 1 s",
            f"http://{HOST}:8080/": "no response headers within 1 s",
        }

        def attempt(url):
            machine = self.new_machine()
            machine.give(harness.config(version="3.4.0", ignition={
                "timeouts": {"httpResponseHeaders": 1, "httpTotal": 4}, "config": {"replace": {"source": url}}}))
            return machine.stage("fetch")

        with concurrent.futures.ThreadPoolExecutor(len(reasons)) as pool:
            runs = {url: pool.submit(attempt, url) for url in reasons}
        for url, why in reasons.items():
            with self.subTest(url=url):
                done = runs[url].result()
                self.assert_failed(done, f"fetch {url}: unable to fetch resource in time (4 s, ", why)
                attempts = done.stdout.count(f"GET {url}: attempt #")
                failed = re.findall(r"GET (?:result|error): .*" + re.escape(why) + ".*" + PAUSE, done.stdout, re.MULTILINE)
                self.assertGreater(len(failed), 0, done.stdout)
                self.assertIn(attempts - len(failed), (0, 1), done.stdout)  # the limit ended the last one

    def test_a_host_that_swallows_questions(self):
        self.machine.give(harness.config(version="3.4.0", ignition={
            "timeouts": {"httpTotal": 3}, "config": {"replace": {"source": f"http://{SILENT}/"}}}))
        self.assert_failed(self.machine.stage("fetch"), f"fetch http://{SILENT}/: unable to fetch resource in time (3 s, "
                           "1 attempt): no connection yet")

    # --- two families of addresses ---

    def test_an_address_that_leads_nowhere_holds_nobody_up(self):
        # The first of several addresses alone would get 20 s, which the limit is below.
        for number, addresses in enumerate([[internet.SILENT6, HOST], [internet.HOST6, SILENT]]):
            with self.subTest(addresses=addresses):
                self.service.forget()
                self.machine = self.new_machine()
                name = f"both{number}.example"
                self.names.table[name] = addresses
                self.good_web(file=f"http://{name}/file")
                said = self.boot(f"http://{name}/config.ign", limit="10s")
                self.assert_written()
                self.assertNotIn("next attempt", said)


if __name__ == "__main__":
    harness.main()
