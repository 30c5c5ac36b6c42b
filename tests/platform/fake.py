"""One fake of all metadata services, scripted route by route. Spec platforms.md §9.1.

It lives in a network namespace of the test's own, in which it has the services' own addresses, so that the binary
runs unchanged.
"""
import collections
import ctypes
import dataclasses
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import unittest

METADATA, SCALEWAY, ALIYUN = "169.254.169.254", "169.254.42.42", "100.100.100.200"
WIRE, ROUTER = "168.63.129.16", "192.0.2.254"
PACKET = "metadata.packet.net"
NOT_FOUND = b"<html><body>there is nothing here</body></html>"

CLONE_NEWNS, CLONE_NEWNET, MS_REC, MS_PRIVATE, MS_BIND = 0x20000, 0x40000000, 0x4000, 0x40000, 0x1000


def enter_namespace():
    """From here on this process and its children have a network of their own, and mounts of their own."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS | CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare: a network namespace needs root")
    if libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) != 0:
        raise OSError(ctypes.get_errno(), "mount: make mounts private")
    give_addresses()


def give_addresses():
    """The services' own addresses, in the network namespace this thread is in."""
    ip("link", "set", "lo", "up")
    for address in (METADATA, SCALEWAY, ALIYUN, WIRE, ROUTER):
        ip("address", "add", f"{address}/32", "dev", "lo")
    ip("link", "add", "md0", "type", "veth", "peer", "md1")  # its other end makes it a link that is up
    for end in ("md0", "md1"):
        pathlib.Path(f"/proc/sys/net/ipv6/conf/{end}/addr_gen_mode").write_text("1")  # only the address given here
        ip("link", "set", end, "up")
    for address in ("fe80::a9fe:a9fe/64", "fd00:ec2::254/128"):
        ip("address", "add", address, "dev", "md0", "nodad")


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def bind_over(path, contents):
    """Other contents for a file of the machine, seen by this process and its children only."""
    source = pathlib.Path(tempfile.mkstemp(prefix="ignite-fake-")[1])
    source.write_bytes(contents)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(str(source).encode(), path.encode(), None, MS_BIND, None) != 0:
        raise OSError(ctypes.get_errno(), f"mount over {path}")
    source.unlink()


@dataclasses.dataclass
class Answer:
    status: int = 200
    body: object = b""             # or a function of the request
    headers: dict = dataclasses.field(default_factory=dict)
    delay_headers: float = 0       # seconds
    drip: float = 0                # bytes a second; 0: at once
    truncate_at: int = -1          # closes after so many bytes
    framing: str = "length"        # or "chunked", or "close"
    reset: bool = False            # instead of an answer; with truncate_at: behind so many bytes
    needs: dict = dataclasses.field(default_factory=dict)  # headers that must be there: value, or a predicate
    forbids: tuple = ()            # headers that must not be there
    peer_port_below: int = 0
    otherwise: object = None       # answered when that does not hold
    zeros: int = 0                 # so many bytes of body instead of `body`

    def fits(self, request):
        headers = {name.lower(): value for name, value in request.headers}
        for name, value in self.needs.items():
            found = headers.get(name.lower())
            if found is None or not (value(found) if callable(value) else found == value):
                return False
        if any(name.lower() in headers for name in self.forbids):
            return False
        return not self.peer_port_below or request.peer[1] < self.peer_port_below


