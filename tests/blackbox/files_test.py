#!/usr/bin/env python3
"""The stage "files" through the binary: spec/tests.md §5 to §8 and §11, on a directory that stands for the root."""
import base64
import hashlib
import json
import os
import pathlib
import stat
import subprocess
import unittest

import harness
from harness import config, data_url

ROOT_ONLY = unittest.skipUnless(os.geteuid() == 0, "skipped: needs root")
CONTENTS = b"asdf\nfdsa"


def file(path, source=None, **more):
    return {"path": path, **({"contents": {"source": source}} if source is not None else {}), **more}


def storage(version=harness.NEWEST, **lists):
    return config(version, storage=lists)


class Nodes(harness.Case):
    def path(self, inside):
        return self.machine.root / inside.lstrip("/")

    def put(self, inside, text=""):
        self.path(inside).parent.mkdir(parents=True, exist_ok=True)
        self.path(inside).write_text(text)

    def link(self, inside, target):
        self.path(inside).parent.mkdir(parents=True, exist_ok=True)
        self.path(inside).symlink_to(target)

    def mode(self, inside):
        return stat.S_IMODE(self.path(inside).lstat().st_mode)

    def owner(self, inside):
        found = self.path(inside).lstat()
        return found.st_uid, found.st_gid

    def refused(self, given, *words):
        self.machine.give(given)
        self.assert_good(self.machine.stage("fetch"))
        self.assert_failed(self.machine.stage("files"), *words)

    def test_a_file_from_a_data_url_in_every_version(self):
        for version in harness.VERSIONS:
            with self.subTest(version=version):
                machine = self.new_machine()
                self.provision(storage(version, files=[file("/foo/bar", data_url("example file\n"))]), machine=machine)
                self.assertEqual((machine.root / "foo/bar").read_text(), "example file\n")
                self.assertEqual(stat.S_IMODE((machine.root / "foo/bar").stat().st_mode), 0o644)
                self.assertEqual(stat.S_IMODE((machine.root / "foo").stat().st_mode), 0o755)

    def test_many_files_are_the_same_on_one_processor_and_on_all_of_them(self):
        """A second thread makes files ahead (src/exec/files_ahead.h): nobody sees it, also where one cannot be made."""
        many = [file(f"/many/{number // 20}/{number}", data_url(f"{number}\n" * number), mode=0o600 + number % 0o200)
                for number in range(200)]
        units = [{"name": f"u{number}.service", "enabled": True, "contents": f"[Unit]\nDescription={number}\n",
                  "dropins": [{"name": "x.conf", "contents": "[Unit]\n"}]} for number in range(50)]
        for name, in_the_way in (("nothing in the way", None), ("a file in the way", "/many/7"),
                                 ("a directory in the way", "/etc/systemd/system/u30.service")):
            seen = []
            for processors in ({min(os.sched_getaffinity(0))}, os.sched_getaffinity(0)):
                machine = self.new_machine()
                if in_the_way and in_the_way.startswith("/many"):
                    (machine.root / "many").mkdir()
                    (machine.root / in_the_way[1:]).write_text("here")
                elif in_the_way:
                    (machine.root / in_the_way[1:]).mkdir(parents=True)
                machine.give(config(storage={"files": many}, systemd={"units": units}))
                self.assert_good(machine.stage("fetch"))
                before = os.sched_getaffinity(0)
                os.sched_setaffinity(0, processors)
                done = machine.stage("files")
                os.sched_setaffinity(0, before)
                self.assertEqual(done.returncode, 1 if in_the_way else 0, done.stdout)
                nodes = {str(path.relative_to(machine.root)): (path.lstat().st_mode, path.is_file() and path.read_bytes())
                         for path in machine.root.rglob("*") if path.name not in (".ignition-result.json",
                                                                                   ".ignite-report.json",
                                                                                   ".ignition-unfinished")}
                said = [line.replace(str(machine.directory), "") for line in done.stdout.splitlines() if " op(" in line]
                self.assertGreater(len(said), 50, done.stdout)
                seen.append((said, {path: node for path, node in nodes.items() if node[1] is not False}))
            with self.subTest(name):
                self.assertEqual(*seen)

    def test_files_over_http_with_and_without_hash_headers_and_compression(self):
        def wants_header(request):
            if request.headers.get("X-Auth") != "r8ewap98gfh4d8":
                return request.answer(400)
            return request.answer(200, CONTENTS)

        sha512 = "sha512-" + hashlib.sha512(CONTENTS).hexdigest()
        with harness.Server({"/contents": CONTENTS, "/compressed": harness.gzipped(CONTENTS), "/headers": wants_header,
                             "/empty": b""}) as server:
            files = [file("/plain", server.url("/contents")),
                     {"path": "/hashed", "contents": {"source": server.url("/contents"), "verification": {"hash": sha512}}},
                     {"path": "/gzip", "contents": {"source": server.url("/compressed"), "compression": "gzip",
                                                    "verification": {"hash": sha512}}},
                     {"path": "/headers", "contents": {"source": server.url("/headers"), "httpHeaders": [
                         {"name": "X-Auth", "value": "r8ewap98gfh4d8"}]}},
                     file("/empty", server.url("/empty"))]
            files += [file(f"/many/{number}", server.url("/contents")) for number in range(40)]
            self.provision(storage(files=files))
        for name in ("/plain", "/hashed", "/gzip", "/headers", "/many/0", "/many/39"):
            self.assertEqual(self.path(name).read_bytes(), CONTENTS, name)
        self.assertEqual(self.path("/empty").read_bytes(), b"")

    def test_what_cannot_be_fetched_fails_and_leaves_nothing(self):
        with harness.Server({"/contents": CONTENTS}) as server:
            for contents in ({"source": server.url("/missing")},
                             {"source": server.url("/contents"), "verification": {"hash": "sha256-" + "0" * 64}},
                             {"source": data_url("x"), "verification": {"hash": "sha512-" + "0" * 128}}):
                with self.subTest(contents=contents):
                    self.machine = self.new_machine()
                    self.refused(storage(files=[{"path": "/foo/bar", "contents": contents}]), "/foo/bar")
                    self.assertFalse(self.path("/foo/bar").exists())

    def test_appending_keeps_what_was_there_and_its_owner(self):
        self.put("/foo/bar", "one\n")
        if os.geteuid() == 0:
            os.chown(self.path("/foo/bar"), 500, 500)
        self.provision(storage(files=[file("/foo/bar", append=[{"source": data_url("two\n")}])]))
        self.assertEqual(self.path("/foo/bar").read_text(), "one\ntwo\n")
        if os.geteuid() == 0:
            self.assertEqual(self.owner("/foo/bar"), (500, 500))

    @ROOT_ONLY
    def test_special_bits_survive_the_change_of_owner(self):
        self.provision(storage(files=[file("/a", mode=3565, user={"id": 500}, group={"id": 500}), file("/b", mode=2541),
                                      file("/c", mode=1517, group={"id": 7})]))
        self.assertEqual([self.mode(name) for name in ("/a", "/b", "/c")], [0o6755, 0o4755, 0o2755])
        self.assertEqual(self.owner("/a"), (500, 500))
        self.machine = self.new_machine()
        self.provision(storage("3.5.0", files=[file("/a", mode=3565)]))
        self.assertEqual(self.mode("/a"), 0o755)

    def test_links_directories_and_overwriting(self):
        self.put("/usr/rofile", "vendor")
        self.link("/etc/file", "/usr/rofile")
        self.link("/etc/dangling", "/usr/missing")
        self.put("/foo/bar", "a file")
        self.put("/dir/baz", "kept")
        self.provision(storage(
            directories=[{"path": "/foo/bar", "overwrite": True}, {"path": "/dir", "mode": 0o777}, {"path": "/new/dir"}],
            files=[file("/etc/file", data_url("mine"), overwrite=True), file("/target", data_url("t")),
                   file("/etc/dangling", data_url("d"), overwrite=True), file("/deep/er/file", data_url("x"))],
            links=[{"path": "/soft", "target": "/target"}, {"path": "/quux", "target": "/deep/er/file", "hard": True}]))
        self.assertTrue(self.path("/foo/bar").is_dir())
        self.assertEqual(self.mode("/dir"), 0o777)
        self.assertEqual(self.path("/dir/baz").read_text(), "kept")
        self.assertEqual(self.mode("/new/dir"), 0o755)
        self.assertEqual(self.path("/usr/rofile").read_text(), "vendor")
        self.assertFalse(self.path("/etc/file").is_symlink())
        self.assertFalse(self.path("/usr/missing").exists())
        self.assertEqual(os.readlink(self.path("/soft")), "/target")
        self.assertTrue(self.path("/quux").samefile(self.path("/deep/er/file")))

    def test_what_exists_is_refused_before_anything_is_written(self):
        for prepare, lists in (
                (lambda: self.put("/foo/bar"), {"files": [file("/foo/bar", data_url("x"))]}),
                (lambda: self.put("/foo/bar"), {"directories": [{"path": "/foo/bar"}]}),
                (lambda: self.link("/foo/bar", "/usr/missing"), {"files": [file("/foo/bar", data_url("x"))]}),
                (lambda: self.link("/foo/bar", "/WrongTarget"), {"links": [{"path": "/foo/bar", "target": "/target"}]}),
                (lambda: self.put("/foo/bar/below"), {"links": [{"path": "/foo/bar", "target": "/target"}]}),
                (lambda: self.put("/foo/bar"), {"links": [{"path": "/foo/bar", "target": "/foo/x", "hard": True}]})):
            with self.subTest(lists=lists):
                self.machine = self.new_machine()
                prepare()
                lists = {**lists, "files": [*lists.get("files", []), file("/foo/x", data_url("first"))]}
                self.refused(storage(**lists), "/foo/bar")
                self.assertFalse(self.path("/foo/x").exists())

    def test_two_entries_that_are_one_node_are_refused(self):
        self.link("/foo", "/")
        self.refused(storage(files=[file("/foo/bar/baz"), file("/bar/baz")]), "/foo/bar/baz", "/bar/baz")

    def test_no_link_in_the_root_leads_out_of_it(self):
        outside = self.machine.directory / "outside"
        outside.mkdir()
        self.link("/absolute", str(outside))
        self.link("/up", "../" * 20 + str(outside).lstrip("/"))
        self.link("/nested", "/absolute/deeper")
        self.provision(storage(files=[file(f"{link}/file", data_url("x")) for link in ("/absolute", "/up/a", "/nested")]))
        self.assertEqual(list(outside.iterdir()), [])
        self.assertEqual((self.machine.root / str(outside).lstrip("/") / "file").read_text(), "x")

    def test_a_hard_link_leads_through_the_links_that_are_made_with_it(self):
        self.provision(storage(
            files=[file("/deep/real/target", data_url("x"))],
            links=[{"path": "/hard", "target": "/soft/again/target", "hard": True}, {"path": "/soft", "target": "/deep/dir"},
                   {"path": "/deep/dir/again", "target": "../real"}, {"path": "/other", "target": "/soft", "hard": True}]))
        self.assertTrue(self.path("/hard").samefile(self.path("/deep/real/target")))
        self.assertEqual(os.readlink(self.path("/other")), "/deep/dir")

    def test_what_lies_behind_a_link_is_written_there_though_the_link_makes_room(self):
        self.put("/bar/old", "kept")
        self.link("/foo", "/bar")
        self.link("/etc/file", "/usr/elsewhere")
        self.provision(storage(directories=[{"path": "/foo", "overwrite": True}],
                               files=[file("/foo/baz", data_url("x")), file("/etc/file", data_url("y"), overwrite=True),
                                      file("/etc/file/below", data_url("z"))]))
        self.assertTrue(self.path("/foo").is_dir() and not self.path("/foo").is_symlink())
        self.assertEqual(list(self.path("/foo").iterdir()), [])
        self.assertEqual(self.path("/bar/baz").read_text(), "x")
        self.assertEqual(self.path("/etc/file").read_text(), "y")
        self.assertEqual(self.path("/usr/elsewhere/below").read_text(), "z")

    @ROOT_ONLY
    def test_a_directory_that_hands_down_its_group_does_so(self):
        self.path("/shared").mkdir()
        os.chown(self.path("/shared"), 0, 500)
        self.path("/shared").chmod(0o2775)
        self.provision(storage(directories=[{"path": "/shared/made"}, {"path": "/shared/told", "mode": 0o700}],
                               files=[file("/shared/on/the/way", data_url("x")), file("/shared/a/b", append=[])]))
        for name in ("made", "on", "on/the", "a"):
            self.assertEqual((self.mode(f"/shared/{name}"), self.owner(f"/shared/{name}")), (0o2755, (0, 500)), name)
        self.assertEqual(self.mode("/shared/told"), 0o700)
        self.assertEqual((self.mode("/shared/on/the/way"), self.owner("/shared/on/the/way")), (0o644, (0, 500)))

    def test_units_presets_and_masks(self):
        self.link("/etc/systemd/system/foo.service", "/dev/null")
        unit = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"
        self.provision(config(systemd={"units": [
            {"name": "zoo.service", "enabled": True, "contents": unit},
            {"name": "echo@.service", "contents": unit}, {"name": "echo@bar.service", "enabled": True},
            {"name": "echo@foo.service", "enabled": True},
            {"name": "stock.service", "dropins": [{"name": "x.conf", "contents": "[Service]\nRestart=no\n"}]},
            {"name": "foo.service", "mask": False}, {"name": "bar.service", "mask": True},
            {"name": "off.service", "enabled": False}]}))
        system = "/etc/systemd/system"
        self.assertEqual(self.path(f"{system}/zoo.service").read_text(), unit)
        self.assertEqual(self.path(f"{system}/stock.service.d/x.conf").read_text(), "[Service]\nRestart=no\n")
        self.assertFalse(self.path(f"{system}/stock.service").exists())
        self.assertFalse(self.path(f"{system}/foo.service").is_symlink())
        self.assertEqual(os.readlink(self.path(f"{system}/bar.service")), "/dev/null")
        self.assertEqual(self.path("/etc/systemd/system-preset/20-ignition.preset").read_text(),
                         "enable echo@.service bar foo\nenable zoo.service\n")

    def test_a_unit_that_is_enabled_is_disabled(self):
        unit = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"
        self.put("/usr/lib/systemd/system/on.service", unit)
        self.link("/etc/systemd/system/multi-user.target.wants/on.service", "/usr/lib/systemd/system/on.service")
        self.provision(config(systemd={"units": [{"name": "on.service", "enabled": False}]}))
        self.assertFalse(self.path("/etc/systemd/system/multi-user.target.wants/on.service").is_symlink())
        self.assertEqual(self.path("/etc/systemd/system-preset/20-ignition.preset").read_text(), "disable on.service\n")

    def test_units_of_every_kind_are_judged_as_systemctl_judges_them(self):
        installed = "[Service]\nExecStart=/bin/true\n[Install]\n"
        vendor, local, wants = "/usr/lib/systemd/system", "/etc/systemd/system", "/etc/systemd/system/multi-user.target.wants"
        files = {
            f"{vendor}/disabled.service": installed + "WantedBy=multi-user.target\n",
            f"{vendor}/enabled.service": installed + "WantedBy=multi-user.target\n",
            f"{vendor}/static.service": "[Service]\nExecStart=/bin/true\n",
            f"{vendor}/indirect.service": installed + "Also=disabled.service\n",
            f"{vendor}/cleared.service": installed + "WantedBy=\n",
            f"{vendor}/by-alias.service": installed + "Alias=another.service\n",
            f"{vendor}/by-alias-enabled.service": installed + "Alias=nickname.service\n",
            f"{vendor}/empty.service": "",
            f"{vendor}/masked.service": installed + "WantedBy=multi-user.target\n",
            f"{vendor}/commented.service": "[Service]\nExecStart=/bin/true\n#[Install]\n[X-Other]\nWantedBy=a.target\n",
            f"{vendor}/dropped.service": "[Service]\nExecStart=/bin/true\n",
            f"{local}/dropped.service.d/a.conf": "[Install]\nWantedBy=multi-user.target\n",
            f"{vendor}/reset.service": installed + "WantedBy=multi-user.target\n",
            f"{local}/reset.service.d/a.conf": "[Install]\nWantedBy=\n",
            f"{vendor}/of-a-kind.service": installed + "WantedBy=multi-user.target\n",
            f"{local}/of-.service.d/a.conf": "[Install]\nWantedBy=\n",
            f"{vendor}/over.service": "[Service]\nExecStart=/bin/true\n",
            f"{local}/over.service": installed + "RequiredBy=multi-user.target\n",
            f"{vendor}/wanted-by-vendor.service": installed + "WantedBy=multi-user.target\n",
            f"{vendor}/echo@.service": installed + "WantedBy=multi-user.target\n",
            f"{vendor}/some.socket": "[Socket]\nListenStream=/run/x\n[Install]\nWantedBy=sockets.target\n",
        }
        for path, text in files.items():
            self.put(path, text)
        self.link(f"{wants}/enabled.service", f"{vendor}/enabled.service")
        self.link(f"{local}/nickname.service", f"{vendor}/by-alias-enabled.service")
        self.link(f"{local}/masked.service", "/dev/null")
        self.link(f"{vendor}/sockets.target.wants/wanted-by-vendor.service", "../wanted-by-vendor.service")
        self.link(f"{vendor}/linked.service", "disabled.service")
        self.link(f"{wants}/echo@one.service", f"{vendor}/echo@.service")
        names = sorted({name.rsplit("/", 1)[1] for name in files if not name.endswith(".conf")} | {
            "nickname.service", "linked.service", "nowhere.service", "another.service", "echo@one.service", "echo@two.service"})
        names.remove("echo@.service")

        root = str(self.path("/"))
        wanted = [name for name in names
                  if subprocess.run(["systemctl", "--root", root, "is-enabled", name], check=False,
                                    capture_output=True).returncode == 0]
        self.assertGreater(len(wanted), 8)
        self.provision(config(systemd={"units": [{"name": name, "enabled": False} for name in names]}))
        lines = self.path(f"{local}-preset/20-ignition.preset").read_text().splitlines()
        self.assertEqual(sorted(lines), [f"disable {name}" for name in wanted])

    def test_a_root_that_is_missing_is_made(self):
        for given in (storage(), storage(files=[file("/a/b", data_url("x"))])):
            with self.subTest(given=given):
                self.machine = self.new_machine()
                self.machine.give(given)
                self.assert_good(self.machine.stage("fetch"))
                root = self.machine.directory / "not/here"
                self.assert_good(self.machine.stage("files", root=root))
                self.assertTrue((root / "etc/.ignition-result.json").is_file())
                self.assertEqual((root / "a/b").is_file(), bool(given["storage"]))
                self.assertEqual([stat.S_IMODE(path.stat().st_mode) for path in (root, root.parent)], [0o755, 0o755])
        for root in (self.machine.directory / "config.ign", self.machine.directory / "config.ign/below"):
            self.assert_failed(self.machine.stage("files", root=root), "Not a directory")

    def test_an_etc_that_is_a_link_to_what_is_missing(self):
        self.link("/etc", "/made/etc")
        self.provision(config(systemd={"units": [{"name": "a.service", "enabled": True, "contents": "[Unit]\n"}]}))
        self.assertTrue(self.path("/etc").is_symlink())
        self.assertEqual(self.path("/made/etc/systemd/system-preset/20-ignition.preset").read_text(), "enable a.service\n")
        self.assertEqual(sorted(os.listdir(self.path("/made/etc"))),
                         [".ignite-report.json", ".ignition-result.json", "systemd"])

    def test_the_result_file_nests_the_one_before(self):
        self.provision(config())
        self.provision(config())
        found = json.loads(self.path("/etc/.ignition-result.json").read_text())
        self.assertEqual(self.mode("/etc/.ignition-result.json"), 0o600)
        self.assertEqual(found["previousReport"]["userConfigProvided"], True)
        self.assertEqual(found["provisioningBootID"], pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        self.assertEqual(sorted(os.listdir(self.path("/etc"))), [".ignite-report.json", ".ignition-result.json"])

    def test_the_result_before_is_not_looked_into_on_a_live_image(self):
        tools = self.machine.directory / "tools"
        tools.mkdir()
        self.machine.environment["PATH"] = f"{tools}:{os.environ['PATH']}"
        for live, before, after in ((0, '{"a": 1}', None), (0, "not JSON", None), (1, '{"a": 1}', {"a": 1})):
            with self.subTest(live=live, before=before):
                (tools / "is-live-image").write_text(f"#!/bin/sh\nexit {live}\n")
                (tools / "is-live-image").chmod(0o755)
                self.put("/etc/.ignition-result.json", before)
                self.machine.give(config())
                self.assert_good(self.machine.stage("fetch"))
                done = self.machine.stage("files")
                self.assert_good(done)
                self.assertEqual("has already run" in done.stdout, live != 0)
                self.assertEqual(json.loads(self.path("/etc/.ignition-result.json").read_text()).get("previousReport"), after)
        (tools / "is-live-image").write_text("#!/bin/sh\nexit 1\n")
        self.put("/etc/.ignition-result.json", "not JSON")
        self.assert_failed(self.machine.stage("files"), "is not JSON")

    def test_keys_of_cex_volumes_are_stored_under_their_own_heading(self):
        self.machine.give(storage())
        self.assert_good(self.machine.stage("fetch"))
        state = self.machine.read_state()
        state["luksPersistVolumeKeyFiles"] = {"a.skey": data_url("key"), "a.info": data_url("info")}
        self.machine.state.write_text(json.dumps(state))
        done = self.machine.stage("files")
        self.assert_good(done)
        for name, text in (("a.skey", "key"), ("a.info", "info")):
            path = f"/etc/zkey/repository/{name}"
            self.assertEqual((self.path(path).read_text(), self.mode(path)), (text, 0o600))
            self.assertRegex(done.stdout, rf'files: createCexVolumeKeys: op\(\d\): \[finished\] writing file ".*{name}"')
        self.assertIsNone(self.machine.read_state()["luksPersistVolumeKeyFiles"])

    def test_what_the_platform_wants_written_is_written_and_forgotten(self):
        self.machine.give(storage())
        self.assert_good(self.machine.stage("fetch"))
        state = self.machine.read_state()
        self.assertIsNone(state["providerOutputFiles"])
        state["providerOutputFiles"] = [
            {"path": f"/var/lib/hyperv/.kvp_pool_{number}", "mode": 0o600, "contents": {"source": data_url(text)}}
            for number, text in enumerate(("a secret", "", "x"))]
        state["providerOutputFiles"].append({"path": "/var/no-mode", "contents": {"source": data_url("x")}})
        self.machine.state.write_text(json.dumps(state))
        self.put("/var/lib/hyperv/.kvp_pool_1", "of the image")
        self.assert_good(self.machine.stage("files"))
        for number, text in enumerate(("a secret", "", "x")):
            path = f"/var/lib/hyperv/.kvp_pool_{number}"
            self.assertEqual(self.path(path).read_text(), text)
            self.assertEqual(self.mode(path), 0o600)
        self.assertEqual(self.mode("/var/no-mode"), 0o644)
        self.assertIsNone(self.machine.read_state()["providerOutputFiles"])

    def test_the_platform_s_host_name_is_taken_unless_the_config_has_one(self):
        (self.machine.directory / "runtime/hostname").write_text("of-the-platform\n")
        self.put("/etc/hostname", "of-the-image\n")
        self.provision(storage())
        self.assertEqual(self.path("/etc/hostname").read_text(), "of-the-platform\n")
        self.assertEqual(self.mode("/etc/hostname"), 0o644)
        other = self.new_machine()
        (other.directory / "runtime/hostname").write_text("of-the-platform\n")
        self.provision(storage(files=[file("/etc/hostname", data_url("of-the-config"))]), machine=other)
        self.assertEqual((other.root / "etc/hostname").read_text(), "of-the-config")

    def test_pairs_of_hyper_v_are_carried_from_stage_to_stage(self):
        def pool(text):
            return b"ignition.config".ljust(512, b"\0") + text.encode().ljust(2048, b"\0") if text else b""

        def give(text):
            self.machine.state.parent.mkdir(exist_ok=True)
            self.machine.state.write_text(json.dumps({"providerOutputFiles": [
                {"path": f"/var/lib/hyperv/.kvp_pool_{number}", "mode": 0o600,
                 "contents": {"source": "data:;base64," + base64.b64encode(pool(part)).decode()}}
                for number, part in enumerate((text, "", "", "", ""))]}))

        give(json.dumps(config(ignition={"config": {"merge": [{"source": "http://192.0.2.1/x"}]}})))
        self.assert_good(self.machine.stage("fetch-offline", platform="hyperv"))
        self.assertTrue(self.machine.neednet.exists())
        self.assertFalse(self.machine.cache.exists())
        self.assertEqual(len(self.machine.read_state()["providerOutputFiles"]), 5)
        text = json.dumps(storage(files=[file("/from-pairs", data_url("x"))]))
        give(text)
        self.assert_good(self.machine.stage("fetch", platform="hyperv"))
        self.assert_good(self.machine.stage("files", platform="hyperv"))
        self.assertEqual(self.path("/from-pairs").read_text(), "x")
        self.assertEqual(self.path("/var/lib/hyperv/.kvp_pool_0").read_bytes(), pool(text))
        self.assertEqual(self.path("/var/lib/hyperv/.kvp_pool_4").read_bytes(), b"")


DATABASES = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\n",
    "group": "root:x:0:\nwheel:x:10:\n",
    "shadow": "root:*:19000:0:99999:7:::\n",
    "gshadow": "root:*::\nwheel:!::\n",
    "nsswitch.conf": "passwd: files\ngroup: files\n",
    "login.defs": "UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\nSYS_GID_MIN 101\nSYS_GID_MAX 999\n"
                  "USERGROUPS_ENAB yes\nCREATE_HOME yes\n",
}


