#!/usr/bin/env python3
"""The commands for people: validate, render, and ignition-validate. Spec config.md §2.7, architecture "Exit codes"."""
import json
import pathlib

import harness
from harness import Case, Server, config, data_url

SOURCES = pathlib.Path(__file__).resolve().parents[2]
GOOD = json.dumps(config("3.4.0"))
WARNED = '{\n  "ignition": {"version": "3.4.0"},\n  "storage": {"files": [{"path": "/a", "overwrit": true}]}\n}\n'
WRONG = '{\n  "ignition": {"version": "3.4.0"},\n  "storage": {"files": [{"path": "a"}]}\n}\n'


class WithFiles(Case):
    def setUp(self):
        super().setUp()
        for name, text in (("good.ign", GOOD), ("warned.ign", WARNED), ("wrong.ign", WRONG), ("empty.ign", ""),
                           ("old.ign", json.dumps(config("9.0.0")))):
            (self.machine.directory / name).write_text(text)


class Validate(WithFiles):
    def call(self, *words, **more):
        return self.machine.call("validate", *words, name="ignite", **more)

    def test_exit_codes(self):
        for words, code in (
            (("good.ign",), 0),
            (("warned.ign",), 0),
            (("--strict", "warned.ign"), 3),
            (("wrong.ign",), 3),
            (("empty.ign",), 3),
            (("old.ign",), 3),
            (("good.ign", "wrong.ign"), 3),
            (("nothing.ign",), 1),
            ((), 2),
            (("--format=xml", "good.ign"), 2),
            (("--help",), 0),
        ):
            with self.subTest(words=words):
                done = self.call(*words)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)

    def test_a_good_config_is_passed_in_silence(self):
        done = self.call("good.ign")
        self.assertEqual((done.stdout, done.stderr), ("", ""))

    def test_a_finding_shows_the_line_a_caret_and_what_would_be_right(self):
        said = self.call("warned.ign").stdout
        self.assertIn("warned.ign:3:40: warning", said)
        self.assertIn('"overwrit": true', said)
        self.assertIn("^", said)
        self.assertIn("overwrite", said)

    def test_standard_input_is_a_file(self):
        done = self.call("-", stdin=WRONG)
        self.assertEqual(done.returncode, 3)
        self.assertIn("<stdin>:3:34: error", done.stdout)

    def test_no_colour_without_a_terminal(self):
        self.assertNotIn("\x1b", self.call("wrong.ign").stdout)

    def test_json_and_sarif_are_for_programs(self):
        found = json.loads(self.call("--format=json", "wrong.ign").stdout)["findings"]
        self.assertEqual([(one["file"], one["line"], one["severity"], one["path"]) for one in found],
                         [("wrong.ign", 3, "error", "$.storage.files.0.path")])
        sarif = json.loads(self.call("--format=sarif", "wrong.ign", "warned.ign").stdout)
        self.assertEqual(sarif["version"], "2.1.0")
        self.assertEqual([result["level"] for result in sarif["runs"][0]["results"]], ["error", "warning"])

    def advised(self, *words):
        found = json.loads(self.call("--format=json", *words).stdout)["findings"]
        return [(one["code"], one["severity"], one["path"], one["line"]) for one in found]

    def write(self, name, what):
        (self.machine.directory / name).write_text(json.dumps(what, indent=1))

    def test_advice_is_given_in_every_format_and_fails_when_strict(self):
        self.write("advised.ign", config("3.4.0", storage={"disks": [{"device": "/dev/sda"}]}))
        done = self.call("advised.ign")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("advised.ign:8:15: warning: ", done.stdout)
        self.assertIn("[kernel-disk-name]", done.stdout)
        self.assertEqual(self.call("--strict", "advised.ign").returncode, 3)
        self.assertEqual(self.advised("advised.ign"),
                         [("kernel-disk-name", "warning", "$.storage.disks.0.device", 8)])
        run = json.loads(self.call("--format=sarif", "advised.ign").stdout)["runs"][0]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        self.assertEqual([(one["ruleId"], rules[one["ruleIndex"]]) for one in run["results"]],
                         [("kernel-disk-name", "kernel-disk-name")])
        other = self.machine.call("advised.ign", name="ignition-validate")
        self.assertEqual((other.returncode, other.stdout, other.stderr), (0, "", ""))

    def test_advice_on_fragments_is_about_the_whole(self):
        self.write("10.ign", config("3.4.0", storage={"files": [{"path": "/home/u/a/b"}]}))
        self.write("20.ign", config("3.4.0", storage={"directories": [{"path": "/home/u/a", "user": {"name": "u"}}],
                                                      "disks": [{"device": "/dev/sdb"}]}))
        self.assertEqual(self.advised("10.ign"), [("home-parent", "warning", "$.storage.files.0.path", 8)])
        self.assertEqual(self.advised("--merge", "10.ign", "20.ign"),
                         [("kernel-disk-name", "warning", "$.storage.disks.0.device", 16)])

    def test_a_config_too_large_for_the_platform_is_warned_of(self):
        self.write("large.ign", config("3.4.0", storage={"files": [
            {"path": "/a", "contents": {"source": "data:," + "x" * 20000}}]}))
        for platform, found in (("aws", ["user-data-size"]), ("gcp", []), ("metal", []), ("pxe", [])):
            with self.subTest(platform=platform):
                self.assertEqual([one[0] for one in self.advised(f"--platform={platform}", "large.ign")], found)
        self.assertEqual(self.advised("large.ign"), [])
        self.assert_failed(self.call("--platform=nowhere", "large.ign"), "nowhere", "aws", "metal", code=2)

    def test_every_example_draws_only_what_it_is_meant_to(self):
        examples = sorted((SOURCES / "examples/configs").glob("*.ign"))
        self.assertGreater(len(examples), 27)
        for example in examples:
            with self.subTest(example=example.name):
                done = self.call("--strict", example)
                intended = example.name == "90-intended-warnings.ign"
                self.assertEqual(done.returncode, 3 if intended else 0, done.stdout)

    def test_fragments_are_checked_as_what_they_make_together(self):
        directory = self.machine.directory / "fragments"
        directory.mkdir()
        (directory / "10").write_text(json.dumps(config("3.4.0", storage={"files": [
            {"path": "/a", "user": {"name": "x"}}]}), indent=1))
        (directory / "20").write_text(json.dumps(config("3.4.0", storage={"files": [
            {"path": "/a", "user": {"id": 1}}]}), indent=1))
        self.assertEqual(self.call("fragments").returncode, 0)
        done = self.call("--merge", "fragments")
        self.assertEqual(done.returncode, 3)
        self.assertIn("fragments/", done.stdout)
        self.assertIn("$.storage.files.0.user", done.stdout)


