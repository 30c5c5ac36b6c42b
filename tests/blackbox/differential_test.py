#!/usr/bin/env python3
"""Called as `ignition-validate`, we say what Debian's `ignition-validate` says: exit code, streams, and severity, path,
line and column of every entry. On mutated valid and invalid configs, the same in every run.

Debian's is older than what the specification describes: it knows 3.0.0 to 3.3.0, and an unfinished 3.4.0. Where the two
differ the specification wins, and `known_difference` says why.

    IGNITION_VALIDATE_CASES=5000 IGNITION_VALIDATE_SEED=7 IGNITE=build/src/ignite tests/blackbox/differential_test.py
"""
import collections
import json
import os
import pathlib
import random
import re
import shutil
import subprocess

import harness
from harness import Case

SOURCES = pathlib.Path(__file__).resolve().parents[2]
CASES = int(os.environ.get("IGNITION_VALIDATE_CASES", "400"))
SEED = int(os.environ.get("IGNITION_VALIDATE_SEED", "1"))
PEER = shutil.which("ignition-validate")
LONGEST = 1500  # of a config that is shown
VERSIONS = ["3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.4.0"]
UNFINISHED = b'"3.4.0-experimental"'  # as the peer knows 3.4.0


class Raw(bytes):
    """A token that stands in the text as it is."""


class Members(list):
    """An object as pairs, because a key may stand in it twice."""


def tree(value):
    if isinstance(value, dict):
        return Members((Raw(json.dumps(key).encode()), tree(one)) for key, one in value.items())
    if isinstance(value, list):
        return [tree(one) for one in value]
    return Raw(json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass"))


def text_of(value, space):
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, Members):
        members = (space() + key + b":" + space() + text_of(one, space) for key, one in value)
        return b"{" + b",".join(members) + space() + b"}"
    return b"[" + b",".join(space() + text_of(one, space) for one in value) + b"]"


def strings(*texts):
    return [Raw(json.dumps(text).encode()) for text in texts]


# Values at and over the edge, by the key they belong to.
ANY = [Raw(token) for token in (
    b"null", b"true", b"false", b"0", b"-0", b"1", b"-1", b"420", b"420.0", b"42e1", b"1e400", b"-1E-400",
    b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808", b"-9223372036854775809", b"1.5", b'""',
    b'" "', b'"x"', b'"\\u0000"', b'"\\ud800"', b'"\\ud83d\\ude00"', b'"\xff"', b'"\xc3\xa4"', b'"\xed\xa0\x80"',
    b'"\\/"', b'"a\\nb"', b"{}", b"[]", b"[null]", b"[{}]", b"[[]]", b'{"a":1}', b'["x","x"]', b'"a.b"', b'"\x7f"')]
PATHS = strings("", "/", "//", "/a/", "/a//b", "/a/./b", "/a/..", "a", "./a", "/a", "/a/b", "/a/b/c", "/a/.b",
    "/a/..b",
                "/a b", "/ä", "/a\0b", "/a\nb", "/a%d", "~", "/etc/systemd/system/x.service",
                "/etc/systemd/system/x.service.d/d.conf", "/l", "/l/a", "/lx", "/dev/vda", "/dev/vdb", ".", "..",
                "/..", "/.")
