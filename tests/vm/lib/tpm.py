"""A TPM for a machine: swtpm, whose memory outlives a boot."""

import os
import subprocess
import time


class Tpm:
    """with Tpm(directory) as tpm: ... for the time of one boot; tpm.options for QEMU"""

    def __init__(self, place):
        self.place = place
        self.socket = os.path.join(place, "socket")
        self.options = ["-chardev", f"socket,id=tpm,path={self.socket}", "-tpmdev", "emulator,id=tpm,chardev=tpm",
                        "-device", "tpm-tis,tpmdev=tpm"]

    def __enter__(self):
        os.makedirs(self.place, exist_ok=True)
        self.log = open(os.path.join(self.place, "log"), "w")
        self.process = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.place}", "--ctrl", f"type=unixio,path={self.socket}"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        for _ in range(200):
            if os.path.exists(self.socket):
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)  # swtpm tells nobody when it listens
        self.__exit__()
        raise RuntimeError(f"swtpm does not listen: {open(self.log.name).read()}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(10)
        self.log.close()