class Render(WithFiles):
    def call(self, *words):
        return self.machine.call("render", *words, name="ignite")

    def test_references_are_followed_and_origins_told(self):
        child = json.dumps(config("3.0.0", storage={"files": [{"path": "/child"}]}))
        with Server({"/child.ign": child.encode()}) as server:
            (self.machine.directory / "parent.ign").write_text(json.dumps(
                config("3.4.0", ignition={"config": {"merge": [{"source": server.url("/child.ign")}]}},
                       storage={"files": [{"path": "/own"}]}), indent=1))
            done = self.call("parent.ign")
            traced = self.call("--origins", "parent.ign")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([one["path"] for one in json.loads(done.stdout)["storage"]["files"]], ["/own", "/child"])
        self.assertRegex(traced.stdout, r'\$\.storage\.files\.0\.path = "/own"  # parent\.ign:\d+:\d+')
        self.assertRegex(traced.stdout, r'\$\.storage\.files\.1\.path = "/child"  # http://[^ ]*/child\.ign:1:\d+')

    def test_what_cannot_be_rendered_is_told(self):
        (self.machine.directory / "remote.ign").write_text(json.dumps(
            config("3.4.0", ignition={"config": {"replace": {"source": "http://192.0.2.1/x"}}})))
        self.assert_failed(self.call("--offline", "remote.ign"), code=5)
        self.assert_failed(self.call("wrong.ign"), "wrong.ign:3:34: error", code=3)
        self.assert_failed(self.call("empty.ign"), "empty", code=3)
        self.assert_failed(self.call("nothing.ign"), "No such file", code=1)
        self.assert_failed(self.call(), code=2)


