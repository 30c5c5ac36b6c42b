"""What a config has made of a machine, asked of the machine and told to people."""

import shlex

from . import questions as common


def _names(config, *path):
    """The entries of a list in a config that nobody has validated yet."""
    for key in path:
        config = config.get(key) if isinstance(config, dict) else None
    return [entry for entry in config or [] if isinstance(entry, dict)]


def _paths(config):
    nodes = [node for kind in ("directories", "files", "links") for node in _names(config, "storage", kind)]
    return [node["path"] for node in nodes if isinstance(node.get("path"), str)]


def _users(config):
    return [user["name"] for user in _names(config, "passwd", "users") if isinstance(user.get("name"), str)]


def _units(config):
    return [unit["name"] for unit in _names(config, "systemd", "units") if isinstance(unit.get("name"), str)]


def questions(config):
    def each(names, script):
        words = " ".join(shlex.quote(name) for name in names)
        return f"for name in {words or '$nothing'}; do {script}; done"

    return [
        common.STAGES, common.DURATIONS,
        ("disks", "lsblk --noheadings --output NAME,SIZE,FSTYPE,LABEL,PARTLABEL,MOUNTPOINTS"),
        ("nodes", each(_paths(config), "find \"$name\" -maxdepth 0 -printf '%M %u:%g %s %p' 2>&1; "
                                       "[ -L \"$name\" ] && printf ' -> %s' \"$(readlink \"$name\")\"; echo")),
        ("users", each(_users(config), "id \"$name\"; home=$(getent passwd \"$name\" | cut -d: -f6); "
                                       "printf '  %s, ssh keys: %s, password: %s\\n' \"$home\" "
                                       "\"$(cat \"$home\"/.ssh/authorized_keys* \"$home\"/.ssh/authorized_keys.d/* 2>/dev/null | grep -c '^[a-z]')\" "
                                       "\"$(getent shadow \"$name\" | cut -d: -f2 | grep -q '^[$]' && echo set || echo none)\"")),
        ("units", each(_units(config), "printf '%s: %s, %s\\n' \"$name\" \"$(systemctl is-enabled \"$name\" 2>&1)\" "
                                       "\"$(systemctl is-active \"$name\")\"; "
                                       "journalctl --boot --quiet --no-pager --output=cat --unit=\"$name\" "
                                       "_TRANSPORT=stdout --lines=1 | sed 's/^/  says: /'")),
        ("failed units", "systemctl --failed --plain --no-legend --no-pager"),
        ("result", "cat /etc/.ignition-result.json"),
    ]


def show(config, boot, bold, plain):
    def part(title, text):
        if text.strip():
            print(f"{bold}{title}{plain}")
            print("".join(f"  {line}\n" for line in text.rstrip().splitlines()))

    part("disks", boot["disks"].text)
    part("files, directories and links", boot["nodes"].text if _paths(config) else "")
    part("users", boot["users"].text if _users(config) else "")
    part("units", boot["units"].text if _units(config) else "")
    part("units that failed", boot["failed units"].text)
    part("seconds per stage", "\n".join(f"{stage:<16} {seconds:6.2f}  {'#' * min(44, round(seconds * 10))}"
                                      for stage, seconds in common.durations(boot)))
