"""A virtual machine with disks of its own, which can be booted again and again.

The part of the boot loader is played here: the kernel is started with ignition.firstboot if and only if the
mark /boot/ignition.firstboot is on the root filesystem, and with the words of /boot/kernel-arguments, if there are any.
"""

import base64
import fcntl
import functools
import json
import os
import shlex
import socket
import subprocess
import tempfile
import time

MARK = "/boot/ignition.firstboot"
ARGUMENTS = "/boot/kernel-arguments"

# Not "host": where virtual machines run in virtual machines, the outer one often promises features in that
# model which it then refuses to set.
CPU = "qemu64"

# How QEMU is told, and how long a boot may take.
ACCELERATORS = {"kvm": "kvm", "tcg": "tcg,thread=multi,tb-size=512"}
TIMEOUTS = {"kvm": 120, "tcg": 900}


@functools.cache
def accelerator(kernel):
    """kvm if it really runs this kernel here, else tcg.

    /dev/kvm that can be opened says little where virtual machines run in virtual machines: the firmware may
    run and the kernel still hang. So the kernel is started, and has some seconds for its first words.
    """
    try:
        with open("/dev/kvm", "rb+", buffering=0) as kvm:
            os.close(fcntl.ioctl(kvm, 0xAE01, 0))  # KVM_CREATE_VM
    except OSError:
        return "tcg"
    with tempfile.NamedTemporaryFile() as console, \
            subprocess.Popen([*qemu("kvm", 512), "-serial", f"file:{console.name}", "-kernel", kernel,
                              "-append", "console=ttyS0 earlyprintk=serial panic=-1"],
                             stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(50):
                if "Linux version" in _read(console.name):
                    return "kvm"
                try:
                    process.wait(0.1)
                    return "tcg"
                except subprocess.TimeoutExpired:
                    pass
            return "tcg"
        finally:
            process.kill()


def qemu(accel, megabytes):
    return ["qemu-system-x86_64", "-machine", "q35", "-accel", ACCELERATORS[accel], "-cpu", CPU, "-smp", "2",
            "-m", str(megabytes), "-nodefaults", "-display", "none", "-no-reboot"]


class Answer:
    def __init__(self, text, status):
        self.text, self.status = text, status

    def __repr__(self):
        return f"status {self.status}: {self.text}"


class Boot:
    """What one boot has shown."""

    def __init__(self, console, answers, seconds, ended, first):
        self.console, self.answers, self.seconds, self.ended, self.first = console, answers, seconds, ended, first

    def __getitem__(self, question):
        """The answer to a question; a machine that did not answer says so."""
        return self.answers.get(question.replace(" ", "_"), Answer("(the machine did not answer)", -1))


class Machine:
    def __init__(self, place, root, initramfs, kernel):
        os.makedirs(place, exist_ok=True)
        self.place, self.initramfs, self.kernel = place, initramfs, kernel
        self.root = os.path.join(place, "root.ext4")
        self.disks = []
        self.disks_before = []  # those that come before the root's disk, as /dev/vda and so on
        self.boots = 0
        self.memory = 1024
        self.devices = []  # more options for QEMU
        self.servers = []  # (address, port, command): for each connection of the machine to it the command is started
        self.network = []  # more options for QEMU's network, like "hostfwd=..."; None: the machine has no network card
        self.network_is_silent = False  # nobody answers on it
        self.loader = None  # options for QEMU with which the kernel is started, by the words for it; None: QEMU does it
        self.silent = []  # consoles of boots that answered nothing
        self.begin = 0  # of the root filesystem, in bytes from the begin of its disk
        # A copy, not an overlay, so that debugfs can look into it. Holes stay holes, and where the
        # filesystem can, nothing is copied at all.
        subprocess.run(["cp", "--reflink=auto", "--sparse=always", root, self.root], check=True)

    def add_disk(self, serial, megabytes, before_root=False):
        """A blank disk, /dev/disk/by-id/virtio-<serial> in the machine."""
        path = os.path.join(self.place, serial + ".raw")
        with open(path, "wb") as file:
            file.truncate(megabytes << 20)
        (self.disks_before if before_root else self.disks).append((serial, path))
        return path

    def plug(self, serial, path):
        """Gives a disk to a machine that runs, of a file that is there."""
        self._tell("blockdev-add", driver="raw", **{"node-name": serial, "file": {"driver": "file", "filename": path}})
        self._tell("device_add", driver="virtio-blk-pci", bus="later", id=serial, drive=serial, serial=serial)

    def unplug(self, serial):
        """Asks the machine to let go of a disk that was given to it by `plug`, which it does at once."""
        self._tell("device_del", id=serial)

    def _tell(self, command, **arguments):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(os.path.join(self.place, "qmp"))
            stream = connection.makefile("rw")
            for message in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                stream.write(json.dumps(message) + "\n")
                stream.flush()
                answer = {}
                while not {"return", "error"} & answer.keys():  # the greeting and events come in between
                    answer = json.loads(stream.readline())
                if "error" in answer:
                    raise RuntimeError(f"{command}: {answer['error']}")

    def divide_root(self, megabytes, table):
        """Puts the root filesystem into the first partition of a larger disk; table: what sfdisk is told."""
        whole = os.path.join(self.place, "root.raw")
        self.begin = 1 << 20
        with open(whole, "wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["sfdisk", "--quiet", "--no-tell-kernel", whole], input=table, text=True, check=True)
        subprocess.run(["dd", f"if={self.root}", f"of={whole}", "bs=1M", f"seek={self.begin >> 20}", "conv=notrunc,sparse",
                        "status=none"], check=True)
        os.replace(whole, self.root)

    def _debugfs(self, command):
        return subprocess.run(["debugfs", "-R", command, f"{self.root}?offset={self.begin}"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout

    def has_mark(self):
        return "Inode:" in self._debugfs(f"stat {MARK}")

    def kernel_arguments(self):
        """What the boot loader adds to the command line of its own."""
        return self._debugfs(f"cat {ARGUMENTS}").split()

    def set_kernel_arguments(self, words):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(" ".join(words) + "\n")
            file.flush()
            subprocess.run(["debugfs", "-w", "-f", "-", f"{self.root}?offset={self.begin}"], check=True, capture_output=True,
                           input=f"cd {os.path.dirname(ARGUMENTS)}\nwrite {file.name} {os.path.basename(ARGUMENTS)}\n", text=True)

    def boot(self, config=None, questions=(), platform="qemu", arguments=(), fw_cfg=(), timeout=None, watch=None,
             until=None):
        """Boots the machine, lets it answer the questions (name, shell command), and waits until it is off.

        config: path of what QEMU hands over as opt/com.coreos/config. watch(new console text) is called as
        the text comes. until: the power is cut when the console says this.
        """
        self.boots += 1
        console = os.path.join(self.place, f"console-{self.boots}.txt")
        answers = os.path.join(self.place, f"answers-{self.boots}.txt")
        script = os.path.join(self.place, f"questions-{self.boots}.sh")
        with open(script, "w") as file:
            for name, command in questions:
                name = name.replace(" ", "_")
                file.write(f"text=$(sh -c {shlex.quote(command)} 2>&1); status=$?\n"
                           f"printf '%s %s %s\\n' {name} $status \"$(printf %s \"$text\" | base64 -w0)\"\n")
            file.write("echo end 0 -\n")
        first = self.has_mark()
        line = ["root=LABEL=root", "console=tty0", "console=ttyS0", "systemd.show_status=1",
                "systemd.status_unit_format=description", "rd.timeout=60",
                f"ignition.platform.id={platform}", "ignition.emergency=poweroff", *self.kernel_arguments(), *arguments]
        if first:
            line.append("ignition.firstboot")
        command = self._command(console, answers, line)
        for name, path in (("opt/org.ignite/questions", script), ("opt/com.coreos/config", config), *fw_cfg):
            if path:
                command += ["-fw_cfg", f"name={name},file={path}"]
        return self._run(command, console, answers, first, timeout, watch, until)

    def _command(self, console, answers, line):
        loaded = (self.loader(line) if self.loader else
                  ["-kernel", self.kernel, "-initrd", self.initramfs, "-append", " ".join(line)])
        command = [*qemu(accelerator(self.kernel), self.memory), "-serial", f"file:{console}", *loaded,
                   *self._network_card(), "-device", "virtio-rng-pci", "-device", "virtio-serial",
                   "-qmp", f"unix:{self.place}/qmp,server=on,wait=off", "-device", "pcie-root-port,id=later,slot=1",
                   "-chardev", f"file,id=answers,path={answers}",
                   "-device", "virtserialport,chardev=answers,name=org.ignite.answers", *self.devices]
        for serial, path in [*self.disks_before, ("root", self.root), *self.disks]:
            # The disks are thrown away, so nothing waits for them to be written for good.
            command += ["-drive", f"if=none,id={serial},format=raw,cache=unsafe,discard=unmap,file={path}",
                        "-device", f"virtio-blk-pci,drive={serial},serial={serial}"]
        return command

    def _network_card(self):
        if self.network is None:
            return []
        if self.network_is_silent:
            return ["-netdev", "hubport,id=net,hubid=0", "-device", "virtio-net-pci,netdev=net"]
        servers = [f"guestfwd=tcp:{address}:{port}-cmd:{server}" for address, port, server in self.servers]
        return ["-netdev", ",".join(["user,id=net", *servers, *self.network]), "-device", "virtio-net-pci,netdev=net"]

    def _run(self, command, console, answers, first, timeout, watch, until):
        timeout = timeout or TIMEOUTS[accelerator(self.kernel)]
        started, seen, ended = time.monotonic(), 0, "off"
        with open(os.path.join(self.place, f"qemu-{self.boots}.txt"), "w") as log, \
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:
            try:
                while process.poll() is None:
                    if time.monotonic() - started > timeout:
                        ended = f"still running after {timeout} s"
                        break
                    try:
                        process.wait(0.2)
                    except subprocess.TimeoutExpired:
                        pass
                    text = _read(console)
                    if watch and len(text) > seen:
                        watch(text[seen:])
                    seen = len(text)
                    if until and until in text:
                        ended = "cut"
                        break
            finally:
                if process.poll() is None:
                    process.kill()
            process.wait()
            if ended == "off" and process.returncode != 0:
                ended = f"qemu ended with {process.returncode}: {_read(log.name)}"
        if not _read(answers):
            self.silent.append(console)
        return Boot(_read(console), _parse(_read(answers)), time.monotonic() - started, ended, first)


def _read(path):
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _parse(text):
    answers = {}
    for line in text.splitlines():
        fields = line.split(" ")
        if len(fields) == 3 and fields[2] != "-":
            answers[fields[0]] = Answer(base64.b64decode(fields[2]).decode(errors="replace"), int(fields[1]))
    return answers
