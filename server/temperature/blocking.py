"""
The temperature service on the standard library's blocking server:
C{python -m server.temperature.blocking}.

It listens on port 8081 and serves one call after the other: while one client is slow to
send, all others wait. This is what it is here to show.
"""

from __future__ import annotations

import re
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from email.message import Message
from socket import AF_INET, AF_INET6
from typing import Any, BinaryIO, cast
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

from twisted.internet.abstract import isIPv6Address

from server.commandline import makeParser
from server.console import beginPrinting
from server.listening import explain
from server.shutdown import GRACE
from server.temperature.backend import PORT
from server.temperature.procedures import LONGEST_CALL, callProcedure
from server.temperature.replies import NOT_HTTP, NOT_KNOWN, Reply, refuse

SIZE = re.compile(rb"[0-9a-fA-F]{1,8}(?=[;\r])")
#: How long the line with the size of a chunk may be, in bytes.
LONGEST_LINE = 100

#: How many seconds a client may take for its call before it is the next one's turn.
CALL_TIMEOUT = 10


def readContent(file: BinaryIO, headers: Message) -> bytes:
    """
    Read a request's content (RFC 9112 section 6.3), up to one byte more than a call may
    have.

    @raise ValueError: when its end cannot be told.
    """
    codings = headers.get_all("Transfer-Encoding", [])
    lengths = headers.get_all("Content-Length", [])
    if codings:
        if lengths or [coding.strip().lower() for coding in codings] != ["chunked"]:
            raise ValueError("not chunked alone")
        return readChunks(file)
    (length,) = lengths or ["0"]
    if not (length.isascii() and length.isdigit()):
        raise ValueError("no length")
    return file.read(LONGEST_CALL + 1 if len(length) > 9 else min(int(length), LONGEST_CALL + 1))


def readChunks(file: BinaryIO) -> bytes:
    """
    Read chunks (RFC 9112 section 7.1) to the last one, which is empty::

        chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF

    @raise ValueError: when they are not chunks.
    """
    content = b""
    while len(content) <= LONGEST_CALL:
        line = file.readline(LONGEST_LINE)
        size = SIZE.match(line)
        if not (size and line.endswith(b"\n")):
            raise ValueError("no size")
        if int(size[0], 16) == 0:
            break
        content += file.read(min(int(size[0], 16), LONGEST_CALL + 1))
        if len(content) <= LONGEST_CALL and file.readline(2) != b"\r\n":
            raise ValueError("a chunk that does not end")
    return content


class Handler(SimpleXMLRPCRequestHandler):
    """
    One request, at any path.
    """

    rpc_paths = ()
    timeout = CALL_TIMEOUT
    # RFC 9110 section 10.1.1: only a server of 1.1 tells a client that waits to go on.
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """
        Log nothing: what clients send is not an event for the terminal.
        """

    def do_POST(self) -> None:
        """
        Answer a call; refuse what is not one.
        """
        try:
            content = readContent(cast(BinaryIO, self.rfile), self.headers)
        except ValueError:
            self.reply(NOT_HTTP)
            return
        coding = self.headers.get("Content-Encoding", "")
        reply = refuse(self.command.encode(), coding.encode(), content)
        self.reply(reply or Reply(200, cast(Any, self.server)._marshaled_dispatch(content)))

    do_GET = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = do_TRACE = do_CONNECT = do_POST

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """
        Refuse what the base class cannot read, in our words.
        """
        self.reply(NOT_KNOWN if code == 501 else replace(NOT_HTTP, status=code))

    def reply(self, reply: Reply) -> None:
        """
        Send a reply, and close: the next client is waiting.
        """
        self.send_response(reply.status)
        length = str(len(reply.content))
        fields = {"Content-Type": reply.contentType, "Content-Length": length, **reply.fields}
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.content)


class BlockingServer(SimpleXMLRPCServer):
    """
    The server, with the procedures that both back ends have.
    """

    def __init__(self, address: tuple[str, int], backlog: int) -> None:
        self.request_queue_size = backlog
        self.address_family = AF_INET6 if isIPv6Address(address[0]) else AF_INET
        super().__init__(address, Handler, logRequests=False)

    def _dispatch(self, method: str, params: tuple[Any, ...]) -> Any:  # type: ignore[override]
        return callProcedure(method, params)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """
        Log nothing of a client that leaves in the middle of its call, which is not an
        event.
        """


def serve(server: BlockingServer, wait: Callable[[], object]) -> None:
    """
    Serve until told to stop; the call that is then being answered gets a little time.

    @param wait: returns when it is time to stop.
    """
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    host, port = server.server_address[:2]
    place = f"[{host!s}]" if isIPv6Address(str(host)) else host
    print(f"listening on {place!s}:{port}\n  stop: Ctrl-C", flush=True)
    wait()
    threading.Thread(target=server.shutdown, daemon=True).start()
    thread.join(GRACE)


def listen(options: Namespace) -> BlockingServer:
    """
    Bind the port.

    @raise OSError: when that is not possible.
    """
    return BlockingServer((options.interface, options.port), options.backlog)


def main() -> None:
    """
    Serve until a signal comes; a command line or a port that is wrong is told in a line.
    """
    beginPrinting()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: stop.set())
    parser = makeParser("server.temperature.blocking", __doc__ or "")
    parser.set_defaults(port=PORT)
    options = parser.parse_args()
    if options.wire or options.inspect is not None:
        parser.error("--wire and --inspect are for servers on Twisted")
    try:
        server = listen(options)
    except OSError as error:
        sys.exit(explain(error, options))
    serve(server, stop.wait)


if __name__ == "__main__":
    main()
