#!/usr/bin/env python3
"""`ignite metadata` against a fake of every platform that tells something: one row each, and the environment file that
has to come of it in metadata/NAME.env. Spec platforms.md §6. With the word "golden" the files are written anew."""
import base64
import ctypes
import dataclasses
import json
import os
import pathlib
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "blackbox"))

import fake
from fake import LABELS, Answer
from harness import IGNITE

CLONE_NEWUTS = 0x4000000
GOLDEN = pathlib.Path(__file__).parent / "metadata"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDw0zX7dJ7Zf0gqv2m8XcYtq9mB1O5xKfS4r0dQzUu1P user@host"
OTHER = KEY.replace("user@host", "other")
TOKEN = {"PUT /latest/api/token": Answer(body=b"SECRETTOKEN\n")}
WIRE = f"http://{fake.WIRE}"
GOAL_STATE = f"""<?xml version="1.0" encoding="utf-8"?><GoalState><Version>2012-11-30</Version>
<Incarnation>7</Incarnation><Container><ContainerId>container-1</ContainerId><RoleInstanceList><RoleInstance>
<InstanceId>role.instance</InstanceId><Configuration>
<SharedConfig>{WIRE}/machine/config?comp=config&amp;type=sharedConfig</SharedConfig></Configuration></RoleInstance>
</RoleInstanceList></Container></GoalState>""".encode()
VERSIONS = "<Versions><Supported><Version>2012-11-30</Version></Supported></Versions>"
CERTIFICATES = f"""<Certificates>{WIRE}/machine/certificates?comp=certificates&amp;incarnation=7</Certificates>
</Configuration>""".encode()
SHARED_CONFIG = b"""<?xml version="1.0" encoding="utf-8"?><SharedConfig><Incarnation instance="role.instance"/><Instances>
<Instance id="other" address="10.0.0.9"/>
<Instance id="role.instance" address="10.0.0.4"><InputEndpoints>
<Endpoint name="ssh" address="10.0.0.4:22" loadBalancedPublicAddress="203.0.113.7:22"/></InputEndpoints></Instance>
</Instances></SharedConfig>"""


@dataclasses.dataclass
class Row:
    routes: dict = dataclasses.field(default_factory=dict)   # path: text, dict, list or Answer
    needs: dict = dataclasses.field(default_factory=dict)    # headers of each question
    drive: tuple = ()              # label and files
    base: str = ""                 # in front of the paths
    hostname: str = ""
    keys: tuple = ()
    lease: str = ""


def tree(base, **values):
    return {base + name.replace("__", "/").replace("_", "-"): value for name, value in values.items()}


META_DATA_JSON = {"uuid": "0b5f4a4e-1c0d", "hostname": "name.novalocal", "public_keys": {"mine": KEY + "\n"}}
NETWORK_CONFIG = b"""version: 1
config:
    - type: physical
      name: eth0
      subnets:
      - type: static
        address: '192.0.2.10/24'
        gateway: '192.0.2.1'
      - type: static
        address: "2001:db8::10/64"
"""
CLOUDSTACK = {"availability-zone": "zone-1", "cloud-identifier": "cloud", "instance-id": "i-1",
              "local-hostname": "vm", "service-offering": "small", "vm-id": "77"}
EC2_STYLE = {"/latest/meta-data/hostname": "name.novalocal", "/latest/meta-data/instance-id": "i-000001",
             "/latest/meta-data/instance-type": "m1.small", "/latest/meta-data/local-ipv4": "10.0.0.4",
             "/latest/meta-data/public-ipv4": "203.0.113.4", "/latest/meta-data/public-keys": "0=mine\n",
             "/latest/meta-data/public-keys/0/openssh-key": KEY,
             "/openstack/2012-08-10/meta_data.json": {"uuid": "0b5f4a4e-1c0d"}}
OPENSTACK_DRIVE = ("config-2", {
    "/openstack/latest/meta_data.json": json.dumps(META_DATA_JSON).encode(),
    "/ec2/latest/meta-data.json": json.dumps({"instance-id": "i-000001", "instance-type": "m1.small",
                                              "local-ipv4": "10.0.0.4", "public-ipv4": "203.0.113.4"}).encode()})
