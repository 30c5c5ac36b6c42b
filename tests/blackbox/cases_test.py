#!/usr/bin/env python3
"""The cases of spec tests.md §5 to §8, one row each, by their ids: files, directories and links, units, accounts. Every
case runs once for each version of the spec from its first.

Not here, because it takes more than a root and a loopback server: A12 on a filesystem that was wiped and mounted
(tests/vm), A17 and A19 over TFTP (tests/fetch/tftp_test.cpp), G5 with a filesystem mounted below a home
(tests/exec/accounts_test.cpp).
"""
import dataclasses
import hashlib
import os
import stat
import typing
import unittest

import harness
from harness import Server, config, data_url

CONTENTS = b"asdf\nfdsa"
UNIT = "[Service]\nType=oneshot\nExecStart=/usr/bin/true\n[Install]\nWantedBy=multi-user.target\n"
HEADERS = [{"name": "X-Auth", "value": "r8ewap98gfh4d8"}, {"name": "Keep-Alive", "value": "300"}]
PRESET = "/etc/systemd/system-preset/20-ignition.preset"
SYSTEM = "/etc/systemd/system"
DATABASES = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\njenkins:x:1020:1020::/home/jenkins:/bin/sh\n",
    "/etc/group": "root:x:0:\njenkins:x:1020:\nknown:x:1500:\n", "/etc/gshadow": "root:*::\njenkins:!::\nknown:!::\n",
    "/etc/shadow": "root:*:19000:0:99999:7:::\njenkins:*:19000:0:99999:7:::\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\n",
    "/etc/login.defs": "UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\nSYS_GID_MIN 101\nSYS_GID_MAX 999\n"
                       "USERGROUPS_ENAB yes\n"}
FRESH = {name: "".join(line for line in text.splitlines(True) if "jenkins" not in line) for name, text in DATABASES.items()}


@dataclasses.dataclass
class Link:
    """A symbolic link, given or expected."""
    target: str


@dataclasses.dataclass
class Owned:
    """A file or directory (text None), given or expected, with owner and mode."""
    text: typing.Optional[str] = None
    owner: typing.Optional[tuple] = None
    mode: typing.Optional[int] = None


@dataclasses.dataclass
class Line:
    """A line that a file of the root has, up to what follows."""
    begin: str


@dataclasses.dataclass
class SameAs:
    """A hard link to another path."""
    path: str


GONE = object()
FAILS = object()
DIRECTORY = Owned()


@dataclasses.dataclass
class Row:
    id: str
    given: dict
    config: dict
    expected: typing.Any
    since: str = "3.0.0"


def file(path="/foo/bar", source=None, **more):
    contents = {"source": source, **more.pop("contents", {})} if source is not None else None
    return {"path": path, **({"contents": contents} if contents else {}), **more}


def files(*rows, **lists):
    return {"storage": {"files": list(rows), **lists}}


def hashed(function, text=CONTENTS):
    return {"verification": {"hash": f"{function}-{hashlib.new(function, text).hexdigest()}"}}


def units(*rows):
    return {"systemd": {"units": list(rows)}}


