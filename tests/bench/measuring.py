"""
Starting servers, and loading them.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.content import HOST
from tests.support.needs import need
from tests.support.process import PATIENCE, ROOT, allowDescriptors, residentMemory

REQUEST = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
CORES = sorted(os.sched_getaffinity(0))
TICKS = os.sysconf("SC_CLK_TCK")

#: How many idle connections are opened, and what else a process needs descriptors for.
CONNECTIONS = 10_000
OTHERS = 100


@dataclass(frozen=True)
class Load:
    """
    What wrk does.

    @ivar name: what it shows.
    @ivar path: what is asked for.
    @ivar connections: at the same time.
    @ivar script: in Lua, for what is no plain GET.
    """

    name: str
    path: str = "/hello"
    connections: int = 32
    script: str = ""


#: The same request again and again, as wrk and most programs send it.
HELLO = Load("hello: requests per second, 32 connections")
#: No two alike: whoever remembers requests must read each anew.
DIFFERENT = Load(
    "hello, each request with another field",
    script="""
number = 0
function request()
  number = number + 1
  return wrk.format("GET", "/hello", {["X-Number"] = number})
end
""",
)
PIPELINED = Load(
    "hello, 16 requests at a time",
    script="""
function init()
  requests = string.rep(wrk.format("GET", "/hello"), 16)
end
function request() return requests end
""",
)
LARGE = Load("1 MiB down: responses per second, 8 connections", "/large", 8)
UPLOAD = Load(
    "10 MiB up: requests per second, 4 connections",
    "/upload",
    4,
    """
wrk.method = "POST"
wrk.body = string.rep("x", 10 * 1024 * 1024)
""",
)


@dataclass(frozen=True)
class Sample:
    """
    What came of one run.

    @ivar rate: answers per second.
    @ivar cost: the server's processor time for each, in microseconds.
    """

    rate: float
    cost: float


class Server:
    """
    A server in a process of its own, on one core.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        with closing(socket.create_server((HOST, 0))) as free:
            self.port: int = free.getsockname()[1]
        self.began = time.monotonic()
        command = [sys.executable, "-m", "tests.bench.servers", name, str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, preexec_fn=lambda: pin(CORES[:1]))

    def awaitAnswer(self) -> float:
        """
        Wait until it answers.

        @return: the seconds since its start.
        """
        while time.monotonic() - self.began < PATIENCE and self.process.poll() is None:
            try:
                with socket.create_connection((HOST, self.port), 1) as connection:
                    connection.sendall(REQUEST)
                    if connection.recv(65536).startswith(b"HTTP/1.1 200"):
                        return time.monotonic() - self.began
            except OSError:
                time.sleep(0.002)
        raise AssertionError(f"{self.name} does not answer")

    def processes(self) -> list[int]:
        """
        Its process, and those that it has started.
        """
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def processorTime(self) -> float:
        """
        What it has used so far, in seconds.
        """
        fields = [statOf(process) for process in self.processes()]
        return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS

    def memory(self) -> int:
        """
        What is resident now, in bytes.
        """
        return sum(map(residentMemory, self.processes()))

    def stop(self) -> None:
        """
        End it, and what it has started.
        """
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def statOf(process: int) -> list[str]:
    """
    Read what the system says of a process, behind its name.
    """
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def pin(cores: Sequence[int]) -> None:
    """
    Keep this process on some cores, and let it open many sockets.
    """
    os.sched_setaffinity(0, cores)
    allowDescriptors(CONNECTIONS + OTHERS)


@contextmanager
def running(names: Sequence[str]) -> Iterator[list[Server]]:
    """
    Run servers beside each other. Those that are not asked have nothing to do.
    """
    with ExitStack() as stack:
        servers = []
        for name in names:
            servers.append(Server(name))
            stack.callback(servers[-1].stop)
        for server in servers:
            server.awaitAnswer()
        yield servers


def loaded(server: Server, load: Load, seconds: int) -> Sample:
    """
    Put a load on a server.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(load.script)
        script.flush()
        command = [need("wrk"), "-t1", f"-c{load.connections}", f"-d{seconds}s", "--timeout=30s"]
        command += ["-s", script.name] if load.script else []
        command.append(f"http://{HOST}:{server.port}{load.path}")
        before = server.processorTime()
        done = subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            preexec_fn=lambda: pin(CORES[1:] or CORES),
        )
        used = server.processorTime() - before
    return Sample(*readWrk(done.stdout, used))


def readWrk(text: str, used: float) -> tuple[float, float]:
    """
    Read what wrk prints.

    @param used: processor time, in seconds.
    @raise AssertionError: when not all answers were good.
    """
    number = re.search(r"(\d+) requests in", text)
    rate = re.search(r"Requests/sec: *([\d.]+)", text)
    bad = re.search(r"Non-2xx or 3xx responses|Socket errors", text)
    if number is None or rate is None or bad or not int(number[1]):
        raise AssertionError(text)
    return float(rate[1]), used / int(number[1]) * 1e6


def memoryPerConnection(name: str, number: int) -> float:
    """
    Open connections that ask once and then say nothing.

    @return: how much the server grows by each, in bytes.
    """
    with running([name]) as (server,), ExitStack() as crowd:
        askOften(server.port, 100)
        before = server.memory()
        for _ in range(number):
            connection = crowd.enter_context(socket.create_connection((HOST, server.port), 30))
            connection.sendall(REQUEST)
            connection.recv(65536)
        return (server.memory() - before) / number


def askOften(port: int, times: int) -> None:
    """
    Let a server warm up.
    """
    for _ in range(times):
        with socket.create_connection((HOST, port), 30) as connection:
            connection.sendall(REQUEST)
            connection.recv(65536)


def startUp(name: str) -> float:
    """
    @return: seconds from the start of a server to its first answer.
    """
    server = Server(name)
    try:
        return server.awaitAnswer()
    finally:
        server.stop()
