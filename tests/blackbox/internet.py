"""A network of the test's own: the machine in one network namespace, the internet in another, a cable between them.

Services are started in the internet; the test, and every stage that it runs, are the machine. The cable, the name server
and the services come and go as the test says.
"""
import ctypes
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "platform"))

import fake  # noqa: E402 (the path to it is ours to add)

HOST = "192.0.2.1"          # all services
HOST6 = "2001:db8::1"
METADATA = fake.METADATA
NOWHERE = "198.51.100.1"    # no way leads there
SILENT, SILENT6 = "192.0.2.66", "2001:db8::66"  # the way ends there, and nobody says so

LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


class Namespace:
    """A network namespace that lives as long as this. `with` it, this thread and what it starts are in it."""

    def __init__(self):
        checked(LIBC.unshare(fake.CLONE_NEWNET), "unshare: a network namespace needs root")
        self.descriptor = os.open("/proc/thread-self/ns/net", os.O_RDONLY)

    def __enter__(self):
        self.before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        checked(LIBC.setns(self.descriptor, fake.CLONE_NEWNET), "setns")

    def __exit__(self, *_):
        checked(LIBC.setns(self.before, fake.CLONE_NEWNET), "setns")
        os.close(self.before)

    def path(self):
        return f"/proc/{os.getpid()}/fd/{self.descriptor}"


class Internet:
    """From its making on this process is a machine with a cable that is not plugged in, and no name server."""

    def __init__(self):
        checked(LIBC.unshare(fake.CLONE_NEWNS), "unshare: a mount namespace needs root")
        checked(LIBC.mount(b"none", b"/", None, fake.MS_REC | fake.MS_PRIVATE, None), "make mounts private")
        self.space = Namespace()
        fake.ip("link", "set", "lo", "up")
        self.machine = Namespace()
        fake.ip("link", "set", "lo", "up")
        fake.ip("link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", self.space.path())
        self.make_quiet("cable")
        with self.space:
            self.make_quiet("cable")
            fake.ip("link", "set", "cable", "up")
            for address in (f"{HOST}/24", f"{METADATA}/32"):
                fake.ip("address", "add", address, "dev", "cable")
            fake.ip("address", "add", f"{HOST6}/64", "dev", "cable", "nodad")
        scratch = tempfile.mkstemp(prefix="ignite-resolv-")[1]
        self.resolv = open(scratch, "r+", encoding="ascii")  # what is mounted is this file: it is written anew in place
        checked(LIBC.mount(scratch.encode(), b"/etc/resolv.conf", None, fake.MS_BIND, None), "mount over /etc/resolv.conf")
        os.unlink(scratch)
        self.use_names("127.0.0.9")

    @staticmethod
    def make_quiet(link):
        """Only the addresses given to it, and those at once."""
        for key, value in (("addr_gen_mode", 1), ("accept_dad", 0), ("accept_ra", 0)):
            pathlib.Path(f"/proc/sys/net/ipv6/conf/{link}/{key}").write_text(str(value))

    def plug(self):
        fake.ip("link", "set", "cable", "up")
        fake.ip("address", "add", "192.0.2.2/24", "dev", "cable")
        fake.ip("address", "add", "2001:db8::2/64", "dev", "cable", "nodad")
        fake.ip("route", "add", f"{METADATA}/32", "dev", "cable")
        for silent in (SILENT, SILENT6):  # known on the link, so that nobody says it cannot be reached
            fake.ip("neighbour", "add", silent, "lladdr", "02:00:00:00:00:66", "dev", "cable", "nud", "permanent")

    def unplug(self):
        fake.ip("link", "set", "cable", "down")
        for family in ("-4", "-6"):
            fake.ip(family, "address", "flush", "dev", "cable")

    def close(self):
        self.resolv.close()

    def use_names(self, server):
        self.resolv.seek(0)
        self.resolv.write(f"nameserver {server}\noptions timeout:2\n".ljust(80, "#") + "\n")
        self.resolv.flush()


class Names:
    """A name server in the internet. `table` maps a name to its addresses, of both kinds."""

    def __init__(self, internet, table):
        self.table = table
        with internet.space:
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((HOST, 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                question, asker = self.socket.recvfrom(512)
            except OSError:
                return
            self.socket.sendto(self.answer(question), asker)

    def answer(self, question):
        end = question.index(b"\0", 12) + 5
        kind = struct.unpack(">H", question[end - 4:end - 2])[0]
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode().lower())
            at += 1 + question[at]
        addresses = self.table.get(".".join(labels))
        records = b""
        count = 0
        for address in addresses or []:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            if kind == {socket.AF_INET: 1, socket.AF_INET6: 28}[family]:
                raw = socket.inet_pton(family, address)
                records += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(raw)) + raw
                count += 1
        status = b"\x81\x80" if addresses is not None else b"\x81\x83"  # there is no such name
        return question[:2] + status + struct.pack(">HHHH", 1, count, 0, 0) + question[12:end] + records


class Authority:
    """Issues certificates, also such as nobody should accept."""

    def __init__(self, place, name):
        self.place = pathlib.Path(place)
        self.place.mkdir(parents=True)
        self.key, self.certificate = self.place / "authority.key", self.place / "authority.pem"
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                     "-keyout", self.key, "-out", self.certificate)
        (self.place / "index.txt").touch()
        (self.place / "ca.conf").write_text(
            f"[ca]\ndefault_ca = here\n[here]\ndatabase = {self.place}/index.txt\nserial = {self.place}/serial\n"
            f"new_certs_dir = {self.place}\n"
            "default_md = sha256\npolicy = any\ncopy_extensions = copy\nunique_subject = no\n[any]\ncommonName = supplied\n")

    def openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, stdin=subprocess.DEVNULL)

    def issue(self, name, begins=-3600, ends=86400):
        """Valid from and to these seconds from now on: (certificate's file, key's file)."""
        number = len(list(self.place.glob("*.csr")))
        base = self.place / f"{number}"
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-addext",
                     f"subjectAltName=DNS:{name}", "-keyout", f"{base}.key", "-out", f"{base}.csr")
        dates = [time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + away)) for away in (begins, ends)]
        self.openssl("ca", "-batch", "-config", self.place / "ca.conf", "-cert", self.certificate, "-keyfile", self.key,
                     "-create_serial", "-notext", "-startdate", dates[0], "-enddate", dates[1],
                     "-in", f"{base}.csr", "-out", f"{base}.pem")
        return f"{base}.pem", f"{base}.key"

    def context(self, name):
        certificate, key = self.issue(name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context


class Daemon:
    """A program in the internet that has begun when its port is taken. Ended by its id."""

    def __init__(self, internet, command, port, log):
        self.log = pathlib.Path(log)
        with internet.space:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(600):
                with socket.socket() as probe:
                    if probe.connect_ex((HOST, port)) == 0:
                        return
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)  # they tell nobody when they listen
        self.close()
        said = self.log.read_text() if self.log.exists() else "nothing"
        raise RuntimeError(f"{command[0]} does not listen on {port}, its log says: {said}")

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
