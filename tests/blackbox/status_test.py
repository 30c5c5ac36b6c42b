#!/usr/bin/env python3
"""What a first boot leaves to be told, and `ignite status`, which tells it. Spec stages.md §12.9."""
import json
import os
import pathlib
import re
import stat
import unittest

import harness
from disks_test import Loop, OnDisks, one_disk
from harness import Case, Server, config, data_url

UNIT = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"
RESULT = "etc/.ignition-result.json"
REPORT = "etc/.ignite-report.json"
RECORD = "etc/.ignition-unfinished"


class Status(Case):
    def status(self, *words):
        return self.machine.call("status", f"--root={self.machine.root}", *words, name="ignite")

    def read(self, path):
        return json.loads((self.machine.root / path).read_text())

    def give_a_bit_of_everything(self, server):
        child = config(storage={"files": [{"path": "/etc/child"}]})
        server.pages["/part.ign"] = json.dumps(child).encode()
        server.pages["/motd"] = b"hello"
        source = server.url("/motd").replace("//", "//user:secret-1@") + "?token=secret-2"
        self.machine.give(config(
            ignition={"config": {"merge": [{"source": server.url("/part.ign") + "?key=secret-3"}]}},
            storage={"directories": [{"path": "/opt/x"}], "links": [{"path": "/l", "target": "/opt/x"}],
                     "files": [{"path": "/etc/motd", "contents": {"source": source}},
                               {"path": "/etc/own", "contents": {"source": data_url("secret-4")}}]},
            systemd={"units": [{"name": "a.service", "enabled": True, "contents": UNIT},
                               {"name": "b.service", "mask": True},
                               {"name": "c.service", "dropins": [{"name": "x.conf", "contents": "[Unit]\n"}]}]}))

    def provision_all(self, *stages):
        for stage in ("fetch", *(stages or ("disks", "mount", "files"))):
            self.assert_good(self.machine.stage(stage))

    def test_the_report_tells_all_stages_what_was_written_and_from_where(self):
        with Server({}) as server:
            self.give_a_bit_of_everything(server)
            server.pages["/part.ign?key=secret-3"] = server.pages["/part.ign"]
            server.pages["/motd?token=secret-2"] = server.pages["/motd"]
            self.provision_all()
        path = self.machine.root / REPORT
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertNotIn("secret", path.read_text())
        report = self.read(REPORT)
        self.assertEqual(report["bootID"], self.read(RESULT)["provisioningBootID"])
        self.assertEqual(report["date"], self.read(RESULT)["provisioningDate"])
        self.assertEqual([one["name"] for one in report["stages"]], ["fetch", "disks", "mount", "files"])
        steps = {one["kind"]: one["count"] for one in report["stages"][-1]["steps"]}
        self.assertEqual(steps["write-file"], 3)
        self.assertEqual(steps["write-unit"], 2)
        self.assertEqual(report["configs"], [{"kind": "base", "source": "system", "referenced": False},
                                             {"kind": "user", "source": "file", "referenced": False},
                                             {"kind": "user", "source": "/part.ign", "referenced": True}])
        self.assertEqual(report["resources"], [{"of": "/etc/motd", "source": server.url("/motd")},
                                               {"of": "/etc/own", "source": "data:…"}])
        written = report["written"]
        self.assertEqual(written["directories"], ["/opt/x"])
        self.assertEqual(written["links"], ["/l"])
        self.assertEqual(sorted(written["files"]), ["/etc/child", "/etc/motd", "/etc/own",
                                                    "/etc/systemd/system-preset/20-ignition.preset"])
        self.assertEqual({one["name"]: one["deeds"] for one in written["units"]},
                         {"a.service": ["written", "enabled"], "b.service": ["masked"], "c.service": ["drop-in"]})
        self.assertEqual(report["counts"], {"files": 4, "directories": 1, "links": 1, "units": 3, "users": 0, "groups": 0})
        self.assertEqual(report["earlierTries"], [])

    @unittest.skipUnless(os.geteuid() == 0, "skipped: needs root")
    def test_users_and_groups_are_told_without_their_secrets(self):
        (self.machine.root / "etc").mkdir()
        for name, text in (("passwd", "root:x:0:0::/root:/bin/sh\n"), ("group", "root:x:0:\nwheel:x:10:\n"),
                           ("shadow", "root:*:19000::::::\n"), ("gshadow", "root:*::\nwheel:!::\n")):
            (self.machine.root / "etc" / name).write_text(text)
        self.provision(config(passwd={
            "groups": [{"name": "ops"}, {"name": "wheel", "gid": 10}],
            "users": [{"name": "core", "passwordHash": "$6$secret", "sshAuthorizedKeys": ["ssh-a secret"]}]}))
        self.assertNotIn("secret", (self.machine.root / REPORT).read_text())
        written = self.read(REPORT)["written"]
        self.assertEqual(written["users"], [{"name": "core", "deeds": ["added", "password", "ssh keys"]}])
        self.assertEqual(written["groups"], [{"name": "ops", "deeds": ["added"]}, {"name": "wheel", "deeds": ["changed"]}])

    def test_tries_that_were_broken_off_are_counted(self):
        # What a try leaves behind that came as far as its first file.
        good = config(storage={"files": [{"path": "/a"}, {"path": "/b", "contents": {"source": "http://127.0.0.1:1/x"}}]})
        self.machine.give(good)
        self.assert_good(self.machine.stage("fetch"))
        cache = self.machine.cache.read_text()
        self.machine.cache.write_text(cache.replace("http://127.0.0.1:1/x", "nothing://known"))
        for tries in (1, 2):
            self.assertEqual(self.machine.stage("files").returncode, 1)
            self.assertEqual((self.machine.root / RECORD).read_bytes().count(b"3:try\n"), tries)
        self.machine.cache.write_text(cache.replace("http://127.0.0.1:1/x", "data:,x"))
        self.assert_good(self.machine.stage("files"))
        self.assertEqual(len(self.read(REPORT)["earlierTries"]), 2)
        self.assertRegex(self.read(REPORT)["earlierTries"][0], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertIn("broken off      2 earlier tries, begun on ", self.status().stdout)

    def test_for_people(self):
        with Server({}) as server:
            self.give_a_bit_of_everything(server)
            server.pages["/part.ign?key=secret-3"] = server.pages["/part.ign"]
            server.pages["/motd?token=secret-2"] = server.pages["/motd"]
            self.provision_all("disks", "files")
        done = self.status()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        shown = re.sub(r" +\d+\.\d{3} s.*", " N.NNN s", done.stdout)
        shown = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "DATE", shown)
        shown = shown.replace(self.read(REPORT)["bootID"], "BOOT").replace(server.url(""), "http://HOST")
        shown = shown.replace(self.read(REPORT)["version"], "VERSION")
        expected = pathlib.Path(__file__).resolve().parent / "status.txt"
        self.assertEqual(shown, expected.read_text())

    def test_for_programs(self):
        self.provision(config(storage={"files": [{"path": "/a"}]}))
        done = self.status("--format=json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        shown = json.loads(done.stdout)
        report = self.read(REPORT)
        self.assertEqual(shown, {"by": "ignite", "date": report["date"], "bootID": report["bootID"],
                                 "userConfigProvided": True, "earlierResults": 0, "report": report})

    def test_a_machine_that_the_reference_has_provisioned(self):
        (self.machine.root / "etc").mkdir()
        theirs = {"provisioningBootID": "b-1", "provisioningDate": "2026-01-02T03:04:05Z", "userConfigProvided": True,
                  "previousReport": {"provisioningBootID": "b-0"}}
        (self.machine.root / RESULT).write_text(json.dumps(theirs))
        done = self.status()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout,
                         "Provisioned on 2026-01-02 03:04:05 UTC by another Ignition than ignite, which says no more than this\n"
                         "  boot            b-1\n"
                         "  user config     yes\n"
                         "  before that     provisioned once already\n")
        self.assertEqual(json.loads(self.status("--format=json").stdout),
                         {"by": "ignition", "date": "2026-01-02T03:04:05Z", "bootID": "b-1",
                          "userConfigProvided": True, "earlierResults": 1})
        # It has been here after us: what we said is not about this machine any more.
        self.provision(config())
        theirs["provisioningBootID"] = "b-2"
        (self.machine.root / RESULT).write_text(json.dumps(theirs))
        self.assertIn("another Ignition", self.status().stdout)

    def test_a_machine_that_nobody_has_provisioned(self):
        done = self.status()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr, "ignite status: nothing says that this machine was provisioned: there is neither "
                         f"{self.machine.root}/{REPORT} nor {self.machine.root}/{RESULT}\n")
        (self.machine.root / "etc").mkdir()
        (self.machine.root / RECORD).write_text("x")
        self.assertIn("a run that was broken off has left", self.status().stderr)

    def test_what_cannot_be_read_is_told(self):
        (self.machine.root / "etc").mkdir()
        (self.machine.root / REPORT).write_text("{")
        self.assert_failed(self.status(), REPORT, "it is not JSON")
        self.assert_failed(self.machine.call("status", "--root=nowhere", name="ignite"), "nowhere")

    def test_words_of_the_command_line(self):
        for words, code in ((("--format=xml",), 2), (("word",), 2), (("--no-such-flag",), 2), (("--help",), 0)):
            with self.subTest(words=words):
                self.assertEqual(self.machine.call("status", *words, name="ignite").returncode, code)

    def test_apply_leaves_no_report(self):
        self.machine.environment["container"] = "test"
        self.machine.give(config(storage={"files": [{"path": "/etc/a"}]}))
        self.assert_good(self.machine.call("apply", f"--root={self.machine.root}", "config.ign", name="ignite"))
        self.assertEqual(sorted(os.listdir(self.machine.root / "etc")), ["a"])