URLS = strings("", "http:", "http://", "http://h:/", "http://h:99999/", "http://u@v@h/", "http://h/a b", "http://ü/",
               "http://h?q=%zz", " http://h", "1http://h", "ht tp://h", ":x", "http://a b/", "http://h:8o/",
               "http://[::1",
               "http://h/%zz", "http://h#%zz", "http://h%41/", "HTTP://h/x", "https://h", "tftp://h/x", "s3:",
               "s3://b/k",
               "s3://b/k?versionId=", "s3://b/k?versionId=x", "s3://b/k?versionId",
               "s3://b/k?versionId=;&versionId=a",
               "s3://b/k?versionid=", "s3://b/k?versionId=%zz", "s3://b/k?versionId=&versionId=x",
               "s3://b/k?%76ersionId=",
               "s3://b/k?versionId=+", "s3://b/k#versionId=", "gs:", "gs://b/k", "arn:aws:s3:::b/k", "oem:///x",
               "file:///x", "/x",
               "//h/x", "///x", "x", "x:y", "x/y:z", "?x", "#x", "http:x", "http:/x", "http:?x", "http://h\t",
               "http://h/\x7f",
               "http://[::1]/", "http://[::1]:80/", "http://[::1]x/", "http://[::1]:8x/", "http://[fe80::1%25e]/",
               "http://[]/", "http://h%25/",
               "http://h%ff/", "http://h%7f/", "http://h%20/", "http://u:p@h/", "http://u%zz@h/", "http://u\\@h/",
               "http://u@h:x/", "http://<h>/", 'http://h"/', "http://h{/", "http://h^/", "http://h`/", "http://h|/",
               "http://h\\/",
               "http://h[/", "http://h]/", "http://h/[", "http://h/%", "http://h/%4", "http://h/%41", "http://h/ä",
               "HtTpS://h", "h+t-t.p://x",
               "+http://h", "http//h", "data:,x", "data:", "data:x", "DATA:,x", "http://h/\u00a0", "http://h\u00a0/",
               "http://h;x/", "http://h,x!*'()/",
               "http://@/", "http://:@:80/", "http://h#", "http://h?", "http://h/?#", "http://#", "a:")
DATA = strings(*("data:" + tail for tail in (
    ",", "", ",x", ",a b", ",a%20b", ",a%2", ",%zz", ",ä", ",a+b", ",a?b", ",a#b", ",a#%zz", ",a\"b", ",<", ",[",
    ",`", ",^", ",|", ",\\", ",{", ",~",
    ";base64,", ";base64,aGVsbG8=", ";base64,aGVsbG8", ";base64,aGVs bG8=", ";base64,aGVsbG8%3D", ";base64,aG_-",
    ";base64,aGVsbG8==", ";base64,=", ";base64,====", ";base64,a===",
    ";base64,aGVsbG9=", ";base64,aGVs\nbG8=", ";base64,aGVsbG8=x", ";base64,aGVsbG8=aGVs", ";base64,YQ==YQ==",
    ";BASE64,x", ";base64x,x", ";base64;charset=x,x", ";,x", ";x,x", ";x=,x", ";x=y,x",
    ";x=y;base64,eA==", ";x=%zz,x", ";x=%41,x", ";=y,x", ';x="y",x', ';x="",x', ';x="\\a\\b\\f\\n\\r\\t\\v\\\\\\"",x',
    ';x="\\101\\x41\\u0041\\U00000041",x',
    ';x="\\q",x', ';x="\\8",x', ';x="\\40",x', ';x="\\400",x', ';x="\\xg",x', ';x="\\u004",x', ';x="\\U00110000",x',
    ';x="\\ud800",x', ';x="y"z,x', ';x="y";z=w,x', ';x="y",', ';x="y', ';x="ä",x', ';x="a b;,",x', ";x y=z,x",
    ";x= y,x", ';x=y"z",x', ";x==y,x", ";x=y=z,x",
    "text/plain,x", "text/,x", "text,x", "/plain,x", "textual/x,y", "text//x,y", "texts,x", "font/ttf,x",
    "TEXT/plain,x", "x-y/z,x", "X-y/z,x", "x-/z,x", "x-,x", "image/svg+xml,x", "application/x;charset=utf-8,x",
    "text/plain;charset=utf-8;base64,eA==", "text/pla in,x", "text/pläin,x", "text/p?,x", " text/plain,x",
    "text/plain ,x", "text/plain; charset=x,y", "multipart/x,y", "message/x,y", "video/x,y", "audio/x,y",
    "example/x,y", "model/x,y", "tex/x,y", "\x00,x", ",\x00", ",\n", ",\x7f", "text/plain;base64;,x",
    "text/plain;,x", "text/plain;;x=y,z", ";base64=x,y", ";base64", ";base64=,x")))
