#!/usr/bin/env python3
"""`ignite apply` and `ignition-apply`: a config put into a tree that is not booting. Spec stages.md §15.1, tests.md §11."""
import os
import shutil
import subprocess
import unittest

import harness
from harness import Server, config, data_url

UNIT = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"
BOOTING_ONLY = {
    "kernelArguments": {"kernelArguments": {"shouldExist": ["quiet"]}},
    "storage.disks": {"storage": {"disks": [{"device": "/dev/vda", "wipeTable": True}]}},
    "storage.raid": {"storage": {"raid": [{"name": "data", "level": "raid0", "devices": ["/dev/vda"]}]}},
    "storage.luks": {"storage": {"luks": [{"name": "data", "device": "/dev/vda", "keyFile": {"source": "data:,k"}}]}},
    "storage.filesystems": {"storage": {"filesystems": [{"device": "/dev/vda", "format": "ext4", "path": "/var"}]}},
    "passwd": {"passwd": {"users": [{"name": "core"}]}},
}


class Apply(harness.Case):
    def setUp(self):
        super().setUp()
        self.machine.environment["container"] = "test"

    def apply(self, given, *words, name="ignition-apply", machine=None):
        machine = machine or self.machine
        machine.give(given)
        words = ("apply", *words) if name == "ignite" else words
        return machine.call(*words, f"--root={machine.root}", "config.ign", name=name)

    def nodes(self):
        return sorted(str(path.relative_to(self.machine.root)) for path in self.machine.root.rglob("*"))

    def test_files_links_and_units_are_applied_and_nothing_else_is_left(self):
        given = config(storage={"directories": [{"path": "/d", "mode": 0o700}],
                                "files": [{"path": "/d/f", "contents": {"source": data_url("text")}}],
                                "links": [{"path": "/l", "target": "/d/f"}]},
                       systemd={"units": [{"name": "a.service", "enabled": True, "contents": UNIT}]})
        for name in ("ignition-apply", "ignite"):
            with self.subTest(name=name):
                machine = self.machine = self.new_machine()
                machine.environment["container"] = "test"
                self.assert_good(self.apply(given, name=name))
                self.assertEqual(self.nodes(), [
                    "d", "d/f", "etc", "etc/systemd", "etc/systemd/system", "etc/systemd/system-preset",
                    "etc/systemd/system-preset/20-ignition.preset", "etc/systemd/system/a.service", "l"])
                self.assertEqual((machine.root / "d/f").read_text(), "text")
                # No state, no cache: nothing beside the tree is written either.
                self.assertEqual(sorted(os.listdir(machine.directory)),
                                 ["bin", "cmdline", "config.ign", "local", "root", "runtime", "vendor"])

    def test_sections_that_only_a_booting_machine_can_take(self):
        for section, sections in BOOTING_ONLY.items():
            with self.subTest(section=section):
                self.machine = self.new_machine()
                self.machine.environment["container"] = "test"
                sections = {**sections, "storage": {"files": [{"path": "/f"}], **sections.get("storage", {})}}
                self.assert_failed(self.apply(config(**sections)), section)
                self.assertEqual(self.nodes(), [])
                done = self.apply(config(**sections), "--ignore-unsupported")
                self.assert_good(done)
                self.assertIn(f"WARNING  : going on without {section}", done.stdout)
                self.assertEqual(self.nodes(), ["f"])

    def test_offline_nothing_is_fetched(self):
        with Server({"/contents": b"text", "/config": b'{"ignition":{"version":"3.4.0"}}'}) as server:
            remote = {"source": server.url("/contents")}
            for given, need in (
                    (config(storage={"files": [{"path": "/f"}, {"path": "/g", "contents": remote}]}), "file /g"),
                    (config(ignition={"config": {"merge": [{"source": server.url("/config")}]}}), "/config")):
                with self.subTest(need=need):
                    self.assert_failed(self.apply(given, "--offline"), need)
                    self.assert_failed(self.apply(given, "--offline", name="ignite"), need, code=5)
                    self.assertEqual(self.nodes(), [])
                    self.assertEqual(server.requests, [])
            # Also of a section that is left out.
            locked = {"name": "v", "device": "/dev/v", "keyFile": remote}
            self.assert_failed(self.apply(config(storage={"luks": [locked]}), "--offline", "--ignore-unsupported"),
                               "needs the network")
            self.assert_good(self.apply(config(storage={"files": [{"path": "/g", "contents": remote}]})))
            self.assertEqual((self.machine.root / "g").read_text(), "text")

    def test_references_are_followed(self):
        child = '{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/child"}]}}'
        self.assert_good(self.apply(config(ignition={"config": {"merge": [{"source": data_url(child)}]}},
                                           storage={"files": [{"path": "/parent"}]})))
        self.assertEqual(self.nodes(), ["child", "parent"])

    def test_one_root_takes_many_configs(self):
        given = config(storage={"files": [{"path": "/f", "overwrite": True, "contents": {"source": "data:,x"}}],
                                "directories": [{"path": "/d"}], "links": [{"path": "/l", "target": "/d"}]})
        self.assert_good(self.apply(given))
        self.assert_good(self.apply(given))
        self.assertEqual(self.nodes(), ["d", "f", "l"])

    def test_what_is_in_the_way_is_told_with_its_line(self):
        (self.machine.root / "f").write_text("theirs")
        self.machine.give('{"ignition": {"version": "3.4.0"},\n "storage": {"files": [\n'
                          '  {"path": "/f", "contents": {"source": "data:,ours"}}]}}\n')
        done = self.machine.call(f"--root={self.machine.root}", "config.ign", name="ignition-apply")
        self.assert_failed(done, "config.ign:3:", "/f is a regular file already")
        self.assertEqual((self.machine.root / "f").read_text(), "theirs")

    def test_words_of_the_command_line(self):
        self.machine.give(config())
        for words, code, said in (((), 1, "Usage"), (("a", "b"), 1, "Usage"), (("--help",), 2, "  --ignore-unsupported"),
                                  (("--no-such-flag",), 2, "-no-such-flag"), (("--version",), 0, "Ignition "),
                                  (("-root", "root", "config.ign"), 2, "two dashes"),
                                  (("nothing.ign",), 1, "nothing.ign")):
            with self.subTest(words=words):
                self.assert_failed(self.machine.call(*words, name="ignition-apply"), said, code=code)
        done = self.machine.call(f"--root={self.machine.root}", "-", name="ignition-apply",
                                 stdin='{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/f"}]}}')
        self.assert_good(done)
        self.assertEqual(self.nodes(), ["f"])
        self.machine.give(config(storage={"files": [{"path": "/behind"}]}))
        self.assert_good(self.machine.call("config.ign", f"--root={self.machine.root}", name="ignition-apply"))
        self.assertEqual(self.nodes(), ["behind", "f"])

    def test_configs_that_are_none(self):
        for given, said in (("", "is empty"), ("#cloud-config\n", "this is a cloud-config"), ('{"ignition":{"version":"9.0.0"}}', "9.0.0")):
            with self.subTest(given=given):
                self.assert_failed(self.apply(given), said)

    def test_a_relative_root_is_below_the_working_directory(self):
        self.machine.give(config(storage={"files": [{"path": "/f"}]}))
        self.assert_good(self.machine.call("--root=root", "config.ign", name="ignition-apply"))
        self.assertEqual(self.nodes(), ["f"])

    def test_a_root_that_is_missing_is_made(self):
        self.machine.give(config(storage={"files": [{"path": "/f"}]}))
        self.assert_good(self.machine.call("--root=root/not/here", "config.ign", name="ignition-apply"))
        self.assertEqual(self.nodes(), ["not", "not/here", "not/here/f"])

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("unshare"), "skipped: needs root and unshare")
    def test_outside_a_container_it_refuses(self):
        # The tests may run in a container themselves: where its mark is not, a root of mounts has no such mark.
        self.machine.give(config(storage={"files": [{"path": "/f"}]}))
        script = ('cd "$1"; mkdir outside; for d in usr lib lib64 bin proc tmp; do [ -e "/$d" ] || continue; '
                  'mkdir "outside/$d"; mount --rbind "/$d" "outside/$d"; done; '
                  'chroot outside /usr/bin/env -u container sh -c \'cd "$1"; shift; exec "$@"\' sh "$@"')

        def outside(*words):
            shutil.rmtree(self.machine.directory / "outside", ignore_errors=True)
            return subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", str(self.machine.directory), *words],
                                  capture_output=True, text=True, check=False)

        (self.machine.directory / "program").mkdir()
        shutil.copy(harness.IGNITE, self.machine.directory / "program/ignition-apply")
        shutil.copy(harness.IGNITE, self.machine.directory / "program/ignite")
        for root in ("/", "root"):
            self.assert_failed(outside("program/ignition-apply", f"--root={root}", "config.ign"), "no container")
        self.assert_failed(outside("program/ignite", "apply", "config.ign"), "no container", code=4)
        self.assertEqual(self.nodes(), [])
        self.assert_good(outside("program/ignite", "apply", "--root=root", "config.ign"))
        self.assertEqual(self.nodes(), ["f"])


if __name__ == "__main__":
    harness.main()