class OfDisks(OnDisks):
    def test_the_report_has_what_the_stages_before_files_did(self):
        disk = Loop(self, 64)
        given = one_disk(disk.node, {"number": 1, "sizeMiB": 24}, {"number": 2})
        given["storage"]["filesystems"] = [{"device": disk.part(number), "format": "ext4", "path": f"/srv/{number}"}
                                           for number in (1, 2)]
        given["storage"]["files"] = [{"path": "/srv/1/file"}]
        self.assert_good(self.disks(given))
        self.addCleanup(self.machine.stage, "umount")
        for stage in ("mount", "files"):
            self.assert_good(self.machine.stage(stage))
        report = json.loads((self.machine.root / REPORT).read_text())
        steps = {stage["name"]: {one["kind"]: one["count"] for one in stage["steps"]} for stage in report["stages"]}
        self.assertEqual(steps["disks"], {"write-partition-table": 1, "make-filesystem": 2})
        self.assertEqual(steps["mount"], {"mount-filesystem": 2})
        self.assertEqual(steps["files"]["write-file"], 1)
        took = {stage["name"]: stage["milliseconds"] for stage in report["stages"]}
        of_steps = {stage["name"]: sum(one["milliseconds"] for one in stage["steps"]) for stage in report["stages"]}
        for stage in took:
            self.assertLessEqual(of_steps[stage], took[stage], stage)


if __name__ == "__main__":
    harness.main()