@dataclasses.dataclass
class Request:
    when: float
    peer: tuple
    method: str
    target: str
    headers: list
    body: bytes

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Fake:
    """Listens on addresses, all with the same routes. A route is "METHOD target", or "METHOD http://host/target" for one
    host alone; its answers are used one after the other, the last one for ever."""

    def __init__(self):
        self.routes = collections.defaultdict(collections.deque)
        self.requests = []
        self.connections = 0
        self.lock = threading.Lock()
        self.listeners = []
        self.unanswered = []  # connections, held so that they stay open

    def script(self, route, *answers):
        with self.lock:
            self.routes[route] = collections.deque(answers)

    def forget(self):
        with self.lock:
            self.routes.clear()
            self.requests.clear()
            self.connections = 0

    def asked(self, target, method="GET"):
        with self.lock:
            return [one for one in self.requests if one.method == method
                    and target in (one.target, f"http://{one.header('Host')}{one.target}")]

    def listen(self, address, port, context=None, silent=False):
        """Returns the listener, which `close` ends."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A body goes out behind its head at once, not only 40 ms later when the client has said that it has the head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(socket.getaddrinfo(address, port, family, socket.SOCK_STREAM)[0][4])
        listener.listen(128)
        threading.Thread(target=self.accept, args=(listener, context, silent), daemon=True).start()
        self.listeners.append(listener)
        return listener

    def accept(self, listener, context, silent):
        while True:
            try:
                connection, peer = listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            if silent:
                self.unanswered.append(connection)
            else:
                threading.Thread(target=self.serve, args=(connection, peer, context), daemon=True).start()

    def serve(self, connection, peer, context):
        try:
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as reader:
                while (request := self.read(reader, peer)) is not None:
                    if not self.answer(connection, request):
                        return
        except (OSError, ssl.SSLError, ValueError):
            pass  # the client has gone, which the test sees elsewhere

    def read(self, reader, peer):
        line = reader.readline().decode("latin-1").split()
        if len(line) != 3 or not line[2].startswith("HTTP/"):  # a TLS handshake can have three words too
            return None
        headers = []
        while (text := reader.readline().decode("latin-1").rstrip("\r\n")):
            name, _, value = text.partition(":")
            headers.append((name, value.strip()))
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        request = Request(time.monotonic(), peer, line[0], line[1], headers, reader.read(length))
        with self.lock:
            self.requests.append(request)
        return request

    def take(self, request):
        with self.lock:
            whole = f"http://{request.header('Host')}{request.target}"
            answers = self.routes.get(f"{request.method} {whole}") or self.routes.get(
                f"{request.method} {request.target}")
            if not answers:
                return Answer(404, NOT_FOUND)
            return answers.popleft() if len(answers) > 1 else answers[0]

    def answer(self, connection, request):
        """Says whether the connection goes on."""
        answer = self.take(request)
        while not answer.fits(request):
            answer = answer.otherwise or Answer(400, b"that is not how to ask")
        time.sleep(answer.delay_headers)
        if answer.reset and answer.truncate_at < 0:
            return self.hang_up(connection)
        whole = answer.body(request) if callable(answer.body) else answer.body
        length = answer.zeros or len(whole)
        head = f"HTTP/1.1 {answer.status} Scripted\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        if answer.framing == "chunked":
            head += "Transfer-Encoding: chunked\r\n"
        elif answer.framing == "length" and answer.status != 204:
            head += f"Content-Length: {length}\r\n"
        connection.sendall(head.encode() + b"\r\n")
        if answer.zeros:
            for _ in range(answer.zeros // 65536):
                connection.sendall(bytes(65536))
            return False
        body = whole if answer.truncate_at < 0 else whole[:answer.truncate_at]
        if answer.framing == "chunked":
            half = len(body) // 2
            for piece in (body[:half], body[half:]):
                if piece:
                    connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            connection.sendall(b"0\r\n\r\n")
        elif answer.drip:
            for at in range(len(body)):
                connection.sendall(body[at:at + 1])
                time.sleep(1 / answer.drip)
        elif answer.status != 204:
            connection.sendall(body)
        if answer.truncate_at >= 0 and answer.reset:
            time.sleep(0.2)  # what was sent is to arrive
            return self.hang_up(connection)
        return answer.framing != "close" and answer.truncate_at < 0

    @staticmethod
    def hang_up(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        return False

    def close(self, listener=None):
        for one in [listener] if listener else self.listeners:
            one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.listeners = [one for one in self.listeners if listener and one is not listener]
        if not self.listeners:
            for connection in self.unanswered:
                connection.close()
            self.unanswered = []


LABELS = pathlib.Path("/dev/disk/by-label")


def enter_devices():
    """From here on /run and the links that udev makes are this process's own."""
    pathlib.Path("/dev/disk").mkdir(exist_ok=True)
    libc = ctypes.CDLL(None, use_errno=True)
    for where in (b"/dev/disk", b"/run"):
        if libc.mount(b"tmpfs", where, b"tmpfs", 0, None) != 0:
            raise OSError(ctypes.get_errno(), f"mount {where}")
    LABELS.mkdir()


def make_drive(scratch, files, kind="ext4"):
    """A filesystem with these files (bytes, or where a link leads) on a loop device, which is returned; whoever asks
    for it detaches it."""
    number = len(list(pathlib.Path(scratch).iterdir()))
    tree = pathlib.Path(scratch) / f"tree{number}"
    tree.mkdir()
    for name, contents in files.items():
        path = tree / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(contents, bytes):
            path.write_bytes(contents)
        else:
            path.symlink_to(contents)
    image = pathlib.Path(scratch) / f"image{number}"
    if kind == "ext4":
        with image.open("wb") as file:
            file.truncate(4 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-d", tree, image], check=True)
    else:
        image.write_bytes(os.urandom(1 << 20))
    return subprocess.run(["losetup", "--find", "--show", "--read-only", image], check=True,
                          capture_output=True, text=True).stdout.strip()


def certificate_for(names, directory, days=30):
    """A certificate of an authority of its own: (authority's PEM, context of a server)."""
    directory = pathlib.Path(directory)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days), "-subj",
                    f"/CN={names[0]}", "-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names),
                    "-keyout", directory / "key.pem", "-out", directory / "certificate.pem"],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "certificate.pem", directory / "key.pem")
    return (directory / "certificate.pem").read_bytes(), context


def become(names, directory):
    """The machine believes that these hosts are here, and trusts their certificate: the context of a server."""
    authority, context = certificate_for(names, directory)
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    bind_over(bundle, pathlib.Path(bundle).read_bytes() + authority)
    bind_over("/etc/hosts", f"127.0.0.1 localhost\n{METADATA} {' '.join(names)}\n".encode())
    return context


def is_root():
    return os.geteuid() == 0


class InNamespace(unittest.TestCase):
    """Tests in a network namespace of their own, with devices of their own, and with a service that may listen at any
    address. `place` is a directory that they share."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if not is_root():
            raise unittest.SkipTest("mounts and a network namespace need root")
        enter_namespace()
        enter_devices()
        place = tempfile.TemporaryDirectory(prefix="ignite-platform-")
        cls.addClassCleanup(place.cleanup)
        cls.place = place.name
        cls.service = Fake()
        cls.addClassCleanup(cls.service.close)
