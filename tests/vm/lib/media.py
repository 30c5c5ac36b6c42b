"""Discs and drives on which platforms hand over a config."""

import os
import subprocess


def write_files(tree, files):
    """A directory with these files (path: text)."""
    for name, text in files.items():
        path = os.path.join(tree, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)


def add_disc(machine, label, files, udf=False):
    """A DVD in a drive of the machine; udf: of that type, as Azure's."""
    tree, image = os.path.join(machine.place, label + ".files"), os.path.join(machine.place, label + ".iso")
    write_files(tree, files)
    subprocess.run(["genisoimage", "-quiet", "-V", label, "-r", "-J", *(["-udf"] if udf else []), "-o", image, tree],
                   check=True)
    machine.devices += ["-drive", f"if=none,id=disc,format=raw,media=cdrom,readonly=on,file={image}",
                        "-device", "ide-cd,drive=disc"]


def add_vfat(machine, label, files):
    """A small disk with a vfat that fills it."""
    tree, image = os.path.join(machine.place, label + ".files"), machine.add_disk(label, 8)
    write_files(tree, files)
    subprocess.run(["mkfs.vfat", "-n", label, image], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["mcopy", "-s", "-i", image, *(os.path.join(tree, name) for name in os.listdir(tree)), "::"], check=True)
