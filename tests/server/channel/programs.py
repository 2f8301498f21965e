"""
Programs of L{twisted.web} resources: each must answer on our channel as it does on
Twisted's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.web.resource import EncodingResourceWrapper, NoResource, Resource
from twisted.web.server import NOT_DONE_YET, GzipEncoderFactory, Request
from twisted.web.static import Data, File
from twisted.web.util import Redirect, redirectTo

HOST = b"Host: example.com:8000"


def get(target: bytes, *fields: bytes, method: bytes = b"GET", content: bytes = b"") -> bytes:
    """
    @return: the bytes of a request with a Host; with a Content-Length where there is
        content.
    """
    lines = [method + b" " + target + b" HTTP/1.1", HOST, *fields]
    if content:
        lines.append(b"Content-Length: %d" % len(content))
    return b"\r\n".join([*lines, b"", content])


def post(target: bytes, kind: bytes, content: bytes) -> bytes:
    """
    @param kind: the Content-Type.
    @return: the bytes of a POST with this content.
    """
    return get(target, b"Content-Type: " + kind, method=b"POST", content=content)


Render = Callable[[Any], Any]


class Leaf(Resource):
    """
    Answers GET and POST by a function.
    """

    isLeaf = True

    def __init__(self, render: Render) -> None:
        super().__init__()
        self.render_GET = self.render_POST = render


def leaf(render: Render) -> Callable[[Path], Resource]:
    """
    Make what makes such a resource.
    """
    return lambda folder: Leaf(render)


@dataclass(frozen=True)
class Program:
    """
    One program, and what is asked of it.

    @ivar name: what it shows.
    @ivar make: makes the root, with a folder of its own.
    @ivar sent: what the clients send, each on the same connection.
    @ivar shows: is somewhere in what is answered, so that the same answer is not the same failure.
    """

    name: str
    make: Callable[[Path], Resource]
    sent: tuple[bytes, ...]
    shows: bytes


def showArguments(request: Request) -> bytes:
    """
    Show what a form or a query holds.
    """
    content: Any = request.content
    return repr((sorted((request.args or {}).items()), content.read())).encode()


def showRequest(request: Request) -> bytes:
    """
    Show all that a request tells about itself.
    """
    return repr(
        (
            request.method,
            request.uri,
            request.path,
            request.prepath,
            request.postpath,
            request.clientproto,
            request.getHeader("user-agent"),
            request.getHeader(b"x-twice"),
            request.requestHeaders.getRawHeaders(b"x-twice"),
            sorted(request.getAllHeaders().items()),
            request.getCookie(b"a"),
            request.received_cookies,
            request.getUser(),
            request.getPassword(),
            request.isSecure(),
            request.getRequestHostname(),
            request.getHost().port,
            request.getClientAddress().host,
            request.prePathURL(),
            request.URLPath(),
            request.childLink(b"x"),
            request.sibLink(b"x"),
        )
    ).encode()


def siteOf(request: Request) -> Any:
    """
    The site that a request has come to.
    """
    return request.site


def late(request: Request) -> int:
    """
    Answer in pieces, in later turns of the reactor.
    """
    reactor = siteOf(request).reactor
    over: list[str] = []
    request.notifyFinish().addCallback(lambda _: over.append("over"))
    for index in range(3):
        reactor.callLater(index, request.write, b"piece %d\n" % index)
    reactor.callLater(3, request.finish)
    return NOT_DONE_YET


def awaited(request: Request) -> int:
    """
    Answer in a coroutine, after a second.
    """

    async def answer() -> None:
        await waited
        request.write(b"awaited")
        request.finish()

    waited: Deferred[None] = Deferred()
    Deferred.fromCoroutine(answer())
    siteOf(request).reactor.callLater(1, waited.callback, None)
    return NOT_DONE_YET


def sendEvents(request: Request) -> int:
    """
    Send three server-sent events, one a second, and end two seconds after the last.
    """
    request.setHeader("content-type", "text/event-stream")
    request.setHeader("cache-control", "no-store")
    request.write(b": begin\n\n")
    for index in range(3):
        siteOf(request).reactor.callLater(index + 1, request.write, b"data: %d\n\n" % index)
    siteOf(request).reactor.callLater(5, request.finish)
    return NOT_DONE_YET


def countVisits(request: Request) -> bytes:
    """
    Count the requests of one browser in its session, which it names by a cookie.
    """
    session: Any = request.getSession()
    session.count = getattr(session, "count", 0) + 1
    known = request.getSession() is session
    return b"visit %d, %r, %d sessions" % (session.count, known, len(siteOf(request).sessions))


def setMuch(request: Request) -> bytes:
    """
    Set whatever of an answer can be set: status, fields twice, cookies, and one field
    removed.
    """
    request.setResponseCode(418, b"I'm a teapot")
    request.setHeader("X-Text", "text")
    request.responseHeaders.addRawHeader(b"x-twice", b"1")
    request.responseHeaders.addRawHeader(b"X-Twice", b"2")
    request.addCookie("a", "b", path="/", httpOnly=True)
    request.addCookie(b"c", b"d", sameSite="lax")
    request.responseHeaders.removeHeader("server")
    return b"tea"


def conditional(request: Request) -> bytes:
    """
    Answer only what the client does not know yet.
    """
    request.setLastModified(784111777)
    if request.setETag(b'"tag"'):
        return b""
    return b"the page"


class Tree(Resource):
    """
    Children put there, and made on demand.
    """

    def __init__(self) -> None:
        super().__init__()
        self.putChild(b"", Leaf(lambda request: b"the root"))
        self.putChild(b"static", Leaf(showRequest))
        self.putChild(b"data", Data(b"abc", "text/plain"))
        self.putChild(b"away", Redirect(b"/static"))

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Make a child for whatever begins with a number.
        """
        if not path[:1].isdigit():
            return NoResource()
        return Leaf(lambda request: b"made: " + path + repr(request.postpath).encode())


