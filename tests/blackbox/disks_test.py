#!/usr/bin/env python3
"""The stage "disks" on loop devices: what goes wrong ends with a clear error and untouched data; what was cut off is
finished by the next run. Spec stages.md §8, tests.md §2, §3, §11.
"""
import collections
import hashlib
import os
import pathlib
import re
import shutil
import struct
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

    def is_ours(self):
        backing = pathlib.Path(f"/sys/block/{os.path.basename(self.node)}/loop/backing_file")
        return backing.exists() and backing.read_text().strip() == str(self.image)

    def detach(self):
        if not self.is_ours():  # it vanished in the test, and the number may be another test's by now
            return
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
                done = self.disks(one_disk(disk.node, {"number": 2, "sizeMiB": 4, "label": "more"}))
                self.assert_good(done)
                self.assertIn("WARNING  : ", done.stdout)
                self.assertIn(f"{disk.node}: changing a damaged partition table, which mends it", done.stdout)
                self.assertIn("No problems found", run("sgdisk", "-v", disk.node))
                self.assertIn("data", run("sgdisk", "-p", disk.node))
                self.assertIn("more", run("sgdisk", "-p", disk.node))

    def test_a_table_without_its_protective_sector(self):
        disk = Loop(self, 16)
        run("sgdisk", "-n", "1:2048:+4M", "-c", "1:data", disk.node)
        with open(disk.node, "r+b") as file:
            file.write(bytes(512))
        self.assert_untouched(disk, one_disk(disk.node, {"number": 2, "sizeMiB": 4}),
                              "refusing to change a damaged partition table", "wipeTable")
        self.assert_good(self.disks(one_disk(disk.node, {"number": 1, "label": "new"}, wipeTable=True)))
        self.assertIn("No problems found", run("sgdisk", "-v", disk.node))

    def test_a_disk_that_has_grown(self):
        # As sgdisk has it: a size of 0 ends with the table as it was made.
        disk = Loop(self, 16)
        run("sgdisk", "-n", "1:2048:0", "-c", "1:data", disk.node)
        with open(disk.image, "r+b") as file:
            file.truncate(32 << 20)
        run("losetup", "--set-capacity", disk.node)
        before = disk.digest()
        self.assert_good(self.disks(one_disk(disk.node, {"number": 1, "startMiB": 0, "sizeMiB": 0})))
        self.assertEqual(disk.digest(), before, "one that matches is not touched")
        self.assert_good(self.disks(one_disk(disk.node, {"number": 1, "sizeMiB": 30, "resize": True})))
        self.assertIn("2048           63487   30.0 MiB", run("sgdisk", "-p", disk.node))
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


ESP, DATA, COREOS = ("C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "0FC63DAF-8483-4772-8E79-3D69D8477DE4",
                     "3884DD41-8582-4404-B9A8-E9B84F2DF50E")
BASE = [(1, 2, 128, "EFI-SYSTEM", ESP), (6, 130, 128, "OEM", DATA), (9, 258, 128, "ROOT", COREOS)]
BASE_SIZE = 387  # MiB: the base disk with nothing to spare
X, Y = GUID.format(8), GUID.format(9)


def part(number, size=None, start=None, label=None, kind=None, guid=None, **more):
    """A partition of a config; what is None is not set."""
    given = {"number": number, "sizeMiB": size, "startMiB": start, "label": label, "typeGuid": kind, "guid": guid}
    return {**{key: value for key, value in given.items() if value is not None}, **more}