UNITS = strings("", "\n", "x", "[", "[Unit", "[Unit]", "[Unit]x", "[Unit] # x", "[Unit]]", "[Unit]\nfoo\n",
    "[Unit]\nfoo=bar", "[Unit]\n=bar", "[Unit]\nfoo", "[Unit]\nfoo\r\nx=y", "[Unit]\r\nfoo=bar\r\n",
                "[Unit]\nfoo=a\\\nb\n", "[Unit]\nfoo=a\\\n\nb=c", "[Unit]\nfoo=a\\\n\nb", "[Unit]\nfoo=a\\",
                "[Unit]\nfoo=a\\\r\nb\r\n", "[Unit]\nfoo=a\\\r\nb=c\r\n", "[Unit]\nfoo=a\\ \nb\n",
                "[Unit]\n#c\\\nfoo\n", "[Unit]\n#c\\ \nfoo\n", "[Unit]\n#c\\  \nfoo\n",
                "[Unit]\n# c\nfoo=bar", "[Unit]\n;c\nfoo=bar\n", "text [Unit]\nfoo=bar", "# [Unit]\nfoo",
                "text\nfoo\n", "[A\nB]\nx=y", "[]\nx=y", "[ Install ]\nx=y", "[install]\nx=y", "[Install]",
                "[Install]\n", "[Install]\nWantedBy=a.target", "[Install]\n[Unit]\nx=y",
                "[Unit]\nx=y\n[Install]\nWantedBy=a\n[Install]\n", "[Unit]\n[Service]\n", "[Unit]\nx[y=z",
                "[Unit]\nx=y]z[", "[Unit]\n \t x = y \t\n", "[Unit]\n\u00a0x=y", "[Unit]\n\u2003\u2003x=y",
                "[Unit]\u00a0\nx=y", "[Unit]\x0b\nx=y", "[Unit]\x85\nx=y", "[Unit]\n" + "x" * 2047 + "=y",
                "[Unit]\nx=" + "y" * 2040, "[Unit]\nx=" + "y" * 2047,
                "[Unit]\nx=" + "y" * 2048, "[Unit]\nx=" + "y" * 2049, "[Unit]\nx=" + "y" * 4096,
                "[Unit]\n" + "x=y\n" * 1100, "[Unit]\n" + "x=y\n" * 520 + "z=" + "y" * 2050,
                "[Unit]\n" + "x=y\n" * 1000 + "z=" + "y" * 2050,
                "[Unit]\n" + "x=y\n" * 500 + "z=" + "y" * 2050 + "\na=b\n",
                "[Unit]\n" + "x=y\n" * 600 + "z=" + "y" * 3050 + "\na=b\n",
                "[" + "U" * 2048 + "]", "[" + "U" * 2040 + "]", " " * 2049, "[Unit]\n" + " " * 2049,
                "[Unit]\n" + "#" * 2049, "#" + "c" * 2046, "#" + "c" * 2047 + "\n[Unit]", "\0", "[Unit]\n\0=x",
                "[Unit]\nx=\\\n\\\ny\n", "[Unit]\nx=\\\n  \ny", "[Unit]\nx=\\\n\\\n", "[Unit]\n\\\n",
                "[Unit]\nx\\\n=y", "[Unit]\nx=y\\\n[Install]\nz=w",
                "[Unit]\n#\\\n[Install\nx", "[Unit]\n[", "[Unit]\n[Install]x\n", "[Unit]\n[A]\n#", "[Unit]\n;",
                "[Unit]\nx=y\n\n\n\n  [Install]\nx=y", "x=y", "#\\\n[Unit", "#\n[Unit]\n",
                "[Unit]\n" + ("x=" + "y" * 2000 + "\n") * 3, "[Unit]\n" + ("x=" + "y" * 1000 + "\n") * 9)
NAMES = strings("", "u", "v", "x.service", "y.service", "x.conf", "d.conf", "d.txt", ".service", ".conf",
    "a b.service", "../x.service", "x.service/y", "x.Service", "e@.service", "e@x.service", "e@x@y.service",
    "@@.service",
                "@@c.service", "@.service", "@x.service", "e@x.timer", "e@.timer", "x.snapshot", "x.target",
                "x.device", "x.busname", "x.slice", "x", "x.", "X-A", "x-a", "a/b", "md", "x.service.conf",
                "e@\n.service", "é@x.service", "e@x.service.service")
