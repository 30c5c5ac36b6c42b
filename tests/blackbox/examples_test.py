#!/usr/bin/env python3
"""Every example, applied to a real Debian: what it makes is compared with an expected tree, node by node.

The root is the one the test machines boot (tests/vm/lib/rootfs.py), below an overlay, so that what an example changes is
all that lies in the overlay. Accounts are made by the stage "files" with the account tools of this machine, the rest by
`ignite apply --ignore-unsupported`, which leaves out disks and kernel arguments (tests/vm has those). Servers of the
examples are stood in for by one on the loopback: its address takes the place of theirs, and the hashes of what it has
that of the made-up ones.

IGNITE_TREES=write writes the expected trees anew, to be read before they are committed.
"""
import base64
import copy
import gzip
import hashlib
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import harness

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "examples/configs"
TREES = HERE / "trees"

sys.path.insert(0, str(HERE.parents[1] / "tests/vm"))
from lib import rootfs  # noqa: E402 (the path to it is ours to add)

DATABASES = ("passwd", "group", "shadow", "gshadow", "subuid", "subgid")
# Written with every run: times and boot ids.
OF_THE_RUN = {"/etc/.ignition-result.json", "/etc/.ignite-report.json"}
CAN_MOUNT = os.geteuid() == 0 and all(map(shutil.which, ("mount", "mmdebstrap", "useradd", "systemd-analyze")))

# What the servers of the examples hand over, by the end of the URL. Configs are told by their name.
PART = harness.config("3.3.0", storage={"files": [{"path": "/etc/part-{}", "contents": {"source": "data:,part%20{}"}}]})


def part(name):
    return json.dumps(PART).replace("{}", name).encode()


class Servers:
    """Stands in for every server that an example names."""

    def __init__(self, server):
        self.server = server

    def contents_of(self, url, resource):
        name = urllib.parse.urlsplit(url).path.rsplit("/", 1)[-1]
        body = part(name.split(".")[0]) if name.endswith((".ign", ".ign.gz", "worker")) else f"contents of {name}\n".encode()
        packed = gzip.compress(body, mtime=0) if resource.get("compression") == "gzip" else body
        return body, packed

    def serve(self, resource):
        url = resource["source"]
        path = "/" + url.split("://")[1]
        body, packed = self.contents_of(url, resource)

        def answer(request):
            for header in resource.get("httpHeaders", []):
                if request.headers.get(header["name"]) != header["value"]:
                    return request.answer(400)
            return request.answer(200, packed)

        self.server.pages[path] = answer
        resource["source"] = self.server.url(path)
        if "hash" in resource.get("verification", {}):
            kind = resource["verification"]["hash"].split("-")[0]
            resource["verification"]["hash"] = f"{kind}-{hashlib.new(kind, body).hexdigest()}"

    def stand_in(self, value):
        """Replaces the addresses in a config, wherever they are."""
        if isinstance(value, list):
            for element in value:
                self.stand_in(element)
        elif isinstance(value, dict):
            if re.match(r"(https?|s3)://", str(value.get("source", ""))):
                self.serve(value)
            value.pop("proxy", None)
            for element in value.values():
                self.stand_in(element)