WIPE, GONE = {"wipePartitionEntry": True}, {"shouldExist": False}
# Cases of the specification, tests.md §2: size of the disk, what is on it (number, start and size in MiB, label, type),
# the disk of the config, what is there afterwards (number, start, size), or None when it has to be refused.
PARTITIONS = {
    "P1": (34, [], {"partitions": [part(1, 32, label="one", kind=DATA, guid=X)]}, [(1, 1, 32)]),
    "P2": (98, [(1, 1, 32, "a", DATA), (2, 33, 64, "b", DATA)],
           {"wipeTable": True, "partitions": [part(1, 32, guid=X), part(2, 64, guid=Y)]}, [(1, 1, 32), (2, 33, 64)]),
    "P3": (162, [(1, 1, 32, "a", DATA), (2, 33, 64, "b", DATA)], {"partitions": [part(3, 32), part(4, 32)]},
           [(1, 1, 32), (2, 33, 64), (3, 97, 32), (4, 129, 32)]),
    "P4": (6700, BASE, {"partitions": [part(9, 6352, guid=X, kind=COREOS, **WIPE)]},
           [(1, 2, 128), (6, 130, 128), (9, 258, 6352)]),
    "P5": (34, [(1, 1, 32, "a", DATA)], {"partitions": [part(1, **GONE, **WIPE)]}, []),
    "P6": (200, [(1, 1, 32, "a", DATA), (2, 33, 32, "b", DATA), (3, 65, 32, "c", DATA)],
           {"partitions": [part(1, 32, 1), part(2, 64, 33, **WIPE), part(3, **GONE, **WIPE), part(4, 32, 97)]},
           [(1, 1, 32), (2, 33, 64), (4, 97, 32)]),
    "P7": (BASE_SIZE, BASE, {}, [(1, 2, 128), (6, 130, 128), (9, 258, 128)]),
    "P8": (BASE_SIZE, BASE, {"partitions": [part(3, **GONE), part(4, **GONE)]},
           [(1, 2, 128), (6, 130, 128), (9, 258, 128)]),
    "P8 empty": (16, [], {"partitions": [part(1, **GONE)]}, []),
    "P9": (BASE_SIZE, BASE, {"partitions": [part(1, 128, 2, "EFI-SYSTEM", ESP), part(6, 128, 130, "OEM", DATA),
                                            part(9, 128, 258, "ROOT", COREOS)]},
           [(1, 2, 128), (6, 130, 128), (9, 258, 128)]),
    "P11": (34, [], {"partitions": [part(1, 0, 0, kind=DATA, guid=X)]}, [(1, 1, None)]),
    "P12": (98, [], {"partitions": [part(0, 32, label="a"), part(0, 32, label="b"), part(0, 32, label="c")]},
            [(1, 1, 32), (2, 33, 32), (3, 65, 32)]),
    "P13": (BASE_SIZE, [*BASE[:2], (9, 258, None, "ROOT", COREOS)], {"partitions": [part(9, 0, 0)]},
            [(1, 2, 128), (6, 130, 128), (9, 258, None)]),
    "P14": (500, BASE, {"partitions": [part(9, label="ROOT", kind=COREOS)]}, [(1, 2, 128), (6, 130, 128), (9, 258, 128)]),
    "P15": (400, [(1, 1, 32, "a", DATA), (2, 49, 16, "b", DATA), (3, 81, 16, "c", DATA), (4, 113, 16, "d", DATA),
                  (5, 145, 16, "e", DATA)],
            {"partitions": [part(1, 16, **WIPE, start=1), part(2, 16, 49), part(3, 0, 0, **WIPE), part(4, **GONE, **WIPE),
                            part(9, **GONE)]}, [(1, 1, 16), (2, 49, 16), (3, 161, None), (5, 145, 16)]),
    "P15 second": (200, [(1, 1, 32, "a", DATA), (2, 33, 32, "b", DATA)],
                   {"partitions": [part(1, 32, kind=ESP, **WIPE), part(2, **GONE, **WIPE), part(0, 32, label="x"),
                                   part(0, 32, label="y")]},
                   [(1, None, 32), (2, None, 32), (3, None, 32)]),
    "P16": (BASE_SIZE, BASE, {"partitions": [part(9, **GONE)]}, None),
    "P17": (BASE_SIZE, BASE, {"partitions": [part(9, 2)]}, None),
    "P18": (BASE_SIZE, BASE, {"partitions": [part(1), part(9, 2)]}, None),
    "P19": (500, BASE, {"partitions": [part(9, 64, 300, resize=True)]}, None),
    "P20": (700, [(9, 500, 32, "ROOT", COREOS)], {"partitions": [part(9, 32, 0)]}, None),
}


