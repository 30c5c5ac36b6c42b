#!/usr/bin/env python3
"""A file far larger than the memory we may have: fetched, unpacked, checked and written in one pass. Spec stages.md §4.1,
§12.5.

The kernel refuses memory above the limit, and tells the peak of what was resident.
"""
import hashlib
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest
import zlib

import harness

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "vm"))
from lib import web  # noqa: E402 (the path to it is ours to add)

SIZE = 500 << 20
MOST = 256 << 20
BLOCK = 1 << 20


class LargeFile:
    """500 MB that do not compress away, as they are and packed, and their hash."""

    def __init__(self, place):
        self.plain, self.packed = place / "large", place / "large.gz"
        hash512, packer = hashlib.sha512(), zlib.compressobj(1, wbits=31)
        with open(self.plain, "wb") as plain, open(self.packed, "wb") as packed:
            noise = os.urandom(BLOCK // 4)
            for number in range(SIZE // BLOCK):
                block = (number.to_bytes(8, "big") + noise[8:]) + bytes(BLOCK - len(noise))
                plain.write(block)
                packed.write(packer.compress(block))
                hash512.update(block)
            packed.write(packer.flush())
        self.hash = "sha512-" + hash512.hexdigest()


def sha512_of(path):
    with open(path, "rb") as file:
        return "sha512-" + hashlib.file_digest(file, "sha512").hexdigest()


@unittest.skipUnless(shutil.which("nginx"), "skipped: needs nginx")
class Streaming(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="ignite-streaming-"))
        cls.addClassCleanup(shutil.rmtree, cls.place)
        cls.web = web.Web(str(cls.place / "web"), {})
        cls.enterClassContext(cls.web)
        cls.large = LargeFile(cls.place / "web/files")

    def url(self, name):
        return f"http://127.0.0.1:{self.web.port}/{name}"

    def run_limited(self, *words):
        """Runs to the end; returns what subprocess.run does, and the most memory that was resident, in bytes."""
        machine = self.machine
        environment = {**os.environ, "container": "test",
                       **{f"IGNITION_SYSTEM_{name}CONFIG_DIR": str(machine.directory / "none")
                          for name in ("RUNTIME_", "LOCAL_", "")}}
        with tempfile.TemporaryFile("w+") as out:
            child = subprocess.Popen([str(word) for word in words], cwd=machine.directory, env=environment, stdout=out,
                                     stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (MOST, MOST)))
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            done = subprocess.CompletedProcess(words, child.returncode, out.read(), "")
        return done, usage.ru_maxrss * 1024

    def apply(self, contents):
        self.machine.give(harness.config(storage={"files": [{"path": "/var/large", "contents": contents}]}))
        return self.run_limited(self.machine.directory / "bin/ignite", "apply", f"--root={self.machine.root}", "config.ign")

    def assert_written(self, done, peak):
        self.assert_good(done)
        self.assertLess(peak, MOST)
        path = self.machine.root / "var/large"
        self.assertEqual((path.stat().st_size, sha512_of(path)), (SIZE, self.large.hash))
        print(f"peak memory: {peak / (1 << 20):.1f} MiB", file=sys.stderr)

    def assert_nothing_written(self):
        # But for the record that makes another try know what was there before.
        found = [path for path in self.machine.root.rglob("*") if not path.is_dir()]
        self.assertEqual(found, [self.machine.root / "etc/.ignition-unfinished"])

    def test_as_it_is_and_verified(self):
        self.assert_written(*self.apply({"source": self.url("large"), "verification": {"hash": self.large.hash}}))

    def test_packed_and_verified_as_unpacked(self):
        self.assert_written(*self.apply({"source": self.url("large.gz"), "compression": "gzip",
                                         "verification": {"hash": self.large.hash}}))

    def test_in_the_stage_files(self):
        self.machine.give(harness.config(storage={"files": [{"path": "/var/large", "contents": {
            "source": self.url("large.gz"), "compression": "gzip", "verification": {"hash": self.large.hash}}}]}))
        self.assert_good(self.machine.stage("fetch"))
        self.assert_written(*self.run_limited(
            self.machine.directory / "bin/ignition", "--platform=file", "--stage=files", f"--root={self.machine.root}",
            f"--config-cache={self.machine.cache}", f"--state-file={self.machine.state}", "--log-to-stdout"))

    def test_a_wrong_hash_names_both_and_leaves_nothing(self):
        wrong = "sha512-" + "0" * 128
        for name, more in (("large", {}), ("large.gz", {"compression": "gzip"})):
            with self.subTest(name=name):
                self.machine = self.new_machine()
                done, peak = self.apply({"source": self.url(name), "verification": {"hash": wrong}, **more})
                self.assert_failed(done, self.large.hash.split("-")[1], wrong.split("-")[1], "/var/large")
                self.assertLess(peak, MOST)
                self.assert_nothing_written()

    def test_what_is_packed_and_ends_too_early_leaves_nothing(self):
        with open(self.large.packed, "rb") as file:
            self.web.put("cut.gz", file.read(self.large.packed.stat().st_size // 2))
        done, _ = self.apply({"source": self.url("cut.gz"), "compression": "gzip"})
        self.assert_failed(done, "/var/large")
        self.assert_nothing_written()


if __name__ == "__main__":
    harness.main()
