#!/usr/bin/env python3
"""Config drives: real filesystems on loop devices, alone and raced with a metadata service. Spec platforms.md §2.3,
§2.4, §5.8, §5.15 to §5.25. The links that udev would make are made here, in a /dev and a /run of the test's own."""
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "blackbox"))

import fake
from fake import LABELS, Answer
from harness import IGNITE, Machine

CONFIG = b'{"ignition": {"version": "3.0.0"}, "storage": {"files": [{"path": "/from-drive"}]}}'
FROM_SERVICE = CONFIG.replace(b"drive", b"service")
OPENSTACK = "/openstack/latest/user_data"
ROUTE = f"GET {OPENSTACK}"


class Drives(fake.InNamespace):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="ignite-drives-")
        self.addCleanup(self.scratch.cleanup)
        self.service.forget()
        for link in LABELS.iterdir():
            link.unlink()

    def tearDown(self):
        self.service.close()
        self.assertEqual([line for line in pathlib.Path("/proc/mounts").read_text().splitlines()
                          if "ignition-config" in line], [], "something is still mounted")

    def drive(self, label, files, kind="ext4"):
        """A filesystem on a loop device, which appears when `appear` is called."""
        device = fake.make_drive(self.scratch.name, files, kind)
        self.addCleanup(subprocess.run, ["losetup", "--detach", device], check=False)
        return lambda: (LABELS / label).symlink_to(device)

    def later(self, seconds, deed):
        timer = threading.Timer(seconds, deed)
        timer.start()
        self.addCleanup(timer.join)

    def fetch(self, platform, stage="fetch", limit="3s", command_line="quiet"):
        with tempfile.TemporaryDirectory(prefix=f"ignite-{platform}-") as directory:
            machine = Machine(directory)
            machine.command_line(command_line)
            begun = time.monotonic()
            done = machine.stage(stage, f"--fetch-timeout={limit}", platform=platform)
            done.seconds = time.monotonic() - begun
            done.cache = machine.cache.read_bytes() if machine.cache.exists() else None
            return done

    def said(self, done):
        return f"\nexit code {done.returncode} after {done.seconds:.1f} s\n{done.stdout}{done.stderr}"

    def expect(self, done, what):
        self.assertEqual(done.returncode, 0, self.said(done))
        if what is None:
            self.assertIn("no config provided by the user", done.stdout)
        else:
            self.assertIn(what, done.cache.decode(), self.said(done))

    def expect_error(self, done, *words):
        self.assertEqual(done.returncode, 1, self.said(done))
        self.assertIsNone(done.cache)
        for word in words:
            self.assertIn(word, done.stdout, self.said(done))

    def test_a_platform_that_is_found_out_is_named_for_the_units_that_follow(self):
        environment = pathlib.Path("/run/ignition.env")
        self.addCleanup(environment.unlink)
        environment.write_text("PLATFORM_ID=auto\nOEM_ID=auto\n")
        done = self.fetch("auto", stage="fetch-offline", command_line="ignition.config.url=data:,")
        self.expect(done, None)
        name = done.stdout.split("INFO     : platform ")[1].split(":")[0]
        self.assertEqual(environment.read_text(), f"PLATFORM_ID={name}\nOEM_ID={name}\n")

    # --- drives alone ---

    def test_each_platform_reads_its_file_offline(self):
        for platform, label, file in (
            ("ibmcloud", "cidata", "/user-data"),
            ("ibmcloud", "CIDATA", "/user-data"),
            ("nutanix", "config-2", OPENSTACK),
            ("powervs", "CONFIG-2", OPENSTACK),
            ("kubevirt", "cidata", "/user-data"),
            ("kubevirt", "config-2", OPENSTACK),
            ("proxmoxve", "cidata", "/user-data"),
            ("proxmoxve", "cidata", "/vendor-data"),
        ):
            with self.subTest(platform=platform, label=label):
                self.setUp()
                self.drive(label, {file: CONFIG})()
                self.expect(self.fetch(platform, stage="fetch-offline"), "/from-drive")

    def test_a_drive_that_appears_late_is_awaited(self):
        self.later(1.5, self.drive("config-2", {OPENSTACK: CONFIG}))
        self.expect(self.fetch("nutanix"), "/from-drive")

    def test_a_drive_without_the_file_means_that_nobody_supplied_a_config(self):
        self.drive("config-2", {"/else": b"x"})()
        for platform in ("nutanix", "kubevirt", "powervs"):
            with self.subTest(platform=platform):
                self.expect(self.fetch(platform), None)

    def test_no_drive_at_all_is_no_config_where_drives_are_optional(self):
        done = self.fetch("ibmcloud")
        self.expect(done, None)
        self.assertTrue(29 < done.seconds < 40, done.seconds)

    def test_kubevirt_gives_the_other_drive_its_chance(self):
        self.drive("cidata", {"/meta-data": b"x"})()
        self.drive("config-2", {OPENSTACK: CONFIG})()
        self.expect(self.fetch("kubevirt"), "/from-drive")

    def test_proxmox_passes_over_what_is_not_for_us(self):
        for files, what in (
            ({"/user-data": b"#cloud-config\nx: y\n", "/vendor-data": CONFIG}, "/from-drive"),
            ({"/user-data": b"#cloud-config \r\nx: y\n", "/vendor-data": CONFIG}, "/from-drive"),
            ({"/user-data": b"", "/vendor-data": CONFIG}, "/from-drive"),
            ({"/user-data": CONFIG, "/vendor-data": b"{}"}, "/from-drive"),
            ({"/user-data/directory": b"", "/vendor-data": CONFIG}, "/from-drive"),
            ({"/user-data": b"#cloud-config\n", "/vendor-data": b"#cloud-config\n"}, None),
            ({"/meta-data": b""}, None),
        ):
            with self.subTest(files=files):
                self.setUp()
                self.drive("cidata", files)()
                self.expect(self.fetch("proxmoxve"), what)

    def test_no_link_leads_out_of_the_drive(self):
        secret = pathlib.Path(self.scratch.name) / "secret"
        secret.write_bytes(CONFIG)
        self.drive("config-2", {OPENSTACK: str(secret)})()
        self.expect(self.fetch("nutanix"), None)  # inside the drive it leads nowhere

    def test_a_drive_that_becomes_readable_is_tried_again(self):
        good = self.drive("good", {OPENSTACK: CONFIG})
        self.drive("config-2", {}, kind="garbage")()
        self.later(2, lambda: (LABELS.joinpath("config-2").unlink(), good(),
                               LABELS.joinpath("good").rename(LABELS / "config-2")))
        self.expect(self.fetch("nutanix"), "/from-drive")

    def test_the_kernel_command_line_names_a_drive(self):
        self.drive("IGN", {"/a/config.ign": CONFIG})()
        line = "ignition.config.device=IGN ignition.config.path="
        self.expect(self.fetch("metal", stage="fetch-offline", command_line=line + "/a/config.ign"), "/from-drive")
        for path in ("../../a/config.ign", "/not-there/../a/config.ign", "/a/config.ign/../config.ign"):
            self.expect(self.fetch("metal", command_line=line + path), "/from-drive")

    # --- raced with a service ---

    def listen(self):
        self.service.listen(fake.METADATA, 80)

    def test_openstack_takes_whoever_has_a_config(self):
        def answers(*scripted):
            self.service.script(ROUTE, *scripted)

        drive = {OPENSTACK: CONFIG}
        for name, prepare, what in (
            ("the service alone", lambda: answers(Answer(200, FROM_SERVICE)), "/from-service"),
            ("the drive alone, 404", lambda: (answers(Answer(404)), self.drive("config-2", drive)()), "/from-drive"),
            ("503 for ever, and a drive late",
             lambda: (answers(Answer(503)), self.later(2, self.drive("CONFIG-2", drive))), "/from-drive"),
            ("404 at once, and a drive before the queue settles",
             lambda: (answers(Answer(404)), self.unsettled(3), self.later(2, self.drive("config-2", drive))),
             "/from-drive"),
            ("a drive without the file, and 404", lambda: (answers(Answer(404)), self.drive("config-2", {})()), None),
            ("a drive without the file, and an answer a moment later",
             lambda: (answers(Answer(200, FROM_SERVICE, delay_headers=2)), self.drive("config-2", {})()),
             "/from-service"),
            ("404 and no drive", lambda: answers(Answer(404)), None),
        ):
            with self.subTest(name):
                self.setUp()
                self.listen()
                prepare()
                self.expect(self.fetch("openstack"), what)
                self.service.close()

    def unsettled(self, seconds):
        queue = pathlib.Path("/run/udev/queue")
        queue.parent.mkdir(exist_ok=True)
        queue.touch()
        self.later(seconds, queue.unlink)

    def test_openstack_refused_and_a_drive_without_the_file(self):
        self.drive("config-2", {})()
        self.expect(self.fetch("openstack"), None)

    def test_openstack_without_anybody_names_what_was_awaited(self):
        self.expect_error(self.fetch("openstack"), "config-2", "refused")

    def test_openstack_offline_asks_for_the_network_and_touches_no_drive(self):
        self.drive("config-2", {OPENSTACK: CONFIG})()
        done = self.fetch("openstack", stage="fetch-offline")
        self.assertEqual(done.returncode, 0, self.said(done))
        self.assertIsNone(done.cache)

    # --- CloudStack's router ---

    def lease(self, name, text):
        path = pathlib.Path("/run/systemd/netif/leases") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.addCleanup(path.unlink)

    def test_cloudstack_asks_the_dhcp_server(self):
        for leases in (
            {"2": f"SERVER_ADDRESS={fake.METADATA}\nROUTER=192.0.2.1\n"},
            {"2": f"SERVER_ADDRESS={fake.METADATA}\r\n"},
            {"2": "ROUTER=192.0.2.1\n", "3": f"SERVER_ADDRESS={fake.METADATA}\n"},
        ):
            with self.subTest(leases=leases):
                self.setUp()
                self.listen()
                self.service.script("GET /latest/user-data", Answer(200, FROM_SERVICE))
                for name, text in leases.items():
                    self.lease(name, text)
                self.expect(self.fetch("cloudstack"), "/from-service")
                self.service.close()
                self.doCleanups()

    def test_cloudstack_waits_for_a_lease_and_takes_the_drive_meanwhile(self):
        self.listen()
        self.service.script("GET /latest/user-data", Answer(200, FROM_SERVICE))
        self.later(2, lambda: self.lease("5", f"SERVER_ADDRESS={fake.METADATA}\n"))
        self.expect(self.fetch("cloudstack"), "/from-service")
        self.service.script("GET /latest/user-data", Answer(404))
        self.drive("config-2", {"/cloudstack/userdata/user_data.txt": CONFIG})()
        self.expect(self.fetch("cloudstack"), "/from-drive")


if __name__ == "__main__":
    if not IGNITE:
        sys.exit("IGNITE must name the binary to test")
    unittest.main(verbosity=2)