def rows(url):
    """All of them, for a server at `url`."""
    web = url("/contents")
    wrong = {"sha512": {"verification": {"hash": "sha512-" + "0" * 128}},
             "sha256": {"verification": {"hash": "sha256-" + "0" * 64}}}
    example, target = data_url("example file\n"), {"path": "/foo/target", "contents": {"source": data_url("t")}}
    special = [file("/a", "data:,", mode=3565), file("/b", "data:,", mode=2541, user={"id": 500}, group={"id": 500}),
               file("/c", "data:,", mode=1517, user={"id": 500})]
    yield Row("A1", {}, files(file(source=example)), {"/foo/bar": "example file\n", "/foo": Owned(owner=(0, 0), mode=0o755)})
    yield Row("A2", {}, files(file(source=example, user={"id": 500}, group={"id": 500})), {"/foo/bar": Owned("example file\n", (500, 500))})
    yield Row("A3", {"/foo/bar": "old"}, files(file(source=web, overwrite=True)), {"/foo/bar": "asdf\nfdsa"})
    yield Row("A4", {"/foo/bar": Owned("one\n", (500, 500))}, files(file(append=[{"source": data_url("two\n")}])),
              {"/foo/bar": Owned("one\ntwo\n", (500, 500))})
    yield Row("A5", {}, files(file(append=[{"source": data_url("x")}], group={"id": 500})), {"/foo/bar": Owned("x", (0, 500))})
    yield Row("A6", {}, files(file(source=example)), {"/foo/bar": Owned("example file\n", mode=0o644)})
    yield Row("A7", {}, files(*special), {"/a": Owned("", (0, 0), 0o6755), "/b": Owned("", (500, 500), 0o4755),
                                          "/c": Owned("", (500, 0), 0o2755)}, "3.6.0")
    yield Row("A7-masked", {}, files(*special), {"/a": Owned("", (0, 0), 0o755), "/b": Owned("", (500, 500), 0o755)})
    yield Row("A8", {}, files(file(source=url("/packed"), contents={"compression": "gzip"})), {"/foo/bar": "asdf\nfdsa"})
    yield Row("A9", {}, files(file(source=example, contents=hashed("sha512", b"example file\n"))), {"/foo/bar": "example file\n"})
    yield Row("A10", {}, files(file(source=web, contents=hashed("sha512"))), {"/foo/bar": "asdf\nfdsa"})
    yield Row("A11", {}, files(file(source=web, contents=hashed("sha256"))), {"/foo/bar": "asdf\nfdsa"}, "3.1.0")
    yield Row("A12", {}, files(file(source=example, contents=wrong["sha512"])), FAILS)
    yield Row("A13", {}, files(file(source=web, contents=wrong["sha256"])), FAILS, "3.1.0")
    yield Row("A14", {}, files(file(source=web)), {"/foo/bar": "asdf\nfdsa"})
    yield Row("A15", {}, files(file(source=url("/headers"), contents={"httpHeaders": HEADERS})), {"/foo/bar": "asdf\nfdsa"}, "3.1.0")
    yield Row("A16", {}, files(file(source=url("/redirect"), contents={"httpHeaders": HEADERS})), {"/foo/bar": "asdf\nfdsa"}, "3.1.0")
    yield Row("A18", {}, files(file(source=url("/missing"))), FAILS)
    yield Row("A20", {"/foo/bar": "old"}, files(file(source=example)), FAILS)

    directory = {"path": "/foo/bar"}
    yield Row("D1", {}, files(directories=[directory]), {"/foo/bar": DIRECTORY})
    yield Row("D2", {"/foo/bar": "old"}, files(directories=[{**directory, "overwrite": True}]), {"/foo/bar": DIRECTORY})
    yield Row("D3", {"/foo/bar/baz": "x"}, files(directories=[{**directory, "mode": 511}]),
              {"/foo/bar": Owned(mode=0o777), "/foo/bar/baz": "x"})
    yield Row("D4", {}, files(directories=[directory]), {"/foo/bar": Owned(owner=(0, 0), mode=0o755)})
    yield Row("D5", {"/foo/bar": "old"}, files(directories=[directory]), FAILS)
    hard = {"path": "/foo/bar", "target": "/foo/target", "hard": True}
    soft = {"path": "/foo/bar", "target": "/foo/target"}
    yield Row("D6", {}, files(target, links=[hard]), {"/foo/bar": SameAs("/foo/target")})
    yield Row("D7", {"/foo/target": "t", "/foo/bar": SameAs("/foo/target")}, files(links=[hard]), {"/foo/bar": SameAs("/foo/target")})
    yield Row("D8", {"/foo/target": "t"}, files(links=[soft]), {"/foo/bar": Link("/foo/target")})
    yield Row("D9", {"/foo/bar": "old"}, files(target, links=[{**soft, "overwrite": True}]),
              {"/foo/bar": Link("/foo/target"), "/foo/target": "t"})
    yield Row("D10", {}, files(file("/foo/bar/baz", example), links=[{"path": "/foo/quux", "target": "/foo/bar/baz", "hard": True}]),
              {"/foo/quux": SameAs("/foo/bar/baz")})
    vendor = {"/etc/file": Link("/usr/rofile")}
    yield Row("D11", {**vendor, "/usr/rofile": "vendor"}, files(file("/etc/file", example, overwrite=True)),
              {"/etc/file": "example file\n", "/usr/rofile": "vendor"})
    yield Row("D12", vendor, files(file("/etc/file", example, overwrite=True)), {"/etc/file": "example file\n", "/usr/rofile": GONE})
    yield Row("D13", vendor, files(file("/etc/file", example)), FAILS)
    yield Row("D14", {"/foo": Link("/")}, files(file("/foo/bar/baz"), file("/bar/baz")), FAILS)
    yield Row("D15", {"/existing": Link("/WrongTarget")}, files(links=[{"path": "/existing", "target": "/target"}]), FAILS)
    yield Row("D16", {"/foo/bar": "old"}, files(target, links=[hard]), FAILS)
    yield Row("D17", {"/foo/bar/baz": "x"}, files(links=[soft]), FAILS)

    yield Row("U1", {}, units({"name": "example.service", "enabled": True, "contents": UNIT}),
              {f"{SYSTEM}/example.service": Owned(UNIT, (0, 0), 0o644), PRESET: "enable example.service\n"})
    yield Row("U2", {}, units({"name": "stock.service", "dropins": [{"name": "debug.conf", "contents": "[Service]\n"}]}),
              {f"{SYSTEM}/stock.service.d/debug.conf": "[Service]\n", f"{SYSTEM}/stock.service": GONE, PRESET: GONE})
    yield Row("U3", {}, units({"name": "echo@.service", "contents": UNIT}, {"name": "echo@bar.service", "enabled": True},
                              {"name": "echo@foo.service", "enabled": True}),
              {f"{SYSTEM}/echo@.service": UNIT, PRESET: "enable echo@.service bar foo\n"})
    stock = {"/usr/lib/systemd/system/foo.service": UNIT, "/usr/lib/systemd/system/bar.service": UNIT}
    yield Row("U4", {**stock, f"{SYSTEM}/foo.service": Link("/dev/null")},
              units({"name": "foo.service", "mask": False}, {"name": "bar.service", "mask": False, "enabled": True}),
              {f"{SYSTEM}/foo.service": GONE, f"{SYSTEM}/bar.service": GONE, PRESET: "enable bar.service\n"})
    yield Row("U5", stock, units({"name": "foo.service", "mask": True}, {"name": "nowhere.service", "mask": True}),
              {f"{SYSTEM}/foo.service": Link("/dev/null"), f"{SYSTEM}/nowhere.service": Link("/dev/null")})
    yield Row("U6", {}, units(*({"name": f"{name}.service", "enabled": True, "contents": UNIT} for name in "cadbe")),
              {PRESET: "".join(f"enable {name}.service\n" for name in "abcde")})

    yield Row("G1", FRESH, {"passwd": {"users": [
        {"name": "test", "passwordHash": "$6$salt$hash", "sshAuthorizedKeys": ["ssh-ed25519 AAAA"]}, {"name": "jenkins", "uid": 1020}]}},
              {"/etc/passwd": Line("jenkins:x:1020:"), "/etc/shadow": [Line("test:$6$salt$hash:"), Line("jenkins:*:")],
               "/home/test/.ssh/authorized_keys.d/ignition": Owned("ssh-ed25519 AAAA\n", (1000, 1000), 0o600)})
    yield Row("G2", DATABASES, {"passwd": {"users": [{"name": "jenkins", "shouldExist": False},
                                                     {"name": "test", "shouldExist": False}]}},
              {"/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n", "/etc/group": "root:x:0:\nknown:x:1500:\n",
               "/etc/shadow": "root:*:19000:0:99999:7:::\n", "/etc/gshadow": "root:*::\nknown:!::\n"}, "3.2.0")
    yield Row("G3", DATABASES, {"passwd": {"groups": [{"name": "mine", "gid": 1600}, {"name": "sys", "system": True}]}},
              {"/etc/group": [Line("mine:x:1600:"), Line("sys:x:999:")]})
    yield Row("G4", DATABASES, {"passwd": {"groups": [{"name": "known", "gid": 1500}]}}, {"/etc/group": Line("known:x:1500:")})


