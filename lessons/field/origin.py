"""
What the clients of the field guide talk to: a site on the course's engine, the course's
proxy, and a note of every byte that arrives at either.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.channel.site import Site
from server.files.public import PublicFile
from server.greenhouse.certificate import contextFor
from server.pages import Layout
from server.proxy import Policy, Proxy, readAllowed
from server.wire import Chunk, Direction, Tap

HOST = "127.0.0.1"
#: What the machine is called.
NAME = "garden"
#: Nobody else listens there: the clients have a loopback of their own.
PORT, PROXY_PORT, SECURE_PORT = 8000, 8080, 8443

PAGE = b"""<!DOCTYPE html>
<html lang="en"><title>A fern</title><p>It likes shade.</p></html>
"""
FORM = b"""<!DOCTYPE html>
<html lang="en"><title>A plant</title>
<form action="/upload" method="post" enctype="multipart/form-data">
<p><label>Name: <input name="plant"></label></p>
<p><label>Picture: <input type="file" name="picture"></label></p>
<p><button>Send</button></p>
</form></html>
"""
#: The file that is fetched in parts, and how much of it a client has that goes on with it.
FILE, LENGTH, PART = "fern.txt", 10_000, 4_000
#: What F{short} promises, and what it sends.
PROMISED, SENT = 100, 5
#: 2025-05-01 00:00 UTC: what was recorded in one year is compared with another.
CHANGED = 1_746_057_600


class Notes:
    """
    What has arrived, by connection.

    @ivar connections: the bytes, in the order in which the connections were opened.
    """

    def __init__(self) -> None:
        self.connections: dict[tuple[str, int], bytearray] = {}

    def watcher(self, port: str) -> Any:
        """
        Make what a tap tells.

        @param port: a name for it: both taps count from 1.
        """

        def watch(chunk: Chunk) -> None:
            if chunk.direction in (Direction.OPENED, Direction.ARRIVED):
                self.connections.setdefault((port, chunk.connection), bytearray()).extend(
                    chunk.data
                )

        return watch


class Page(Resource):
    """
    A page that takes whatever is asked of it, and whatever is sent.
    """

    isLeaf = True

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content

    def render_GET(self, request: Request) -> bytes:
        """
        Show the same page, whatever was sent.
        """
        request.setHeader(b"Content-Type", b"text/html; charset=utf-8")
        return self._content

    render_POST = render_GET


class Whole(Resource):
    """
    The file, whatever part of it is asked for: RFC 9110 section 14.2 lets a server ignore
    the field Range.
    """

    isLeaf = True

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content

    def render_GET(self, request: Request) -> bytes:
        request.setHeader(b"Content-Type", b"text/plain")
        return self._content


class Short(Resource):
    """
    Breaks off: it promises more than it sends.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> int:
        """
        Send the beginning, and no more.
        """
        request.setHeader(b"Content-Type", b"text/plain")
        request.setHeader(b"Content-Length", b"%d" % PROMISED)
        request.write(b"x" * SENT)
        request.loseConnection()
        return NOT_DONE_YET


def listen(reactor: Any, folder: Path, notes: Notes) -> None:
    """
    Begin to listen: the server, the server with TLS, and the proxy.

    @param folder: where the server's file is, and its certificate.
    """
    site = makeSite(reactor, folder)
    plain = Tap(reactor, site, notes.watcher("server"))
    secure = TLSMemoryBIOFactory(
        contextFor(folder, [b"http/1.1"]), False, Tap(reactor, site, notes.watcher("secure"))
    )
    proxy = Tap(reactor, LenientFactory(makeProxy(reactor)), notes.watcher("proxy"))
    for port, factory in ((PORT, plain), (SECURE_PORT, secure), (PROXY_PORT, proxy)):
        reactor.listenTCP(port, factory, interface=HOST)


def makeContent() -> bytes:
    """
    Write the file: lines of ten bytes.
    """
    return b"".join(b"line %04d\n" % number for number in range(LENGTH // 10))


def makeSite(reactor: Any, folder: Path) -> Site:
    """
    Make the server.

    @param folder: where its file is, which is written here.
    """
    content = makeContent()
    (folder / FILE).write_bytes(content)
    os.utime(folder / FILE, (CHANGED, CHANGED))
    root = Resource()
    root.putChild(b"", Page(PAGE))
    root.putChild(b"upload", Page(FORM))
    root.putChild(b"whole", Whole(content))
    root.putChild(b"short", Short())
    root.putChild(FILE.encode(), PublicFile(str(folder / FILE)))
    return Site(root, reactor=reactor)


def makeProxy(reactor: Any) -> Proxy:
    """
    Make the proxy. It opens tunnels to the server, where nobody else is.
    """
    policy = Policy([readAllowed(f"{HOST}:{port}") for port in (PORT, SECURE_PORT)])
    return Proxy(Resource(), Layout([], carriesStyle=True), reactor, policy)


class Lenient(ProtocolWrapper):
    """
    Two clients open a tunnel without Host, which HTTP/1.1 does not allow, and our proxy
    refuses them. To hear how they go on, the field is put in after the tap.
    """

    isFirst = True

    def dataReceived(self, data: bytes) -> None:
        """
        Mend the first head; all these clients send it at once.
        """
        line, end, rest = data.partition(b"\r\n")
        if self.isFirst and line.startswith(b"CONNECT ") and line.endswith(b"/1.1"):
            head = rest.partition(b"\r\n\r\n")[0]
            if b"host:" not in head.lower():
                data = line + end + b"Host: " + line.split()[1] + end + rest
        self.isFirst = False
        super().dataReceived(data)


class LenientFactory(WrappingFactory[Lenient]):
    """
    Makes a lenient connection in front of each of the proxy's own.
    """

    protocol = Lenient
