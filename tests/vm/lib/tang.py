"""A key server of a test's own: tangd behind a free loopback port, which the machines see as 10.0.2.2."""

import os
import socket
import subprocess
import threading
import urllib.request

TANGD, KEYGEN = "/usr/libexec/tangd", "/usr/libexec/tangd-keygen"


def make_keys(place):
    """The keys of a server, in a directory that is made for them; returns their thumbprint."""
    os.makedirs(place)
    subprocess.run([KEYGEN, place, "sig", "exc"], check=True)
    return subprocess.run(["jose", "jwk", "thp", "-a", "S256", "-i", f"{place}/sig.jwk"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.strip()


class Tang:
    """with Tang(directory) as tang: ... tang.url as the machine sees it, tang.thumbprint, tang.advertisement"""

    def __init__(self, place):
        self.place = place

    def __enter__(self):
        self.thumbprint = make_keys(self.place)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.url = f"http://10.0.2.2:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/adv", timeout=10) as answer:
            self.advertisement = answer.read().decode()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        # One process a connection, which is its standard input and output: as systemd would start it.
        with connection:
            subprocess.run([TANGD, self.place], stdin=connection, stdout=connection, stderr=subprocess.DEVNULL)
