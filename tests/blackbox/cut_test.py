#!/usr/bin/env python3
"""Power goes at some system call that changes something, /run is lost, and the stage "files" runs again: the tree is
the one of a run that was never cut off. And each such call fails once: the stage says so, and a second run finishes.

The calls are in the same order each time, since the runs are on one processor. Some more are cut off on all of them,
where a second thread makes files ahead (src/exec/files_ahead.h) and no two runs are the same.

On an ext4 filesystem of its own, on a loop device. IGNITE_CUTS is how many of the system calls are tried, spread over
all of them; "all" for every one (some minutes). IGNITE_CUTTER is the program that counts and cuts, see cutter.cpp.
"""
import base64
import errno
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import harness

CUTTER = os.environ.get("IGNITE_CUTTER", "")
USUAL = "48"
KILLED = 137
PACKED = "data:;base64," + base64.b64encode(harness.gzipped("what is packed\n" * 9)).decode()
RECORD = "etc/.ignition-unfinished"

# Every kind of node, account and unit.
CONFIG = harness.config(
    passwd={"groups": [{"name": "ops"}, {"name": "sys", "system": True, "gid": 150}, {"name": "known", "gid": 2001},
                       {"name": "gone", "shouldExist": False}],
            "users": [{"name": "core", "sshAuthorizedKeys": ["ssh-a AAAA"], "passwordHash": "$6$x", "groups": ["ops"]},
                      {"name": "old", "shouldExist": False}, {"name": "moving", "homeDir": "/srv/moving"},
                      {"name": "daemon", "system": True, "noCreateHome": True, "shell": "/bin/false"}]},
    storage={"directories": [{"path": "/dir", "overwrite": True}, {"path": "/made/deep", "mode": 0o700},
                             {"path": "/kept", "mode": 0o750, "group": {"name": "ops"}}],
             "files": [{"path": "/etc/hosts", "append": [{"source": "data:,a%0A"}, {"source": "data:,b%0A"}]},
                       {"path": "/etc/replaced", "overwrite": True, "contents": {"source": "data:,new"}},
                       {"path": "/made/deep/file", "contents": {"source": "data:,x"}, "user": {"name": "core"}},
                       {"path": "/made/packed", "contents": {
                           "compression": "gzip", "source": PACKED}},
                       {"path": "/made/pieces", "append": [{"source": "data:,1"}, {"source": "data:,2"}]},
                       {"path": "/home/core/file", "contents": {"source": "data:,x"}, "mode": 0o4755},
                       *({"path": f"/made/many/{number}", "contents": {"source": f"data:,{number}"}}
                         for number in range(8))],
             "links": [{"path": "/etc/link", "overwrite": True, "target": "/new"}, {"path": "/made/soft", "target": "hard"},
                       {"path": "/made/hard", "hard": True, "target": "/made/deep/file"}]},
    systemd={"units": [{"name": "a.service", "enabled": True, "contents": "[Service]\n[Install]\nWantedBy=a\n",
                        "dropins": [{"name": "x.conf", "contents": "[Service]\n"}]},
                       {"name": "echo@one.service", "enabled": True}, {"name": "echo@two.service", "enabled": True},
                       {"name": "masked.service", "mask": False}, {"name": "other.service", "mask": True},
                       {"name": "on.service", "enabled": False}]})

ALL_PROCESSORS = os.sched_getaffinity(0)
ONE_PROCESSOR = {min(ALL_PROCESSORS)}

FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nold:x:1234:1234:Old:/home/old:/bin/sh\n"
                  "moving:x:1235:1235:Moving:/home/moving:/bin/sh\n",
    "etc/group": "root:x:0:\nold:x:1234:\nmoving:x:1235:\nknown:x:2000:\ngone:x:2002:\n",
    "etc/shadow": "root:*:19000:0:99999:7:::\nold:*:19000:0:99999:7:::\nmoving:*:19000:0:99999:7:::\n",
    "etc/gshadow": "root:*::\nold:!::\nmoving:!::\nknown:!::\ngone:!::\n",
    "etc/login.defs": "UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\nUSERGROUPS_ENAB yes\n",
    "etc/skel/.profile": "umask 027\n", "home/old/file": "x", "home/moving/file": "x", "srv/file": "x", "kept/file": "x",
    "etc/hosts": "127.0.0.1 localhost\n", "etc/replaced": "old", "dir/old": "x", "etc/.ignition-result.json": "{}",
    "etc/systemd/system-preset/20-ignition.preset": "enable before.service\n",
    "usr/lib/systemd/system/on.service": "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n",
}
LINKS = {"etc/link": "/usr/old", "etc/systemd/system/masked.service": "/dev/null",
         "etc/systemd/system/multi-user.target.wants/on.service": "/usr/lib/systemd/system/on.service"}


