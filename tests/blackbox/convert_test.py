#!/usr/bin/env python3
"""Configs of before 3.0.0, converted by a command and by the stages; user data for other programs."""
import gzip
import json

import harness
from harness import NEWEST, VERSIONS, Case, Server, config

OLD = {
    "ignition": {"version": "2.3.0"},
    "networkd": {"units": [{"name": "a.network", "contents": "[Match]\nName=a\n"}]},
    "storage": {"files": [{"filesystem": "root", "path": "/etc/f", "mode": 420, "contents": {"source": "data:,x"}}]},
}


class Command(Case):
    def convert(self, given, *flags, **how):
        self.machine.give(given)
        return self.machine.call("convert", *flags, "config.ign", name="ignite", **how)

    def test_a_config_is_printed_and_what_was_done_is_said(self):
        done = self.convert(OLD)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), {
            "ignition": {"version": "3.1.0"},
            "storage": {"files": [
                {"path": "/etc/f", "mode": 420, "overwrite": True, "contents": {"source": "data:,x"}},
                {"path": "/etc/systemd/network/a.network", "mode": 420, "overwrite": True,
                 "contents": {"source": "data:,%5BMatch%5D%0AName%3Da%0A"}},
            ]},
        })
        self.assertIn("config.ign:", done.stderr)
        self.assertIn("$.networkd.units.0", done.stderr)

    def test_the_result_is_valid_whatever_later_version_it_is_declared_as(self):
        for version in VERSIONS[1:]:
            with self.subTest(version=version):
                done = self.convert(OLD, "--to", version)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(json.loads(done.stdout)["ignition"]["version"], version)
                checked = self.machine.call("-", name="ignition-validate", stdin=done.stdout)
                self.assertEqual((checked.returncode, checked.stdout, checked.stderr), (0, "", ""))

    def test_standard_input_is_a_dash(self):
        done = self.machine.call("convert", "-", name="ignite", stdin='{"ignitionVersion": 1}')
        self.assertEqual((done.returncode, json.loads(done.stdout), done.stderr),
                         (0, {"ignition": {"version": "3.1.0"}}, ""))

    def test_what_cannot_be_converted_is_refused_with_every_reason(self):
        done = self.convert({**OLD, "storage": {
            "disks": [{"device": "/dev/sda", "partitions": [{"number": 1, "size": 5}]}],
            "files": [{"filesystem": "x", "path": "/f", "mode": 0}]}})
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertIn("$.storage.disks.0.partitions.0.size", done.stderr)
        self.assertIn("$.storage.files.0.filesystem", done.stderr)

    def test_a_config_of_today_is_passed_on_as_it_is(self):
        text = '{ "ignition": {"version": "3.4.0"} }\n'
        done = self.convert(text)
        self.assertEqual((done.returncode, done.stdout), (0, text))
        self.assertIn("3.4.0 already", done.stderr)

    def test_what_is_no_config_is_refused(self):
        for text in ("", "{", "#cloud-config\n", "{}", '{"ignition": {"version": "4.0.0"}}',
                     '{"ignition": {"version": "3.0.0"}, "passwd": 1}'):
            with self.subTest(text=text):
                done = self.convert(text)
                self.assertEqual((done.returncode, done.stdout), (3, ""))
                self.assertNotEqual(done.stderr, "")

    def test_wrong_usage_and_missing_files_have_their_codes(self):
        for words, code in ((("convert",), 2), (("convert", "a", "b"), 2), (("convert", "--to", "3.0.0", "-"), 2),
                            (("convert", "--to", "4.0.0", "-"), 2), (("convert", "--frob", "-"), 2),
                            (("convert", "nowhere.ign"), 1), (("convert", "-help"), 0)):
            with self.subTest(words=words):
                done = self.machine.call(*words, name="ignite", stdin="")
                self.assertEqual(done.returncode, code, done.stderr)

    def test_validating_knows_no_old_version(self):
        self.machine.give(OLD)
        self.assertEqual(self.machine.call("config.ign", name="ignition-validate").returncode, 1)


class Stages(Case):
    def paths(self):
        return [file["path"] for file in self.machine.read_cache()["storage"]["files"]]

    def test_an_old_config_is_user_data_like_any_other(self):
        self.machine.give(OLD)
        done = self.machine.stage("fetch")
        self.assert_good(done)
        self.assertIn("2.3.0", done.stdout)
        self.assertEqual(self.machine.read_cache()["ignition"]["version"], NEWEST)
        self.assertEqual(self.paths(), ["/etc/f", "/etc/systemd/network/a.network"])

    def test_old_and_new_configs_refer_to_each_other(self):
        new = config(storage={"files": [{"path": "/etc/g"}]})
        with Server({"/old": json.dumps(OLD).encode(), "/new": json.dumps(new).encode()}) as server:
            self.machine.give(config(ignition={"config": {"merge": [{"source": server.url("/old")}]}}))
            self.assert_good(self.machine.stage("fetch"))
            self.assertIn("/etc/f", self.paths())

            self.machine = self.new_machine()
            self.machine.give({**OLD, "ignition": {"version": "2.0.0", "config": {
                "append": [{"source": server.url("/new")}]}}})
            self.assert_good(self.machine.stage("fetch"))
            self.assertEqual(self.paths(), ["/etc/f", "/etc/systemd/network/a.network", "/etc/g"])

    def test_what_is_lost_is_said(self):
        self.machine.give({**OLD, "storage": {"filesystems": [
            {"name": "root", "mount": {"device": "/dev/r", "format": "xfs", "wipeFilesystem": True}}]}})
        done = self.machine.stage("fetch")
        self.assert_good(done)
        self.assertRegex(done.stdout, r"WARNING +: .*warning at \$\.storage\.filesystems\.0, line \d+ col \d+: ")

    def test_an_old_config_that_cannot_be_converted_ends_the_stage(self):
        self.machine.give({**OLD, "storage": {"filesystems": [
            {"mount": {"device": "/dev/r", "format": "xfs", "create": {}}}]}})
        self.assert_failed(self.machine.stage("fetch"), "error at $.storage.filesystems.0.mount.create, line ")

    def test_user_data_for_another_program_count_as_none(self):
        for data in (b"#!/bin/sh\necho\n", b"#cloud-config\nhostname: x\n",
                     b"Content-Type: multipart/mixed; boundary=b\nMIME-Version: 1.0\n\n--b\n"):
            for given in (data, gzip.compress(data)):
                with self.subTest(given=given):
                    self.machine = self.new_machine()
                    self.machine.give(given)
                    done = self.machine.stage("fetch")
                    self.assert_good(done)
                    self.assertRegex(done.stdout, "WARNING +: .*another program")
                    self.assertEqual(self.machine.read_cache()["ignition"]["version"], NEWEST)
                    kinds = [one["kind"] for one in self.machine.read_state()["fetchedConfigs"]]
                    self.assertNotIn("user", kinds)

    def test_that_can_be_switched_off(self):
        self.machine.give("#cloud-config\n")
        self.machine.environment["IGNITE_FOREIGN_USER_DATA"] = "refuse"
        self.assert_failed(self.machine.stage("fetch"))

    def test_a_referenced_script_is_a_fault(self):
        with Server({"/script": b"#!/bin/sh\n"}) as server:
            self.machine.give(config(ignition={"config": {"merge": [{"source": server.url("/script")}]}}))
            self.assert_failed(self.machine.stage("fetch"))


if __name__ == "__main__":
    harness.main()