HASHES = strings("", "-", "sha512", "sha512-", "sha512-" + "0" * 128, "sha512-" + "z" * 128, "sha512-" + "0" * 127,
    "sha512-" + "0" * 129, "sha256-" + "0" * 64, "sha256-" + "0" * 63, "SHA512-" + "0" * 128, "sha1-" + "0" * 40,
                 "sha512-" + "ä" * 64, "sha512-0-" + "0" * 126, "sha512_" + "0" * 128, "-" + "0" * 128)
NUMBERS = [Raw(token) for token in (b"0", b"1", b"2", b"9", b"10", b"-1", b"-5", b"420", b"4095", b"4096", b"8191",
    b"-4096", b"1023", b"2541", b"511", b"512", b"null",
                                    b"9223372036854775807", b"-9223372036854775808", b"01", b"1.0", b"1e2", b'"1"')]
FLAGS = [Raw(token) for token in (b"true", b"false", b"null", b"0", b'"true"')]
LABELS = strings("", "a", "b", "a:b", "x" * 11, "x" * 12, "x" * 13, "x" * 15, "x" * 16, "x" * 17, "x" * 36, "x" * 37,
    "x" * 47, "x" * 48, "x" * 256, "x" * 257, "ä" * 8, "ä" * 9, "ä" * 18, "ä" * 19, "ROOT")
GUIDS = strings("", "1234", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", "0fc63daf-8483-4772-8e79-3d69d8477de4",
    "{0FC63DAF-8483-4772-8E79-3D69D8477DE4}", "0FC63DAF84834772-8E79-3D69D8477DE4",
    "0FC63DAF-8483-4772-8E79-3D69D8477DEG", " 0FC63DAF-8483-4772-8E79-3D69D8477DE4",
                "0FC63DAF-8483-4772-8E79-3D69D8477DE4\n")
FORMATS = strings("", "ext4", "btrfs", "xfs", "swap", "vfat", "none", "EXT4", "zfs", "ext3")
LEVELS = strings("", "linear", "raid0", "0", "stripe", "raid1", "1", "mirror", "raid4", "4", "raid5", "5", "raid6",
    "6", "raid10", "10", "raid3", "RAID1", "Raid0")
VERSION_TEXTS = strings("3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.3.0+", "3.3.0-", "03.03.00", "3.3", "3.3.0.0",
    "v3.3.0", " 3.3.0", "3.3.0\n", "3.3.0_1", "", "2.2.0", "1.0.0", "3.3.0+x", "3.2.0-experimental", "3.3.0--",
    "3.3.0+-", "3.3.0-+",
                        "3.3.0-a..b", "99999999999999999999.0.0", "3.+3.0", "-3.3.0", "3.-3.0", "3.3.0-ä",
                        "9223372036854775807.0.0", "9223372036854775808.0.0", "3.3.0+a-b", "3.3.0-a+b", "3..0",
                        "3.3.", ".3.0", "3.3.00", "4.0.0", "3.9.0")

EDGES = {
    "path": PATHS, "target": PATHS, "device": PATHS, "devices": PATHS, "homeDir": PATHS,
    "source": URLS + DATA + DATA, "url": URLS, "httpProxy": URLS, "httpsProxy": URLS, "contents": UNITS,
    "name": NAMES, "value": strings("", "x"), "hash": HASHES, "mode": NUMBERS, "number": NUMBERS, "sizeMiB": NUMBERS,
    "startMiB": NUMBERS, "id": NUMBERS, "uid": NUMBERS, "gid": NUMBERS, "spares": NUMBERS, "threshold": NUMBERS,
    "httpTotal": NUMBERS, "httpResponseHeaders": NUMBERS, "label": LABELS, "guid": GUIDS, "typeGuid": GUIDS,
    "format": FORMATS, "level": LEVELS, "version": VERSION_TEXTS, "compression": strings("", "gzip", "GZIP", "xz"),
    "pin": strings("", "tpm2", "tang", "sss", "mine", "TPM2"), "config": strings("", "{}"),
    "thumbprint": strings("", "x"), "advertisement": strings("", "{", "{}", "null", " ", "1 2"),
}
for flag in ("overwrite", "hard", "wipeTable", "shouldExist", "resize", "wipePartitionEntry", "wipeFilesystem",
    "tpm2",
             "needsNetwork", "enabled", "mask", "system", "noCreateHome", "wipeVolume"):
    EDGES[flag] = FLAGS
