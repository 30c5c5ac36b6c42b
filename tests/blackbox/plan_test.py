#!/usr/bin/env python3
"""`ignite plan` and `ignite probe`: what a first boot would do, without doing any of it."""
import json
import os
import re
import shutil
import subprocess
import unittest

import harness
from harness import Case, config

DISK_GUID = "9AA5237A-AB6B-458B-A7E8-F25E2BAEF1A3"


def can_use_loop_devices():
    return os.geteuid() == 0 and os.access("/dev/loop-control", os.R_OK | os.W_OK)


class Loop:
    """A loop device over an image of its own."""

    def __init__(self, case, mebibytes, *options):
        self.image = case.machine.directory / f"disk-{mebibytes}-{len(options)}.img"
        with open(self.image, "wb") as file:
            file.truncate(mebibytes << 20)
        self.node = subprocess.run(["losetup", "--find", "--show", *options, str(self.image)], check=True,
                                   capture_output=True, text=True).stdout.strip()
        case.addCleanup(subprocess.run, ["losetup", "--detach", self.node], check=False)


class Planned(Case):
    def plan(self, given, *words, stdin=None):
        if given is not None:
            (self.machine.directory / "a.ign").write_text(json.dumps(given, indent=1))
        return self.machine.call("plan", f"--root={self.machine.root}", *words, "a.ign" if stdin is None else "-",
                                 name="ignite", stdin=stdin)


class Text(Planned):
    def test_every_step_of_every_stage_in_order(self):
        done = self.plan(config(kernelArguments={"shouldExist": ["quiet"]},
                                storage={"directories": [{"path": "/opt/x"}], "files": [{"path": "/opt/x/y"}]},
                                systemd={"units": [{"name": "a.service", "enabled": True}]}))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        steps = [line for line in done.stdout.splitlines() if not line.startswith("  - remember")]
        self.assertEqual(steps, [
            'kargs', '  - change the kernel arguments: should exist "quiet"',
            'files: nodes', '  - directory /opt/x', '  - write file /opt/x/y',
            'files: presets', '  - preset enable a.service',
            'files: result', '  - write report /etc/.ignite-report.json',
            '  - write result file /etc/.ignition-result.json',
        ])

    def test_nothing_is_shown_of_a_secret(self):
        done = self.plan(config(passwd={"users": [{"name": "core", "passwordHash": "$6$hidden"}]},
                                storage={"files": [{"path": "/a", "contents": {"source": "data:,hidden"}}]}))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("set the password of core", done.stdout)
        self.assertNotIn("hidden", done.stdout + done.stderr)

    def test_standard_input_is_a_config(self):
        done = self.plan(None, stdin=json.dumps(config(storage={"files": [{"path": "/y"}]})))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("write file /y", done.stdout)

    def test_exit_codes(self):
        (self.machine.root / "there").write_text("x")
        for given, words, code in (
            (config(), (), 0),
            (config(storage={"files": [{"path": "/there", "contents": {"source": "data:,"}}]}), (), 4),
            (config(storage={"files": [{"path": "relative"}]}), (), 3),
            (config(storage={"disks": [{"device": "/dev/none"}]}), (), 1),
            (config(ignition={"config": {"replace": {"source": "http://192.0.2.1/x"}}}), ("--offline",), 5),
            (config(), ("--format=xml",), 2),
            (config(), ("--machine=none.json",), 1),
        ):
            with self.subTest(given=given, words=words):
                self.assert_failed(self.plan(given, *words), code=code)
        self.assert_failed(self.machine.call("plan", name="ignite"), "usage", code=2)

    def test_a_refusal_names_the_line_that_asked_for_it(self):
        (self.machine.root / "there").write_text("x")
        done = self.plan(config(storage={"files": [{"path": "/there", "contents": {"source": "data:,"}}]}))
        self.assertIn("/there is a regular file already and overwrite is not set", done.stdout)
        self.assertRegex(done.stdout, r"asked for at a\.ign:\d+:\d+")

    def test_a_root_that_is_not_there_is_taken_as_empty_and_that_is_said(self):
        done = self.machine.call("plan", "--root=/nowhere", "-", name="ignite", stdin=json.dumps(
            config(storage={"files": [{"path": "/there", "user": {"name": "somebody"}}]})))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("note: nothing is known of /", done.stdout)

    def test_a_saved_machine_is_planned_for_as_the_one_at_hand(self):
        (self.machine.root / "etc").mkdir()
        (self.machine.root / "etc/hosts").write_text("x\n")
        (self.machine.root / "link").symlink_to("/etc")
        given = config(passwd={"users": [{"name": "core", "sshAuthorizedKeys": ["ssh-a AAAA"]}]},
                       storage={"files": [{"path": "/link/hosts", "append": [{"source": "data:,y"}]},
                                          {"path": "/link/new", "user": {"name": "core"}}]})
        here = self.plan(given)
        self.assertEqual(here.returncode, 0, here.stderr)
        saved = self.machine.call("probe", f"--root={self.machine.root}", "a.ign", name="ignite")
        self.assertEqual(saved.returncode, 0, saved.stderr)
        (self.machine.directory / "machine.json").write_text(saved.stdout)
        shutil.rmtree(self.machine.root)
        there = self.plan(given, "--machine=machine.json")
        self.assertEqual(there.stdout, here.stdout)

    def test_a_saved_machine_holds_no_secret(self):
        (self.machine.root / "etc").mkdir()
        for name in ("passwd", "shadow"):
            (self.machine.root / "etc" / name).write_text("root:hidden:0:0::/:\n")
        os.chmod(self.machine.root / "etc/shadow", 0o600)
        (self.machine.directory / "a.ign").write_text(json.dumps(config(passwd={"users": [{"name": "core"}]})))
        saved = self.machine.call("probe", f"--root={self.machine.root}", "a.ign", name="ignite")
        self.assertEqual(saved.returncode, 0, saved.stderr)
        nodes = json.loads(saved.stdout)["root"]["nodes"]
        self.assertEqual(nodes["/etc/shadow"]["now"]["kind"], "file")
        self.assertNotIn("text", nodes["/etc/shadow"]["now"])


