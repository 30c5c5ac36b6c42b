#!/usr/bin/env python3
"""Configs and roots that mean harm, or are merely odd: nothing is ever written outside the root, nothing hangs, and
what cannot be done is told clearly."""
import contextlib
import os
import pathlib
import shutil
import stat
import subprocess
import unittest

import harness
from harness import Server, config, data_url

REPORT = ".ignite-report.json"
RESULT = ".ignition-result.json"
PRESET = "etc/systemd/system-preset/20-ignition.preset"


def file(path, text="ours", **more):
    return {"path": path, "contents": {"source": data_url(text)}, **more}


def storage(**lists):
    return config(storage=lists)


class Hostile(harness.Case):
    """Beside the root lies a directory that is nobody's business. It must stay as it is."""

    def setUp(self):
        super().setUp()
        self.begin()

    def begin(self):
        self.machine = self.new_machine()
        self.root = self.machine.root
        self.outside = self.machine.directory / "outside"
        self.outside.mkdir()
        (self.outside / "file").write_text("theirs")
        (self.outside / "directory").mkdir()
        self.addCleanup(self.assert_outside_is_untouched, self.outside)

    def assert_outside_is_untouched(self, outside):
        if outside.exists():
            found = sorted(str(path.relative_to(outside)) for path in outside.rglob("*"))
            self.assertEqual(found, ["directory", "file"])
            self.assertEqual((outside / "file").read_text(), "theirs")

    def put(self, inside, text=""):
        (self.root / inside).parent.mkdir(parents=True, exist_ok=True)
        (self.root / inside).write_text(text)

    def link(self, inside, target):
        (self.root / inside).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, self.root / inside)

    def files(self, given):
        self.machine.give(given)
        self.assert_good(self.machine.stage("fetch"))
        done = self.machine.stage("files")
        self.assert_outside_is_untouched(self.outside)
        return done

    def refused(self, given, *words):
        self.assert_failed(self.files(given), *words)

    def test_dots_end_at_the_root(self):
        # Paths with dots are refused by the rules; targets of links are not.
        for path in ("/../../outside/x", "/a/../b", "/a/./b", "/.."):
            self.machine.give(storage(files=[file(path)]))
            self.assert_failed(self.machine.stage("fetch"), "not in its simplest form")
        self.assert_good(self.files(storage(
            files=[file("/outside/x")], links=[{"path": "/h", "target": "/../../outside/x", "hard": True},
                                               {"path": "/s", "target": "../../outside/x"}])))
        self.assertEqual((self.root / "outside/x").read_text(), "ours")
        self.assertTrue((self.root / "h").samefile(self.root / "outside/x"))
        self.assertEqual(os.readlink(self.root / "s"), "../../outside/x")

    def test_links_that_lead_out_lead_in(self):
        up = "../" * 30
        links = {"absolute": str(self.outside), "relative": up + str(self.outside).lstrip("/"), "twice": "/absolute/x",
                 "magic": "/proc/self/root" + str(self.outside), "slow": "relative/../relative"}
        for name, target in links.items():
            self.link(name, target)
        given = storage(
            directories=[{"path": f"/{name}/directory/made-{name}", "mode": 0o777} for name in links],
            files=[file(f"/{name}/new-{name}") for name in links] +
                  [file(f"/{name}/file-{name}", overwrite=True) for name in links],
            links=[{"path": f"/{name}/link-{name}", "target": "/x", "overwrite": True} for name in links])
        self.assert_good(self.files(given))
        self.assertEqual((self.root / str(self.outside).lstrip("/") / "new-absolute").read_text(), "ours")

    def test_what_is_overwritten_is_the_link_and_not_what_it_points_to(self):
        self.link("f", str(self.outside / "file"))
        self.link("d", str(self.outside / "directory"))
        self.assert_good(self.files(storage(files=[file("/f", overwrite=True)],
                                            directories=[{"path": "/d", "mode": 0o700, "overwrite": True}])))
        self.assertTrue((self.root / "f").is_file() and not (self.root / "f").is_symlink())
        self.assertTrue((self.root / "d").is_dir() and not (self.root / "d").is_symlink())

    def test_a_tree_that_is_removed_is_not_left_through_a_link(self):
        self.link("d/e/out", str(self.outside))
        self.assert_good(self.files(storage(directories=[{"path": "/d", "overwrite": True}])))
        self.assertEqual(list((self.root / "d").iterdir()), [])

    def test_link_loops_are_told(self):
        self.link("a", "/b")
        self.link("b", "/a")
        self.refused(storage(files=[file("/first"), file("/a/x")]), "/a", "Too many levels of symbolic links")
        self.assertFalse((self.root / "first").exists())

    @unittest.skipUnless(os.geteuid() == 0, "skipped: needs root")
    def test_devices_and_fifos_are_neither_waited_for_nor_written_to(self):
        def fifo(path):
            os.mkfifo(path)

        def device(path):
            os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))

        unit = {"name": "a.service", "enabled": True, "contents": "[Service]\n[Install]\nWantedBy=a\n"}
        append = {"path": "/x", "append": [{"source": "data:,x"}]}
        for make in (fifo, device):
            for path, given, words in (
                    ("x", storage(files=[file("/x")]), ("/x is neither file",)),
                    ("x", storage(files=[append]), ("/x is neither file",)),
                    ("x", storage(directories=[{"path": "/x"}]), ("/x is neither file",)),
                    ("x", storage(files=[file("/x/y")]), ("/x", "Not a directory")),
                    (PRESET, config(systemd={"units": [unit]}), (PRESET, "neither file")),
                    ("etc/.ignition-unfinished", storage(files=[file("/y")]), (".ignition-unfinished",
                                                                               "not a regular file"))):
                with self.subTest(make=make.__name__, path=path, given=given):
                    self.begin()
                    self.put(f"{path}.beside")
                    make(self.root / path)
                    self.refused(given, *words)
                    self.assertFalse(stat.S_ISREG((self.root / path).lstat().st_mode))
            for path, given in (("x", storage(files=[{**file("/x"), "overwrite": True}])),
                                ("etc/systemd/system/a.service", config(systemd={"units": [unit]})),
                                ("etc/" + RESULT, config())):
                with self.subTest(make=make.__name__, replaced=path):
                    self.begin()
                    self.put(f"{path}.beside")
                    make(self.root / path)
                    self.assert_good(self.files(given))
                    self.assertTrue(stat.S_ISREG((self.root / path).lstat().st_mode))

    def test_a_directory_that_is_swapped_for_a_link_while_its_file_is_on_the_way(self):
        def page(handler):
            os.rename(self.root / "d", self.root / "old")
            os.symlink(self.outside, self.root / "d")
            handler.answer(200, b"ours")

        (self.root / "d").mkdir()
        with Server({"/page": page}) as server:
            given = storage(files=[{"path": "/d/new", "contents": {"source": server.url("/page")}}, file("/d/file-2")])
            self.refused(given, "/d")

    def test_names_of_every_length_and_byte(self):
        name = "n" * 255
        self.link("odd", b"/to-\xff\xfe")
        self.assert_good(self.files(storage(
            files=[file("/" + name), file("/odd/f"), file("/tab\there\nand\u00e9"), file("/" + "x/" * 60 + "deep")],
            directories=[{"path": "/" + "d" * 255}], links=[{"path": "/l", "target": "t" * 4000}])))
        self.assertEqual((self.root / name).read_text(), "ours")
        self.assertEqual(pathlib.Path(os.fsdecode(os.fsencode(self.root) + b"/to-\xff\xfe/f")).read_text(), "ours")
        self.assertEqual((self.root / "tab\there\nand\u00e9").read_text(), "ours")

    def test_no_name_begins_a_line_of_the_log(self):
        names = ["/a\nCRITICAL : Ignition failed: not so", "/b\r\x1b[31m\x7f"]
        done = self.files(storage(files=[file(name) for name in names],
                                  links=[{"path": "/l", "target": "x\nEMERGENCY: y"}]))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(sorted(os.listdir(self.root))[:2], [name[1:] for name in names])
        for line in done.stdout.splitlines():
            self.assertRegex(line, r"^(INFO|DEBUG) +: ")
        self.assertIn(r'/a\nCRITICAL : Ignition failed: not so"', done.stdout)
        self.assertFalse(set(done.stdout) & set("\r\x1b\x7f"))
        (self.root / "d").mkdir()
        (self.root / "d/c\r\x1b[2J").mkdir()
        done = self.files(storage(files=[file("/d/c\r\x1b[2J")]))
        self.assert_failed(done, r"/d/c\x0d\x1b[2J is a directory")
        self.assertFalse(set(done.stdout + done.stderr) & set("\r\x1b\x7f"))

    def test_a_name_that_is_too_long_is_told_before_anything_is_written(self):
        self.refused(storage(files=[file("/first"), file("/" + "n" * 256)]), "File name too long")
        self.assertFalse((self.root / "first").exists())

    def test_a_config_that_is_not_utf_8(self):
        self.machine.give(b'{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/a\xff"}]}}')
        done = self.machine.stage("fetch")
        if done.returncode == 0:
            self.assert_good(self.machine.stage("files"))
            self.assertEqual([path.name for path in self.root.iterdir() if path.name != "etc"], ["a\ufffd"])
        else:
            self.assert_failed(done, "UTF-8")

    def test_a_hundred_thousand_files(self):
        count = int(os.environ.get("IGNITE_MANY", "100000"))  # fewer where each takes ten times as long
        many = [{"path": f"/srv/{number // 1000}/{number}", "contents": {"source": f"data:,{number}"}}
                for number in range(count)]
        self.assert_good(self.files(storage(files=many)))
        self.assertEqual(sum(len(names) for _, _, names in os.walk(self.root / "srv")), count)
        last = count - 1
        self.assertEqual((self.root / f"srv/{last // 1000}/{last}").read_text(), str(last))

    @contextlib.contextmanager
    def mounted(self, *options):
        subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", self.root], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", self.root], check=True)

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("mount"), "skipped: needs root")
    def test_a_filesystem_that_is_full_in_the_middle(self):
        given = storage(files=[file(f"/f{number}", "x" * 100_000) for number in range(20)],
                        directories=[{"path": "/d"}], links=[{"path": "/l", "target": "/d"}])
        with self.mounted("size=1m"):
            self.refused(given, "write file /f", "No space left on device")
            self.assertEqual({path.stat().st_size for path in self.root.glob("f*")}, {100_000})
            subprocess.run(["mount", "-o", "remount,size=10m", self.root], check=True)
            self.machine.cache.unlink()
            self.assert_good(self.files(given))
            self.assertEqual(len(list(self.root.glob("f*"))), 20)
            self.assertEqual(sorted(os.listdir(self.root / "etc")), [REPORT, RESULT])

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("mount"), "skipped: needs root")
    def test_a_root_that_is_read_only(self):
        with self.mounted("ro"):
            self.refused(storage(files=[file("/f")]), "Read-only file system")
            self.assertEqual(list(self.root.iterdir()), [])


if __name__ == "__main__":
    harness.main()