class MissingTools(OnDisks):
    def setUp(self):
        super().setUp()
        self.tools = self.machine.directory / "tools"
        self.tools.mkdir()
        self.machine.environment["PATH"] = str(self.tools)

    def allow(self, *names):
        for name in names:
            (self.tools / name).symlink_to(shutil.which(name))

    def test_a_maker_that_is_missing_is_told_before_the_table_is_written(self):
        disk = Loop(self, 64)
        given = config(storage={
            "disks": [{"device": disk.node, "wipeTable": True, "partitions": [{"number": 1, "sizeMiB": 24}, {"number": 2}]}],
            "filesystems": [{"device": disk.part(1), "format": "ext4"}, {"device": disk.part(2), "format": "vfat"}]})
        self.allow("udevadm", "mkfs.fat")
        self.assert_untouched(disk, given, f"make ext4 on {disk.part(1)}: the program mkfs.ext4 is not here",
                              "disks: asked for by the config from ")
        (self.tools / "mkfs.fat").unlink()
        self.assert_untouched(disk, given, "the program mkfs.ext4 is not here",
                              f"make vfat on {disk.part(2)}: the program mkfs.fat is not here")

    def test_every_phase_is_looked_at_before_the_first_write(self):
        disks = [Loop(self, 64, name="one"), Loop(self, 64, name="two")]
        given = config(storage={
            "disks": [{"device": disk.node, "partitions": [{"number": 1}]} for disk in disks],
            "raid": [{"name": "tools", "level": "raid1", "devices": [disk.part(1) for disk in disks]}],
            "filesystems": [{"device": "/dev/md/tools", "format": "xfs"}]})
        self.allow("udevadm")
        self.assert_untouched(disks[0], given, "the program mdadm is not here", "the program mkfs.xfs is not here")
        self.allow("mdadm")
        self.assert_untouched(disks[1], given, "make xfs on /dev/md/tools: the program mkfs.xfs is not here")

    def test_a_tool_that_is_not_used_is_not_missed(self):
        disk = Loop(self, 64)
        run("mkfs.ext4", "-q", disk.node)
        before = disk.digest()
        self.assert_good(self.disks(one_filesystem(disk.node, "ext4")))
        self.assertEqual(disk.digest(), before)

    def test_the_helper_for_kernel_arguments(self):
        done = self.disks(config(kernelArguments={"shouldExist": ["quiet"]}), stage="kargs")
        self.assert_failed(done, "the program ignition-kargs-helper is not here", code=4)


class SpecifiedPartitions(OnDisks):
    def given_disk(self, name, size, partitions):
        disk = Loop(self, size, name=name.replace(" ", "-"))
        words = ["-a", "1"]
        for number, start, length, label, kind in partitions:
            words += ["-n", f"{number}:{start * 2048}:{'+' + str(length) + 'M' if length else '0'}",
                      "-c", f"{number}:{label}", "-t", f"{number}:{kind}"]
        if partitions:
            run("sgdisk", *words, disk.node)
            run("partx", "--add", disk.node)
        return disk

    def found(self, disk):
        """Number, start and size in sectors."""
        lines = re.findall(r"^ +(\d+) +(\d+) +(\d+) ", run("sgdisk", "-p", disk.node), re.M)
        return [(int(number), int(start), int(end) - int(start) + 1) for number, start, end in lines]

    def seen_by_kernel(self, disk):
        name = os.path.basename(disk.node)
        return sorted(tuple(int((place / what).read_text()) for what in ("partition", "start", "size"))
                      for place in pathlib.Path(f"/sys/class/block/{name}").glob(f"{name}*"))

    def test_the_table_of_the_specification(self):
        for name, (size, before, wanted, after) in PARTITIONS.items():
            with self.subTest(case=name):
                disk = self.given_disk(name, size, before)
                given = config(storage={"disks": [{"device": disk.node, **wanted}]})
                if after is None:
                    self.assert_untouched(disk, given)
                    disk.detach()
                    continue
                self.assert_good(self.disks(given))
                found = self.found(disk)
                self.assertEqual([one[0] for one in found], [one[0] for one in after])
                for (_, start, length), (_, wanted_start, wanted_length) in zip(found, after):
                    if wanted_start:
                        self.assertEqual(start, wanted_start * 2048)
                    if wanted_length:
                        self.assertEqual(length, wanted_length * 2048)
                    else:
                        self.assertGreater(start + length, (size - 2) * 2048)
                if found or before:
                    self.assertIn("No problems found", run("sgdisk", "-v", disk.node))
                self.assertEqual(self.seen_by_kernel(disk), found)
                ids = [one["guid"] for one in wanted.get("partitions", []) if "guid" in one]
                told = "".join(run("sgdisk", "-i", number, disk.node) for number, _, _ in found)
                for guid in ids:
                    self.assertIn(f"Partition unique GUID: {guid}", told)
                disk.detach()
                disk.image.unlink()

    def test_p10_a_disk_that_begins_with_noise(self):
        disk = Loop(self, 16)
        with open(disk.node, "r+b") as file:
            file.write(os.urandom(65536))
        self.assert_good(self.disks(one_disk(disk.node, wipeTable=True)))
        self.assertEqual(self.found(disk), [])


