"""A cloud around a machine: the addresses of the metadata services are here, in a network of this thread's own, and what
the machine asks QEMU's network for ends there, as it would at its platform."""

import ctypes
import os
import subprocess
import sys
import threading

from .rootfs import HERE

sys.path.insert(0, os.path.join(os.path.dirname(HERE), "platform"))

import fake  # noqa: E402
from fake import Answer  # noqa: E402,F401 # for the scenarios


class Cloud:
    """with Cloud() as cloud: ... cloud.fake answers on port 80 of each service. Boot the machine meanwhile, in this thread."""

    def __enter__(self):
        self.outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self._call("unshare", fake.CLONE_NEWNET)
        try:
            fake.give_addresses()
            self.fake = fake.Fake()
            for address in (fake.METADATA, fake.WIRE):
                self.fake.listen(address, 80)
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, *_):
        self.fake.close()
        self._leave()

    def _leave(self):
        self._call("setns", self.outside, fake.CLONE_NEWNET)
        os.close(self.outside)

    @staticmethod
    def _call(name, *arguments):
        if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) != 0:
            raise OSError(ctypes.get_errno(), name)


class Login:
    """with Login(directory, user, command) as login: ... logs in over ssh as soon as the machine lets it in, and runs the
    command. login.key goes into the machine, login.forward to QEMU's network; login.said is what the command said."""

    PORT = 2222  # of a network that is the thread's own: nobody else has it

    def __init__(self, place, user, command):
        os.makedirs(place)
        identity = os.path.join(place, "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "the test", "-f", identity], check=True)
        with open(identity + ".pub") as file:
            self.key = file.read().strip()
        self.forward = f"hostfwd=tcp:127.0.0.1:{self.PORT}-:22"
        self.command = ["ssh", "-F", "none", "-i", identity, "-p", str(self.PORT), "-o", "BatchMode=yes",
                        "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                        "-o", "LogLevel=INFO", "-o", "ConnectTimeout=30", f"{user}@127.0.0.1", command]
        self.said, self.trouble, self.over = None, "", threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self._try, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def _try(self):
        while self.said is None and not self.over.wait(1):
            done = subprocess.run(self.command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if done.returncode == 0:
                self.said = done.stdout
            self.trouble = done.stderr