@ROOT_ONLY
class Accounts(harness.Case):
    def setUp(self):
        super().setUp()
        self.put_down_databases(self.machine)

    def put_down_databases(self, machine):
        (machine.root / "etc").mkdir(exist_ok=True)
        for name, text in DATABASES.items():
            (machine.root / "etc" / name).write_text(text)
            (machine.root / "etc" / name).chmod(0o640 if "shadow" in name else 0o644)

    def entry(self, database, name):
        for line in (self.machine.root / "etc" / database).read_text().splitlines():
            if line.split(":")[0] == name:
                return line.split(":")
        return None

    def test_users_groups_and_keys(self):
        self.provision(config(passwd={
            "groups": [{"name": "ops", "gid": 1500}, {"name": "sys", "system": True}],
            "users": [{"name": "test", "passwordHash": "$6$salt$hash", "sshAuthorizedKeys": ["ssh-ed25519 AAAA me"]},
                      {"name": "jenkins", "uid": 1020, "groups": ["ops"]}]},
            storage={"files": [file("/home/test/notes", data_url("x"), user={"name": "test"}, group={"name": "ops"})]}))
        self.assertEqual(self.entry("shadow", "test")[1], "$6$salt$hash")
        self.assertEqual(self.entry("shadow", "jenkins")[1], "*")
        self.assertEqual(self.entry("passwd", "jenkins")[2], "1020")
        self.assertEqual(self.entry("group", "ops")[2:], ["1500", "jenkins"])
        self.assertLess(int(self.entry("group", "sys")[2]), 1000)
        keys = self.machine.root / "home/test/.ssh/authorized_keys.d/ignition"
        self.assertEqual(keys.read_text(), "ssh-ed25519 AAAA me\n")
        self.assertEqual((keys.stat().st_uid, keys.stat().st_gid), (1000, int(self.entry("passwd", "test")[3])))
        self.assertEqual(stat.S_IMODE(keys.stat().st_mode), 0o600)
        self.assertEqual((self.machine.root / "home/test/notes").stat().st_gid, 1500)

    def test_a_group_that_is_nowhere_is_told_before_anybody_is_added(self):
        self.machine.give(config(passwd={"groups": [{"name": "ops"}], "users": [
            {"name": "first", "groups": ["ops", "0"]}, {"name": "second", "groups": ["first", "nowhere"]}]}))
        self.assert_good(self.machine.stage("fetch"))
        databases = {name: (self.machine.root / "etc" / name).read_bytes() for name in ("passwd", "group", "shadow")}
        self.assert_failed(self.machine.stage("files"), "user second is to be in group nowhere, which is not in the new root")
        for name, before in databases.items():
            self.assertEqual((self.machine.root / "etc" / name).read_bytes(), before, name)
        self.provision(config(passwd={"groups": [{"name": "ops"}], "users": [{"name": "second"},
                                                                             {"name": "first", "groups": ["ops", "0", "second"]}]}))
        self.assertEqual(self.entry("group", "second")[3], "first")

    def test_an_option_is_no_name(self):
        before = (self.machine.root / "etc/passwd").read_bytes()
        for section, name in (("users", "--help"), ("groups", "-h"), ("users", "--root=/")):
            with self.subTest(name=name):
                self.machine.give(config(passwd={section: [{"name": name}], "users" if section == "groups" else "groups": [
                    {"name": "first"}]}))
                self.assert_good(self.machine.stage("fetch"))
                self.assert_failed(self.machine.stage("files"), f"{name} is no name for a {section[:-1]}")
                self.assertEqual((self.machine.root / "etc/passwd").read_bytes(), before)

    def test_nothing_that_is_said_holds_a_password(self):
        self.machine.give(config(passwd={"users": [{"name": "test", "passwordHash": "$6$top$secret"}]}))
        for stage in ("fetch", "files"):
            done = self.machine.stage(stage)
            self.assert_good(done)
            self.assertNotIn("secret", done.stdout + done.stderr)

    def test_keys_come_with_the_directories_that_the_user_may_make(self):
        self.provision(config(passwd={"users": [{"name": "root", "sshAuthorizedKeys": ["ssh-a AAAA"]}]}))
        self.assertEqual((self.machine.root / "root/.ssh/authorized_keys.d/ignition").read_text(), "ssh-a AAAA\n")
        for name in ("root", "root/.ssh", "root/.ssh/authorized_keys.d"):
            self.assertEqual(stat.S_IMODE((self.machine.root / name).stat().st_mode), 0o700, name)
        self.machine.give(config(passwd={"users": [{"name": "test", "noCreateHome": True, "sshAuthorizedKeys": ["ssh-a AAAA"]}]}))
        self.assert_good(self.machine.stage("fetch"))
        self.assert_failed(self.machine.stage("files"), "home", "Permission denied")

    def test_a_key_file_of_the_user_s_where_the_user_may_make_none(self):
        given = config(passwd={"users": [{"name": "test", "sshAuthorizedKeys": ["ssh-a AAAA"]}]})
        self.provision(given)
        directory = self.machine.root / "home/test/.ssh/authorized_keys.d"
        keys = directory / "ignition"
        keys.write_text("ssh-a BBBB of an earlier run, and longer than the one to come\n")
        keys.chmod(0o644)
        os.chown(directory, 0, 0)
        directory.chmod(0o755)
        self.provision(given)
        self.assertEqual(keys.read_text(), "ssh-a AAAA\n")
        self.assertEqual((stat.S_IMODE(keys.stat().st_mode), keys.stat().st_uid), (0o600, 1000))
        keys.unlink()
        keys.symlink_to("../../notes")
        (self.machine.root / "home/test/notes").write_text("mine")
        os.chown(self.machine.root / "home/test/notes", 1000, 1000)
        self.assert_failed(self.machine.stage("files"), "Permission denied")
        self.assertEqual((self.machine.root / "home/test/notes").read_text(), "mine")

    def test_directories_made_to_mount_on_are_the_user_s_also_where_the_home_is_behind_a_link(self):
        for target in ("var/home", "/var/home"):
            with self.subTest(target=target):
                self.machine = self.new_machine()
                self.put_down_databases(self.machine)
                root = self.machine.root
                (root / "home").symlink_to(target)
                (root / "var/home/test/disk").mkdir(parents=True)
                (root / "var/home/tester").mkdir(parents=True)
                self.machine.give(config(passwd={"users": [{"name": "test", "sshAuthorizedKeys": ["ssh-a AAAA"]}]}))
                self.assert_good(self.machine.stage("fetch"))
                state = self.machine.read_state()
                state["notatedDirectories"] = ["/var/home", "/var/home/test", "/var/home/test/disk", "/var/home/tester"]
                self.machine.state.write_text(json.dumps(state))
                self.assert_good(self.machine.stage("files"))
                found = {name: (path.stat().st_uid, stat.S_IMODE(path.stat().st_mode)) for name in (
                    "", "test", "test/disk", "tester") for path in [root / "var/home" / name]}
                self.assertEqual(found, {"": (0, 0o755), "test": (1000, 0o700), "test/disk": (1000, 0o700),
                                         "tester": (0, 0o755)})

    def test_homes_are_labelled_where_they_are(self):
        tools = self.machine.directory / "tools"
        tools.mkdir()
        (tools / "setfiles").write_text(f"#!/bin/sh\ntr '\\0' '\\n' > {tools}/labelled\n")
        (tools / "setfiles").chmod(0o755)
        self.machine.environment["PATH"] = f"{tools}:{os.environ['PATH']}"
        root = self.machine.root
        contexts = root / "etc/selinux/targeted/contexts/files/file_contexts"
        contexts.parent.mkdir(parents=True)
        contexts.write_text("")
        (root / "etc/selinux/config").write_text("SELINUX=enforcing\nSELINUXTYPE=targeted\n")
        with open(root / "etc/passwd", "a") as passwd:
            for number, name in enumerate(("linked", "absolute", "left", "plain")):
                passwd.write(f"{name}:x:{2000 + number}:10::/home/{name}:/bin/sh\n")
        for place in ("home", "srv/linked", "srv/absolute", "home/left", "home/plain"):
            (root / place).mkdir(parents=True)
        (root / "home/linked").symlink_to("../srv/linked")
        (root / "home/absolute").symlink_to("/srv/absolute")
        self.provision(config(passwd={"users": [{"name": "linked"}, {"name": "absolute"}, {"name": "plain"}, {"name": "new"},
                                                {"name": "left", "noCreateHome": True}]}))
        labelled = (tools / "labelled").read_text().splitlines()
        for place in ("srv/linked", "srv/absolute", "home/plain", "home/new", "etc/passwd"):
            self.assertIn(str(root / place), labelled)
        self.assertNotIn(str(root / "home/left"), labelled)

    def test_the_main_key_file_by_environment(self):
        self.machine.environment["IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT"] = "false"
        self.provision(config(passwd={"users": [{"name": "test", "sshAuthorizedKeys": ["ssh-a AAAA"]}]}))
        self.assertEqual((self.machine.root / "home/test/.ssh/authorized_keys").read_text(), "ssh-a AAAA\n")
        self.machine.environment["IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT"] = "perhaps"
        self.assertNotEqual(self.machine.stage("files").returncode, 0)

    def test_users_that_should_not_exist(self):
        self.provision(config(passwd={"users": [{"name": "jenkins"}]}))
        self.assertIsNotNone(self.entry("passwd", "jenkins"))
        self.provision(config(passwd={"users": [{"name": "jenkins", "shouldExist": False},
                                                {"name": "never", "shouldExist": False}]}))
        for database in ("passwd", "shadow", "group", "gshadow"):
            self.assertIsNone(self.entry(database, "jenkins"), database)

    def test_a_tool_that_is_missing_is_told_before_anything_is_written(self):
        empty = self.machine.directory / "tools"
        empty.mkdir()
        self.machine.environment["PATH"] = str(empty)
        selinux = self.machine.root / "etc/selinux/targeted/contexts/files/file_contexts"
        before = sorted(self.machine.root.rglob("*"))
        for sections, *said in (
                ({"passwd": {"users": [{"name": "test"}, {"name": "root"}], "groups": [{"name": "ops"}]}},
                 "add user test: the program useradd is not here", "change user root: the program usermod is not here",
                 "add group ops: the program groupadd is not here", "files: asked for by the config from "),
                ({"passwd": {"users": [{"name": "root", "shouldExist": False}],
                             "groups": [{"name": "wheel", "shouldExist": False}]}},
                 "the program userdel is not here", "the program groupdel is not here"),
                ({"systemd": {"units": [{"name": "never.service", "enabled": False},
                                        {"name": "off.service", "enabled": False, "contents": "[Service]\n"}]}},
                 "disable unit off.service: the program systemctl is not here", "files: asked for by the config from "),
                ({"systemd": {}}, "the program setfiles is not here")):
            with self.subTest(said=said):
                if "setfiles" in said[0]:
                    selinux.parent.mkdir(parents=True)
                    selinux.write_text("")
                    (self.machine.root / "etc/selinux/config").write_text("SELINUX=enforcing\nSELINUXTYPE=targeted\n")
                    before = sorted(self.machine.root.rglob("*"))
                self.machine.give(config(storage={"files": [file("/new/file", data_url("x"))]}, **sections))
                self.assert_good(self.machine.stage("fetch"))
                self.assert_failed(self.machine.stage("files"), *said)
                self.assertEqual(sorted(self.machine.root.rglob("*")), before)

    def calls(self, given, status=0):
        """What is called, and all that is said, where the tools do nothing but write down how they are called."""
        tools, log = self.machine.directory / "tools", self.machine.directory / "calls"
        tools.mkdir(exist_ok=True)
        for name in ("useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "systemctl"):
            (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >> {log}\nexit {status}\n')
            (tools / name).chmod(0o755)
        self.machine.environment["PATH"] = f"{tools}:{os.environ['PATH']}"
        self.machine.give(given)
        self.assert_good(self.machine.stage("fetch"))
        done = self.machine.stage("files")
        self.assert_good(done)
        return log.read_text().replace(f" --root {self.machine.root}", "").splitlines(), done.stdout

    def test_a_password_is_set_once_more_before_the_next_user_is_looked_at(self):
        called, _ = self.calls(config(passwd={"users": [
            {"name": "first", "passwordHash": "h"}, {"name": "root", "passwordHash": ""}, {"name": "last"}]}))
        self.assertEqual(called, ["useradd --create-home --password h first", "usermod --password h first",
                                  "usermod --password * root", "usermod --password * root",
                                  "useradd --create-home --password * last"])

    def test_what_the_tools_of_accounts_leave_undone_is_told_and_no_failure(self):
        _, said = self.calls(config(passwd={"groups": [{"name": "ops"}], "users": [{"name": "test"}]}))
        self.assertIn("WARNING  : files: user test is not as it was ordered, going on", said)
        self.assertIn("WARNING  : files: group ops is not as it was ordered, going on", said)

    def test_the_tool_is_asked_about_each_of_a_few_units(self):
        given = config(systemd={"units": [{"name": name, "enabled": False} for name in ("z.service", "a@b.service")]})
        asked = ["systemctl is-enabled z.service", "systemctl is-enabled a@b.service"]
        preset = self.machine.root / "etc/systemd/system-preset/20-ignition.preset"
        self.assertEqual(self.calls(given, status=1)[0], asked)
        self.assertFalse(preset.exists())
        (self.machine.directory / "calls").unlink()
        self.assertEqual(self.calls(given)[0], asked + ["systemctl disable a@b.service", "systemctl disable z.service"])
        self.assertEqual(preset.read_text(), "disable a@b.service\ndisable z.service\n")

    def test_a_unit_that_is_surely_not_enabled_takes_no_tool(self):
        self.machine.environment["PATH"] = str(self.machine.directory / "nothing")
        unit = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"
        self.provision(config(systemd={"units": [{"name": "off.service", "enabled": False, "contents": unit},
                                                 {"name": "never.service", "enabled": False}]}))
        on = self.machine.root / "etc/systemd/system/multi-user.target.wants/on.service"
        on.parent.mkdir()
        on.symlink_to("/usr/lib/systemd/system/on.service")
        (self.machine.root / "usr/lib/systemd/system").mkdir(parents=True)
        (self.machine.root / "usr/lib/systemd/system/on.service").write_text(unit)
        self.machine.give(config(systemd={"units": [{"name": "on.service", "enabled": False}]}))
        self.assert_good(self.machine.stage("fetch"))
        self.assert_failed(self.machine.stage("files"), "disable unit on.service: the program systemctl is not here")

    def test_an_unknown_owner_is_refused(self):
        self.machine.give(storage(files=[file("/a", data_url("x"), user={"name": "daemon"})]))
        self.assert_good(self.machine.stage("fetch"))
        self.assert_failed(self.machine.stage("files"), "daemon")
        self.assertFalse((self.machine.root / "a").exists())


if __name__ == "__main__":
    harness.main()