for listed in ("options", "mountOptions", "openOptions", "groups", "sshAuthorizedKeys", "noProxy", "shouldExist",
               "shouldNotExist"):
    EDGES.setdefault(listed, [Raw(b'["a","a"]'), Raw(b'["a",null,null]'), Raw(b'["a","b"]'), Raw(b"[]"),
    Raw(b'["a",1]')])

HEADS = [b"#!/bin/sh\n", b"#cloud-config\n", b"\x1f\x8b\x08\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\x0b", b"\0", b"//\n",
    b"\xc2\xa0", b"\n\n", b" \t\r\n", b"variant: fcos\n"]
TAILS = [b"\n", b" \t\r\n", b"}", b"{}", b"\0", b"\x0c", b",", b"null", b"x", b"//", b"\xc2\xa0"]


class Mutator:
    """Draws documents. What it draws depends on the seed and the number of the case only."""

    def __init__(self):
        self.bases = []
        for line in (SOURCES / "tests/config/validate-cases.jsonl").read_text().splitlines():
            case = json.loads(line)
            if isinstance(case["config"], dict) and "Storage" not in case["config"]:
                self.bases.append(tree(case["config"]))
        for example in sorted((SOURCES / "examples/configs").glob("*.ign")):
            self.bases.append(tree(json.loads(example.read_text())))
        # Everything there is below each key, to be put below the same key of another document.
        self.by_key = collections.defaultdict(list)
        for base in self.bases:
            for owner, index in self.places(base):
                if isinstance(owner, Members):
                    self.by_key[self.name(owner[index][0])].append(owner[index][1])
        # Versions that the other does not know.
        del self.by_key["version"], self.by_key["ignition"]

    # Whether every key is spelled as in the specification: the reference has no place for what is below others.
    exact = True

    @staticmethod
    def name(key):
        return key.decode(errors="replace").strip('"')

    def places(self, value):
        """Every (owner, index) in a tree: members of objects, elements of lists."""
        found = []
        waiting = [value]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Raw):
                continue
            for index, item in enumerate(one):
                found.append((one, index))
                waiting.append(item[1] if isinstance(one, Members) else item)
        return found

    def copy(self, value):
        if isinstance(value, Raw):
            return value
        if isinstance(value, Members):
            return Members((key, self.copy(one)) for key, one in value)
        return [self.copy(one) for one in value]

    def merged(self, one, other):
        """One document with the sections of another, so that they meet."""
        if isinstance(one, Members) and isinstance(other, Members):
            known = {key: index for index, (key, _) in enumerate(one)}
            for key, value in other:
                if key in known:
                    one[known[key]] = (key, self.merged(one[known[key]][1], value))
                else:
                    one.append((key, self.copy(value)))
            return one
        if type(one) is list and type(other) is list:  # Members are a list, too
            return one + self.copy(other)
        return one

    def draw(self, number):
        chance = random.Random(f"{SEED}/{number}")
        self.exact = True
        document = self.copy(chance.choice(self.bases))
        if chance.random() < 0.3:
            document = self.merged(document, chance.choice(self.bases))
        self.set_version(document, Raw(json.dumps(chance.choice(VERSIONS)).encode()))
        for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 5))):
            self.change(document, chance)
        spaces = chance.choice(((b"",), (b" ",), (b"\n",), (b"", b" ", b"\n", b"\t", b"\r\n", b"\n  ")))
        text = text_of(document, lambda: chance.choice(spaces))
        if chance.random() < 0.12:
            text = self.damaged(text, chance)
        return text, self.exact

    @staticmethod
    def set_version(document, version):
        for index, (key, value) in enumerate(document):
            if key == b'"ignition"' and isinstance(value, Members):
                for at, (inner, _) in enumerate(value):
                    if inner == b'"version"':
                        value[at] = (inner, version)
                        return
                value.append((Raw(b'"version"'), version))
                return
        document.append((Raw(b'"ignition"'), Members([(Raw(b'"version"'), version)])))

    def change(self, document, chance):
        places = self.places(document)
        if not places:
            return
        # The version is one value of many, and hides all others when it is wrong.
        for _ in range(5):
            owner, index = chance.choice(places)
            if not (isinstance(owner, Members) and self.name(owner[index][0]) in ("ignition", "version")):
                break
        if isinstance(owner, Members):
            key, value = owner[index]
        else:
            key, value = self.key_above(document, owner), owner[index]
        kind = chance.choices(("edge", "any", "other", "drop", "again", "rename", "unknown", "wrap", "deep"),
                              (10, 2, 4, 2, 3, 2, 1, 0.5, 0.05))[0]
        name = self.name(key)
        if kind == "edge":
            value = chance.choice(EDGES.get(name) or ANY)
        elif kind == "any":
            value = chance.choice(ANY)
        elif kind == "other":
            value = self.copy(chance.choice(self.by_key.get(name) or [Raw(b"null")]))
            if not isinstance(owner, Members) and isinstance(value, list) and not isinstance(value, Members):
                value = value[0] if value else Raw(b"null")
        elif kind == "drop":
            del owner[index]
            return
        elif kind == "again":
            # Of two lists under one key the elements of the first shine through in the reference: config.md §2.3.
            if isinstance(owner, Members) and self.has_list(value):
                return
            copy = self.copy(value)
            for _ in range(chance.choice((0, 1))):
                if not isinstance(copy, Raw) and len(copy):
                    self.change(copy, chance)
            owner.append((key, copy) if isinstance(owner, Members) else copy)
            return
        elif kind == "rename" and isinstance(owner, Members):
            self.exact = False
            key = self.renamed(name, chance)
        elif kind == "unknown" and isinstance(owner, Members):
            if self.has_list(value):
                return
            self.exact = False
            owner.insert(chance.randint(0, len(owner)), (self.renamed(name, chance), self.copy(value)))
            return
        elif kind == "wrap":
            value = chance.choice(([value], Members([(key, value)])))
        elif kind == "deep":
            depth = chance.choice((100, 5000, 9990, 9995, 9999, 10000, 10001, 10010))
            value = Raw(b"[" * depth + b"]" * depth)
            if isinstance(owner, Members):
                key = Raw(b'"deep"')
        owner[index] = (key, value) if isinstance(owner, Members) else value

    @staticmethod
    def has_list(value):
        if isinstance(value, Members):
            return any(Mutator.has_list(one) for _, one in value)
        return not isinstance(value, Raw) or value.startswith(b"[")

    def key_above(self, document, wanted):
        for owner, index in self.places(document):
            if isinstance(owner, Members) and owner[index][1] is wanted:
                return owner[index][0]
        return Raw(b'""')

    @staticmethod
    def renamed(name, chance):
        choices = (
            lambda: name.upper(), lambda: name.lower(), lambda: name.swapcase(), lambda: name + "x", lambda: name[1:],
            lambda: name.replace("s", "\u017f"), lambda: name.replace("k", "\u212a").replace("S", "\u017f"),
            lambda: name + ".", lambda: "a.b", lambda: "", lambda: name[:1].upper() + name[1:], lambda: "0",
            lambda: name.replace("i", "\u0131"), lambda: name + "\0", lambda: "mode", lambda: "contents",
            lambda: "a b: c")
        text = chance.choice(choices)()
        if chance.random() < 0.2 and text:
            return Raw(b'"' + b"".join(b"\\u%04x" % ord(c) for c in text) + b'"')
        if chance.random() < 0.05:
            return Raw(b'"' + text.encode() + b'\xff"')
        return Raw(json.dumps(text, ensure_ascii=chance.random() < 0.5).encode())

    @staticmethod
    def damaged(text, chance):
        at = chance.randint(0, len(text))
        kind = chance.randrange(7)
        if kind == 0:
            return text[:at]
        if kind == 1:
            return chance.choice(HEADS) + text
        if kind == 2:
            return text + chance.choice(TAILS)
        if kind == 3:
            return text[:at] + text[at + 1:]
        if kind == 4:
            return text[:at] + bytes([chance.randrange(256)]) + text[at + 1:]
        return text[:at] + chance.choice((b",", b":", b'"', b"\\", b"\0", b"\n", b"\x80", b"\\x", b"\\u12", b"{",
        b"]", b"-", b"0", b".", b"e", b"/*x*/", b"'", b"NaN", b"True")) + text[at:]


