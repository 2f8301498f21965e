"""
Measuring servers in turns: under a load, idle, and while they start.

Each of these takes a few rounds, and in each round meets every server once, so that
whatever else the machine does meets all of them alike.
"""

from __future__ import annotations

import re
import resource
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from tests.bench.commands import Command
from tests.bench.content import HOST
from tests.bench.loads import Load
from tests.bench.processortime import SHORTEST
from tests.bench.running import (
    CONNECTIONS,
    OTHERS,
    Server,
    Unmeasured,
    pin,
    requestFor,
    running,
)
from tests.support.needs import need
from tests.support.process import ROOT, allowDescriptors

#: What came of one run: a value for each column of the table.
Sample = tuple[float, ...]
#: What came of one round, by the server's name.
Round = Mapping[str, Sample]


def underLoad(load: Load, commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Load servers in turns.

    @param seconds: how long each is loaded, in each round.
    @return: for each server, answers per second, and the processor time for each, in
        microseconds.
    """
    if not load.isChunked:
        need("wrk")  # before anything is started
    with running(commands, load.first or load.path) as servers:
        return [
            {server.name: loaded(server, load, seconds) for server in servers}
            for _ in range(rounds)
        ]


def loaded(server: Server, load: Load, seconds: int) -> Sample:
    """
    Put a load on a server.

    @raise Unmeasured: when not all answers were good; names the server.
    """
    path = server.command.path or load.path
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(load.script)
        script.flush()
        command = load.command(server.port, path, seconds, script.name)
        before = server.processorTime()
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            preexec_fn=lambda: pin(server.clientsCores),
        )
        used = server.processorTime() - before
    try:
        return readClient(done.stdout + done.stderr, used)
    except Unmeasured as problem:
        raise Unmeasured(f"{server.name}: {problem}") from problem


def sharing(load: Load, commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Load servers in turns that use all cores, together with their client.

    @return: for each server, microseconds of processor time for each answer, how many cores
        the client took, answers per second, and how many these would be if the server had
        as many cores as it has processes that serve, and none of them the client.
    """
    need("wrk")
    with running(commands, load.path) as servers:
        return [
            {server.name: shared(server, load, seconds) for server in servers}
            for _ in range(rounds)
        ]


def shared(server: Server, load: Load, seconds: int) -> Sample:
    """
    Put a load on one of them.
    """
    before = childrensTime()
    rate, cost = loaded(server, load, seconds)
    took = (childrensTime() - before) / seconds
    return cost, took, rate, server.command.workers * 1e6 / cost


def childrensTime() -> float:
    """
    The processor time of the programs that were started here and have ended: of clients,
    while servers run.

    @return: seconds.
    """
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def readClient(text: str, used: float) -> Sample:
    """
    Read what wrk prints.

    @param used: the server's processor time, in seconds.
    @return: answers per second, and microseconds for each.
    @raise Unmeasured: when not all answers were good.
    """
    number = re.search(r"(\d+) requests in", text)
    rate = re.search(r"Requests/sec: *([\d.]+)", text)
    bad = re.search(r"Non-2xx or 3xx responses|Socket errors", text)
    if number is None or rate is None or bad or not int(number[1]):
        raise Unmeasured(text)
    return float(rate[1]), max(used, SHORTEST) / int(number[1]) * 1e6


def idle(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Open as many connections as may be, up to a number. Each round has servers of its own:
    what one has given back, it would not ask for again.

    @return: for each server, how many bytes it has grown by with each connection.
    """
    number = min(CONNECTIONS, allowDescriptors(CONNECTIONS + OTHERS) - OTHERS)
    return [
        {command.name: (memoryPerConnection(command, number),) for command in commands}
        for _ in range(rounds)
    ]


def memoryPerConnection(command: Command, number: int) -> float:
    """
    Open connections that ask once and then say nothing.

    @return: how much the server grows by each, in bytes.
    """
    with running([command]) as (server,), ExitStack() as crowd:
        for _ in range(100):  # let it warm up
            askOnce(server.port).close()
        before = server.memory()
        for _ in range(number):
            crowd.enter_context(askOnce(server.port))
        return (server.memory() - before) / number


def askOnce(port: int) -> socket.socket:
    """
    Ask, read the answer, and leave the connection open.
    """
    connection = socket.create_connection((HOST, port), 30)
    connection.sendall(requestFor("/hello"))
    connection.recv(65536)
    return connection


def starting(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Start servers in turns.

    @return: for each, how long it takes to the first answer, and how much processor time
        (of its own process), in seconds.
    """
    return [{command.name: startOf(command) for command in commands} for _ in range(rounds)]


def startOf(command: Command) -> Sample:
    """
    Start a server and end it with its first answer; or a program that ends by itself.
    """
    server = Server(command)
    try:
        if command.sign:
            return server.awaitAnswer(), server.finish()
        used = server.finish()
        return time.monotonic() - server.began, used
    finally:
        server.stop()