U = UUID.format(5)
# The same of §3: size in MiB, how the device was made, the config's filesystem, and type, label and UUID afterwards (None:
# any), or None when it has to be refused.
FILESYSTEMS = {
    "F1": (64, ["mkfs.ext4", "-q", "-L", "EFI-SYSTEM"], {"format": "ext4", "wipeFilesystem": True}, ("ext4", "", None)),
    "F2": (16, None, {"format": "none"}, ("", "", "")),
    "F4": (128, ["mkfs.btrfs", "-q", "-L", "OEM"], {"format": "btrfs"}, ("btrfs", "OEM", None)),
    "F5": (128, ["mkfs.ext4", "-q", "-L", "OEM"], {"format": "btrfs", "wipeFilesystem": True}, ("btrfs", "", None)),
    "F6": (310, ["mkfs.ext4", "-q"], {"format": "xfs", "wipeFilesystem": True, "label": "x", "uuid": U,
                                      "options": ["-m", "crc=1"]}, ("xfs", "x", U)),
    "F7": (64, ["mkfs.ext2", "-q"], {"format": "ext4", "wipeFilesystem": True, "label": "x", "uuid": U}, ("ext4", "x", U)),
    "F11": (310, ["mkfs.xfs", "-q", "-L", "x", "-m", f"uuid={U}"], {"format": "xfs", "label": "x", "uuid": U},
            ("xfs", "x", U)),
    "F12": (16, ["mkfs.ext4", "-q", "-U", U], {"format": "ext4", "uuid": U.upper()}, ("ext4", "", U)),
    "no wipe": (16, ["mkfs.ext4", "-q"], {"format": "vfat"}, None),
    "another label": (16, ["mkfs.ext4", "-q", "-L", "a"], {"format": "ext4", "label": "b"}, None),
    "none on something": (16, ["mkfs.ext4", "-q"], {"format": "none"}, None),
}


def write_zfs_labels(disk):
    """Four labels, two at either end, each with its ring of uberblocks: what a pool leaves on its devices."""
    size = disk.image.stat().st_size
    with open(disk.node, "r+b") as file:
        for label in (0, 256 << 10, size - (512 << 10), size - (256 << 10)):
            for ring in range(8):
                file.seek(label + (128 << 10) + ring * 1024)
                file.write(struct.pack("<QQQQQ", 0x00BAB10C, 5000, 1 + ring, ring, 1700000000))


