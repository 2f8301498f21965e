"""
Two servers with one database, and a proxy in front of them: what runs on several machines, on one.
"""

from __future__ import annotations

import csv
import io
import re
import signal
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import server
from tests.support.certificates import Authority
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE, StepProcess, poll
from tests.support.raw import HOST, exchange

DEPLOY = Path(server.__file__).parent / "deploy"

#: Nothing that has to be started: what is served here is plants.
QUIET = ("--temperature", "http://127.0.0.1:1/", "--trust", "127.0.0.1", "--access-log", "-")

#: The ports in the configurations: of the proxy, of the two servers, of HAProxy's figures.
FRONT, SERVERS, FIGURES = 8080, (8001, 8002), 8404


def freePorts(count: int) -> list[int]:
    """
    Find ports that nobody listens on.
    """
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server((HOST, 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


class Machines:
    """
    The servers, on ports that stay theirs.
    """

    def __init__(self, *arguments: str) -> None:
        """
        @param arguments: what each of the servers is started with.
        """
        self.arguments = arguments
        self.ports = freePorts(len(SERVERS))
        self.running: dict[int, StepProcess] = {}

    def start(self, port: int) -> None:
        """
        Start a server on this port, which is one of those that the proxy knows.
        """
        house = StepProcess("server", *QUIET, *self.arguments, "--port", str(port))
        house.__enter__()
        self.running[port] = house

    def end(self, port: int) -> str:
        """
        Clean up after the server of a port.

        @return: what it has told on its terminal.
        """
        house = self.running.pop(port)
        err = house.err
        house.cleanUp()
        return err

    def kill(self, port: int) -> None:
        """
        End a server as the system does that has no memory left.
        """
        self.running[port].stop(signal.SIGKILL)

    @property
    def out(self) -> str:
        """
        What all of them have printed so far, their access logs among it.
        """
        return "".join(house.out for house in self.running.values())

    def __enter__(self) -> Machines:
        with ThreadPoolExecutor() as threads:  # at the same time, on an empty database
            list(threads.map(self.start, self.ports))
        return self

    def __exit__(self, *reason: object) -> None:
        for port in list(self.running):
            self.end(port)


class Front:
    """
    A proxy, by the configuration that comes with the server: nothing of it is changed but the
    ports, and what comments hold about TLS is put in place.

    @cvar comments: these, and what is put in their place.
    """

    name = ""
    comments: Mapping[str, str] = {}

    def __init__(self, servers: Sequence[int]) -> None:
        self.port, self.figures, self.securePort = freePorts(3)
        ports = {FRONT: self.port, FIGURES: self.figures}
        ports |= dict(zip(SERVERS, servers, strict=True))
        text = (DEPLOY / self.name).read_text()
        for before, after in ports.items():
            text = re.sub(rf"\b127\.0\.0\.1:{before}\b", f"127.0.0.1:{after}", text)
        self.folder = tempfile.TemporaryDirectory()
        here = Path(self.folder.name)
        Authority(here).contextFor(HOST)
        for comment, line in self.comments.items():
            assert comment in text, comment
            text = text.replace(comment, line.format(port=self.securePort, folder=here))
        self.path = here / self.name
        self.path.write_text(text)

    def command(self) -> list[str]:
        """
        Say how it is started in the foreground.
        """
        raise NotImplementedError

    def isReady(self) -> bool:
        """
        Tell whether all servers are asked.
        """
        try:
            return b" 200 " in exchange(
                self.port, b"GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n"
            )
        except OSError:
            return False

    def __enter__(self) -> Front:
        self.log = (Path(self.folder.name) / "log").open("wb")
        self.process = subprocess.Popen(self.command(), stdout=self.log, stderr=self.log)
        try:
            poll(self.isReady)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *reason: object) -> None:
        self.process.terminate()
        self.process.wait(PROGRAM_PATIENCE)
        self.log.close()
        self.folder.cleanup()


class HAProxy(Front):
    """
    Debian's HAProxy, with the settings that the course ships, but on a free port.
    """

    name = "haproxy.cfg"
    comments = {
        "#bind :443 ssl crt /etc/haproxy/garden.example.pem": "bind 127.0.0.1:{port} ssl "
        "crt {folder}/server.pem"
    }

    def command(self) -> list[str]:
        """
        Say how it is started in the foreground.
        """
        return [need("haproxy"), "-db", "-f", str(self.path)]

    def states(self) -> list[str]:
        """
        Ask how HAProxy finds the servers.
        """
        with urllib.request.urlopen(
            f"http://{HOST}:{self.figures}/;csv", timeout=PROGRAM_PATIENCE
        ) as page:
            rows = csv.DictReader(io.StringIO(page.read().decode().removeprefix("# ")))
            return [
                row["status"]
                for row in rows
                if row["pxname"] == "reading" and row["svname"] != "BACKEND"
            ]

    def isReady(self) -> bool:
        """
        Tell whether all servers are asked.
        """
        return super().isReady() and self.states() == ["UP"] * len(SERVERS)


class Nginx(Front):
    """
    Debian's nginx, with the settings that the course ships, but on a free port.
    """

    name = "nginx.conf"
    comments = {
        "#listen 443 ": "listen 127.0.0.1:{port} ",
        "#ssl_certificate     /etc/nginx/garden.example.pem": "ssl_certificate "
        "{folder}/server.pem",
        "#ssl_certificate_key /etc/nginx/garden.example.key": "ssl_certificate_key "
        "{folder}/server.pem",
    }

    def command(self) -> list[str]:
        """
        Say how it is started in the foreground.
        """
        here = self.folder.name
        return [need("nginx"), "-p", here, "-c", str(self.path), "-g", "daemon off;"]
