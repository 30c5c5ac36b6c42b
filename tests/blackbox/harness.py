"""What the tests of the whole binary have in common: a scratch machine, its stages, and servers beside it.

Every test runs the binary named by the environment variable IGNITE, called as `ignition`, with its own cache, state and
flag files and its own system directories, logging to standard output (spec tests.md §1).
"""
import gzip
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import unittest
import urllib.parse

NEWEST = "3.7.0-experimental"
VERSIONS = ["3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.4.0", "3.5.0", "3.6.0", NEWEST]

IGNITE = os.environ.get("IGNITE", "")


def versions_from(first):
    """Every spec version from `first` up: each behaviour holds for all of them."""
    return VERSIONS[VERSIONS.index(first):]


def data_url(text):
    return "data:," + urllib.parse.quote(text)


def config(version=NEWEST, **sections):
    """A config with the given top-level sections, as a dict."""
    return {"ignition": {"version": version, **sections.pop("ignition", {})}, **sections}


class Machine:
    """A directory that stands for a machine: sources of configs on one side, a root to provision on the other."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.root = self.directory / "root"
        self.root.mkdir()
        (self.directory / "bin").mkdir()
        for name in ("runtime", "local", "vendor"):
            (self.directory / name).mkdir()
        self.command_line("quiet")
        for name in ("ignition", "ignition-validate", "ignition-apply", "ignition-rmcfg", "ignite"):
            (self.directory / "bin" / name).symlink_to(IGNITE)
        self.cache = self.directory / "ignition.json"
        self.state = self.directory / "state/state"
        self.neednet = self.directory / "neednet/neednet"
        self.environment = {}

    def command_line(self, text):
        (self.directory / "cmdline").write_text(text + "\n")

    def give(self, what):
        """Puts down what the platform `file` hands over: a dict, text or bytes."""
        if isinstance(what, dict):
            what = json.dumps(what, indent=2)
        if isinstance(what, str):
            what = what.encode()
        (self.directory / "config.ign").write_bytes(what)

    def call(self, *words, name="ignition", stdin=None, timeout=120):
        environment = {
            **os.environ,
            "IGNITION_SYSTEM_RUNTIME_CONFIG_DIR": str(self.directory / "runtime"),
            "IGNITION_SYSTEM_LOCAL_CONFIG_DIR": str(self.directory / "local"),
            "IGNITION_SYSTEM_CONFIG_DIR": str(self.directory / "vendor"),
            "IGNITION_KERNEL_CMDLINE_PATH": str(self.directory / "cmdline"),
            **self.environment,
        }
        return subprocess.run([str(self.directory / "bin" / name), *map(str, words)], cwd=self.directory,
                              env=environment, input=stdin, capture_output=True, text=True, errors="backslashreplace",
                              timeout=timeout,
                              check=False)

    def stage(self, name, *more, platform="file", root=None):
        root = self.root if root is None else root
        return self.call(f"--platform={platform}", f"--stage={name}", f"--root={root}",
                         f"--config-cache={self.cache}", f"--state-file={self.state}", f"--neednet={self.neednet}",
                         "--log-to-stdout", *more)

    def read_cache(self):
        return json.loads(self.cache.read_text())

    def read_state(self):
        return json.loads(self.state.read_text())


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.assertTrue(IGNITE and os.access(IGNITE, os.X_OK), "IGNITE must name the binary to test")
        scratch = tempfile.mkdtemp(prefix="ignite-blackbox-")
        self.addCleanup(shutil.rmtree, scratch, ignore_errors=True)
        self.machine = Machine(scratch)

    def new_machine(self):
        scratch = tempfile.mkdtemp(prefix="ignite-blackbox-")
        self.addCleanup(shutil.rmtree, scratch, ignore_errors=True)
        return Machine(scratch)

    def assert_good(self, done, allow_critical=False):
        """The stage ended well, and said nothing that only a failure says."""
        said = f"\nexpected: exit code 0\nfound: {done.returncode}\n{done.stdout}{done.stderr}"
        self.assertEqual(done.returncode, 0, said)
        self.assertNotIn("panic", done.stdout)
        if not allow_critical:
            self.assertNotIn("CRITICAL", done.stdout)

    def assert_failed(self, done, *words, code=1):
        said = f"\nexpected: exit code {code}\nfound: {done.returncode}\n{done.stdout}{done.stderr}"
        self.assertEqual(done.returncode, code, said)
        for word in words:
            self.assertIn(word, done.stdout + done.stderr)

    def provision(self, given, *stages, machine=None):
        """Hands a config over and runs the stages, all of which must end well."""
        machine = machine or self.machine
        machine.give(given)
        for stage in ("fetch", *(stages or ("files",))):
            self.assert_good(machine.stage(stage))


class Server:
    """An HTTP server on a loopback port. `pages` maps a path to bytes, or to a function of the request handler that
    answers by itself. Remembers the requests it got."""

    def __init__(self, pages):
        self.requests = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.requests.append((self.path, dict(self.headers.items())))
                page = server.pages.get(self.path)
                if page is None:
                    self.answer(404, b"not here")
                elif callable(page):
                    page(self)
                else:
                    self.answer(200, page)

            def answer(self, status, body=b"", **headers):
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.pages = pages
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"


def gzipped(text):
    return gzip.compress(text.encode() if isinstance(text, str) else text, mtime=0)


def cuts(points, usual):
    """Some of the points, from the first to the last: as many as IGNITE_CUTS says ("all" for every one), or as usual."""
    wanted = os.environ.get("IGNITE_CUTS", usual)
    if wanted == "all" or len(points) <= int(wanted):
        return points
    return [points[index * (len(points) - 1) // max(1, int(wanted) - 1)] for index in range(int(wanted))]


def main():
    unittest.main(verbosity=2)