class Methods(Resource):
    """
    Knows GET and PUT, and no other.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        return b"got"

    def render_PUT(self, request: Request) -> bytes:
        content: Any = request.content
        return b"put: " + bytes(content.read())


def makeFiles(folder: Path) -> Resource:
    """
    Write a file of 260,000 bytes and an empty one, and serve their folder.
    """
    (folder / "letters.txt").write_bytes(b"abcdefghijklmnopqrstuvwxyz" * 10_000)
    (folder / "empty.html").write_bytes(b"")
    return File(str(folder))


def makeGzip(folder: Path) -> Resource:
    """
    Make a page that can be compressed.
    """
    return EncodingResourceWrapper(Leaf(lambda request: b"hello " * 1000), [GzipEncoderFactory()])


URLENCODED = b"application/x-www-form-urlencoded"
MULTIPART = b"multipart/form-data; boundary=x"
FORM = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="n"\r\n'
    b"Content-Type: text/plain\r\n\r\nfile\r\n--x--\r\n"
)
ALL = (b"X-Twice: 1", b"User-Agent: u", b"x-twice: 2", b"Cookie: a=b; c=d", b"Cookie: e")
RANGES = b"Range: bytes=1-3,25-27,-2"

PROGRAMS = (
    Program("args", leaf(showArguments), (get(b"/?a=1&b=%20+&a=2&c"),), b"b'  '"),
    Program("form", leaf(showArguments), (post(b"/?a=1", URLENCODED, b"a=2&b=3"),), b"[b'3']"),
    Program("multipart", leaf(showArguments), (post(b"/?b=2", MULTIPART, FORM),), b"[b'file']"),
    Program("content", leaf(showArguments), (post(b"/", b"text/plain", b"a=b"),), b"b'a=b'"),
    Program("large", leaf(showArguments), (post(b"/", b"x/y", b"x" * 200_000),), b"x" * 200_000),
    Program("request", lambda folder: Tree(), (get(b"/static/%41/b?c=d", *ALL),), b"b'A'"),
    Program(
        "password",
        leaf(showRequest),
        (get(b"/", b"Authorization: Basic YWxpY2U6c2VjcmV0"),),
        b"b'alice', b'secret'",
    ),
    Program(
        "tree",
        lambda folder: Tree(),
        (get(b"/"), get(b"/2013/1/"), get(b"/none"), get(b"/%2F/"), get(b"/away")),
        b"made: 2013[b'1', b'']",
    ),
    Program("NOT_DONE_YET", leaf(late), (get(b"/"), get(b"/")), b"piece 2"),
    Program("coroutine", leaf(awaited), (get(b"/"),), b"awaited"),
    Program("events", leaf(sendEvents), (get(b"/", b"Accept: text/event-stream"),), b"data: 2"),
    Program("session", leaf(countVisits), (get(b"/"), get(b"/")), b"visit 1, True, 2 sessions"),
    Program("redirectTo", leaf(lambda request: redirectTo(b"/x", request)), (get(b"/"),), b"302"),
    Program("setting", leaf(setMuch), (get(b"/"), get(b"/", method=b"HEAD")), b"HttpOnly"),
    Program(
        "conditional",
        leaf(conditional),
        (get(b"/"), get(b"/", b'If-None-Match: "tag"'), get(b"/", b'If-None-Match: "other"')),
        b"304 Not Modified",
    ),
    Program(
        "methods",
        lambda folder: Methods(),
        tuple(
            get(b"/<&>".replace(b"<&>", b"%3C"), method=method, content=b"new")
            for method in (b"GET", b"PUT", b"POST", b"DELETE", b"OPTIONS")
        ),
        b"put: new",
    ),
    Program("HEAD", lambda folder: Methods(), (get(b"/", method=b"HEAD"), get(b"/")), b"got"),
    Program("OPTIONS *", lambda folder: Tree(), (get(b"*", method=b"OPTIONS"),), b"200 OK"),
    Program("gzip", makeGzip, (get(b"/", b"Accept-Encoding: gzip"), get(b"/")), b"gzip"),
    Program("data", lambda folder: Tree(), (get(b"/data"), get(b"/data", method=b"HEAD")), b"abc"),
    Program(
        "file",
        makeFiles,
        (
            get(b"/letters.txt"),
            get(b"/letters.txt", method=b"HEAD"),
            get(b"/letters.txt", b"Range: bytes=2-4"),
            get(b"/letters.txt", b"Range: bytes=259990-"),
            get(b"/letters.txt", RANGES),
            get(b"/letters.txt", b"Range: bytes=999999-"),
            get(b"/empty.html"),
            get(b"/../secret"),
            get(b"/none"),
        ),
        b"bytes 2-4/260000",
    ),
)