ENTRY = re.compile(r"^(error|warning|info)(?: at (\$.*?))?(?:(?:, | at )line (\d+) col (\d+))?: (.*)", re.DOTALL)
START = re.compile(r"^(?=(?:error|warning|info)(?: at (?:\$|line )|: ))", re.MULTILINE)

# What only one of the two says, by what the specification has it: config.md §8 and the notes at its rules.
ONLY_OURS = re.compile("|".join((
    "a unit or drop-in of this config is written there",
    "the filesystem would take the place of the partitions",
    "wipeTable of this disk destroys the filesystem as well",
    "a hard link has the owner of what it leads to",
    "the unit is enabled but its template has no",
)))
ONLY_THEIRS = re.compile(r"\$\.storage\.disks\.\d+\.partitions$")  # numbers of 0 beside partitions to be deleted
# Their 3.4.0 lets special bits pass in silence, and these members are still to come.
NOT_YET = re.compile(r"\.(discard|openOptions|advertisement)(\.\d+)?$")
SPECIAL_BITS = "have no effect before version 3.6.0"


def answer(program, text, path, declares_3_4):
    """What was said, without the words and what only this program says."""
    peer = program == PEER
    path.write_bytes(text.replace(b'"3.4.0"', UNFINISHED) if peer else text)
    done = subprocess.run([program, path], capture_output=True, timeout=60, check=False)
    entries, left_out = [], False
    for part in START.split(done.stdout.decode(errors="replace"))[1:]:
        severity, place, line, column, said = ENTRY.match(part).groups()
        one_sided = ONLY_THEIRS.match(place or "") if peer else ONLY_OURS.search(said)
        if declares_3_4:
            one_sided = one_sided or NOT_YET.search(place or "") or SPECIAL_BITS in said
        if one_sided:
            left_out = True
        else:
            # Where exactly a mistake in the syntax or a type stands is for each to say.
            entries.append((severity, place, line, column) if place else (severity, None, None, None))
    code = done.returncode
    if left_out and not any(entry[0] == "error" for entry in entries):
        code = 0
    return {"exit code": code,
            "standard error": "one line" if done.stderr.count(b"\n") == 1 else done.stderr.decode(errors="replace"),
            "entries": sorted(entries, key=str)}