@unittest.skipUnless(os.geteuid() == 0 and CUTTER and shutil.which("mkfs.ext4") and os.path.exists("/dev/loop-control"),
                     "skipped: needs root, the cutter, mkfs.ext4 and loop devices")
class Cut(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scratch = pathlib.Path(tempfile.mkdtemp(prefix="ignite-cut-"))
        cls.addClassCleanup(shutil.rmtree, cls.scratch, ignore_errors=True)
        # In memory, where a sync costs nothing.
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", cls.scratch], check=True)
        # The loop device below lets go of its image when the kernel comes to it.
        cls.addClassCleanup(subprocess.run, ["umount", "--lazy", cls.scratch], check=True)
        image, mounted = cls.scratch / "image", cls.scratch / "mounted"
        with image.open("wb") as file:
            file.truncate(256 * 1024 * 1024)
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True, stdin=subprocess.DEVNULL)
        mounted.mkdir()
        subprocess.run(["mount", "-o", "loop", image, mounted], check=True)
        cls.addClassCleanup(subprocess.run, ["umount", mounted], check=True)
        cls.mounted, cls.count = mounted, 0
        cls.template = cls.machine_with_a_past()
        cls.total, cls.names, cls.wanted = cls.uncut()

    @classmethod
    def machine_with_a_past(cls):
        place = cls.mounted / "template"
        place.mkdir()
        machine = harness.Machine(place)
        for name, text in FILES.items():
            (machine.root / name).parent.mkdir(parents=True, exist_ok=True)
            (machine.root / name).write_text(text)
        for name, target in LINKS.items():
            (machine.root / name).parent.mkdir(parents=True, exist_ok=True)
            (machine.root / name).symlink_to(target)
        os.chown(machine.root / "home/old", 1234, 1234)
        os.chown(machine.root / "home/moving", 1235, 1235)
        machine.give(CONFIG)
        done = machine.stage("fetch")
        assert done.returncode == 0, done.stdout
        return machine

    @classmethod
    def fresh(cls):
        """A machine as the template; its directory has the same name each time, as its root will have had."""
        place = cls.mounted / "machine"
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run(["cp", "-a", cls.template.directory, place], check=True)
        machine = object.__new__(harness.Machine)
        machine.__dict__.update(cls.template.__dict__)
        machine.directory, machine.root = place, place / "root"
        machine.cache, machine.state = place / "ignition.json", place / "state/state"
        machine.neednet = place / "neednet/neednet"
        return machine

    @classmethod
    def power_is_back(cls, machine):
        """/run is another one, and fetched once more."""
        for name in ("ignition.json", "state"):
            place = machine.directory / name
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
            subprocess.run(["cp", "-a", cls.template.directory / name, place], check=True)

    @staticmethod
    def files(machine, *cutting, processors=ONE_PROCESSOR):
        words = ["--platform=file", "--stage=files", f"--root={machine.root}", f"--config-cache={machine.cache}",
                 f"--state-file={machine.state}", f"--neednet={machine.neednet}", "--log-to-stdout"]
        before = [CUTTER, str(machine.directory / "calls"), *map(str, cutting)] if cutting else []
        environment = {**os.environ, "IGNITION_SYSTEM_RUNTIME_CONFIG_DIR": "/nowhere",
                       "IGNITION_SYSTEM_LOCAL_CONFIG_DIR": "/nowhere", "IGNITION_SYSTEM_CONFIG_DIR": "/nowhere"}
        if cutting:  # where the sanitizers watch, leaks cannot be looked for below a tracer
            environment["LSAN_OPTIONS"] = "detect_leaks=0"
        return subprocess.run([*before, str(machine.directory / "bin/ignition"), *words], cwd=machine.directory,
                              env=environment, capture_output=True, text=True, timeout=120, check=False,
                              preexec_fn=lambda: os.sched_setaffinity(0, processors))

    @staticmethod
    def tree(machine):
        # The result and the report hold the time; everything else is the same whenever it is made.
        command = ("find . -printf '%y %m %U:%G %n %p -> %l\\n' | sort; "
                   "find . -type f ! -name .ignition-result.json ! -name .ignite-report.json -print0 | sort -z | xargs -0 sha256sum")
        done = subprocess.run(command, shell=True, cwd=machine.root, capture_output=True, text=True, check=True)
        report = machine.root / "etc/.ignite-report.json"
        told = [f"told: {json.dumps(json.loads(report.read_text())['written'])}"] if report.exists() else []
        return done.stdout.splitlines() + told

    def assert_whole(self, machine):
        found = self.tree(machine)
        differences = [f"expected: {line}" for line in self.wanted if line not in found]
        differences += [f"found:    {line}" for line in found if line not in self.wanted]
        self.assertEqual(differences, [])

    @classmethod
    def uncut(cls):
        machine = cls.fresh()
        done = cls.files(machine, "count")
        assert done.returncode == 0, done.stdout + done.stderr
        names = cls.calls(machine)
        return len(names), names, cls.tree(machine)

    @staticmethod
    def calls(machine):
        return re.findall(r"^\d+ (\w+ \S+)$", (machine.directory / "calls").read_text(), re.M)

    def has_ended(self, machine):
        """Outside an initramfs, where no mark has to go first, a run ends with the removal of its record. What is cut
        off behind that has ended: another run would find a stranger's files."""
        return not (machine.root / RECORD).exists() and self.tree(machine) == self.wanted

    def run_again(self, machine):
        if self.has_ended(machine):
            return
        self.power_is_back(machine)
        done = self.files(machine)
        self.assertEqual(done.returncode, 0, f"the second run\n{done.stdout}{done.stderr}")
        self.assert_whole(machine)

    def test_a_second_run_makes_the_tree_of_one_that_was_never_cut_off(self):
        self.assertGreater(self.total, 200)
        for number in harness.cuts(range(1, self.total + 1), USUAL):
            with self.subTest(number=number, call=self.names[number - 1]):
                machine = self.fresh()
                self.assertEqual(self.files(machine, "kill", number).returncode, KILLED)
                self.run_again(machine)

    def test_a_run_that_is_cut_off_twice_is_no_worse(self):
        for number in harness.cuts(range(1, self.total + 1), USUAL)[::8]:
            with self.subTest(number=number):
                machine = self.fresh()
                self.files(machine, "kill", number)
                if self.has_ended(machine):
                    continue
                self.power_is_back(machine)
                self.files(machine, "kill", self.total // 2)
                self.run_again(machine)

    def test_each_call_that_fails_is_told_and_a_second_run_finishes(self):
        for offset, error in enumerate((errno.EIO, errno.ENOSPC)):
            numbers = harness.cuts(range(1, self.total + 1), USUAL)
            for number in numbers if len(numbers) == self.total else numbers[offset::4]:
                with self.subTest(number=number, call=self.names[number - 1], error=errno.errorcode[error]):
                    self.assert_failure_is_told(number, error, ONE_PROCESSOR)

    def assert_failure_is_told(self, number, error, processors):
        machine = self.fresh()
        done = self.files(machine, "fail", number, error, processors=processors)
        if done.returncode == 0:
            # Nobody needed it: a temporary name that was not there. useradd does not even notice when it cannot copy
            # the skeleton, and systemctl leaves a directory it cannot remove.
            if not self.calls(machine)[number - 1].endswith((" useradd", " userdel", " usermod", " systemctl")):
                self.assert_whole(machine)
            return
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stderr, r"(?m)^files failed: .*: .*\n")
        self.run_again(machine)

    @unittest.skipUnless(len(ALL_PROCESSORS) > 1, "skipped: needs two processors")
    def test_the_same_where_a_second_thread_makes_files_ahead(self):
        ours = [number for number, call in enumerate(self.names, 1) if call.endswith(" ignition")]
        numbers = harness.cuts(ours, USUAL)
        for offset, number in enumerate(numbers if len(numbers) == len(ours) else numbers[::4]):
            with self.subTest(number=number, killed=True):
                machine = self.fresh()
                self.assertEqual(self.files(machine, "kill", number, processors=ALL_PROCESSORS).returncode, KILLED)
                self.run_again(machine)
            error = (errno.EIO, errno.ENOSPC)[offset % 2]
            with self.subTest(number=number, error=errno.errorcode[error]):
                self.assert_failure_is_told(number, error, ALL_PROCESSORS)


if __name__ == "__main__":
    harness.main()
