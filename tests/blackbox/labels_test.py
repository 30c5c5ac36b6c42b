#!/usr/bin/env python3
"""Labels of SELinux, by the real setfiles and a policy of a few lines: the kernel need not have one. Spec stages.md §9,
§12.10.
"""
import os
import shutil
import unittest

import harness
from disks_test import Loop, OnDisks, one_filesystem, run
from harness import config

CONTEXTS = """\
/.*            system_u:object_r:default_t:s0
/etc(/.*)?     system_u:object_r:etc_t:s0
/srv(/.*)?     system_u:object_r:srv_t:s0
/var(/.*)?     system_u:object_r:var_t:s0
/var/home(/.*)?  system_u:object_r:user_home_t:s0
"""


@unittest.skipUnless(shutil.which("setfiles"), "skipped: needs setfiles")
class Labels(OnDisks):
    def setUp(self):
        super().setUp()
        self.policy("SELINUX=enforcing\nSELINUXTYPE=targeted\n")

    def policy(self, settings):
        etc = self.machine.root / "etc/selinux"
        (etc / "targeted/contexts/files").mkdir(parents=True, exist_ok=True)
        (etc / "config").write_text(settings)
        (etc / "targeted/contexts/files/file_contexts").write_text(CONTEXTS)

    def label(self, path):
        """The type of a node below the root; nothing where there is no label."""
        try:
            found = os.getxattr(self.machine.root / path.lstrip("/"), "security.selinux", follow_symlinks=False)
        except OSError:
            return None
        return found.rstrip(b"\0").decode().split(":")[2]

    def test_what_files_writes_is_labelled_and_nothing_else(self):
        (self.machine.root / "etc/before").write_text("x")
        self.provision(config(storage={
            "files": [{"path": "/etc/new", "contents": {"source": "data:,x"}},
                      {"path": "/srv/a/b/c", "contents": {"source": "data:,x"}}],
            "links": [{"path": "/etc/link", "target": "/nowhere"}],
            "directories": [{"path": "/opt/d"}]}))
        self.assertEqual({path: self.label(path) for path in (
            "/etc/new", "/etc/link", "/srv", "/srv/a/b/c", "/opt", "/opt/d", "/etc/.ignition-result.json",
            "/etc/.ignite-report.json", "/etc", "/etc/before")},
            {"/etc/new": "etc_t", "/etc/link": "etc_t", "/srv": "srv_t", "/srv/a/b/c": "srv_t", "/opt": "default_t",
             "/opt/d": "default_t", "/etc/.ignition-result.json": "etc_t", "/etc/.ignite-report.json": "etc_t",
             "/etc": None, "/etc/before": None})

    def test_a_policy_that_is_off_or_not_there(self):
        for settings in ("SELINUX=disabled\nSELINUXTYPE=targeted\n", "SELINUXTYPE=other\n"):
            with self.subTest(settings=settings):
                self.policy(settings)
                self.provision(config(storage={"files": [{"path": f"/etc/{len(settings)}",
                                                          "contents": {"source": "data:,x"}}]}))
                self.assertIsNone(self.label(f"/etc/{len(settings)}"))

    def test_mount_labels_what_it_makes_and_what_is_empty(self):
        disk = Loop(self, 16)
        given = one_filesystem(disk.node, "ext4", path="/var/home")
        self.assert_good(self.disks(given))
        self.assert_good(self.machine.stage("mount"))
        self.addCleanup(self.machine.stage, "umount")
        self.assertEqual([self.label("/var"), self.label("/var/home"), self.label("/var/home/lost+found")],
                         ["var_t", "user_home_t", "user_home_t"])
        self.assert_good(self.machine.stage("umount"))
        self.assertEqual(self.label("/var/home"), "user_home_t", "the directory that is mounted on, labelled before")

    def test_mount_leaves_alone_what_holds_something(self):
        disk = Loop(self, 16)
        run("mkfs.ext4", "-q", "-d", self.machine.directory / "bin", disk.node)
        (self.machine.root / "srv").mkdir()
        self.assert_good(self.disks(one_filesystem(disk.node, "ext4", path="/srv")))
        self.assert_good(self.machine.stage("mount"))
        self.addCleanup(self.machine.stage, "umount")
        self.assertEqual([self.label("/srv"), self.label("/srv/ignition")], [None, None])


if __name__ == "__main__":
    harness.main()
