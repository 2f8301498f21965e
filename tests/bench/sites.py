"""
Servers on Twisted: C{python -m tests.bench.sites NAME PORT FOLDER}.

Twisted Web as it is, our engine under the same resources, and a program that answers
without reading. What Twisted's C{Site} does with an access log in a file: at the end of
each request it writes one line, in the combined format, to a text file that is flushed
with every line. (Step 15 writes the same format, the lines of a turn of the reactor
together.)
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.content import HELLO, HOST, LARGE


def makeRoot(folder: Path) -> Any:
    """
    Make the resources: each as simple as can be.
    """
    from twisted.web.resource import Resource
    from twisted.web.server import Request
    from twisted.web.static import File

    class Content(Resource):
        isLeaf = True

        def __init__(self, content: bytes) -> None:
            super().__init__()
            self.content = content

        def render_GET(self, request: Request) -> bytes:
            request.setHeader(b"Content-Type", b"text/plain")
            return self.content

    class Echo(Resource):
        isLeaf = True

        def render_POST(self, request: Request) -> bytes:
            request.setHeader(b"Content-Type", b"application/octet-stream")
            content: bytes = request.content.read()  # type: ignore[union-attr]
            return content

    class Upload(Resource):
        isLeaf = True

        def render_POST(self, request: Request) -> bytes:
            file: Any = request.content
            return b"%d" % file.seek(0, os.SEEK_END)

    root = Resource()
    root.putChild(b"hello", Content(HELLO))
    root.putChild(b"large", Content(LARGE))
    root.putChild(b"echo", Echo())
    root.putChild(b"upload", Upload())
    root.putChild(b"files", File(str(folder / "files")))
    return root


def listen(factory: Any, port: int) -> None:
    """
    Listen, and run until a signal comes.
    """
    from twisted.internet import reactor

    anyReactor: Any = reactor
    anyReactor.listenTCP(port, factory, interface=HOST)
    anyReactor.run()


def makeSite(kind: Any, root: Any, logPath: str | None = None) -> Any:
    """
    Make a C{Site}. Without an access log, it would tell Twisted's log of each request.
    """
    from twisted.internet import reactor

    class Silent(kind):  # type: ignore[misc]
        def log(self, request: Any) -> None:
            pass

    if logPath is None:
        return Silent(root, reactor=reactor)
    return kind(root, logPath=logPath, reactor=reactor)


def ours(options: Namespace) -> None:
    """
    Serve Twisted's resources on our channel: the channel is all that differs from C{stock}.
    """
    from server.channel.site import Site

    listen(makeSite(Site, makeRoot(options.folder), options.access_log), options.port)


def stock(options: Namespace) -> None:
    """
    Twisted's resources on its own channel.
    """
    from twisted.web.server import Site

    listen(makeSite(Site, makeRoot(options.folder), options.access_log), options.port)


def ceiling(options: Namespace) -> None:
    """
    The ceiling: lines are read, and at each empty one the same bytes are written.
    """
    from twisted.internet.protocol import Factory
    from twisted.protocols.basic import LineReceiver

    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
    answer = head % len(HELLO) + HELLO

    class Answers(LineReceiver):
        def lineReceived(self, line: bytes) -> None:
            if not line:
                self.transport.write(answer)  # type: ignore[union-attr]

    listen(Factory.forProtocol(Answers), options.port)


SERVERS: dict[str, Callable[[Namespace], None]] = {
    "ours": ours,
    "stock": stock,
    "ceiling": ceiling,
}


def main() -> None:
    """
    Run the server that the command line names.
    """
    parser = ArgumentParser(prog="python -m tests.bench.sites")
    parser.add_argument("name", choices=SERVERS)
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--access-log", metavar="FILE", help="log requests in this file")
    parser.add_argument("--lean", action="store_true", help="run on the lean reactor")
    options = parser.parse_args()
    if options.lean:
        import_module("server.leanreactor").install()  # before any other reactor is installed
    SERVERS[options.name](options)


if __name__ == "__main__":
    main()