def without_places(said):
    return {**said, "entries": sorted((entry[:2] for entry in said["entries"]), key=str)}


@harness.unittest.skipUnless(PEER, "there is no ignition-validate to compare with: install the package ignition")
class Differential(Case):
    def test_mutated_configs_are_judged_as_by_the_reference(self):
        mutator = Mutator()
        path = self.machine.directory / "config.ign"
        ours = self.machine.directory / "bin/ignition-validate"
        wrong = 0
        verdicts = collections.Counter()
        for number in range(CASES):
            text, exact = mutator.draw(number)
            declares_3_4 = b'"3.4.0"' in text
            expected, found = (answer(program, text, path, declares_3_4) for program in (PEER, ours))
            if declares_3_4 or not exact:
                expected, found = without_places(expected), without_places(found)
            verdicts[expected["exit code"], bool(expected["entries"])] += 1
            if expected == found:
                continue
            wrong += 1
            if wrong <= 40:
                print(f"seed {SEED}, case {number}: {text[:LONGEST].decode(errors='backslashreplace')}\n"
                      f"  expected {expected}\n  found    {found}")
        print(f"{CASES} cases, {wrong} wrong; (exit code, entries): {dict(verdicts)}")
        self.assertEqual(wrong, 0)


if __name__ == "__main__":
    harness.main()
