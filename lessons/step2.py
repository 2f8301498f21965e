"""
Step 2: an HTTP message is lines, an empty line, a body.

The server collects lines until the empty one, and answers in HTTP with what it
has heard. Any browser can show that.
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Factory
from twisted.internet.tcp import Server
from twisted.protocols.basic import LineReceiver

from server.runner import main


class WebEcho(LineReceiver):
    """
    One connection: one request, one response.
    """

    transport: Server  # the TCP connection, once it is made
    MAX_LENGTH = 8000  # bytes in a line
    MAX_LINES = 100

    def connectionMade(self) -> None:
        self.lines: list[bytes] = []

    def lineReceived(self, line: bytes) -> None:
        # RFC 9112 section 2.2: a server "SHOULD ignore at least one empty line
        # (CRLF) received prior to the request-line".
        if not line and not self.lines:
            return
        self.lines.append(line)
        if not line:
            head = b"\r\n".join(self.lines) + b"\r\n"
            self.answer(b"200 OK", b"You said:\r\n\r\n" + head)
        elif len(self.lines) > self.MAX_LINES:
            self.answer(b"400 Bad Request", b"More than %d lines.\r\n" % self.MAX_LINES)

    def lineLengthExceeded(self, line: bytes) -> None:
        self.answer(b"400 Bad Request", b"A line of more than %d bytes.\r\n" % self.MAX_LENGTH)

    def answer(self, status: bytes, body: bytes) -> None:
        head = [
            b"HTTP/1.1 " + status,
            b"Content-Type: text/plain",
            b"Content-Length: %d" % len(body),
            b"Connection: close",
        ]
        self.transport.write(b"\r\n".join(head) + b"\r\n\r\n" + body)
        self.transport.loseConnection()


def makeFactory(reactor: IReactorTime, options: Namespace) -> Factory:
    return Factory.forProtocol(WebEcho)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=["telnet {host} {port}", "a browser at http://{host}:{port}/"],
    )
