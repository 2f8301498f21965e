"""
The temperature service on the standard library's blocking server:
C{python -m server.temperature.blocking}.

It listens on port 8081 and serves one call after the other: while one client is
slow to send, all others wait. That is what it is here to show.
"""

from __future__ import annotations

import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable
from socket import AF_INET, AF_INET6
from typing import Any
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

from twisted.internet.abstract import isIPv6Address

from server.commandline import makeParser
from server.listening import explain
from server.runner import GRACE
from server.temperature.backend import PORT
from server.temperature.procedures import LONGEST_CALL, call

#: Seconds that a client may take over its call before the next one's turn.
PATIENCE = 10


class Handler(SimpleXMLRPCRequestHandler):
    """
    One request, at any path.
    """

    rpc_paths = ()
    timeout = PATIENCE

    def log_message(self, format: str, *args: object) -> None:
        """
        What clients send is no event for the terminal.
        """

    def do_POST(self) -> None:
        """
        Answer a call, unless it is longer than any call can be.
        """
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self.send_error(411)
        elif len(length) > 9 or int(length) > LONGEST_CALL:
            self.send_error(413)
        else:
            super().do_POST()


class BlockingServer(SimpleXMLRPCServer):
    """
    The server, with the procedures that both back ends have.
    """

    def __init__(self, address: tuple[str, int]) -> None:
        self.address_family = AF_INET6 if isIPv6Address(address[0]) else AF_INET
        super().__init__(address, Handler, logRequests=False)

    def _dispatch(self, method: str, params: tuple[Any, ...]) -> Any:  # type: ignore[override]
        return call(method, params)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """
        A client that leaves in the middle of its call is no event.
        """


def serve(server: BlockingServer, wait: Callable[[], object]) -> None:
    """
    Serve until told to stop; the call that is being answered then gets a
    little time.

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

    @raise SystemExit: with one line, when it cannot be had.
    """
    try:
        return BlockingServer((options.interface, options.port))
    except OSError as error:
        sys.exit(explain(error, options))


def main() -> None:
    """
    Run it as a program.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: stop.set())
    parser = makeParser("server.temperature.blocking", __doc__ or "")
    parser.set_defaults(port=PORT)
    options = parser.parse_args()
    if options.wire or options.inspect is not None:
        parser.error("--wire and --inspect are for servers on Twisted")
    serve(listen(options), stop.wait)


if __name__ == "__main__":
    main()