@unittest.skipUnless(os.geteuid() == 0, "skipped: needs root")
class Cases(harness.Case):
    def put(self, path, what):
        place = self.machine.root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, Link):
            place.symlink_to(what.target)
        elif isinstance(what, SameAs):
            place.hardlink_to(self.machine.root / what.path.lstrip("/"))
        elif isinstance(what, Owned):
            place.write_text(what.text)
            os.chown(place, *what.owner)
        else:
            place.write_text(what)

    def look(self, path, wanted):
        place = self.machine.root / path.lstrip("/")
        if wanted is GONE:
            self.assertFalse(place.is_symlink() or place.exists(), f"{path} is there")
        elif isinstance(wanted, list):
            for one in wanted:
                self.look(path, one)
        elif isinstance(wanted, Line):
            self.assertTrue(any(line.startswith(wanted.begin) for line in place.read_text().splitlines()),
                            f"{path}: expected a line {wanted.begin}…, found\n{place.read_text()}")
        elif isinstance(wanted, Link):
            self.assertEqual(os.readlink(place), wanted.target, path)
        elif isinstance(wanted, SameAs):
            self.assertTrue(place.samefile(self.machine.root / wanted.path.lstrip("/")), path)
        elif isinstance(wanted, Owned):
            found = place.lstat()
            if wanted.text is None:
                self.assertTrue(stat.S_ISDIR(found.st_mode), f"{path} is no directory")
            else:
                self.look(path, wanted.text)
            if wanted.owner:
                self.assertEqual((found.st_uid, found.st_gid), wanted.owner, path)
            if wanted.mode is not None:
                self.assertEqual(oct(stat.S_IMODE(found.st_mode)), oct(wanted.mode), path)
        else:
            self.assertTrue(stat.S_ISREG(place.lstat().st_mode), path)
            self.assertEqual(place.read_text(), wanted, path)

    def run_row(self, row, version):
        self.machine = self.new_machine()
        for path, what in row.given.items():
            self.put(path, what)
        self.machine.give(config(version, **row.config))
        self.assert_good(self.machine.stage("fetch"))
        done = self.machine.stage("files")
        if row.expected is FAILS:
            self.assert_failed(done)
            return
        self.assert_good(done)
        for path, wanted in row.expected.items():
            self.look(path, wanted)

    def test_every_case_in_every_version(self):
        wanted = {"x-auth": "r8ewap98gfh4d8", "keep-alive": "300", "accept-encoding": "identity"}

        def has_headers(request):
            found = {key.lower(): value for key, value in request.headers.items()}
            good = all(found.get(key) == value for key, value in wanted.items())
            good = good and found.get("user-agent", "").startswith("Ignition/")
            request.answer(200 if good else 400, CONTENTS)

        def has_none(request):
            bad = request.headers.get("X-Auth") or request.headers.get("Keep-Alive")
            request.answer(400 if bad else 200, CONTENTS)

        pages = {"/contents": CONTENTS, "/packed": harness.gzipped(CONTENTS), "/headers": has_headers, "/target": has_none,
                 "/redirect": lambda request: request.answer(302, b"", Location="/target")}
        with Server(pages) as server:
            for row in rows(server.url):
                for version in harness.versions_from(row.since):
                    if row.id == "A7-masked" and version in harness.versions_from("3.6.0"):
                        continue
                    with self.subTest(case=row.id, version=version):
                        self.run_row(row, version)


if __name__ == "__main__":
    harness.main()
