#!/usr/bin/env python3
"""Power goes at some system call that changes something, /run is lost, and the stage "files" runs again: the tree is
the one of a run that was never cut off.

IGNITE_CUTS is how many of the system calls are tried, spread over all of them; "all" for every one (minutes).
"""
import collections
import os
import re
import shutil
import subprocess
import unittest

import harness

CALLS = ["write", "linkat", "symlinkat", "renameat", "renameat2", "mkdirat", "unlinkat", "fchmod", "fchown", "fchownat",
         "ftruncate", "mkdir", "rename", "unlink", "link", "chmod", "chown", "lchown", "fsync", "syncfs"]

CONFIG = harness.config(
    passwd={"groups": [{"name": "ops"}],
            "users": [{"name": "core", "sshAuthorizedKeys": ["ssh-a AAAA"], "passwordHash": "$6$x"},
                      {"name": "old", "shouldExist": False}, {"name": "moving", "homeDir": "/srv/moving"}]},
    storage={"directories": [{"path": "/dir", "overwrite": True}, {"path": "/made/deep", "mode": 0o700}],
             "files": [{"path": "/etc/hosts", "append": [{"source": "data:,a%0A"}, {"source": "data:,b%0A"}]},
                       {"path": "/etc/replaced", "overwrite": True, "contents": {"source": "data:,new"}},
                       {"path": "/made/deep/file", "contents": {"source": "data:,x"}, "user": {"name": "core"}},
                       {"path": "/home/core/file", "contents": {"source": "data:,x"}}],
             "links": [{"path": "/etc/link", "overwrite": True, "target": "/new"},
                       {"path": "/made/hard", "hard": True, "target": "/made/deep/file"}]},
    systemd={"units": [{"name": "a.service", "enabled": True, "contents": "[Service]\n[Install]\nWantedBy=a\n",
                        "dropins": [{"name": "x.conf", "contents": "[Service]\n"}]},
                       {"name": "masked.service", "mask": False}, {"name": "other.service", "mask": True},
                       {"name": "on.service", "enabled": False}]})

FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nold:x:1234:1234:Old:/home/old:/bin/sh\n"
                  "moving:x:1235:1235:Moving:/home/moving:/bin/sh\n",
    "etc/group": "root:x:0:\nold:x:1234:\nmoving:x:1235:\n",
    "etc/shadow": "root:*:19000:0:99999:7:::\nold:*:19000:0:99999:7:::\nmoving:*:19000:0:99999:7:::\n",
    "etc/gshadow": "root:*::\nold:!::\nmoving:!::\n",
    "etc/login.defs": "UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\nUSERGROUPS_ENAB yes\n",
    "etc/skel/.profile": "umask 027\n", "home/old/file": "x", "home/moving/file": "x", "srv/file": "x",
    "etc/hosts": "127.0.0.1 localhost\n", "etc/replaced": "old", "dir/old": "x",
    "usr/lib/systemd/system/on.service": "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n",
}
LINKS = {"etc/link": "/usr/old", "etc/systemd/system/masked.service": "/dev/null",
         "etc/systemd/system/multi-user.target.wants/on.service": "/usr/lib/systemd/system/on.service"}


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("strace"), "skipped: needs root and strace")
class Cut(harness.Case):
    def machine_with_a_past(self):
        machine = self.new_machine()
        for name, text in FILES.items():
            (machine.root / name).parent.mkdir(parents=True, exist_ok=True)
            (machine.root / name).write_text(text)
        for name, target in LINKS.items():
            (machine.root / name).parent.mkdir(parents=True, exist_ok=True)
            (machine.root / name).symlink_to(target)
        os.chown(machine.root / "home/old", 1234, 1234)
        os.chown(machine.root / "home/moving", 1235, 1235)
        machine.give(CONFIG)
        self.assert_good(machine.stage("fetch"))
        return machine

    def traced(self, machine, *words):
        """The stage below strace, which has the options given."""
        shim = machine.directory / "bin/traced"
        quoted = " ".join(f"'{word}'" for word in words)
        shim.write_text(f'#!/bin/sh\nexec strace -f -o {machine.directory}/trace {quoted} '
                        f'{machine.directory}/bin/ignition "$@"\n')
        shim.chmod(0o755)
        return machine.call("--platform=file", "--stage=files", f"--root={machine.root}",
                            f"--config-cache={machine.cache}", f"--state-file={machine.state}",
                            f"--neednet={machine.neednet}", "--log-to-stdout", name="traced")

    def tree(self, machine):
        # The result holds the time; everything else is the same whenever it is made.
        command = ("find . -printf '%y %m %U:%G %n %p -> %l\\n' | sort; "
                   "find . -type f ! -name .ignition-result.json -print0 | sort -z | xargs -0 sha256sum")
        done = subprocess.run(command, shell=True, cwd=machine.root, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def test_a_second_run_makes_the_tree_of_one_that_was_never_cut_off(self):
        uncut = self.machine_with_a_past()
        self.assert_good(self.traced(uncut, "-e", "trace=" + ",".join(CALLS)))
        wanted = self.tree(uncut)
        # strace counts calls for each process by itself.
        made = collections.Counter(re.findall(r"^(\d+) +(\w+)\(", (uncut.directory / "trace").read_text(), re.M))
        most = collections.Counter()
        for (_, call), number in made.items():
            most[call] = max(most[call], number)
        points = [(call, number) for call in CALLS for number in range(1, most[call] + 1)]
        self.assertGreater(len(points), 50)
        tried = os.environ.get("IGNITE_CUTS", "8")
        if tried != "all":
            points = points[::max(1, len(points) // int(tried))]

        for call, number in points:
            with self.subTest(call=call, number=number):
                machine = self.machine_with_a_past()
                first = self.traced(machine, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}")
                self.assertNotEqual(first.returncode, 0)
                # Outside an initramfs, where no mark has to go first, a run ends with the removal of its record.
                # What is cut off behind that has ended: another run would find a stranger's files.
                if not (machine.root / "etc/.ignition-unfinished").exists() and self.tree(machine) == wanted:
                    continue
                shutil.rmtree(machine.state.parent, ignore_errors=True)
                machine.cache.unlink()
                self.assert_good(machine.stage("fetch"))
                self.assert_good(machine.stage("files"))
                self.assertEqual(self.tree(machine), wanted)
                shutil.rmtree(machine.directory)


if __name__ == "__main__":
    harness.main()