ROUTER = {f"/latest/meta-data/{name}": value for name, value in CLOUDSTACK.items()} | {
    "/latest/meta-data/public-hostname": "203-0-113-8.example", "/latest/meta-data/public-ipv4": "203.0.113.8",
    "/latest/meta-data/local-ipv4": "10.1.1.8", "/latest/meta-data/public-keys": f"\n{KEY}\n"}
CLOUDSTACK_DRIVE = ("config-2", {f"/cloudstack/metadata/{name.replace('-', '_')}.txt": value.encode()
                                 for name, value in CLOUDSTACK.items()}
                    | {"/cloudstack/metadata/public_keys.txt": KEY.encode()})
LEASE = f"SERVER_ADDRESS={fake.METADATA}\n"

ROWS = {
    "akamai": Row({"/v1/instance": {"id": 12345, "host_uuid": "3a3d", "label": "web \"1\"", "region": "us-ord",
                                    "type": "g6-standard-1", "tags": ["a", "b c"]},
                   "/v1/network": {"ipv4": {"public": ["203.0.113.1/32", "203.0.113.2/32"], "private": [],
                                            "shared": ["192.0.2.1/32"]},
                                   "ipv6": {"slaac": "2001:db8::1/128", "link_local": "fe80::1/128",
                                            "ranges": ["2001:db8:1::/64"], "shared_ranges": []}},
                   "/v1/ssh-keys": {"users": {"root": [KEY], "core": [OTHER]}},
                   "PUT /v1/token": Answer(body=b"token")},
                  needs={"Metadata-Token": "token", "Accept": "application/json"}, keys=(KEY, OTHER)),
    "aliyun": Row(tree("/latest/meta-data/", eipv4="203.0.113.1", hostname="iz2.example", image_id="img",
                       instance_id="i-2ze", instance__instance_type="ecs.t5", private_ipv4="10.0.0.1",
                       region_id="cn-beijing", vpc_id="vpc-1", zone_id="cn-beijing-a", public_keys="0/\n1/")
                  | {"/latest/meta-data/public-keys/0/openssh-key": KEY,
                     "/latest/meta-data/public-keys/1/openssh-key": OTHER},
                  hostname="iz2.example", keys=(KEY, OTHER)),
    "aws": Row({f"/2021-01-03/meta-data/{name}": value for name, value in {
                "instance-id": "i-01", "instance-type": "t3.micro", "local-ipv4": "10.0.0.1",
                "placement/availability-zone": "eu-west-1a", "placement/availability-zone-id": "euw1-az1",
                "hostname": "ip-10-0-0-1.example", "public-keys": "0=mine\n1=other",
                "public-keys/0/openssh-key": KEY, "public-keys/1/openssh-key": OTHER}.items()}
               | {"/2021-01-03/dynamic/instance-identity/document": {"region": "eu-west-1", "accountId": "1"}} | TOKEN,
               needs={"X-aws-ec2-metadata-token": "SECRETTOKEN"}, keys=(KEY, OTHER)),
    "azure": Row({"/metadata/instance/compute/vmSize?api-version=2017-08-01&format=text": "Standard_B1s",
                  "/metadata/instance/compute/name?api-version=2017-08-01&format=text": "vm-1",
                  "/metadata/instance/compute/publicKeys?api-version=2021-02-01": [
                      {"keyData": KEY[:40] + "\r\n" + KEY[40:] + "\r\n", "path": "/home/u/.ssh/authorized_keys"}],
                  "/?comp=versions": VERSIONS,
                  "/machine/?comp=goalstate": GOAL_STATE.decode(),
                  "/machine/config?comp=config&type=sharedConfig": SHARED_CONFIG.decode()},
                 hostname="vm-1", keys=(KEY,)),
    "azurestack": Row({"/Microsoft.Compute/identity?api-version=2019-03-11": Answer(
                           body=b'{"vmName": "stack-1"}', needs={"Metadata": "true"}, otherwise=Answer(403)),
                       "/?comp=versions": VERSIONS, "/machine/?comp=goalstate": GOAL_STATE.decode()}, hostname="stack-1"),
    "brightbox": Row(EC2_STYLE, hostname="name.novalocal", keys=(KEY,)),
    "cloudstack": Row(drive=CLOUDSTACK_DRIVE, keys=(KEY,)),
    "cloudstack-configdrive": Row(drive=CLOUDSTACK_DRIVE, keys=(KEY,)),
    "cloudstack-metadata": Row(ROUTER, lease=LEASE, keys=(KEY,)),
    "digitalocean": Row({"/metadata/v1.json": {
        "hostname": "drop.example", "region": "nyc3", "public_keys": [KEY, OTHER], "interfaces": {
            "public": [{"ipv4": {"ip_address": "203.0.113.5"}, "ipv6": {"ip_address": "2001:db8::5"},
                        "anchor_ipv4": {"ip_address": "10.17.0.5"}}],
            "private": [{"ipv4": {"ip_address": "10.132.0.5"}}, {"ipv4": {"ip_address": "10.133.0.5"}}]}}},
        hostname="drop.example", keys=(KEY, OTHER)),
    "exoscale": Row({f"/1.0/meta-data/{name}": value for name, value in CLOUDSTACK.items()} | {
        "/1.0/meta-data/public-hostname": "vm", "/1.0/meta-data/public-ipv4": "203.0.113.6",
        "/1.0/meta-data/local-ipv4": "203.0.113.6", "/1.0/meta-data/public-keys": KEY}, hostname="vm", keys=(KEY,)),
    "gcp": Row({f"/computeMetadata/v1/{name}": value for name, value in {
                "instance/hostname": "vm.c.project.internal", "instance/machine-type": "projects/1/machineTypes/e2-micro",
                "instance/network-interfaces/0/ip": "10.128.0.2",
                "instance/network-interfaces/0/access-configs/0/external-ip": "203.0.113.9",
                "instance/attributes/ssh-keys": f"core:{KEY}\nno user here\n",
                "project/attributes/ssh-keys": f"admin:{OTHER}"}.items()},
               needs={"Metadata-Flavor": "Google"}, keys=(KEY, OTHER)),
    "hetzner": Row({"/hetzner/v1/metadata": """availability-zone: fsn1-dc14
hostname: debian-2gb
instance-id: 31415926
network-config:
  config:
  - mac_address: 96:00:00:00:00:01
    name: eth0
    subnets:
    - ipv4: true
      type: dhcp
    - address: 2001:db8:c17::1/64
      gateway: fe80::1
      ipv6: true
      type: static
    type: physical
  version: 1
public-ipv4: 203.0.113.10
region: eu-central
""", "/hetzner/v1/metadata/private-networks": "- ip: 10.0.0.2\n  alias_ips: []\n  network_id: 1\n- ip: 10.9.0.2\n",
                    "/hetzner/v1/metadata/public-keys": [KEY]}, hostname="debian-2gb", keys=(KEY,)),
    "ibmcloud": Row(drive=("cidata", {
        "/meta-data": b"instance-id: 0717_a\nlocal-hostname: 'ibm-vm'\n",
        "/vendor-data": f"""Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/cloud-config\n
ssh_authorized_keys:\n - "{KEY}"\n - not a key\n--x--\n""".encode()}), hostname="ibm-vm", keys=(KEY,)),
    "ibmcloud-classic": Row(drive=OPENSTACK_DRIVE, keys=(KEY,)),
    "kubevirt": Row(drive=("cidata", {"/meta-data": f"instance-id: kv-1\nlocal-hostname: kube\ninstance-type: u1.small\npublic-keys:\n- {KEY}\n".encode(),
                                      "/network-config": b"""version: 2
ethernets:
  eth0:
    addresses:
    - 10.244.0.5/24
    - 2001:db8:244::5/64
    - 10.244.0.6/24
"""}), hostname="kube", keys=(KEY,)),
    "openstack": Row(drive=OPENSTACK_DRIVE, hostname="name.novalocal", keys=(KEY,)),
    "openstack-metadata": Row(EC2_STYLE, hostname="name.novalocal", keys=(KEY,)),
    "oraclecloud": Row({"/opc/v2/instance": {
        "availabilityDomain": "xYz:EU-FRANKFURT-1-AD-1", "compartmentId": "ocid1.tenancy", "faultDomain": "FAULT-DOMAIN-2",
        "hostname": "oci-1", "id": "ocid1.instance", "shape": "VM.Standard", "canonicalRegionName": "eu-frankfurt-1",
        "metadata": {"ssh_authorized_keys": f"{KEY}\n\n{OTHER}\n"}}},
        needs={"Authorization": "Bearer Oracle"}, hostname="oci-1", keys=(KEY, OTHER)),
    "packet": Row({"/metadata": {
        "hostname": "metal-1", "plan": "c3.small", "phone_home_url": "http://192.0.2.1/phone-home", "ssh_keys": [KEY],
        "network": {"addresses": [
            {"address_family": 4, "public": True, "address": "203.0.113.11", "gateway": "203.0.113.10"},
            {"address_family": 6, "public": True, "address": "2001:db8::b", "gateway": "2001:db8::a"},
            {"address_family": 4, "public": False, "address": "10.99.0.3", "gateway": "10.99.0.2"},
            {"address_family": 4, "public": True, "address": "203.0.113.13", "gateway": "203.0.113.12"}]}}},
        needs={"Accept": "*/*"}, hostname="metal-1", keys=(KEY,)),
    "powervs": Row(drive=OPENSTACK_DRIVE, keys=(KEY,)),
    "proxmoxve": Row(drive=("cidata", {"/meta-data": b"instance-id: 5c4f\n", "/network-config": NETWORK_CONFIG,
                                       "/user-data": f"""#cloud-config
hostname: pve-vm
ssh_authorized_keys:
  - {KEY}
""".encode()}), hostname="pve-vm", keys=(KEY,)),
    "scaleway": Row({"/conf?format=json": {
        "hostname": "scw-1", "id": "11111111-1111", "commercial_type": "DEV1-S", "location": {"zone_id": "par1"},
        "private_ip": "10.64.0.3", "public_ip": {"address": "203.0.113.14"}, "ipv6": None,
        "ssh_public_keys": [{"key": KEY, "fingerprint": "x"}]}}, hostname="scw-1", keys=(KEY,)),
    "upcloud": Row({"/metadata/v1/hostname": "up-1", "/metadata/v1/instance_id": "00c0", "/metadata/v1/region": "fi-hel1",
                    "/metadata/v1/public_keys": f"{KEY}\n{OTHER}"}, hostname="up-1", keys=(KEY, OTHER)),
    "vagrant-virtualbox": Row(),
    "vultr": Row({"/v1/hostname": "vultr.guest", "/v1/instanceid": "42", "/v1/region/regioncode": "EWR",
                  "/v1/public-keys": KEY}, hostname="vultr.guest", keys=(KEY,)),
}


