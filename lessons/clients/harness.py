"""
A test harness: send any request to a running server, and see the whole answer.

The other clients leave the bytes to a library, which repairs much and hides
more. Here the request is written by hand, nothing is followed or unpacked, and
an answer that is no well-formed HTTP is an error.
"""

import os
import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode, urlsplit

from lessons.clients.responses import Malformed, Response, demand, only
from lessons.clients.statuses import EPILOG, Exit

HOST = "127.0.0.1"

#: Seconds that a server may let us wait.
PATIENCE = 20.0
#: Bytes that an answer may have.
MOST = 100_000_000

Pairs = Sequence[tuple[str, str]]

# The first half is a library: raw bytes to a server, raw bytes back. The
# course's own tests talk to the steps with it.


def connect(port: int, host: str = HOST, patience: float = PATIENCE) -> socket.socket:
    """
    Connect to a port, of this machine unless told.
    """
    return socket.create_connection((host, port), timeout=patience)


def readToEnd(connection: socket.socket, most: int = MOST) -> bytes:
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


@dataclass(frozen=True)
class Address:
    """
    Where a URL leads.

    @ivar target: path and query, as they stand in the request line.
    """

    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """
        The value for the field Host.
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 80 else f"{host}:{self.port}"


def readAddress(text: str) -> Address:
    """
    Take a URL apart.

    @raise ArgumentTypeError: when it is none of C{http}, or does not fit in a
        request line.
    """
    try:
        parts = urlsplit(text)
        port = 80 if parts.port is None else parts.port
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no URL: {error}") from error
    if parts.scheme != "http" or not parts.hostname:
        raise ArgumentTypeError(f"{text!r} is no URL for this harness: http://HOST:PORT/PATH")
    if not text.isascii() or any(char <= " " or char == "\x7f" for char in text):
        raise ArgumentTypeError(f"{text!r} has a character that must be percent-encoded")
    query = f"?{parts.query}" if parts.query else ""
    return Address(parts.hostname, port, (parts.path or "/") + query)


def addArguments(target: str, arguments: Pairs) -> str:
    """
    Put arguments into the query of a target.
    """
    separator = "&" if "?" in target else "?"
    return target + separator + urlencode(arguments) if arguments else target


def makeRequest(method: str, address: Address, fields: Pairs = (), content: bytes = b"") -> bytes:
    """
    Write a request.

    @param fields: header fields; one that is named here is not added again.
    @return: the bytes to send.
    """
    own = [("Host", address.authority), ("Connection", "close")]
    if content:
        own.append(("Content-Length", str(len(content))))
    given = {name.lower() for name, _ in fields}
    lines = [f"{method} {address.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in own if name.lower() not in given]
    lines += [f"{name}: {value}" for name, value in fields]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + content


def send(address: Address, request: bytes, patience: float = PATIENCE) -> Response:
    """
    Send a request, and read the answer, up to the end of the connection.

    @raise OSError: when there is no connection, or nothing comes in time.
    @raise Malformed: when the answer is no well-formed response.
    """
    with connect(address.port, address.host, patience) as connection:
        sendAll(connection, [request])
        return only(readToEnd(connection), toHead=request.startswith(b"HEAD "))


def printResponse(response: Response) -> None:
    """
    Print status, fields and content.
    """
    lines = [f"{response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.fields.items()]
    print("\n".join(lines), end="\n\n", flush=True)
    sys.stdout.buffer.write(response.content)
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
    Make the command line.
    """
    parser = ArgumentParser(
        prog="python -m lessons.clients.harness",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("method", help="GET, POST, or any other")
    add("address", type=readAddress, metavar="URL")
    argument, field = partial(readPair, "="), partial(readPair, ":")
    add("--query", action="append", default=[], type=argument, metavar="NAME=VALUE")
    add("--field", action="append", default=[], type=field, metavar="'NAME: VALUE'")
    add("--form", action="append", default=[], type=argument, metavar="NAME=VALUE")
    add("--body", default="", metavar="TEXT", help="the content, instead of --form")
    add("--show-request", action="store_true", help="print what is sent, too")
    add("--timeout", type=float, default=PATIENCE, metavar="SECONDS")
    return parser


def buildRequest(options: Namespace) -> bytes:
    """
    Write the request that the command line describes.
    """
    address = options.address
    target = addArguments(address.target, options.query)
    fields = list(options.field)
    content = options.body.encode()
    if options.form:
        content = urlencode(options.form).encode()
        fields.append(("Content-Type", "application/x-www-form-urlencoded"))
    return makeRequest(options.method, replace(address, target=target), fields, content)


def main(arguments: Sequence[str] | None = None) -> Exit:
    """
    Send one request, and print the answer.
    """
    options = makeParser().parse_args(arguments)
    request = buildRequest(options)
    if options.show_request:
        print(request.decode("utf-8", "backslashreplace"))
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
