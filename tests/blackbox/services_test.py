#!/usr/bin/env python3
"""Configs and files from real servers: nginx with good and bad certificates, with limits and with ranges, and through squid.
Spec stages.md §4.2, §4.3.
"""
import base64
import hashlib
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import unittest
import urllib.parse

import harness
import internet
from internet import HOST

import fake

NGINX = """
daemon off; master_process off; worker_processes 1; user root; pid {place}/nginx.pid; error_log {place}/error.log info;
events {{ worker_connections 256; }}
http {{
  log_format said '$status $request_uri [$http_range] [$http_user_agent]';
  access_log {place}/access.log said;
  client_body_temp_path {place}; proxy_temp_path {place}; fastcgi_temp_path {place}; uwsgi_temp_path {place};
  scgi_temp_path {place};
  types {{ }} default_type application/octet-stream;
  limit_req_zone $server_name zone=few:1m rate=5r/s;
  root {place}/files;
  server {{
    listen {host}:80; server_name web.example;
    location /limited/ {{ limit_req zone=few burst=2 nodelay; alias {place}/files/; }}
    location /refused/ {{ limit_req zone=few; limit_req_status 429; alias {place}/files/; }}
  }}
  {secure}
}}
"""
SECURE = """
  server {{
    listen {host}:443 ssl; server_name {name};
    ssl_certificate {certificate}; ssl_certificate_key {key};
  }}
"""
SQUID = """
http_port {host}:3128
auth_param basic program /usr/lib/squid/basic_ncsa_auth {place}/passwords
auth_param basic realm the way out
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
dns_nameservers {host}
cache deny all
access_log stdio:{place}/access.log
cache_log {place}/cache.log
pid_filename {place}/squid.pid
coredump_dir {place}
visible_hostname proxy.example
shutdown_lifetime 0 seconds
pinger_enable off
netdb_filename none
"""
USER, PASSWORD = "machine", "SECRET:p@ss/word"
CONTENTS = os.urandom(300_000)
HASH = "sha512-" + hashlib.sha512(CONTENTS).hexdigest()


def first(contents=None):
    """The sections of the config that the machine is given, which points at nothing yet."""
    return {"version": "3.4.0", "timeouts": {"httpTotal": 60}, **(contents or {})}


class Relay:
    """Stands before a server and cuts each of the first connections after so many bytes. `between` is called at each
    cut."""

    def __init__(self, net, port, cuts, after, between=lambda: None):
        self.net, self.cuts, self.after, self.between = net, cuts, after, between
        with net.space:
            self.listener = socket.create_server((HOST, port))
        self.thread = threading.Thread(target=self.accept)
        self.thread.start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with self.net.space:
                server = socket.create_connection((HOST, 80))
            most = self.after if self.cuts > 0 else None
            self.cuts -= 1
            with client, server:
                asking = threading.Thread(target=self.copy, args=(client, server, None))
                asking.start()
                self.copy(server, client, most)
                asking.join()

    def copy(self, source, target, most):
        """Until the source ends, or after so many bytes."""
        while most is None or most > 0:
            try:
                piece = source.recv(65536 if most is None else min(most, 65536))
                target.sendall(piece)
            except OSError:
                break
            if not piece:
                break
            if most is not None:
                most -= len(piece)
        if most == 0:
            self.between()
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)  # which ends the other direction
            except OSError:
                pass  # or that one did so first

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()


