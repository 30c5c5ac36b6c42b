#!/usr/bin/env python3
"""The program, its sources of configs and the files between its stages. Spec stages.md §1 to §6, tests.md §9, §11."""
import base64
import hashlib
import json
import stat
import subprocess

import harness
from harness import Case, Server, config, data_url


class Program(Case):
    def test_missing_and_unknown_names_are_wrong_usage(self):
        for words, said in (
            ((), "'--platform' must be provided"),
            (("--platform=file",), "'--stage' must be provided"),
            (("--platform=nowhere", "--stage=fetch"), "nowhere"),
            (("--platform=file", "--stage=nothing"), "nothing"),
            (("--no-such-flag",), "flag provided but not defined: -no-such-flag"),
        ):
            with self.subTest(words=words):
                self.assert_failed(self.machine.call(*words), said, code=2)

    def test_version_and_help_need_nothing_else(self):
        self.assertRegex(self.machine.call("-version").stdout, r"^Ignition \d")
        done = self.machine.call("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("-platform", done.stderr)
        self.assertIn("disks fetch fetch-offline files kargs mount umount", done.stderr)

    def test_a_name_that_nobody_knows_is_wrong_whatever_else_is_asked_for(self):
        for words in (("-platform", "nowhere", "-version"), ("-version", "-stage=none"), ("-stage=none", "-help")):
            with self.subTest(words=words):
                self.assert_failed(self.machine.call(*words), "invalid value", code=2)

    def test_words_behind_the_flags_are_ignored_also_an_empty_one(self):
        self.machine.give(config())
        self.assert_good(self.machine.stage("fetch", "", "more"))

    def test_lines_have_labels_of_one_width_and_begin_and_end_as_known(self):
        self.machine.give(config())
        lines = self.machine.stage("fetch").stdout.splitlines()
        self.assertRegex(lines[0], r"^INFO     : Ignition \d")
        self.assertEqual(lines[1], "INFO     : Stage: fetch")
        self.assertEqual(lines[-1], "INFO     : Ignition finished successfully")

    def test_a_state_that_is_rubbish_cannot_be_begun_with(self):
        self.machine.give(config())
        self.machine.state.parent.mkdir()
        for rubbish in ("rubbish", "", "[]", '"text"', "{}{}", '{"fetchedConfigs": "text"}', '{"notatedDirectories": {}}',
                        '{"luksPersistKeyFiles": []}'):
            with self.subTest(rubbish=rubbish):
                self.machine.state.write_text(rubbish)
                self.assert_failed(self.machine.stage("fetch"), code=3)
                self.assertEqual(self.machine.state.read_text(), rubbish)
        machine = self.new_machine()
        machine.give(config())
        machine.state.parent.write_text("in the way")
        self.assert_failed(machine.stage("fetch"), code=3)
        for fine in ("{}", "null", '{"fetchedConfigs": null, "ofAnother": 1}\n'):
            self.machine.state.write_text(fine)
            self.assert_good(self.machine.stage("fetch"))

    def test_a_failed_stage_shows_the_config_without_its_secrets(self):
        secrets = ["$6$salt$hash", "in-a-data-url", "in-a-header", "in-a-query", "in-a-unit", "in-a-dropin", "appended"]
        self.machine.give({
            **config(ignition={"config": {"merge": [{"source": data_url(json.dumps(config(storage={"directories": [{"path": "/child"}]})))}]}}),
            "passwd": {"groups": [{"name": "nowhere", "passwordHash": secrets[0]}], "users": [{"name": "core", "passwordHash": secrets[0]}]},
            "storage": {"files": [{"path": "/mine", "user": {"name": "nobody-at-all"}, "contents": {"source": data_url(secrets[1])},
                                   "append": [{"source": data_url(secrets[6])},
                                              {"source": f"http://127.0.0.1:1/x?key={secrets[3]}",
                                               "httpHeaders": [{"name": "Authorization", "value": secrets[2]}]}]}]},
            "systemd": {"units": [{"name": "a.service", "contents": f"[Service]\nEnvironment=A={secrets[4]}\n",
                                   "dropins": [{"name": "b.conf", "contents": f"[Service]\nEnvironment=A={secrets[5]}\n"}]}]}})
        self.assert_good(self.machine.stage("fetch"))
        done = self.machine.stage("files")
        self.assert_failed(done)
        head, _, rest = done.stderr.partition("Full config:\n")
        self.assertEqual(head, "files failed\n")
        shown, end = json.JSONDecoder().raw_decode(rest)
        self.assertTrue(rest.startswith('{\n  "ignition": {\n'))
        self.assertTrue(rest[end:].startswith("\nfiles failed: "), rest[end:])
        self.assertEqual([one["path"] for one in shown["storage"]["directories"]], ["/child"])
        self.assertEqual(shown["storage"]["files"][0]["append"][1]["source"], "http://127.0.0.1:1/x")
        for secret in secrets:
            self.assertNotIn(secret, done.stdout + done.stderr)
        # Nothing to show where there was nothing to carry out.
        self.machine.give("{")
        self.assertNotIn("Full config", self.machine.stage("fetch").stderr)

    def test_a_failed_stage_leaves_the_state_as_it_was(self):
        self.machine.give(config())
        self.assert_good(self.machine.stage("fetch"))
        before = self.machine.state.read_bytes()
        self.machine.give("{")
        self.assert_failed(self.machine.stage("fetch"), "CRITICAL : Ignition failed: ")
        self.assertEqual(self.machine.state.read_bytes(), before)

    def test_a_stage_without_a_cache_fails(self):
        self.assert_failed(self.machine.stage("files"), str(self.machine.cache))


    def test_empty_kernel_arguments_are_told_and_count_for_nothing(self):
        self.machine.give(config())
        keys = ("ignition.config.url", "ignition.config.device", "ignition.config.path")
        self.machine.command_line(" ".join(f"{key}=" for key in keys))
        done = self.machine.stage("fetch")
        self.assert_good(done)
        for key in keys:
            self.assertIn(f"INFO     : fetch: kernel argument {key} is empty", done.stdout)


class DeletingTheConfig(Case):
    def test_words_of_the_command_line(self):
        for words, code, said in (
            ((), 2, "'--platform' must be provided"),
            (("--platform=nowhere",), 2, "nowhere"),
            (("--platform=vmware", "more"), 2, "more"),
            (("--version",), 0, "Ignition "),
            (("--platform=qemu", "--log-to-stdout"), 1, "CRITICAL : cannot delete config on this platform"),
        ):
            with self.subTest(words=words):
                self.assert_failed(self.machine.call(*words, name="ignition-rmcfg"), said, code=code)
                self.assert_failed(self.machine.call("rmcfg", *words, name="ignite"), said, code=code)
        for words, said in ((("--help",), "-platform"), (("-platform=qemu",), "two dashes"),
                            (("more", "--platform=qemu"), "more")):
            with self.subTest(words=words):
                self.assert_failed(self.machine.call(*words, name="ignition-rmcfg"), said, code=2)

    def test_a_machine_that_is_not_vmwares_has_no_config_there(self):
        if "VMware" in self.machine.call("detect", name="ignite").stdout:
            self.skipTest("its config would be deleted")
        done = self.machine.call("--platform=vmware", "--log-to-stdout", name="ignition-rmcfg")
        self.assert_failed(done, "CRITICAL : delete the config of platform vmware: this machine is not VMware's")


class OemScheme(Case):
    """Flatcar's: files of the OEM partition. The specification does not know them. Spec boot.md §9, §11."""

    def given(self, source):
        return config("3.4.0", storage={"files": [{"path": "/copied", "contents": {"source": source}}]})

    def test_the_stages_take_it_and_the_checker_does_not(self):
        look_aside = self.machine.directory / "oem"
        (look_aside / "a").mkdir(parents=True)
        (look_aside / "a/b").write_text("of the OEM partition")
        self.machine.environment["IGNITION_OEM_LOOKASIDE_DIR"] = str(look_aside)
        self.provision(self.given("oem:///a/b"))
        self.assertEqual((self.machine.root / "copied").read_text(), "of the OEM partition")

        done = self.machine.call("config.ign", name="ignition-validate")
        self.assertEqual(done.returncode, 1)
        self.assertIn("source", done.stderr + done.stdout)

    def test_it_counts_as_needing_the_network(self):
        self.machine.give(self.given("oem:///a/b"))
        self.assert_good(self.machine.stage("fetch-offline"))
        self.assertTrue(self.machine.neednet.exists())

    def test_what_is_not_there_fails_at_once(self):
        self.machine.environment["IGNITION_OEM_LOOKASIDE_DIR"] = str(self.machine.directory)
        self.machine.give(self.given("oem:///nothing"))
        self.assert_good(self.machine.stage("fetch"))
        self.assert_failed(self.machine.stage("files"), "nothing")

    def test_a_config_of_spec_2_may_name_it(self):
        look_aside = self.machine.directory / "oem"
        look_aside.mkdir()
        (look_aside / "b").write_text("old")
        self.machine.environment["IGNITION_OEM_LOOKASIDE_DIR"] = str(look_aside)
        self.provision({"ignition": {"version": "2.3.0"}, "storage": {"files": [
            {"filesystem": "root", "path": "/copied", "contents": {"source": "oem:///b"}}]}})
        self.assertEqual((self.machine.root / "copied").read_text(), "old")


class Sources(Case):
    def fetched(self, machine=None):
        return [(one["kind"], one["source"], one["referenced"])
                for one in (machine or self.machine).read_state()["fetchedConfigs"]]

    def paths(self, machine=None):
        return [one["path"] for one in (machine or self.machine).read_cache()["storage"].get("files", [])]

    def file(self, path):
        return config(storage={"files": [{"path": path, "contents": {"source": "data:,x"}}]})

    def write(self, name, what):
        path = self.machine.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(what if isinstance(what, str) else json.dumps(what))

    def test_the_platform_is_asked_last(self):
        self.machine.give(self.file("/platform"))
        self.assert_good(self.machine.stage("fetch"))
        self.assertEqual(self.paths(), ["/platform"])
        self.assertEqual(self.fetched(), [("base", "system", False), ("user", "file", False)])

    def test_user_ign_comes_before_the_platform_the_runtime_one_first(self):
        self.machine.give(self.file("/platform"))
        for name in ("vendor", "local", "runtime"):
            self.write(f"{name}/user.ign", self.file("/" + name))
            self.assert_good(self.machine.stage("fetch"))
            self.assertEqual(self.paths(), ["/" + name])
        self.assertIn(("user", "system", False), self.fetched())

    def test_an_empty_user_ign_ends_the_search(self):
        self.machine.give(self.file("/platform"))
        self.write("local/user.ign", "")
        self.assert_good(self.machine.stage("fetch"))
        self.assertEqual(self.paths(), [])
        self.assertEqual(self.fetched(), [("base", "system", False)])

    def test_the_kernel_command_line_comes_first(self):
        self.machine.give(self.file("/platform"))
        self.write("runtime/user.ign", self.file("/runtime"))
        with Server({"/config?secret": json.dumps(self.file("/cmdline")).encode()}) as server:
            self.machine.command_line(f"quiet ignition.config.url={server.url('/config?secret')}")
            done = self.machine.stage("fetch")
        self.assert_good(done)
        self.assertEqual(self.paths(), ["/cmdline"])
        self.assertIn(("user", "cmdline", False), self.fetched())
        self.assertNotIn("secret", done.stdout)

    def test_a_config_that_the_command_line_names_and_is_not_there_fails_the_stage(self):
        self.machine.give(self.file("/platform"))
        with Server({}) as server:
            self.machine.command_line(f"ignition.config.url={server.url('/config')}")
            self.assert_failed(self.machine.stage("fetch"), "resource not found")
            self.assertEqual(len(server.requests), 1, "a 404 is final")
        self.assertFalse(self.machine.cache.exists())

    def test_nobody_with_a_config_is_fine(self):
        self.machine.give("")
        self.assert_good(self.machine.stage("fetch"))
        self.assertEqual(self.machine.read_cache()["ignition"]["version"], harness.NEWEST)
        self.assertEqual(self.fetched(), [("base", "system", False)])

    def test_base_fragments_are_merged_by_name_and_the_platform_wins(self):
        def fragment(path, text):
            return config(storage={"files": [{"path": path, "overwrite": True,
                                              "contents": {"source": data_url(text)}}]})
        for name, path, text in (("vendor/base.d/40", "/a", "40"), ("vendor/base.d/50", "/a", "50"),
                                 ("vendor/base.d/60", "/b", "60"),
                                 ("vendor/base.platform.d/file/10", "/b", "p10"),
                                 ("vendor/base.platform.d/file/20", "/c", "p20"),
                                 ("vendor/base.d/70", "/hidden", "vendor"), ("local/base.d/70", "/d", "local")):
            self.write(name, fragment(path, text))
        self.provision(config())
        found = {path.name: path.read_text() for path in self.machine.root.iterdir() if path.is_file()}
        self.assertEqual(found, {"a": "50", "b": "p10", "c": "p20", "d": "local"})
        self.assertEqual(self.paths(), [], "base configs are not in the cache")

    def test_a_broken_base_fragment_is_fatal_a_broken_platform_fragment_is_not(self):
        self.machine.give(config())
        self.write("vendor/base.platform.d/file/10", "no JSON")
        self.assert_good(self.machine.stage("fetch"), allow_critical=True)
        self.write("vendor/base.d/10", "no JSON")
        self.assert_failed(self.machine.stage("fetch"), "base.d/10")

    def test_a_base_directory_that_is_none_is_an_error_like_any_other(self):
        self.machine.give(config())
        self.write("vendor/base.platform.d/file", "no directory")
        self.assert_good(self.machine.stage("fetch"))
        self.write("vendor/base.d", "no directory")
        self.assert_failed(self.machine.stage("fetch"), "vendor/base.d: Not a directory")

    def test_a_base_directory_that_is_a_dangling_link_counts_as_none(self):
        (self.machine.directory / "vendor/base.d").symlink_to("/nowhere")
        (self.machine.directory / "vendor/user.ign").symlink_to("/nowhere")
        self.machine.give(self.file("/platform"))
        self.assert_good(self.machine.stage("fetch"))
        self.assertEqual(self.paths(), ["/platform"])


class Cache(Case):
    def test_sections_are_always_there_and_unset_members_are_not(self):
        self.machine.give(config("3.0.0", storage={"files": [{"path": "/a"}]}))
        self.assert_good(self.machine.stage("fetch"))
        self.assertEqual(self.machine.read_cache(), {
            "ignition": {
                "config": {"replace": {"verification": {}}},
                "proxy": {},
                "security": {"tls": {}},
                "timeouts": {},
                "version": harness.NEWEST,
            },
            "kernelArguments": {},
            "passwd": {},
            "storage": {"files": [{"group": {}, "path": "/a", "user": {}, "contents": {"verification": {}}}]},
            "systemd": {},
        })
        self.assertEqual(stat.S_IMODE(self.machine.cache.stat().st_mode), 0o640)
        self.assertEqual(self.machine.cache.read_text().count("\n"), 0)

    def test_a_config_that_is_not_valid_is_refused_before_anything_is_written(self):
        self.machine.give('{\n  "ignition": {"version": "3.4.0"},\n  "storage": {"files": [{"path": "relative"}]}\n}')
        done = self.machine.stage("fetch")
        self.assert_failed(done, "CRITICAL : fetch: error at $.storage.files.0.path, line 3 col ")
        self.assertFalse(self.machine.cache.exists())
        self.assertEqual(list(self.machine.root.iterdir()), [])

    def test_versions_that_are_not_known_are_refused(self):
        for version in ("2.5.0-experimental", "3.9.0", "3.7.0", "x"):
            with self.subTest(version=version):
                self.machine.give(config(version))
                self.assert_failed(self.machine.stage("fetch"))


class Authorities(Case):
    def test_a_bundle_is_fetched_once_and_kept_as_it_was_unpacked(self):
        pem = self.machine.directory / "authority.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Of the test",
                        "-keyout", self.machine.directory / "authority.key", "-out", pem], check=True, capture_output=True)
        text = pem.read_text()
        digest = "sha512-" + hashlib.sha512(text.encode()).hexdigest()
        with Server({"/authority": harness.gzipped(text)}) as server:
            self.machine.give(config("3.4.0", ignition={"security": {"tls": {"certificateAuthorities": [
                {"source": server.url("/authority"), "compression": "gzip", "verification": {"hash": digest},
                 "httpHeaders": [{"name": "X-Key", "value": "x"}]}]}}}))
            self.assert_good(self.machine.stage("fetch"))
            self.assertEqual([path for path, _ in server.requests], ["/authority"])
        self.assertEqual(self.machine.read_cache()["ignition"]["security"]["tls"]["certificateAuthorities"],
                         [{"source": "data:;base64," + base64.b64encode(text.encode()).decode(),
                           "verification": {"hash": digest}}])