@unittest.skipUnless(can_use_loop_devices(), "skipped: needs root and loop devices")
class OnLoopDevices(Planned):
    GIVEN = {"wipeTable": True, "partitions": [
        {"number": 1, "label": "one", "sizeMiB": 8, "guid": DISK_GUID}, {"number": 2, "label": "two"}]}

    def given(self, node):
        return config(storage={
            "disks": [{"device": node, **self.GIVEN}],
            "filesystems": [{"device": node + "p1", "format": "ext4", "path": "/data", "label": "x"}],
            "files": [{"path": "/data/f"}]})

    def test_each_disk_before_and_after(self):
        disk = Loop(self, 32)
        subprocess.run(["sgdisk", "-n", "3:2048:+4M", "-c", "3:old", disk.node], check=True, capture_output=True)
        done = self.plan(self.given(disk.node), "--format=json")
        self.assertEqual(done.returncode, 0, done.stderr)
        shown = json.loads(done.stdout)
        [one] = shown["disks"]
        self.assertEqual([(p["number"], p["label"]) for p in one["before"]["partitions"]], [(3, "old")])
        self.assertEqual([(p["number"], p["start"], p["label"], p.get("id")) for p in one["after"]["partitions"]],
                         [(1, 2048, "one", DISK_GUID), (2, 18432, "two", None)])
        self.assertIsNone(shown["end"])
        self.assertEqual([phase["phase"] for phase in shown["phases"] if phase["stage"] == "disks"],
                         ["createPartitions", "createFilesystems"])
        text = self.plan(self.given(disk.node)).stdout
        self.assertRegex(text, r'before: gpt, 32\.0 MiB, sectors of 512 bytes\n +3 +2048 +\+8192 +4\.0 MiB +"old"')
        self.assertRegex(text, r'after:  gpt, .*\n +1 +2048 +\+16384 +8\.0 MiB +"one"  type \S+  GUID ' + DISK_GUID)
        self.assertIn("GUID (random)", text)

    def test_it_writes_nothing_even_where_nothing_can_be_written(self):
        disk = Loop(self, 32, "--read-only")
        trace = self.machine.directory / "trace"
        (self.machine.directory / "a.ign").write_text(json.dumps(self.given(disk.node)))
        before = sorted(os.listdir(self.machine.root))
        # Where the sanitizers watch, leaks cannot be looked for below strace.
        done = subprocess.run(["strace", "-E", "LSAN_OPTIONS=detect_leaks=0", "-f", "-y", "-o", trace, "-e",
                               "trace=open,openat,openat2,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,"
                               "renameat2,link,linkat,symlink,symlinkat,mount,umount2,truncate,ftruncate,fallocate,"
                               "chmod,fchmod,fchmodat,chown,fchown,fchownat,lchown,mknod,mknodat,write,pwrite64",
                               self.machine.directory / "bin/ignite", "plan", f"--root={self.machine.root}", "a.ign"],
                              cwd=self.machine.directory, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("write the partition table of " + disk.node, done.stdout)
        said = trace.read_text()
        self.assertIn(f'"{disk.node}"', said)
        changes = []
        for line in said.splitlines():
            words = line.split(None, 1)[1]
            opened = re.match(r"open", words) and re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", words)
            # Standard output and error; pipes to children that were asked something.
            written = re.match(r"p?write", words) and not re.match(r"p?write(64)?\((1|2|\d+<(pipe|/dev/null|socket))", words)
            changed = re.match(r"(mkdir|unlink|rename|link|symlink|mount|umount|truncate|ftrunc|falloc|f?ch|lch|mkn|cr)",
                               words)
            if (opened and "/dev/null" not in words) or written or changed:
                changes.append(words)
        self.assertEqual(changes, [])
        self.assertEqual(sorted(os.listdir(self.machine.root)), before)

    def test_the_real_run_logs_the_same_plan(self):
        disk = Loop(self, 32)
        (self.machine.root / "etc").mkdir()  # every root has one
        given = self.given(disk.node)
        planned = json.loads(self.plan(given, "--format=json").stdout)
        self.machine.give(given)
        self.assert_good(self.machine.stage("fetch"))
        logged = {}
        for stage in ("disks", "mount", "files", "umount"):
            done = self.machine.stage(stage, root="" if stage == "disks" else None)
            self.assert_good(done)
            logged[stage] = re.findall(r"plan: (.*)", done.stdout)
        for stage, lines in logged.items():
            wanted = [step for phase in planned["phases"] if phase["stage"] == stage for step in phase["steps"]]
            # A random GUID is drawn by the real run alone.
            shown = [re.sub(r"GUID (?!%s)[0-9A-F-]{36}" % DISK_GUID, "GUID (random)", line) for line in lines]
            self.assertEqual(shown, wanted, stage)
        # And a second plan finds nothing left but what is ordered anew each time.
        del given["storage"]["disks"][0]["wipeTable"]
        again = json.loads(self.plan(given, "--format=json").stdout)
        self.assertEqual([phase for phase in again["phases"] if phase["stage"] == "disks"], [])
        self.assertEqual(again["disks"][0]["before"], again["disks"][0]["after"])

    def test_probe_shows_every_disk(self):
        disk = Loop(self, 32)
        subprocess.run(["mkfs.ext4", "-q", "-L", "HERE", disk.node], check=True)
        done = self.machine.call("probe", name="ignite")
        self.assertEqual(done.returncode, 0, done.stderr)
        blocks = json.loads(done.stdout)["blocks"]
        self.assertIn((disk.node, 65536), [(one["device"], one["length"]) for one in blocks["disks"]])
        self.assertIn((disk.node, "ext4", "HERE"),
                      [(one["device"], one["signature"]["type"], one["signature"].get("label"))
                       for one in blocks["devices"] if "signature" in one])


if __name__ == "__main__":
    harness.main()
