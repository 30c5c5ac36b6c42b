#!/usr/bin/env python3
"""The stage "disks" on loop devices: what goes wrong ends with a clear error and untouched data; what was cut off is
finished by the next run. Spec stages.md §8, tests.md §2, §3, §11.
"""
import collections
import hashlib
import os
import re
import shutil
import subprocess
import threading
import time
import unittest

import harness
from harness import Case, config

GUID = "9AA5237A-AB6B-458B-A7E8-F25E2BAEF1A{}"
UUID = "9aa5237a-ab6b-458b-a7e8-f25e2baef1b{}"


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


class Loop:
    """A loop device over an image of its own."""

    def __init__(self, case, mebibytes, *options, name="disk"):
        self.case, self.options = case, options
        self.image = case.machine.directory / f"{name}.img"
        with open(self.image, "wb") as file:
            file.truncate(mebibytes << 20)
        self.node = run("losetup", "--find", "--show", "--partscan", *options, self.image).strip()
        case.addCleanup(self.detach)

    def detach(self):
        subprocess.run(["partx", "--delete", self.node], check=False, capture_output=True)
        subprocess.run(["losetup", "--detach", self.node], check=False, capture_output=True)

    def part(self, number):
        return f"{self.node}p{number}"

    def digest(self):
        run("blockdev", "--flushbufs", self.node)
        return hashlib.sha256(self.image.read_bytes()).hexdigest()


@unittest.skipUnless(os.geteuid() == 0 and os.access("/dev/loop-control", os.R_OK | os.W_OK),
                     "skipped: needs root and loop devices")
class OnDisks(Case):
    def setUp(self):
        super().setUp()
        self.machine.environment["IGNITE_DEVICE_TIMEOUT"] = "1s"

    def disks(self, given, stage="disks"):
        """`ignite run`, whose exit code tells a refusal from a failure."""
        self.machine.give(given)
        self.assert_good(self.machine.stage("fetch"))
        return self.machine.call("run", stage, "--platform=file", f"--config-cache={self.machine.cache}",
                                 f"--state-file={self.machine.state}", "--log-to-stdout",
                                 f"--root={'' if stage == 'disks' else self.machine.root}", name="ignite")

    def assert_untouched(self, disk, given, *words, code=4):
        before = disk.digest()
        done = self.disks(given)
        self.assert_failed(done, *words, code=code)
        self.assertEqual(disk.digest(), before, "the disk has changed")
        # And in the words of the reference a failed stage ends with 1.
        self.assert_failed(self.machine.stage("disks", root=""), *words, code=1)


def one_disk(node, *partitions, **more):
    return config(storage={"disks": [{"device": node, "partitions": list(partitions), **more}]})


def one_filesystem(device, kind, **more):
    return config(storage={"filesystems": [{"device": device, "format": kind, **more}]})


