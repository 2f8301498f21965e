"""
The greenhouse with TLS, as a program, and clients that take its certificate.
"""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

from twisted.trial.unittest import SynchronousTestCase

from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE, StepProcess, poll
from tests.support.raw import HOST
from tests.support.responses import Response


def portOf(house: StepProcess) -> int:
    """
    Wait until the TLS port is announced.
    """
    poll(lambda: "stop: Ctrl-C" in house.out)
    return int(re.findall(r"TLS at 127\.0\.0\.1:(\d+)", house.out)[0])


@contextmanager
def openHouse(*arguments: str) -> Iterator[tuple[StepProcess, int]]:
    """
    Start it.

    @return: the program, and its TLS port.
    """
    with StepProcess("server", "--tls", "0", *arguments) as house:
        yield house, portOf(house)


@contextmanager
def secured(port: int, protocols: Sequence[str] = ()) -> Iterator[ssl.SSLSocket]:
    """
    Open a connection over TLS.

    @param protocols: which are offered by ALPN.
    """
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(list(protocols))
    with (
        socket.create_connection((HOST, port), timeout=PROGRAM_PATIENCE) as plain,
        context.wrap_socket(plain) as secure,
    ):
        yield secure


def curl(port: int, path: str, *arguments: str, content: BinaryIO | None = None) -> Response:
    """
    Have curl ask, and take the certificate as it is.

    @param content: its standard input.
    """
    program, url = need("curl"), f"https://{HOST}:{port}{path}"
    command = [program, "-sk", "-i", "--raw", "-m", str(PROGRAM_PATIENCE), *arguments, url]
    done = subprocess.run(command, stdin=content, stdout=subprocess.PIPE, check=True)
    return answerIn(done.stdout)


def answerIn(printed: bytes) -> Response:
    """
    Read what C{curl -i} has printed: the last head, and all that follows.
    """
    while re.match(rb"HTTP/\S+ 1\d\d", printed):
        printed = printed.partition(b"\r\n\r\n")[2]
    head, _, content = printed.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    fields: dict[str, str] = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip()
    return Response(int(lines[0].split()[1]), "", fields, content)


class HouseTestCase(SynchronousTestCase):
    """
    An open house. Whatever the clients do, it tells nothing on its terminal.
    """

    def setUp(self) -> None:
        resources = ExitStack()
        self.addCleanup(resources.close)
        self.house, self.port = resources.enter_context(openHouse())
        self.addCleanup(self.assertQuiet)  # before it is closed

    def assertQuiet(self) -> None:
        """
        The greenhouse has printed nothing on standard error.
        """
        self.assertEqual(self.house.err, "")
