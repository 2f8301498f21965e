"""
The servers that are compared. Each is a process of its own, C{python -m
tests.bench.servers NAME PORT}, answers C{/hello} and C{/large}, counts what is sent to
C{/upload}, and writes no access log.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from tests.bench.content import HELLO, HOST, LARGE
from tests.bench.peers import aiohttp, gunicorn, tornado, uvicorn, uvicornH11


def runSite(kind: Any, port: int) -> None:
    """
    Run resources on a C{Site}.
    """
    from twisted.internet import reactor
    from twisted.web.resource import Resource
    from twisted.web.server import Request

    class Content(Resource):
        isLeaf = True

        def __init__(self, content: bytes) -> None:
            super().__init__()
            self.content = content

        def render_GET(self, request: Request) -> bytes:
            request.setHeader(b"Content-Type", b"text/plain")
            return self.content

    class Upload(Resource):
        isLeaf = True

        def render_POST(self, request: Request) -> bytes:
            file: Any = request.content
            return b"%d" % file.seek(0, os.SEEK_END)

    class Site(kind):  # type: ignore[misc]
        def log(self, request: Request) -> None:
            pass

    root = Resource()
    root.putChild(b"hello", Content(HELLO))
    root.putChild(b"large", Content(LARGE))
    root.putChild(b"upload", Upload())
    anyReactor: Any = reactor
    anyReactor.listenTCP(port, Site(root, reactor=reactor), interface=HOST)
    anyReactor.run()


def ours(port: int) -> None:
    """
    Twisted's resources on our channel.
    """
    from server.channel.site import Site

    runSite(Site, port)


def stock(port: int) -> None:
    """
    Twisted's resources on its own channel.
    """
    from twisted.web.server import Site

    runSite(Site, port)


def ceiling(port: int) -> None:
    """
    The ceiling: lines are read, and at each empty one the same bytes written.
    """
    from twisted.internet import reactor
    from twisted.internet.protocol import Factory
    from twisted.protocols.basic import LineReceiver

    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
    answer = head % len(HELLO) + HELLO

    class Answers(LineReceiver):
        def lineReceived(self, line: bytes) -> None:
            if not line:
                self.transport.write(answer)  # type: ignore[union-attr]

    anyReactor: Any = reactor
    anyReactor.listenTCP(port, Factory.forProtocol(Answers), interface=HOST)
    anyReactor.run()


#: By the name that the tables show.
SERVERS: dict[str, Callable[[int], None]] = {
    "ours": ours,
    "stock Twisted Web": stock,
    "aiohttp": aiohttp,
    "uvicorn (httptools, uvloop)": uvicorn,
    "uvicorn (h11, asyncio)": uvicornH11,
    "tornado": tornado,
    "Flask under gunicorn": gunicorn,
    "LineReceiver, the ceiling": ceiling,
}

if __name__ == "__main__":
    SERVERS[sys.argv[1]](int(sys.argv[2]))