class Faults(OnDisks):
    def test_a_maker_that_fails_is_quoted(self):
        disk = Loop(self, 16)
        done = self.disks(one_filesystem(disk.node, "ext4", options=["-b", "77"]))
        self.assert_failed(done, f"make ext4 on {disk.node}", "invalid block size - 77", code=1)

    def test_a_disk_that_is_not_there_is_named_and_so_is_what_is(self):
        disk = Loop(self, 16)
        done = self.disks(one_disk("/dev/disk/by-id/none"))
        self.assert_failed(done, "/dev/disk/by-id/none has not appeared within 1 s", disk.node + " (16 MiB)", code=1)

    def test_a_disk_that_appears_late_is_waited_for(self):
        disk = Loop(self, 16)
        link = self.machine.directory / "late"
        self.machine.environment["IGNITE_DEVICE_TIMEOUT"] = "30s"
        timer = threading.Timer(2, lambda: link.symlink_to(disk.node))
        begin = time.monotonic()
        timer.start()
        self.assert_good(self.disks(one_disk(str(link), {"number": 1, "label": "late"})))
        self.assertLess(1.5, time.monotonic() - begin)
        self.assertIn("late", run("sgdisk", "-p", disk.node))

    def test_a_disk_that_vanishes_in_between(self):
        disk, gone = Loop(self, 16), Loop(self, 16, name="gone")
        maker = self.machine.directory / "bin/mkfs.ext4"
        maker.write_text(f"#!/bin/sh\nlosetup --detach {gone.node}\nexec /sbin/mkfs.ext4 \"$@\"\n")
        maker.chmod(0o755)
        self.machine.environment["PATH"] = f"{maker.parent}:{os.environ['PATH']}"
        done = self.disks(one_filesystem(gone.node, "ext4"))
        self.assert_failed(done, gone.node, code=1)
        self.assertEqual(run("wipefs", disk.node), "")

    def test_a_disk_that_is_read_only(self):
        disk = Loop(self, 16, "--read-only")
        self.assert_untouched(disk, one_disk(disk.node, {"number": 1}), disk.node, code=1)
        self.assert_untouched(disk, one_filesystem(disk.node, "ext4"), disk.node, code=1)

    def test_a_disk_that_is_full(self):
        disk = Loop(self, 16)
        run("sgdisk", "-n", "1:0:0", disk.node)
        self.assert_untouched(disk, one_disk(disk.node, {"number": 2, "sizeMiB": 1}), "partition 2", "2048 sectors does not fit",
                              "the largest free block is 2014 sectors of 512 bytes, from 34 to 2047")

    def test_more_space_than_there_is(self):
        disk = Loop(self, 16)
        self.assert_untouched(disk, one_disk(disk.node, {"number": 1, "sizeMiB": 8}, {"number": 2, "sizeMiB": 9}),
                              "partition 2", "18432 sectors does not fit", "the largest free block is")

    def test_a_table_of_which_one_copy_is_damaged(self):
        for what, place in (("primary", 512), ("backup", (16 << 20) - 512)):
            with self.subTest(what=what):
                disk = Loop(self, 16, name=what)
                run("sgdisk", "-n", "1:2048:+4M", "-c", "1:data", disk.node)
                with open(disk.node, "r+b") as file:
                    file.seek(place + 16)
                    file.write(b"\xff" * 4)  # the checksum of the header
                self.assert_untouched(disk, one_disk(disk.node, {"number": 2, "sizeMiB": 4}),
                                      "refusing to change a damaged partition table", "wipeTable")
                self.assert_good(self.disks(one_disk(disk.node, {"number": 1, "label": "new"}, wipeTable=True)))
                self.assertIn("No problems found", run("sgdisk", "-v", disk.node))

    def test_a_table_of_another_kind(self):
        disk = Loop(self, 16)
        subprocess.run(["sfdisk", "--no-reread", disk.node], input="label: dos\n,4M\n", text=True, check=True,
                       capture_output=True)
        self.assert_untouched(disk, one_disk(disk.node, {"number": 2}), 'of type "dos" and not "gpt"')

    def test_a_disk_that_is_mounted_as_a_whole(self):
        disk = Loop(self, 16)
        run("mkfs.ext4", "-q", disk.node)
        place = self.machine.directory / "mounted"
        place.mkdir()
        run("mount", disk.node, place)
        try:
            done = self.disks(one_disk(disk.node, {"number": 1}))
            self.assert_failed(done, "refusing to operate on directly active disk", str(place), code=4)
            done = self.disks(one_filesystem(disk.node, "xfs", wipeFilesystem=True))
            self.assert_failed(done, "in use: it is mounted at", code=4)
        finally:
            run("umount", place)
        self.assertIn("clean", run("fsck.ext4", "-n", disk.node))

    def test_a_filesystem_of_somebody_else(self):
        disk = Loop(self, 16)
        run("mkfs.ext4", "-q", "-L", "THEIRS", disk.node)
        self.assert_untouched(disk, one_filesystem(disk.node, "vfat"), "filesystem is not of the correct type",
                              'found ext4, label "THEIRS"', "wipeFilesystem")

    def test_two_makers_that_fail_are_both_told(self):
        one, two = Loop(self, 1, name="one"), Loop(self, 1, name="two")
        given = config(storage={"filesystems": [{"device": disk.node, "format": "xfs"} for disk in (one, two)]})
        self.assert_failed(self.disks(given), f"make xfs on {one.node}", f"make xfs on {two.node}", code=1)