class Offline(Case):
    def outcome(self, given):
        machine = self.new_machine()
        machine.give(given)
        self.assert_good(machine.stage("fetch-offline"))
        return machine.cache.exists(), machine.neednet.exists()

    def test_what_the_network_is_needed_for_decides(self):
        def storage(**sections):
            return config("3.4.0", storage=sections)

        remote = {"source": "http://192.0.2.1/x"}
        tang = {"url": "http://192.0.2.1", "thumbprint": "x"}
        cases = (
            ("local", config(), (True, False)),
            ("data", storage(files=[{"path": "/a", "contents": {"source": "data:,x"}}]), (True, False)),
            ("file", storage(files=[{"path": "/a", "contents": remote}]), (True, True)),
            ("append", storage(files=[{"path": "/a", "append": [remote]}]), (True, True)),
            ("key", storage(luks=[{"name": "a", "device": "/dev/a", "keyFile": remote}]), (True, True)),
            ("tang", storage(luks=[{"name": "a", "device": "/dev/a", "clevis": {"tang": [tang]}}]), (True, True)),
            ("merge", config(ignition={"config": {"merge": [remote]}}), (False, True)),
            ("replace", config(ignition={"config": {"replace": remote}}), (False, True)),
            ("nobody", "", (True, False)),
        )
        for name, given, (cached, flagged) in cases:
            with self.subTest(name):
                self.assertEqual(self.outcome(given), (cached, flagged), "expected and found: cache, flag")

    def test_a_config_whose_references_need_the_network_has_been_fetched(self):
        self.machine.give(config(ignition={"config": {"merge": [
            {"source": data_url(json.dumps(config()))}, {"source": "http://192.0.2.1/x"}]}}))
        self.assert_good(self.machine.stage("fetch-offline"))
        self.assertEqual([(one["kind"], one["source"], one["referenced"])
                          for one in self.machine.read_state()["fetchedConfigs"]],
                         [("base", "system", False), ("user", "file", False), ("user", "", True)])

    def test_a_tang_server_with_its_advertisement_needs_no_network(self):
        tang = {"url": "http://192.0.2.1", "thumbprint": "x", "advertisement": "{}"}
        given = config("3.5.0", storage={"luks": [{"name": "a", "device": "/dev/a", "clevis": {"tang": [tang]}}]})
        self.assertEqual(self.outcome(given), (True, False))

    def test_the_command_line_needs_the_network_for_its_url(self):
        self.machine.give(config())
        self.machine.command_line("ignition.config.url=http://192.0.2.1/config")
        self.assert_good(self.machine.stage("fetch-offline"))
        self.assertTrue(self.machine.neednet.exists())
        self.assertFalse(self.machine.cache.exists())
        self.assertEqual(self.machine.neednet.read_bytes(), b"")