@unittest.skipUnless(CAN_MOUNT, "skipped: needs root, mount, mmdebstrap, useradd and systemd-analyze")
class Examples(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="ignite-examples-"))
        cls.addClassCleanup(shutil.rmtree, cls.place)
        (cls.place / "debian").mkdir()
        tar = rootfs.debian(print)
        subprocess.run(["tar", "-xf", tar, "-C", cls.place / "debian", "--exclude=./dev/*", "--exclude=./usr/share/*",
                        "--exclude=./var/cache/*"], check=True)
        # What the images that the examples are for have, and have not.
        for name in ("hostname", "skel/.bashrc"):
            (cls.place / "debian/etc" / name).unlink()
        subprocess.run(["groupadd", "--root", cls.place / "debian", "--gid", "901", "docker"], check=True)
        subprocess.run(["useradd", "--root", cls.place / "debian", "--create-home", "--uid", "900", "installer"], check=True)

    def mount_root(self):
        """The root of the machine becomes a Debian of its own."""
        self.upper, work = self.machine.directory / "upper", self.machine.directory / "work"
        self.upper.mkdir()
        work.mkdir()
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o",
                        f"lowerdir={self.place / 'debian'},upperdir={self.upper},workdir={work}", self.machine.root], check=True)
        self.addCleanup(subprocess.run, ["umount", self.machine.root], check=True)

    # -- what is there afterwards

    def changed_paths(self):
        for directory, names, files in os.walk(self.upper):
            for name in (*names, *files):
                yield "/" + os.path.relpath(os.path.join(directory, name), self.upper)

    def line_of(self, path):
        node = self.machine.root / path.lstrip("/")
        if not os.path.lexists(node):
            return f"gone                      {path}"
        found = node.lstat()
        kind = {stat.S_IFREG: "file", stat.S_IFDIR: "dir", stat.S_IFLNK: "link"}[stat.S_IFMT(found.st_mode)]
        line = f"{kind:4} {stat.S_IMODE(found.st_mode):04o} {found.st_uid:5}:{found.st_gid:<5} {path}"
        if kind == "link":
            return f"{line} -> {os.readlink(node)}"
        if kind == "file":
            return f"{line} {found.st_size} {hashlib.sha256(node.read_bytes()).hexdigest()}"
        return line

    def account_lines(self):
        """What went from the databases and what came. The day of a new password is that of the run."""
        for database in DATABASES:
            before, after = ((root / "etc" / database).read_text().splitlines() if (root / "etc" / database).exists() else []
                             for root in (self.place / "debian", self.machine.root))
            for sign, lines, others in (("-", before, after), ("+", after, before)):
                for line in (line for line in lines if line not in others):
                    if database == "shadow":
                        line = re.sub(r"^([^:]*:[^:]*):\d+:", r"\1:TODAY:", line)
                    yield f"{sign} {database} {line}"

    def tree(self):
        databases = {f"/etc/{name}{suffix}" for name in DATABASES for suffix in ("", "-")} | {"/etc/.pwd.lock"}
        lower = self.place / "debian"
        lines = []
        for path in sorted(self.changed_paths()):
            below = lower / path.lstrip("/")
            if path in OF_THE_RUN | databases:
                continue
            # A directory that was there is only on the way to something that is new.
            node = self.machine.root / path.lstrip("/")
            if node.is_dir() and not node.is_symlink() and below.is_dir() and same_attributes(node, below):
                continue
            lines.append(self.line_of(path))
        return lines + list(self.account_lines())

    def assert_tree(self, name):
        found, path = self.tree(), TREES / f"{name}.tree"
        if os.environ.get("IGNITE_TREES") == "write":
            TREES.mkdir(exist_ok=True)
            path.write_text("".join(f"{line}\n" for line in found))
        self.assertTrue(path.exists(), f"there is no expected tree {path}")
        self.assertEqual(found, path.read_text().splitlines())

    # -- what systemd thinks of it

    def systemctl(self, *words):
        return subprocess.run(["systemctl", f"--root={self.machine.root}", *words], capture_output=True, text=True, check=False)

    def assert_units(self, given):
        units = given.get("systemd", {}).get("units", [])
        written = [unit["name"] for unit in units if unit.get("contents") and not unit.get("mask")]
        if written:
            self.assert_valid_units([name for name in written if "@." not in name])
        # What the first boot does, as there is no machine id.
        done = self.systemctl("preset-all", "--preset-mode=enable-only")
        self.assertEqual(done.returncode, 0, done.stderr)
        for unit in units:
            name = unit["name"]
            state = self.systemctl("is-enabled", name).stdout.strip()
            if unit.get("mask"):
                self.assertEqual(state, "masked", name)
            elif unit.get("enabled") and self.has_install_section(unit, units):
                self.assertEqual(state, "enabled", name)

    def has_install_section(self, unit, units):
        template = re.sub(r"@[^.]*\.", "@.", unit["name"])
        texts = [other.get("contents") or "" for other in units if other["name"] in (unit["name"], template)]
        return any("[Install]" in text for text in texts)

    def assert_valid_units(self, names):
        done = subprocess.run(["systemd-analyze", "verify", f"--root={self.machine.root}", "--man=no", "--recursive-errors=one",
                               *names], capture_output=True, text=True, check=False)
        # Programs and units of the distribution that the example is for are not in this root.
        absent = re.compile(r"Command \S+ is not executable: No such file|Failed to create \S+/start: Unit \S+ not found\.$")
        wrong = [line for line in done.stderr.splitlines() if not absent.search(line)]
        self.assertEqual(wrong, [], done.stderr)

    # -- each of them

    def apply(self, given, *words):
        self.machine.environment["container"] = "test"
        self.machine.give(given)
        return self.machine.call("apply", f"--root={self.machine.root}", "--ignore-unsupported", *words, "config.ign", name="ignite")

    def check(self, path):
        original = json.loads(path.read_text())
        with harness.Server({}) as server:
            given = copy.deepcopy(original)
            Servers(server).stand_in(given)
            pins = [volume.get("clevis", {}) for volume in given.get("storage", {}).get("luks", [])]
            # What needs a Tang server is refused by --offline, although the volume is left out.
            local = given == original and not any("tang" in pin for pin in pins)
            self.mount_root()
            accounts = {key: value for key, value in given.items() if key == "passwd"}
            self.provision(harness.config("3.6.0", **accounts))
            self.assert_good(self.apply(given, *(["--offline"] if local else [])))
            self.assert_tree(path.stem)
            before = self.tree()
            again = self.apply(given, *(["--offline"] if local else []))
            # Contents for a file that is there already are refused, whoever wrote it; nothing has changed then.
            self.assertIn(again.returncode, (0, 4), again.stdout + again.stderr)
            if again.returncode == 4:
                self.assertIn("already", again.stderr)
            self.assertEqual(self.tree(), before)
            self.assert_units(given)

    def test_a_unit_that_systemd_does_not_take_is_seen(self):
        self.mount_root()
        self.assert_good(self.apply(harness.config(systemd={"units": [
            {"name": "bad.service", "contents": "[Service]\nNonsense=1\n"}]})))
        with self.assertRaises(AssertionError):
            self.assert_valid_units(["bad.service"])

    def test_there_is_a_tree_for_every_example(self):
        self.assertEqual(sorted(path.stem for path in TREES.glob("*.tree")), sorted(path.stem for path in EXAMPLES.glob("*.ign")))


def same_attributes(one, other):
    one, other = one.lstat(), other.lstat()
    return (one.st_mode, one.st_uid, one.st_gid) == (other.st_mode, other.st_uid, other.st_gid)


def add_test(path):
    setattr(Examples, "test_" + path.stem.replace("-", "_"), lambda self: self.check(path))


for example in sorted(EXAMPLES.glob("*.ign")):
    add_test(example)

if __name__ == "__main__":
    harness.main()