CALLS = ["write", "pwrite64", "ioctl", "fsync", "execve", "close"]


class CutOff(OnDisks):
    """Killed at some system call of ours or of a tool, /run lost, and run again."""

    def given(self, node):
        return config(storage={
            "disks": [{"device": node, "partitions": [
                {"number": number, "label": f"p{number}", "sizeMiB": 32, "guid": GUID.format(number)}
                for number in (1, 2, 3)]}],
            "filesystems": [
                {"device": f"{node}p1", "format": "vfat", "label": "ESP", "uuid": "26F0-45BE"},
                {"device": f"{node}p2", "format": "ext4", "label": "root", "uuid": UUID.format(2)},
                {"device": f"{node}p3", "format": "swap", "label": "swap", "uuid": UUID.format(3)}]})

    def traced(self, *words):
        shim = self.machine.directory / "bin/traced"
        shim.write_text(f'#!/bin/sh\nexec strace -f -o {self.machine.directory}/trace {" ".join(words)} '
                        f'{self.machine.directory}/bin/ignition "$@"\n')
        shim.chmod(0o755)
        return self.machine.call("--platform=file", "--stage=disks", "--root=", f"--config-cache={self.machine.cache}",
                                 f"--state-file={self.machine.state}", "--log-to-stdout", name="traced")

    def look(self, disk):
        parts = [re.sub(r'"[^"]*:', '"', run("sgdisk", "-i", number, disk.node)) for number in (1, 2, 3)]
        found = [run("blkid", "-p", "-o", "export", "-s", "TYPE", "-s", "UUID", "-s", "LABEL", disk.part(number))
                 .split("\n", 1)[1] for number in (1, 2, 3)]
        self.assertIn("No problems found", run("sgdisk", "-v", disk.node))
        run("fsck.fat", "-n", disk.part(1))
        run("fsck.ext4", "-f", "-n", disk.part(2))
        return parts, found

    def fresh(self, name):
        disk = Loop(self, 128, name=name)
        self.machine.give(self.given(disk.node))
        shutil.rmtree(self.machine.state.parent, ignore_errors=True)
        self.assert_good(self.machine.stage("fetch"))
        return disk

    @unittest.skipUnless(shutil.which("strace"), "skipped: needs strace")
    def test_the_next_run_makes_what_an_uncut_one_makes(self):
        uncut = self.fresh("uncut")
        self.assert_good(self.traced("-e", "trace=" + ",".join(CALLS)))
        wanted = self.look(uncut)
        most = collections.Counter()
        for (_, call), number in collections.Counter(
                re.findall(r"^(\d+) +(\w+)\(", (self.machine.directory / "trace").read_text(), re.M)).items():
            most[call] = max(most[call], number)
        points = [(call, number) for call in CALLS for number in range(1, most[call] + 1)]
        self.assertGreater(len(points), 50)
        tried = os.environ.get("IGNITE_CUTS", "12")
        if tried != "all":
            points = points[::max(1, len(points) // int(tried))]
        uncut.detach()

        for number, (call, when) in enumerate(points):
            with self.subTest(call=call, when=when):
                disk = self.fresh(f"cut{number}")
                first = self.traced("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={when}")
                self.assertNotEqual(first.returncode, 0)
                shutil.rmtree(self.machine.state.parent, ignore_errors=True)
                self.assert_good(self.machine.stage("fetch"))
                self.assert_good(self.machine.stage("disks", root=""))
                self.assertEqual(self.look(disk), wanted)
                # And once more: there is nothing left to do.
                again = self.machine.stage("disks", root="")
                self.assert_good(again)
                self.assertNotIn("plan:", again.stdout)
                disk.detach()
                disk.image.unlink()


if __name__ == "__main__":
    harness.main()