class References(Case):
    def child(self, path="/foo/bar", version="3.0.0", **more):
        return json.dumps(config(version, storage={"files": [{"path": path,
                                                              "contents": {"source": "data:,child"}}]}, **more))

    def parent(self, kind, reference, version="3.4.0"):
        references = [reference] if kind == "merge" else reference
        return config(version, ignition={"config": {kind: references}},
                      storage={"files": [{"path": "/own", "contents": {"source": "data:,own"}}]})

    def files(self):
        return sorted(one["path"] for one in self.machine.read_cache()["storage"].get("files", []))

    def test_merge_keeps_the_parent_replace_does_not(self):
        for version in harness.VERSIONS:
            with self.subTest(version=version), Server({"/config": self.child().encode()}) as server:
                self.machine.give(self.parent("merge", {"source": server.url("/config")}, version))
                self.assert_good(self.machine.stage("fetch"))
                self.assertEqual(self.files(), ["/foo/bar", "/own"])
                self.machine.give(self.parent("replace", {"source": server.url("/config")}, version))
                self.assert_good(self.machine.stage("fetch"))
                self.assertEqual(self.files(), ["/foo/bar"])

    def test_references_are_noted_with_the_path_of_their_url(self):
        with Server({"/a/config": self.child().encode()}) as server:
            self.machine.give(config(ignition={"config": {"merge": [
                {"source": server.url("/a/config")}, {"source": data_url(self.child("/two"))}]}}))
            self.assert_good(self.machine.stage("fetch"))
        self.assertEqual([(one["source"], one["referenced"]) for one in self.machine.read_state()["fetchedConfigs"]],
                         [("system", False), ("file", False), ("/a/config", True), ("", True)])

    def test_what_is_parsed_is_told_by_its_digest(self):
        child = self.child()
        parent = json.dumps(self.parent("merge", {"source": data_url(child)}))
        self.machine.give(parent)
        done = self.machine.stage("fetch")
        self.assert_good(done)
        for text in (parent, child):
            digest = hashlib.sha512(text.encode()).hexdigest()
            self.assertIn(f"DEBUG    : fetch: parsing config with SHA512: {digest}\n", done.stdout)

    def test_many_merges_are_fetched_together_and_merged_in_order(self):
        waiting = harness.threading.Barrier(4, timeout=20)

        def page(number):
            def answer(handler):
                waiting.wait()  # one after the other they would never get past this
                handler.answer(200, self.child(f"/file{number}").encode())
            return answer

        with Server({f"/{number}": page(number) for number in range(4)}) as server:
            self.machine.give(config(ignition={"config": {"merge": [
                {"source": server.url(f"/{number}")} for number in range(4)]}}))
            self.assert_good(self.machine.stage("fetch"))
        self.assertEqual([one["path"] for one in self.machine.read_cache()["storage"]["files"]],
                         ["/file0", "/file1", "/file2", "/file3"])

    def test_hashes_and_compression_of_referenced_configs(self):
        import hashlib
        digest = "sha512-" + hashlib.sha512(self.child().encode()).hexdigest()
        wrong = "sha512-" + "0" * 128
        with Server({"/gz": harness.gzipped(self.child()), "/plain": self.child().encode()}) as server:
            for reference, good in (
                ({"source": server.url("/gz"), "compression": "gzip", "verification": {"hash": digest}}, True),
                ({"source": server.url("/plain"), "verification": {"hash": digest}}, True),
                ({"source": server.url("/plain"), "verification": {"hash": wrong}}, False),
                ({"source": server.url("/plain"), "verification": {"hash": digest.upper().replace("SHA", "sha")}},
                 False),
            ):
                with self.subTest(reference=reference):
                    self.machine.give(self.parent("merge", reference))
                    done = self.machine.stage("fetch")
                    if good:
                        self.assert_good(done)
                    else:
                        self.assert_failed(done, "hash verification failed")

    def test_a_referenced_config_that_is_not_there_fails(self):
        with Server({}) as server:
            for kind in ("merge", "replace"):
                self.machine.give(self.parent(kind, {"source": server.url("/nothing")}))
                self.assert_failed(self.machine.stage("fetch"), "not found")

    def test_an_empty_child_empties_the_whole_user_config(self):
        with Server({"/empty": b""}) as server:
            self.machine.give(self.parent("merge", {"source": server.url("/empty")}))
            self.assert_good(self.machine.stage("fetch"))
        self.assertEqual(self.files(), [])

    def test_a_config_that_refers_to_itself_is_told(self):
        pages = {}
        with Server(pages) as server:
            itself = config(ignition={"config": {"merge": [{"source": server.url("/self")}]}})
            pages["/self"] = json.dumps(itself).encode()
            self.machine.give(itself)
            self.assert_failed(self.machine.stage("fetch"), "refers to itself")

    def test_what_is_only_wrong_after_merging_is_refused(self):
        with Server({"/config": json.dumps(config("3.4.0", storage={"files": [
                {"path": "/own", "user": {"id": 1}}]})).encode()}) as server:
            given = self.parent("merge", {"source": server.url("/config")})
            given["storage"]["files"][0]["user"] = {"name": "root"}
            self.machine.give(given)
            self.assert_failed(self.machine.stage("fetch"), "merging configs resulted in an invalid config")
        self.assertFalse(self.machine.cache.exists())


if __name__ == "__main__":
    harness.main()
