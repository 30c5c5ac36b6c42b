"""Things that take long to make are made once, and kept outside the checkout under what went into them."""

import fcntl
import hashlib
import os
import shutil
import time


def directory():
    return os.environ.get("IGNITE_CACHE") or os.path.join(os.path.expanduser("~"), ".cache", "ignite")


def digest(*parts):
    """One name for texts, and for files and trees given as os.PathLike or ("tree", path)."""
    whole = hashlib.sha256()
    for part in parts:
        if isinstance(part, tuple):
            for place, directories, names in os.walk(part[1]):
                directories.sort()
                for name in sorted(names):
                    path = os.path.join(place, name)
                    whole.update(f"{os.path.relpath(path, part[1])} {os.lstat(path).st_mode:o}\0".encode())
                    whole.update(os.readlink(path).encode() if os.path.islink(path) else _contents(path))
        else:
            whole.update(str(part).encode() + b"\0")
    return whole.hexdigest()[:16]


def _contents(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def kept(kind, key, make, say, keep=4):
    """The path of <kind>-<key>, made by make(path) if it is not there yet. Old ones of the kind are dropped."""
    place = directory()
    os.makedirs(place, exist_ok=True)
    path = os.path.join(place, f"{kind}-{key}")
    with open(os.path.join(place, f"{kind}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test runs beside each other make it once
        if os.path.exists(path):
            os.utime(path)
            return path
        started = time.monotonic()
        unfinished = path + ".unfinished"
        _remove(unfinished)
        make(unfinished)
        os.rename(unfinished, path)
        say(f"made {kind} in {time.monotonic() - started:.0f} s")
        _drop_old(place, kind, keep)
    return path


def _drop_old(place, kind, keep):
    mine = [os.path.join(place, name) for name in os.listdir(place)
            if name.startswith(kind + "-") and not name.endswith(".unfinished")]
    for path in sorted(mine, key=os.path.getmtime)[:-keep]:
        _remove(path)


def _remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