@unittest.skipUnless(fake.is_root(), "skipped: a network namespace needs root")
class Services(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.net = internet.Internet()
        cls.addClassCleanup(cls.net.close)
        scratch = tempfile.TemporaryDirectory(prefix="ignite-services-")
        cls.addClassCleanup(scratch.cleanup)
        cls.place = pathlib.Path(scratch.name)
        cls.place.chmod(0o711)  # squid is not root for long
        cls.authority = internet.Authority(cls.place / "authority", "Of the company")
        cls.start_nginx()
        cls.start_squid()

    @classmethod
    def start_nginx(cls):
        hour = 3600
        certificates = {
            "good.example": cls.authority.issue("good.example"),
            "expired.example": cls.authority.issue("expired.example", begins=-2 * hour, ends=-hour),
            "early.example": cls.authority.issue("early.example", begins=hour, ends=2 * hour),
            "other.example": cls.authority.issue("another.example"),
        }
        names = ["web.example", *certificates]
        cls.names = internet.Names(cls.net, {name: [HOST] for name in names})
        place = cls.place / "nginx"
        (place / "files").mkdir(parents=True)
        cls.files = place / "files"
        secure = "".join(SECURE.format(host=HOST, name=name, certificate=certificate, key=key)
                         for name, (certificate, key) in certificates.items())
        (place / "nginx.conf").write_text(NGINX.format(place=place, host=HOST, secure=secure))
        cls.nginx_log = place / "access.log"
        nginx = internet.Daemon(cls.net, ["nginx", "-c", place / "nginx.conf", "-p", place, "-e", place / "error.log"],
                                80, place / "error.log")
        cls.addClassCleanup(nginx.close)

    @classmethod
    def start_squid(cls):
        place = cls.place / "squid"
        place.mkdir()
        place.chmod(0o777)
        hashed = subprocess.run(["openssl", "passwd", "-apr1", "-stdin"], input=PASSWORD, check=True, text=True,
                                capture_output=True).stdout
        (place / "passwords").write_text(f"{USER}:{hashed}")
        (place / "squid.conf").write_text(SQUID.format(place=place, host=HOST))
        cls.squid_log = place / "access.log"
        squid = internet.Daemon(cls.net, ["squid", "-N", "-f", place / "squid.conf"], 3128, place / "cache.log")
        cls.addClassCleanup(squid.close)

    def setUp(self):
        super().setUp()
        self.net.plug()
        self.addCleanup(self.net.unplug)
        self.net.use_names(HOST)
        (self.files / "file").write_bytes(CONTENTS)
        for log in (self.nginx_log, self.squid_log):
            if log.exists():
                os.truncate(log, 0)

    # --- a machine ---

    def boot(self, files, **ignition):
        """Both stages of a machine whose config has these files, path by URL. What both said."""
        self.machine.give(harness.config(ignition=first(ignition), storage={"files": [
            {"path": path, "contents": {"source": url}} for path, url in files.items()]}))
        done = self.machine.stage("fetch")
        self.assert_good(done)
        return done, self.machine.stage("files")

    def reference(self, url, machine=None, **ignition):
        """The stage fetch of a machine whose config is somewhere else."""
        machine = machine or self.new_machine()
        machine.give(harness.config(ignition=first({"config": {"replace": {"source": url}}, **ignition})))
        return machine.stage("fetch")

    def assert_written(self, path="file", contents=CONTENTS):
        self.assertTrue((self.machine.root / path).read_bytes() == contents, f"other contents in {path}")

    def trusting(self):
        return {"tls": {"certificateAuthorities": [
            {"source": harness.data_url(self.authority.certificate.read_text())}]}}

    def asked(self, path):
        return [line for line in self.nginx_log.read_text().splitlines() if line.split()[1] == path]

    # --- TLS ---

    def test_an_authority_of_ones_own(self):
        _, done = self.boot({"/file": "https://good.example/file"}, security=self.trusting())
        self.assert_good(done)
        self.assert_written()

    def test_an_authority_that_is_fetched_itself(self):
        pem = self.authority.certificate.read_bytes()
        (self.files / "authority.pem").write_bytes(pem)
        (self.files / "config.ign").write_text('{"ignition": {"version": "3.4.0"}}')
        source = {"source": "http://web.example/authority.pem",
                  "verification": {"hash": "sha512-" + hashlib.sha512(pem).hexdigest()}}
        done = self.reference("https://good.example/config.ign", security={"tls": {"certificateAuthorities": [source]}})
        self.assert_good(done)
        self.assertIn('Adding "Of the company" to list of CAs', done.stdout)
        self.assertEqual(len(self.asked("/authority.pem")), 1, "also for the cache")
        source["verification"]["hash"] = "sha512-" + "0" * 128
        done = self.reference("https://good.example/config.ign", security={"tls": {"certificateAuthorities": [source]}})
        self.assert_failed(done, "hash verification failed")

    def test_what_is_wrong_with_a_certificate_is_said_at_each_attempt(self):
        clock = r"; the clock of this machine says \d{4}-\d\d-\d\d \d\d:\d\d UTC"
        for name, security, why in (
                ("good.example", {}, "the server's certificate is not accepted: unable to get local issuer certificate"),
                ("expired.example", self.trusting(), "the server's certificate is not accepted: certificate has expired" + clock),
                ("early.example", self.trusting(), "the server's certificate is not accepted: certificate is not yet valid" + clock),
                ("other.example", self.trusting(), "the server's certificate is for another host name")):
            with self.subTest(name=name):
                done = self.reference(f"https://{name}/file", security=security, timeouts={"httpTotal": 3})
                self.assert_failed(done, f"fetch https://{name}/file: unable to fetch resource in time (3 s, ")
                self.assertRegex(done.stdout, re.compile(rf"GET error: https://{name}/file: {why}, next attempt in \d+ m?s$",
                                                         re.MULTILINE))
                self.assertEqual(self.asked("/file"), [])

    # --- limits and ranges ---

    def test_a_server_that_limits_requests_is_asked_until_all_is_there(self):
        files = {f"/file{number}": f"http://web.example/limited/file?{number}" for number in range(8)}
        _, done = self.boot(files)
        self.assert_good(done)
        for path in files:
            self.assert_written(path.lstrip("/"))
        statuses = [line.split()[0] for line in self.nginx_log.read_text().splitlines()]
        self.assertEqual(statuses.count("200"), 8, statuses)
        self.assertGreater(statuses.count("503"), 0, statuses)
        self.assertEqual(done.stdout.count("GET result: Service Unavailable, next attempt in "), statuses.count("503"))

    def test_a_server_that_says_too_many_requests_is_not_asked_again(self):
        (self.files / "config.ign").write_text('{"ignition": {"version": "3.4.0"}}')
        sources = [{"source": f"http://web.example/refused/config.ign?{number}"} for number in range(8)]
        self.machine.give(harness.config(ignition=first({"config": {"merge": sources}})))
        done = self.machine.stage("fetch")
        self.assert_failed(done, "fetch http://web.example/refused/config.ign: failed to fetch resource: "
                           "429 Too Many Requests")

    def cut(self, cuts, between=lambda: None):
        relay = Relay(self.net, 8081, cuts=cuts, after=100_000, between=between)
        self.addCleanup(relay.close)
        return self.boot({"/file": f"http://{HOST}:8081/file"})[1]

    def test_a_body_that_is_cut_goes_on_where_it_was_cut(self):
        done = self.cut(3)
        self.assert_good(done)
        self.assert_written()
        self.assertEqual(done.stdout.count("the connection broke in the middle of the body, next attempt in "), 3)
        asked = self.asked("/file")
        self.assertEqual([line.split()[0] for line in asked], ["200", "206", "206", "206"], asked)

    def test_a_body_that_is_another_after_the_cut_begins_again(self):
        other = os.urandom(len(CONTENTS) + 1)
        done = self.cut(1, between=lambda: (self.files / "file").write_bytes(other))
        self.assert_good(done)
        self.assert_written(contents=other)
        self.assertEqual([line.split()[0] for line in self.asked("/file")], ["200", "200"])

    # --- squid ---

    def through_squid(self, user=USER, password=PASSWORD, **more):
        """The machine knows no names: squid does."""
        self.net.use_names("127.0.0.9")
        proxy = f"http://{user}:{urllib.parse.quote(password, safe='')}@{HOST}:3128"
        return {"proxy": {"httpProxy": proxy, "httpsProxy": proxy}, "security": self.trusting(), **more}

    def passed(self):
        """(method, what, user, status) of each request that squid saw."""
        fields = [line.split() for line in self.squid_log.read_text().splitlines()]
        return [(one[5], one[6], one[7], one[3].split("/")[1]) for one in fields]

    def assert_kept(self, *runs, password=PASSWORD):
        """The password shows in no line that was said, and in no file that everybody may read or that stays."""
        secrets = [password, urllib.parse.quote(password, safe=""), "SECRET",
                   base64.b64encode(f"{USER}:{password}".encode()).decode()]
        texts = [run.stdout + run.stderr for run in runs]
        for path in [*self.machine.root.rglob("*"), self.machine.cache, self.machine.state]:
            if path.is_file() and (path.stat().st_mode & 0o007 or self.machine.root in path.parents):
                texts.append(path.read_bytes().decode("latin-1"))
        for text in texts:
            for secret in secrets:
                self.assertNotIn(secret, text)

    def test_squid_takes_us_to_http_and_https(self):
        files = {"/plain": "http://web.example/file", "/secure": "https://good.example/file"}
        runs = self.boot(files, **self.through_squid())
        for run in runs:
            self.assert_good(run)
        for path in files:
            self.assert_written(path.lstrip("/"))
        self.assertEqual(sorted(one for one in self.passed() if one[3] == "200"),
                         [("CONNECT", "good.example:443", USER, "200"), ("GET", "http://web.example/file", USER, "200")])
        self.assert_kept(*runs, self.machine.call("status", f"--root={self.machine.root}", name="ignite"),
                         self.machine.call("status", "--format=json", f"--root={self.machine.root}", name="ignite"))

    def test_squid_that_knows_us_not_is_told_as_that_and_the_password_is_not(self):
        wrong = "SECRET-but-wrong"
        for url, words in (("http://web.example/file", ["failed to fetch resource: 407 Proxy Authentication Required"]),
                           ("https://good.example/file", ["in time (3 s, ", "the proxy answered 407, next attempt in "])):
            with self.subTest(url=url):
                self.machine = self.new_machine()
                runs = self.boot({"/file": url}, **self.through_squid(password=wrong, timeouts={"httpTotal": 3}))
                self.assert_failed(runs[1], f"fetch {url}: ", *words)
                self.assert_kept(*runs, password=wrong)
                self.assertEqual({one[3] for one in self.passed()}, {"407"})

    def test_what_squid_cannot_reach_is_tried_again(self):
        for url, words in (("http://nobody.example/", "GET result: (Bad Gateway|Service Unavailable), next attempt in "),
                           ("https://nobody.example/", "the proxy answered 50[0-9], next attempt in ")):
            with self.subTest(url=url):
                done = self.reference(url, **self.through_squid(timeouts={"httpTotal": 3}))
                self.assert_failed(done, f"fetch {url}: unable to fetch resource in time (3 s, ")
                self.assertRegex(done.stdout, words)
                self.assert_kept(done)

    def test_a_proxy_that_is_not_there_is_told_without_its_password(self):
        gone = f"http://{USER}:SECRET@{HOST}:3129"
        done = self.reference("http://web.example/file", proxy={"httpProxy": gone}, timeouts={"httpTotal": 3})
        self.assert_failed(done, "GET error: http://web.example/file: cannot connect: Connection refused, next attempt in ")
        self.assert_kept(done)

    def test_what_noproxy_names_goes_past_squid(self):
        ignition = self.through_squid()
        self.net.use_names(HOST)
        ignition["proxy"]["noProxy"] = ["web.example"]
        runs = self.boot({"/plain": "http://web.example/file", "/secure": "https://good.example/file"}, **ignition)
        self.assert_good(runs[1])
        self.assertEqual({one[1] for one in self.passed()}, {"good.example:443"})


if __name__ == "__main__":
    harness.main()