class IgnitionValidate(WithFiles):
    def call(self, *words, **more):
        return self.machine.call(*words, name="ignition-validate", **more)

    def test_the_table_of_the_specification(self):
        for words, out, err, code in (
            (("good.ign",), "", "", 0),
            (("warned.ign",), "warning at $.storage.files.0.overwrit, line 3 col 40: ", "", 0),
            (("wrong.ign",), "error at $.storage.files.0.path, line 3 col 34: ", "", 1),
            (("empty.ign",), "", "couldn't parse config: ", 1),
            (("old.ign",), "", "couldn't parse config: ", 1),
            (("nothing.ign",), "", "couldn't read config: ", 1),
            ((".",), "", "couldn't read config: ", 1),
            ((), "", "Usage", 1),
            (("good.ign", "good.ign"), "", "Usage", 1),
            (("-version",), "Ignition ", "", 0),
            (("--version", "nothing.ign"), "Ignition ", "", 0),
            (("-h",), "", "Usage", 0),
            (("--nope",), "", "flag provided but not defined", 2),
            (("--", "good.ign"), "", "", 0),
        ):
            with self.subTest(words=words):
                done = self.call(*words)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)
                self.assertEqual(done.stdout[:len(out)], out)
                self.assertEqual(done.stderr[:len(err)], err)
                self.assertEqual(bool(done.stdout), bool(out))
                self.assertEqual(bool(done.stderr), bool(err))

    def test_a_number_beyond_all_bounds_costs_the_lines(self):
        done = self.call("-", stdin='{"ignition":{"version":"3.4.0"},"x":1e400,"storage":{"files":[{"path":"a"}]}}')
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stdout.startswith("error at $.storage.files.0.path: "), done.stdout)
        done = self.call("-", stdin='{"ignition":{"version":"3.4.0"},"x":1e400,"storage":[]}')
        self.assertTrue(done.stdout.startswith("error at line 1 col "), done.stdout)

    def test_a_script_and_standard_input(self):
        self.assertEqual(self.call("-", stdin="#!/bin/sh\n").returncode, 1)
        self.assertEqual(self.call("-", stdin=GOOD).returncode, 0)


class Door(Case):
    def test_what_is_there_is_told(self):
        done = self.machine.call("--help", name="ignite")
        self.assertEqual(done.returncode, 0)
        for command in ("run STAGE", "validate", "render"):
            self.assertIn(f"ignite {command}", done.stdout)
        self.assertEqual(self.machine.call(name="ignite").returncode, 2)
        self.assertEqual(self.machine.call("nothing", name="ignite").returncode, 2)

    def test_a_stage_can_be_run_by_our_own_name(self):
        machine = self.machine
        machine.give(config(storage={"files": [{"path": "/a", "contents": {"source": data_url("x")}}]}))
        flags = ("--platform=file", f"--root={machine.root}", f"--config-cache={machine.cache}",
                 f"--state-file={machine.state}", f"--neednet={machine.neednet}", "--log-to-stdout")
        for stage in ("fetch", "files"):
            self.assert_good(machine.call("run", stage, *flags, name="ignite"))
        self.assertEqual((machine.root / "a").read_text(), "x")
        machine.give("{")
        self.assert_failed(machine.call("run", "fetch", *flags, name="ignite"), code=3)
        machine.command_line("ignition.config.url=http://192.0.2.1/x")
        self.assert_failed(machine.call("run", "fetch-offline", *flags, name="ignite"), code=5)


if __name__ == "__main__":
    harness.main()
