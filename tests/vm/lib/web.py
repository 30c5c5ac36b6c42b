"""A web server of a test's own: nginx on a free loopback port, which the machines see as 10.0.2.2."""

import os
import signal
import socket
import subprocess
import time

CONFIGURATION = """
daemon off; master_process off; worker_processes 1; pid {place}/nginx.pid; error_log {place}/error.log info;
events {{ worker_connections 64; }}
http {{
  access_log {place}/access.log;
  client_body_temp_path {place}; proxy_temp_path {place}; fastcgi_temp_path {place}; uwsgi_temp_path {place};
  scgi_temp_path {place};
  types {{ }} default_type application/octet-stream;
  server {{ listen 127.0.0.1:{port}; root {place}/files; }}
}}
"""


class Web:
    """with Web(directory, {name: text}) as web: ... web.url("name") as the machine sees it."""

    def __init__(self, place, files):
        self.place, self.files = place, files

    def __enter__(self):
        os.makedirs(os.path.join(self.place, "files"))
        for name, contents in self.files.items():
            self.put(name, contents)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        configuration = os.path.join(self.place, "nginx.conf")
        with open(configuration, "w") as file:
            file.write(CONFIGURATION.format(place=self.place, port=self.port))
        self.process = subprocess.Popen(["nginx", "-c", configuration, "-p", self.place, "-e", self.place + "/error.log"],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)  # nginx tells nobody when it listens
        self.__exit__()
        raise RuntimeError(f"nginx does not listen: {self.log('error.log')}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def put(self, name, contents):
        with open(os.path.join(self.place, "files", name), "w" if isinstance(contents, str) else "wb") as file:
            file.write(contents)

    def url(self, name):
        return f"http://10.0.2.2:{self.port}/{name}"

    def log(self, name="access.log"):
        with open(os.path.join(self.place, name)) as file:
            return file.read()