def answer_of(what, needs):
    if isinstance(what, Answer):
        return what
    body = what if isinstance(what, str) else json.dumps(what)
    return Answer(200, body.encode(), needs=needs, otherwise=Answer(403))


class Metadata(fake.InNamespace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What Vagrant's boxes tell of themselves.
        if ctypes.CDLL(None).unshare(CLONE_NEWUTS) != 0:
            raise OSError("unshare: a host name of one's own needs root")
        socket.sethostname("vagrant-box")
        fake.ip("link", "add", "eth1", "type", "veth", "peer", "host1")
        for end in ("eth1", "host1"):
            fake.ip("link", "set", end, "up")
        fake.ip("address", "add", "172.28.128.3/24", "dev", "eth1")
        cls.tls = fake.become([fake.PACKET], cls.place)
        cls.home = pathlib.Path(cls.place) / "home"
        pathlib.Path(cls.place).chmod(0o755)
        passwd = pathlib.Path("/etc/passwd").read_bytes()
        fake.bind_over("/etc/passwd", passwd + f"ignite-u:x:4711:4711::{cls.home}:/bin/sh\n".encode())
        pathlib.Path("/etc/passwd").chmod(0o644)
        for address in (fake.METADATA, fake.SCALEWAY, fake.ALIYUN, fake.WIRE):
            cls.service.listen(address, 80)
        cls.service.listen(fake.METADATA, 443, context=cls.tls)

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="ignite-metadata-")
        self.addCleanup(self.scratch.cleanup)
        self.out = pathlib.Path(self.scratch.name) / "out"
        self.service.forget()
        for link in LABELS.iterdir():
            link.unlink()
        self.home.mkdir(exist_ok=True)
        os.chown(self.home, 4711, 4711)

    def prepare(self, row):
        self.service.forget()
        for path, what in row.routes.items():
            wire = path.startswith("/machine") or path.startswith("/?comp")
            needs = {"x-ms-version": "2012-11-30"} if wire else row.needs
            self.service.script(path if " " in path else f"GET {path}", answer_of(what, needs))
        leases = pathlib.Path("/run/systemd/netif/leases")
        leases.mkdir(parents=True, exist_ok=True)
        (leases / "2").write_text(row.lease)
        for link in LABELS.iterdir():
            link.unlink()
        if row.drive:
            label, files = row.drive
            drives = pathlib.Path(self.scratch.name) / "drives"
            drives.mkdir(exist_ok=True)
            device = fake.make_drive(drives, files)
            self.addCleanup(subprocess.run, ["losetup", "--detach", device], check=False)
            (LABELS / label).symlink_to(device)

    def run_it(self, *words, command_line=None):
        environment = dict(os.environ)
        if command_line is not None:
            path = pathlib.Path(self.scratch.name) / "cmdline"
            path.write_text(command_line)
            environment["IGNITION_KERNEL_CMDLINE_PATH"] = str(path)
        return subprocess.run([IGNITE, "metadata", *words, "--log-to-stdout"], stdin=subprocess.DEVNULL, env=environment,
                              capture_output=True, text=True, timeout=100, check=False)

    def good(self, *words, **how):
        done = self.run_it(*words, **how)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done

    def keys_of_user(self, name="afterburn"):
        path = self.home / ".ssh/authorized_keys.d" / name
        return path.read_text() if path.exists() else None

    def test_every_platform_that_tells_something_has_a_row(self):
        usage = subprocess.run([IGNITE, "metadata", "-help"], capture_output=True, text=True, check=True).stdout
        names = usage.split("which platform to ask, one of: ")[1].split("\n")[0].split()
        self.assertEqual(sorted(names), sorted(ROWS))
        self.assertEqual(sorted(path.stem for path in GOLDEN.glob("*.env")), sorted(ROWS))

    def test_each_platform_s_facts_keys_and_host_name(self):
        for name, row in ROWS.items():
            with self.subTest(platform=name):
                self.prepare(row)
                self.good(f"--provider={name}", f"--attributes={self.out}/env", f"--hostname={self.out}/hostname",
                          "--ssh-keys=ignite-u")
                found = (self.out / "env").read_text()
                if "golden" in sys.argv:
                    (GOLDEN / f"{name}.env").write_text(found)
                self.assertEqual(found, (GOLDEN / f"{name}.env").read_text())
                self.assertEqual(found, "".join(sorted(found.splitlines(True))))
                self.assertEqual(stat.S_IMODE((self.out / "env").stat().st_mode), 0o644)
                hostname = self.out / "hostname"
                self.assertEqual(hostname.read_text() if hostname.exists() else "",
                                 row.hostname + "\n" if row.hostname else "")
                self.assertEqual(self.keys_of_user(), "".join(key + "\n" for key in row.keys) or None)
                hostname.unlink(missing_ok=True)

    def test_systemd_reads_what_was_written(self):
        self.prepare(ROWS["akamai"])
        self.good("--provider=akamai", f"--attributes={self.out}/env")
        self.assertIn('AFTERBURN_AKAMAI_LABEL="web \\"1\\""\n', (self.out / "env").read_text())
        self.assertIn("AFTERBURN_AKAMAI_TAGS=a:b c\n", (self.out / "env").read_text())

    def test_flatcar_s_files_have_flatcar_s_names(self):
        for name in ("aws", "gcp"):
            self.prepare(ROWS[name])
            self.good(f"--provider={name}", f"--attributes={self.out}/afterburn", f"--attributes={self.out}/flatcar",
                      f"--attributes={self.out}/coreos")
            plain = (self.out / "afterburn").read_text()
            old = plain.replace("AFTERBURN_AWS_", "COREOS_EC2_").replace("AFTERBURN_GCP_", "COREOS_GCE_")
            self.assertIn("COREOS_", old)
            for flatcar in ("flatcar", "coreos"):
                self.assertEqual((self.out / flatcar).read_text(), old)

    def test_keys_belong_to_the_user_and_go_when_the_platform_has_none(self):
        self.prepare(ROWS["upcloud"])
        self.good("--provider=upcloud", "--ssh-keys=ignite-u", "--convention=coreos")
        path = self.home / ".ssh/authorized_keys.d/coreos-metadata"
        self.assertEqual((path.stat().st_uid, stat.S_IMODE(path.stat().st_mode)), (4711, 0o600))
        self.assertEqual(stat.S_IMODE((self.home / ".ssh").stat().st_mode), 0o700)
        self.service.script("GET /metadata/v1/public_keys", Answer(404))
        self.good("--provider=upcloud", "--ssh-keys=ignite-u", "--convention=coreos")
        self.assertFalse(path.exists())

    def test_a_home_cannot_lead_elsewhere(self):
        target = pathlib.Path(self.scratch.name) / "of-root"
        target.mkdir(0o700)
        self.prepare(ROWS["upcloud"])
        ssh = self.home / ".ssh"
        subprocess.run(["rm", "-rf", ssh], check=True)
        ssh.symlink_to(target)
        self.assertEqual(self.run_it("--provider=upcloud", "--ssh-keys=ignite-u").returncode, 1)
        self.assertEqual(list(target.iterdir()), [])
        ssh.unlink()

    def test_what_is_no_key_or_no_value_is_left_out(self):
        self.prepare(Row({"/metadata/v1/hostname": "a" * 60 + ".example.org", "/metadata/v1/instance_id": "a\x01b",
                          "/metadata/v1/public_keys": f"{KEY}\nssh-rsa nonsense\n<html>\n\nfrom=\"10.0.0.1\" {OTHER}\n"}))
        done = self.good("--provider=upcloud", f"--attributes={self.out}/env", f"--hostname={self.out}/hostname",
                         "--ssh-keys=ignite-u")
        self.assertEqual(self.keys_of_user(), f"{KEY}\nfrom=\"10.0.0.1\" {OTHER}\n")
        self.assertNotIn("INSTANCE_ID", (self.out / "env").read_text())
        self.assertIn("AFTERBURN_UPCLOUD_INSTANCE_ID holds control characters", done.stdout)
        self.assertEqual((self.out / "hostname").read_text(), "a" * 60 + "\n")
        (self.out / "hostname").unlink()
        self.service.script("GET /metadata/v1/hostname", Answer(200, b"<html>no</html>"))
        self.good("--provider=upcloud", f"--hostname={self.out}/hostname")
        self.assertFalse((self.out / "hostname").exists())

    def test_openstack_asks_the_service_where_there_is_no_drive(self):
        self.prepare(ROWS["openstack-metadata"])
        self.good("--provider=ovhcloud", f"--attributes={self.out}/env")
        self.assertEqual((self.out / "env").read_text(), (GOLDEN / "openstack-metadata.env").read_text())

    def test_the_address_of_a_vagrant_box_may_come_late(self):
        fake.ip("address", "flush", "dev", "eth1")
        timer = threading.Timer(1, fake.ip, ("address", "add", "172.28.128.3/24", "dev", "eth1"))
        timer.start()
        self.addCleanup(timer.join)
        self.good("--cmdline", f"--attributes={self.out}/flatcar", command_line="flatcar.oem.id=vagrant-virtualbox")
        self.assertEqual((self.out / "flatcar").read_text(), "COREOS_VAGRANT_VIRTUALBOX_HOSTNAME=vagrant-box\n"
                         "COREOS_VAGRANT_VIRTUALBOX_PRIVATE_IPV4=172.28.128.3\n")
        self.good("--provider=virtualbox", f"--attributes={self.out}/env")
        self.assertEqual((self.out / "env").read_text(), "")

    def test_a_drive_that_is_not_ready_is_mounted_again(self):
        self.prepare(ROWS["ibmcloud"])
        queue = pathlib.Path("/run/udev/queue")
        queue.parent.mkdir(exist_ok=True)
        link, = LABELS.iterdir()
        device = link.readlink()
        empty = pathlib.Path(self.scratch.name) / "empty"
        empty.write_bytes(bytes(1 << 20))
        link.unlink()
        link.symlink_to(empty)  # no filesystem, as of a medium that is not ready
        queue.touch()

        def come():
            queue.unlink()
            time.sleep(1.5)
            link.unlink()
            link.symlink_to(device)

        comer = threading.Thread(target=come)
        comer.start()
        self.addCleanup(comer.join)
        self.good("--provider=ibmcloud", f"--hostname={self.out}/hostname")
        self.assertEqual((self.out / "hostname").read_text(), "ibm-vm\n")

    def test_one_token_does_for_all_and_is_never_said(self):
        self.prepare(ROWS["aws"])
        done = self.good("--provider=ec2", f"--attributes={self.out}/env", "--ssh-keys=ignite-u")
        self.assertEqual(len(self.service.asked("/latest/api/token", "PUT")), 1)
        self.assertNotIn("SECRETTOKEN", done.stdout + done.stderr)

    def test_a_service_that_is_late_is_asked_again_and_a_strict_one_believed(self):
        self.prepare(ROWS["vultr"])
        self.service.script("GET /v1/hostname", Answer(503), Answer(200, b"late"))
        self.good("--provider=vultr", f"--hostname={self.out}/hostname")
        self.assertEqual((self.out / "hostname").read_text(), "late\n")
        self.prepare(ROWS["exoscale"])
        self.service.script("GET /1.0/meta-data/vm-id", Answer(404), Answer(200, b"77"))
        self.good("--provider=exoscale", f"--attributes={self.out}/env")
        self.assertEqual((self.out / "env").read_text(), (GOLDEN / "exoscale.env").read_text())

    def test_everything_but_an_answer_is_asked_again_after_a_second_and_then_two(self):
        self.prepare(ROWS["upcloud"])
        self.service.script("GET /metadata/v1/hostname", Answer(403), Answer(201), Answer(200, b"late"))
        self.good("--provider=upcloud", f"--hostname={self.out}/hostname")
        self.assertEqual((self.out / "hostname").read_text(), "late\n")
        one, two, three = (request.when for request in self.service.asked("/metadata/v1/hostname"))
        self.assertAlmostEqual(two - one, 1, delta=0.5)
        self.assertAlmostEqual(three - two, 2, delta=0.6)
        self.service.script("PATCH /state", Answer(404), Answer(204))
        self.good("--provider=scaleway", "--check-in")

    def test_a_token_that_died_is_had_anew_at_once_and_only_once(self):
        self.prepare(ROWS["aws"])
        fresh = {"X-aws-ec2-metadata-token": "NEWTOKEN"}
        self.service.script("PUT /latest/api/token", Answer(body=b"SECRETTOKEN"), Answer(201, body=b"NEWTOKEN"))
        for name in ("public-keys", "public-keys/0/openssh-key", "public-keys/1/openssh-key"):
            body = "0=mine" if name == "public-keys" else KEY
            self.service.script(f"GET /2021-01-03/meta-data/{name}", Answer(body=body.encode(), needs=fresh, otherwise=Answer(401)))
        self.good("--provider=aws", "--ssh-keys=ignite-u")
        self.assertEqual(self.keys_of_user(), KEY + "\n")
        first, second = self.service.asked("/2021-01-03/meta-data/public-keys")
        self.assertLess(second.when - first.when, 0.9)

    def test_the_platform_comes_from_the_kernel_command_line(self):
        self.prepare(ROWS["vultr"])
        for line in ("ignition.platform.id=vultr", "ignition.platform.id= flatcar.oem.id=aws flatcar.oem.id=vultr",
                     "coreos.oem.id=vultr quiet"):
            self.good("--cmdline", f"--hostname={self.out}/hostname", command_line=line)
            self.assertEqual((self.out / "hostname").read_text(), "vultr.guest\n")
        self.assertEqual(self.run_it("--cmdline", f"--hostname={self.out}/x", command_line="quiet").returncode, 2)

    def test_platforms_without_facts_write_an_empty_file(self):
        self.good("--provider=metal", f"--attributes={self.out}/env", f"--hostname={self.out}/hostname")
        self.assertEqual((self.out / "env").read_text(), "")
        self.assertFalse((self.out / "hostname").exists())

    def test_wrong_usage(self):
        for words in ((), ("--provider=aws",), ("--provider=nobody", "--check-in"), ("--check-in",),
                      ("--provider=aws", "--attributes=x", "--convention=mine")):
            self.assertEqual(self.run_it(*words).returncode, 2, words)

    # --- check-in ---

    def test_azure_hears_that_the_machine_is_ready(self):
        for name in ("azure", "azurestack"):
            self.prepare(ROWS["azure"])
            self.service.script("POST /machine/?comp=health", Answer(500), Answer(200))
            self.good(f"--provider={name}", "--check-in")
            body = self.service.asked("/machine/?comp=health", "POST")[-1].body.decode()
            for part in ("<GoalStateIncarnation>7<", "<ContainerId>container-1<", "<InstanceId>role.instance<",
                         "<State>Ready<"):
                self.assertIn(part, body)

    def test_azure_s_wire_server_is_where_dhcp_says(self):
        self.prepare(ROWS["azure"])
        self.service.script("POST /machine/?comp=health", Answer(200))
        octets = ":".join(f"{int(part):02x}" for part in fake.METADATA.split("."))
        pathlib.Path("/run/systemd/netif/leases/2").write_text(f"ADDRESS=10.0.0.4\nOPTION_245={octets}\n")
        self.good("--provider=azure", "--check-in")
        self.assertEqual(self.service.asked("/machine/?comp=health", "POST")[0].header("Host"), fake.METADATA)

    def bundle_of(self, *names, legacy=False):
        """Certificates of new keys in a PKCS #12 without a password, and the keys as OpenSSH writes them."""
        directory, keys, certificates = pathlib.Path(self.scratch.name), [], b""
        for name in names:
            private = directory / f"{name}.key"
            certificate = directory / f"{name}.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
                            "-keyout", private, "-out", certificate], check=True, capture_output=True)
            private.chmod(0o600)
            keys.append(subprocess.run(["ssh-keygen", "-y", "-f", private], check=True, capture_output=True,
                                       text=True).stdout.strip())
            certificates += certificate.read_bytes()
        (directory / "all.pem").write_bytes(certificates)
        done = subprocess.run(["openssl", "pkcs12", "-export", "-nokeys", "-in", directory / "all.pem", "-passout", "pass:",
                               *(["-legacy"] if legacy else [])], check=True, capture_output=True)
        return done.stdout, keys

    def test_azurestack_s_keys_come_encrypted_for_the_certificate_that_asks(self):
        for legacy in (False, True):
            with self.subTest(legacy=legacy):
                bundle, keys = self.bundle_of("portal", "authority", legacy=legacy)
                self.prepare(ROWS["azurestack"])

                def encrypted(request):
                    certificate = pathlib.Path(self.scratch.name) / "asker.der"
                    certificate.write_bytes(base64.b64decode(request.header("x-ms-guest-agent-public-x509-cert")))
                    subprocess.run(["openssl", "x509", "-inform", "DER", "-in", certificate, "-out", f"{certificate}.pem"],
                                   check=True)
                    done = subprocess.run(["openssl", "cms", "-encrypt", "-des3", "-binary", "-outform", "DER",
                                           f"{certificate}.pem"], input=bundle, check=True, capture_output=True)
                    data = base64.encodebytes(done.stdout).decode()
                    return f"<CertificateFile><Format>Pkcs7BlobWithPfxContents</Format><Data>{data}</Data></CertificateFile>".encode()

                self.service.script("GET /machine/?comp=goalstate", Answer(
                    body=GOAL_STATE.replace(b"</Configuration>", CERTIFICATES), needs={"x-ms-version": "2012-11-30"}))
                self.service.script("GET /machine/certificates?comp=certificates&incarnation=7",
                                    Answer(body=encrypted, needs={"x-ms-cipher-name": "DES_EDE3_CBC"}))
                self.good("--provider=azurestack", "--ssh-keys=ignite-u")
                self.assertEqual(self.keys_of_user(), keys[0] + "\n")

    def test_scaleway_and_packet_hear_from_the_machine(self):
        self.prepare(Row({"PATCH /state": Answer(200)}))
        self.good("--provider=scaleway", "--check-in")
        self.assertEqual(json.loads(self.service.asked("/state", "PATCH")[0].body), {"state_detail": "booted"})
        self.prepare(Row({"/metadata": {"phone_home_url": f"http://{fake.METADATA}/phone-home"},
                          "POST /phone-home": Answer(201)}))
        self.good("--provider=packet", "--check-in")
        self.assertEqual(self.service.asked("/phone-home", "POST")[0].body, b"")
        self.good("--provider=hetzner", "--check-in")


if __name__ == "__main__":
    if not IGNITE:
        sys.exit("IGNITE must name the binary to test")
    unittest.main(verbosity=2, argv=[word for word in sys.argv if word != "golden"])
