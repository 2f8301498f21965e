"""
What the exercises of the clients need to run: C{python -m lessons.exercises.clients} asks a real
server, with what the course's clients are made of.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import connectProtocol
from twisted.internet.error import ConnectError
from twisted.internet.protocol import Protocol
from twisted.internet.task import react
from twisted.python.failure import Failure

from lessons.clients.harness import connect, readToEnd, send, sendAll
from lessons.clients.rawrequest import makeRequest, readAddress
from lessons.clients.responses import Malformed, Response, readFields, readStatusLine
from lessons.exercises.choosing import offer
from lessons.plain import describeFailure
from server.nameendpoint import NameEndpoint

PRACTICE = "http://127.0.0.1:8000"
ADVICE = "is `python -m server.practice` running?"

Program = Callable[[str], object]
Outcome = TypeVar("Outcome")


def ask(
    url: str, fields: Mapping[str, str] | None = None, method: str = "GET", content: bytes = b""
) -> Response:
    """
    Send one request, and wait for the answer.
    """
    address = readAddress(url)
    request = makeRequest(method, address, list((fields or {}).items()), content)
    lines = [f"  {name}: {value}" for name, value in (fields or {}).items()]
    print(f"{method} {url}", *lines, sep="\n")
    response = send(address, request)
    print(f"  {response.status} {response.reason}, {len(response.content):,} bytes")
    return response


def askForPart(url: str) -> Response:
    """
    Send one request, and take what comes, even where it is cut short.
    """
    address = readAddress(url)
    with connect(address.port, address.host) as connection:
        sendAll(connection, [makeRequest("GET", address)])
        head, _, content = readToEnd(connection).partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    print(f"GET {url}\n  {first.decode()}, {len(content):,} bytes")
    return replace(Response(*readStatusLine(first), {}, content), fields=readFields(lines))


def talk(url: str, makeProtocol: Callable[[bytes], Protocol]) -> None:
    """
    Let a protocol talk to a server, in a reactor. The protocol has a C{finished}.

    @param makeProtocol: called with the request that it is to send.
    """
    address = readAddress(url)
    request = f"GET {address.target} HTTP/1.0\r\nHost: {address.authority}\r\n\r\n"

    def fetch(reactor: object) -> Deferred[None]:
        endpoint = NameEndpoint(reactor, address.host, address.port)
        connected = connectProtocol(endpoint, makeProtocol(request.encode()))
        finished: Deferred[bytes] = connected.addCallback(lambda protocol: protocol.finished)
        return finished.addCallbacks(
            lambda content: print(f"all of it: {len(content):,} bytes"),
            lambda failure: print(describe(failure)),
        )

    react(fetch)


def describe(failure: Failure) -> str:
    """
    Say what has failed: the connection, or the protocol.
    """
    if failure.check(ConnectError):
        return f"{describeFailure(failure)}; {ADVICE}"
    return f"{type(failure.value).__name__}: {failure.value}"


def main(description: str, programs: Mapping[str, tuple[Program, str]]) -> None:
    """
    Run the client of one exercise.

    @param programs: by the exercise's number, what to run and the path that it
        asks the practice server for, unless a URL is named.
    """
    parser = ArgumentParser(
        prog="python -m lessons.exercises.clients",
        description=description,
        formatter_class=RawDescriptionHelpFormatter,
    )
    offer(programs)(parser)
    parser.add_argument("url", nargs="?", metavar="URL", help="default: the practice server")
    options = parser.parse_args()
    program, path = programs[options.exercise]
    try:
        program(options.url or PRACTICE + path)
    except OSError as error:
        sys.exit(f"{error.strerror or error}; {ADVICE}")
    except (ArgumentTypeError, Malformed) as error:
        sys.exit(str(error))