class SpecifiedFilesystems(OnDisks):
    def tags(self, disk):
        run("blockdev", "--flushbufs", disk.node)
        said = subprocess.run(["blkid", "-p", "-o", "export", disk.node], check=False, capture_output=True, text=True).stdout
        found = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
        return tuple(found.get(tag, "") for tag in ("TYPE", "LABEL", "UUID"))

    def test_the_table_of_the_specification(self):
        for name, (size, maker, wanted, after) in FILESYSTEMS.items():
            with self.subTest(case=name):
                disk = Loop(self, size, name=name.replace(" ", "-"))
                if maker:
                    run(*maker, disk.node)
                if after is None:
                    self.assert_untouched(disk, one_filesystem(disk.node, wanted["format"], **wanted))
                    continue
                kept = disk.digest() if maker and not wanted.get("wipeFilesystem") else None
                self.assert_good(self.disks(one_filesystem(disk.node, wanted["format"], **wanted)))
                if kept:
                    self.assertEqual(disk.digest(), kept, "one that matches is not touched")
                found = self.tags(disk)
                self.assertEqual(found, tuple(one if one is not None else found[i] for i, one in enumerate(after)))
                if after[0] == "ext4":
                    run("fsck.ext4", "-f", "-n", disk.node)

    def test_what_the_makers_options_say_is_kept(self):
        plain = "^extent,^64bit,^flex_bg,^metadata_csum,^huge_file,^dir_nlink,^extra_isize"
        for name, kind, found, more in (("label", "ext4", ("ext4", "foo"), {"options": ["-L", "foo"]}),
                                        ("features", "ext4", ("ext3", ""), {"options": ["-O", plain]}),
                                        ("none", "vfat", ("vfat", ""), {"label": "NO NAME"})):
            with self.subTest(case=name):
                disk = Loop(self, 32, name=name)
                self.assert_good(self.disks(one_filesystem(disk.node, kind, **more)))
                self.assertEqual(self.tags(disk)[:2], found)

    def test_f3_four_at_the_same_time(self):
        disks = [Loop(self, 16, name=f"disk{number}") for number in range(4)]
        self.assert_good(self.disks(config(storage={"filesystems": [
            {"device": disk.node, "format": "ext4", "label": f"l{number}"} for number, disk in enumerate(disks)]})))
        self.assertEqual([self.tags(disk)[:2] for disk in disks], [("ext4", f"l{number}") for number in range(4)])

    def test_f8_to_f10_labels_of_zfs_do_not_survive(self):
        for kind, options in (("ext4", ["-E", "nodiscard"]), ("vfat", [])):
            with self.subTest(kind=kind):
                disk = Loop(self, 64, name=f"zfs-{kind}")
                write_zfs_labels(disk)
                self.assertEqual(self.tags(disk)[0], "zfs_member")
                self.assert_good(self.disks(one_filesystem(disk.node, kind, wipeFilesystem=True, options=options)))
                self.assertEqual(self.tags(disk)[0], kind)
                found = {line.split()[1] for line in run("wipefs", "--noheadings", "--output", "OFFSET,TYPE", disk.node).splitlines()}
                self.assertEqual(found, {kind})

    def test_f13_a_file_on_a_filesystem_that_was_made(self):
        disk = Loop(self, 16)
        given = config(storage={"filesystems": [{"device": disk.node, "format": "ext4", "path": "/tmp0"}],
                                "files": [{"path": "/tmp0/test", "contents": {"source": "data:,x"}}]})
        self.assert_good(self.disks(given))
        for stage in ("mount", "files", "umount"):
            self.assert_good(self.machine.stage(stage))
        self.assertEqual(list((self.machine.root / "tmp0").iterdir()), [])
        self.assertEqual(run("debugfs", "-R", "cat /test", disk.node), "x")

    def test_a_root_that_is_missing_is_made_to_mount_below(self):
        disk = Loop(self, 16)
        given = config(storage={"filesystems": [{"device": disk.node, "format": "ext4", "path": "/data"}]})
        self.assert_good(self.disks(given))
        self.machine.root = self.machine.directory / "not/here"
        self.assert_good(self.machine.stage("mount"))
        self.assertTrue((self.machine.root / "data/lost+found").is_dir())
        self.assertEqual(self.machine.read_state()["notatedDirectories"], ["/data"])
        self.assert_good(self.machine.stage("umount"))

    def test_f4_f14_mount_options(self):
        disk = Loop(self, 128)
        run("mkfs.btrfs", "-q", disk.node)
        given = config(storage={"filesystems": [{"device": disk.node, "format": "btrfs", "path": "/tmp0",
                                                 "mountOptions": ["noexec", "subvolid=5"]}]})
        self.assert_good(self.disks(given))
        self.assert_good(self.machine.stage("mount"))
        self.assertRegex(run("findmnt", "-no", "OPTIONS", self.machine.root / "tmp0"), r"noexec.*subvolid=5")
        self.assert_good(self.machine.stage("umount"))
        given["storage"]["filesystems"][0]["mountOptions"] = ["nonsense"]
        self.assert_failed(self.disks(given, "mount"), "nonsense", code=1)
        # After a stage that has failed, what is mounted is unmounted all the same, and what is not is no error.
        self.assert_good(self.machine.stage("umount"))

    def test_f15_no_device(self):
        self.machine.give(config(storage={"filesystems": [{"format": "ext4"}]}))
        self.assert_failed(self.machine.stage("fetch"), "$.storage.filesystems.0")

    def test_f16_a_link_in_the_way(self):
        disk = Loop(self, 16)
        (self.machine.root / "tmp0").symlink_to("/")
        given = config(storage={"filesystems": [{"device": disk.node, "format": "ext4", "path": "/tmp0"}]})
        self.assert_good(self.disks(given))
        self.assert_failed(self.disks(given, "mount"), "contains non-directory component", code=4)


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
        # Where the sanitizers watch, leaks cannot be looked for below strace.
        shim.write_text(f'#!/bin/sh\nexec strace -E LSAN_OPTIONS=detect_leaks=0 -f -o {self.machine.directory}/trace '
                        f'{" ".join(words)} {self.machine.directory}/bin/ignition "$@"\n')
        shim.chmod(0o755)
        return self.machine.call("--platform=file", "--stage=disks", "--root=", f"--config-cache={self.machine.cache}",
                                 f"--state-file={self.machine.state}", "--log-to-stdout", name="traced")

    def points(self, names):
        """Each of the calls with these names that were traced, as strace counts them: in each process by itself."""
        most = collections.Counter()
        for (_, call), number in collections.Counter(
                re.findall(r"^(\d+) +(\w+)\(", (self.machine.directory / "trace").read_text(), re.M)).items():
            most[call] = max(most[call], number)
        return [(call, number) for call in names for number in range(1, most[call] + 1)]

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

    def table_to_write(self, what):
        """A disk that is new, or has a table and code to boot with; and a config that adds to it."""
        disk = Loop(self, 16, name=what)
        self.addCleanup(disk.detach)
        if what == "changed":
            run("sgdisk", "-n", "1:2048:+4M", "-c", "1:kept", "-u", f"1:{GUID.format(1)}",
                "-n", "3:0:+1M", "-c", "3:theirs", "-u", f"3:{GUID.format(3)}", disk.node)
            with open(disk.node, "r+b") as file:
                file.write(b"boot code")
        self.machine.give(one_disk(disk.node,
                                   {"number": 1, "label": "kept", "startMiB": 1, "sizeMiB": 4, "guid": GUID.format(1)},
                                   {"number": 2, "label": "added", "sizeMiB": 4, "guid": GUID.format(2)}))
        shutil.rmtree(self.machine.state.parent, ignore_errors=True)
        self.assert_good(self.machine.stage("fetch"))
        return disk

    def look_at_table(self, disk, what):
        self.assertIn("No problems found", run("sgdisk", "-v", disk.node))
        sector = pathlib.Path(disk.node).read_bytes()[:512]
        self.assertEqual(sector.startswith(b"boot code"), what == "changed")
        self.assertNotIn(b"ignite", sector)
        return run("sfdisk", "--dump", disk.node).replace(disk.node, "").split("\n\n")[1]

    @unittest.skipUnless(shutil.which("strace"), "skipped: needs strace")
    def test_a_table_that_was_cut_off_at_any_write_is_finished(self):
        for what in ("new", "changed"):
            disk = self.table_to_write(what)
            calls = ("write", "pwrite64")
            self.assert_good(self.traced("-P", disk.node, "-e", "trace=" + ",".join(calls)))
            wanted = self.look_at_table(disk, what)
            disk.detach()
            points = self.points(calls)
            self.assertGreater(len(points), 5)
            for call, when in harness.cuts(points, "all"):
                with self.subTest(what=what, call=call, when=when):
                    disk = self.table_to_write(what)
                    cut = self.traced("-P", disk.node, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={when}")
                    self.assertNotEqual(cut.returncode, 0)
                    # A kernel that boots reads the table, if there is one yet.
                    subprocess.run(["partx", "--update", disk.node], check=False, capture_output=True)
                    self.assert_good(self.machine.stage("disks", root=""))
                    self.assertEqual(self.look_at_table(disk, what), wanted)
                    again = self.machine.stage("disks", root="")
                    self.assert_good(again)
                    self.assertNotIn("plan:", again.stdout)
                    disk.detach()

    @unittest.skipUnless(shutil.which("strace"), "skipped: needs strace")
    def test_the_next_run_makes_what_an_uncut_one_makes(self):
        uncut = self.fresh("uncut")
        self.assert_good(self.traced("-e", "trace=" + ",".join(CALLS)))
        wanted = self.look(uncut)
        points = self.points(CALLS)
        self.assertGreater(len(points), 50)
        uncut.detach()

        # Threads share devices out as it happens: a point that one of them had may be behind the end of all another time.
        chosen, cut_off = harness.cuts(points, "12"), 0
        for number, (call, when) in enumerate(chosen):
            with self.subTest(call=call, when=when):
                disk = self.fresh(f"cut{number}")
                first = self.traced("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={when}")
                cut_off += first.returncode != 0
                shutil.rmtree(self.machine.state.parent, ignore_errors=True)
                # A kernel that boots reads the table, if there is one yet.
                subprocess.run(["partx", "--update", disk.node], check=False, capture_output=True)
                self.assert_good(self.machine.stage("fetch"))
                self.assert_good(self.machine.stage("disks", root=""))
                self.assertEqual(self.look(disk), wanted)
                # And once more: there is nothing left to do.
                again = self.machine.stage("disks", root="")
                self.assert_good(again)
                self.assertNotIn("plan:", again.stdout)
                disk.detach()
                disk.image.unlink()
        self.assertGreater(cut_off, len(chosen) * 2 // 3)


if __name__ == "__main__":
    harness.main()
