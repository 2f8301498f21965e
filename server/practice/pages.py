"""
The other things to practise on: a login, a validator, a stream without a
length, and an answer that breaks off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.web.guard import BasicCredentialFactory, HTTPAuthSessionWrapper
from twisted.web.resource import IResource, Resource
from twisted.web.server import NOT_DONE_YET, Request
from zope.interface import Interface, implementer

#: Who may see C{/protected}. Everybody may know it: it guards nothing.
USER, PASSWORD = b"student", b"greenhouse"


class Greeting(Resource):
    """
    What only a known user sees.
    """

    isLeaf = True

    def __init__(self, user: bytes) -> None:
        super().__init__()
        self.user = user

    def render_GET(self, request: Request) -> bytes:
        """
        Greet.
        """
        request.setHeader("content-type", "text/plain; charset=utf-8")
        return b"Hello, %b. Only you can read this.\n" % self.user


@implementer(IRealm)
class Realm:
    """
    Gives each user who has logged in the resource to see.
    """

    def requestAvatar(
        self, avatarId: bytes | tuple[()], mind: object, *interfaces: type[Interface]
    ) -> tuple[type[Interface], object, Callable[[], None]]:
        """
        @return: an interface, what provides it for this user, and what to call
            when it is no longer used.
        """
        return IResource, Greeting(avatarId or b"nobody"), lambda: None


def makeProtected() -> HTTPAuthSessionWrapper:
    """
    Make the resource behind a login: HTTP Basic, RFC 7617.
    """
    checker = InMemoryUsernamePasswordDatabaseDontUse()
    checker.addUser(USER, PASSWORD)
    return HTTPAuthSessionWrapper(
        Portal(Realm(), [checker]), [BasicCredentialFactory(b"the practice greenhouse")]
    )


# RFC 9110 section 8.8.3: entity-tag = [ weak ] opaque-tag; opaque-tag in quotes
ENTITY_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def matchesAny(etag: bytes, condition: bytes) -> bool:
    """
    Tell whether If-None-Match names an entity tag.

    RFC 9110 section 13.1.2: "A recipient MUST use the weak comparison
    function": C{W/} makes no difference.
    """
    return condition.strip() == b"*" or etag in ENTITY_TAG.findall(condition)


def notModified(request: Request) -> int:
    """
    Answer that the client's copy is still good.

    RFC 9110 section 8.6: without the Content-Length that Twisted would add,
    which must not be 0 where the content is longer.
    """
    request.setResponseCode(304)
    request.finish()
    return NOT_DONE_YET


class Tagged(Resource):
    """
    A page with a strong entity tag. Each POST makes a new version of it.
    """

    isLeaf = True
    version = 1

    def content(self) -> bytes:
        """
        The page now.
        """
        return b"This is version %d.\n" % self.version

    def render_GET(self, request: Request) -> bytes | int:
        """
        Show the page, unless the client has this version already.
        """
        content = self.content()
        etag = b'"%b"' % sha256(content).hexdigest()[:16].encode()
        request.setHeader(b"etag", etag)
        if matchesAny(etag, request.getHeader(b"if-none-match") or b""):
            return notModified(request)
        request.setHeader(b"content-type", b"text/plain; charset=utf-8")
        return content

    def render_POST(self, request: Request) -> bytes | int:
        """
        Make a new version.
        """
        self.version += 1
        return self.render_GET(request)


def number(request: Request, name: bytes, default: float, most: float) -> float:
    """
    Read a number from the query; what makes no sense counts as the default.
    """
    text = request.args.get(name, [b""])[0]
    if not re.fullmatch(rb"[0-9]{1,6}(\.[0-9]{1,6})?", text):
        return default
    return min(float(text), most)


class Stream(Resource):
    """
    Sends its content in pieces. Since no length is announced, HTTP/1.1 sends
    each piece as a chunk (RFC 9112 section 7.1). The query may say how many
    C{pieces} there are, and how many seconds to C{pause} between two.
    """

    isLeaf = True

    def __init__(self, reactor: IReactorTime) -> None:
        """
        @param reactor: tells when to send the next piece.
        """
        super().__init__()
        self.reactor = reactor

    def render_GET(self, request: Request) -> int:
        """
        Send the first piece now, and the others one by one.
        """
        request.setHeader(b"content-type", b"text/plain; charset=utf-8")
        pieces = int(number(request, b"pieces", 5, 1000))
        pause = number(request, b"pause", 0.2, 60)
        sending = Deferred.fromCoroutine(self.send(request, pieces, pause))
        request.notifyFinish().addErrback(lambda left: sending.cancel())
        sending.addErrback(lambda cancelled: cancelled.trap(CancelledError))
        return NOT_DONE_YET

    async def send(self, request: Request, pieces: int, pause: float) -> None:
        """
        Send every piece, and rest before each but the first.
        """
        for piece in range(1, pieces + 1):
            if piece > 1:
                await deferLater(self.reactor, pause)
            request.write(b"piece %d of %d\n" % (piece, pieces))
        request.finish()


class Cut(Resource):
    """
    Announces all of its content, sends half of it, and breaks off. Asked for a
    range, it sends the rest, so that a download can be resumed.
    """

    isLeaf = True
    content = b"".join(b"line %5d of a long file\n" % line for line in range(1, 10_001))
    etag = b'"cut-1"'

    def render_GET(self, request: Request) -> bytes | int:
        """
        Send one half, or the range.
        """
        request.setHeader(b"content-type", b"text/plain; charset=utf-8")
        request.setHeader(b"etag", self.etag)
        request.setHeader(b"accept-ranges", b"bytes")
        start = self.start(request)
        if start:
            return self.sendFrom(request, start)
        request.setHeader(b"content-length", b"%d" % len(self.content))
        request.write(self.content[: len(self.content) // 2])
        request.loseConnection()
        return NOT_DONE_YET

    def start(self, request: Request) -> int:
        """
        Where to start.

        RFC 9110 section 13.1.5: if the validator in If-Range "is not a match,
        the server SHOULD ignore the Range header field".
        """
        wanted = re.fullmatch(rb"bytes=([0-9]{1,9})-", request.getHeader(b"range") or b"")
        if wanted is None or request.getHeader(b"if-range") not in (None, self.etag):
            return 0
        return int(wanted[1])

    def sendFrom(self, request: Request, start: int) -> bytes:
        """
        Answer with a range (RFC 9110 section 15.3.7), if there is such a one.
        """
        size = len(self.content)
        if start >= size:
            request.setResponseCode(416)
            request.setHeader(b"content-range", b"bytes */%d" % size)
            return b""
        request.setResponseCode(206)
        request.setHeader(b"content-range", b"bytes %d-%d/%d" % (start, size - 1, size))
        return self.content[start:]
