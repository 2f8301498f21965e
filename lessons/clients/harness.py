"""
A test harness: send any request to a running server, and see the whole answer.

The other clients leave the bytes to a library, which repairs much and hides
more. Here the request is written by hand, nothing is followed or unpacked, and
an answer that is not well-formed HTTP is an error.
"""

import os
import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from lessons.arguments import someSeconds, toBytes
from lessons.clients.rawrequest import Address, addArguments, encode, makeRequest, readAddress
from lessons.clients.responses import Malformed, Response, demand, final
from lessons.clients.statuses import EPILOG, Exit

HOST = "127.0.0.1"

#: Seconds that a server may let us wait.
ANSWER_TIMEOUT = 20.0
#: Bytes that an answer may have.
MOST_BYTES = 100_000_000

# The first half is a library: raw bytes to a server, raw bytes back. The
# course's own tests talk to the steps with it.


def connect(port: int, host: str = HOST, timeout: float = ANSWER_TIMEOUT) -> socket.socket:
    """
    Connect to a port, by default of this machine.
    """
    return socket.create_connection((host, port), timeout=timeout)


def readToEnd(connection: socket.socket, most: int = MOST_BYTES) -> bytes:
    """
    Read until the server closes.

    @raise Malformed: when it has sent more than C{most} bytes.
    """
    received = bytearray()
    while piece := connection.recv(65536):
        received += piece
        demand(len(received) <= most, f"more than {most:,} bytes")
    return bytes(received)


def readUntil(connection: socket.socket, ending: bytes) -> bytes:
    """
    Read until what came ends in some bytes, or the server closes.
    """
    received = b""
    while not received.endswith(ending):
        piece = connection.recv(65536)
        if not piece:
            break
        received += piece
    return received


def exchange(port: int, *pieces: bytes) -> bytes:
    """
    Send some bytes, then no more, and read all that comes back.

    @param pieces: sent one after the other.
    """
    with connect(port) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sendAll(connection, pieces)
        connection.shutdown(socket.SHUT_WR)
        return readToEnd(connection)


def sendAll(connection: socket.socket, pieces: Iterable[bytes]) -> bool:
    """
    Send as long as the server lets us.

    @return: whether all was sent.
    """
    try:
        for piece in pieces:
            connection.sendall(piece)
    except (ConnectionError, TimeoutError):
        return False
    return True


# The second half sends one request and prints what comes back.


def send(address: Address, request: bytes, timeout: float = ANSWER_TIMEOUT) -> Response:
    """
    Send a request, and read the answer, up to the end of the connection.

    @raise OSError: when there is no connection, or nothing comes in time.
    @raise Malformed: when the answer is not a well-formed response.
    """
    with connect(address.port, address.host, timeout) as connection:
        sendAll(connection, [request])
        return final(readToEnd(connection), toHead=request.startswith(b"HEAD "))


def printResponse(response: Response) -> None:
    """
    Print status, fields and content.
    """
    lines = [f"{response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.fields.items()]
    head = "\n".join(lines) + "\n\n"
    sys.stdout.buffer.write(head.encode("latin-1") + response.content)
    sys.stdout.flush()


def readPair(separator: str, text: str) -> tuple[str, str]:
    """
    Read C{NAME=VALUE} or C{NAME: VALUE} from the command line.
    """
    name, found, value = text.partition(separator)
    if not found or (separator == ":" and ("\r" in text or "\n" in text)):
        raise ArgumentTypeError(f"{text!r} is not NAME{separator}VALUE")
    return name, value.strip() if separator == ":" else value


def makeParser() -> ArgumentParser:
    """
    Make the parser of the command line.
    """
    parser = ArgumentParser(
        prog="python -m lessons.clients.harness",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("method", help="GET, POST, or any other method")
    add("address", type=readAddress, metavar="URL")
    argument, field = partial(readPair, "="), partial(readPair, ":")
    add("--query", action="append", default=[], type=argument, metavar="NAME=VALUE")
    add("--field", action="append", default=[], type=field, metavar="'NAME: VALUE'")
    add("--form", action="append", default=[], type=argument, metavar="NAME=VALUE")
    add("--body", default="", metavar="TEXT", help="the content, instead of --form")
    add("--show-request", action="store_true", help="print what is sent as well")
    add("--timeout", type=someSeconds, default=ANSWER_TIMEOUT, metavar="SECONDS")
    return parser


def buildRequest(options: Namespace) -> bytes:
    """
    Write the request that the command line describes.
    """
    address = options.address
    target = addArguments(address.target, options.query)
    fields = list(options.field)
    content = toBytes(options.body)
    if options.form:
        content = encode(options.form).encode()
        fields.append(("Content-Type", "application/x-www-form-urlencoded"))
    return makeRequest(options.method, replace(address, target=target), fields, content)


def main(arguments: Sequence[str] | None = None) -> Exit:
    """
    Send one request, and print the answer.
    """
    options = makeParser().parse_args(arguments)
    request = buildRequest(options)
    if options.show_request:
        print(request.decode("utf-8", "backslashreplace"), flush=True)
    try:
        response = send(options.address, request, options.timeout)
    except OSError as error:
        print(f"harness: {error.strerror or error}", file=sys.stderr)
        return Exit.NETWORK
    except Malformed as error:
        print(f"harness: not well-formed: {error}", file=sys.stderr)
        return Exit.PROTOCOL
    try:
        printResponse(response)
    except BrokenPipeError:  # whoever reads has read enough, as head does
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # open to the end
    return Exit.WELL if response.status < 400 else Exit.REFUSED


if __name__ == "__main__":
    sys.exit(main())
