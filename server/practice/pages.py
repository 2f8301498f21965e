"""
The other things to practise on: a login, a validator, a stream without a
length, and an answer that breaks off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.error import LoginFailed
from twisted.cred.portal import IRealm, Portal
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.web.guard import BasicCredentialFactory
from twisted.web.http import PARTIAL_CONTENT
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from zope.interface import Interface, implementer

from server.conditional import answerUnmet, choosePart, evaluateFor, isUnmet
from server.pages import (
    Answer,
    Layout,
    Problem,
    makeFrame,
    respond,
    textAnswer,
    variesByAccept,
    wantsPage,
)
from server.problem import endAnyhow
from server.semantics import Validators

#: Who may see C{/protected}. This is not a secret: it guards nothing.
USER, PASSWORD = b"student", b"greenhouse"
#: What is for one user must not be kept by any cache.
PRIVATE = {"Cache-Control": "no-store"}


@implementer(IRealm)
class Realm:
    """
    Gives all users who have logged in what is theirs: here, their name.
    """

    def requestAvatar(
        self, avatarId: bytes | tuple[()], mind: object, *interfaces: type[Interface]
    ) -> tuple[type[Interface], object, Callable[[], None]]:
        """
        @return: an interface, the object that provides it for this user, and what to call
            when that is no longer used.
        """
        return interfaces[0], avatarId, lambda: None


class LoginNeeded(Problem):
    """
    The answer is only for people who say who they are (RFC 9110 section 15.5.2).
    """

    status = 401


class Protected(Resource):
    """
    A page behind a login: HTTP Basic, RFC 7617.
    """

    isLeaf = True
    credentials = BasicCredentialFactory(b"the practice greenhouse")

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout
        checker = InMemoryUsernamePasswordDatabaseDontUse()
        checker.addUser(USER, PASSWORD)
        self.portal = Portal(Realm(), [checker])

    def render_GET(self, request: Request) -> int:
        """
        Answer 401 with a challenge, or 200 to whoever knows the password.
        """
        return respond(request, self.layout, self.greet(request))

    async def greet(self, request: Request) -> Answer:
        """
        Find out who it is, and say hello.
        """
        scheme, _, value = (request.getHeader(b"authorization") or b"").partition(b" ")
        if scheme.lower() != b"basic":
            raise self.challenge("This page is for people who log in.")
        try:
            known = self.credentials.decode(value, request)
            _, user, _ = await self.portal.login(known, None, Interface)
        except LoginFailed:
            raise self.challenge("There is no such user, or the password is wrong.") from None
        greeting = f"Hello, {cast(bytes, user).decode()}. Only you can read this.\n"
        return textAnswer(request, self.layout, "Protected", greeting, 200, PRIVATE)

    def challenge(self, sentence: str) -> LoginNeeded:
        """
        Make the error that says which login is wanted.
        """
        realm = self.credentials.authenticationRealm.decode()
        return LoginNeeded(sentence, {"WWW-Authenticate": f'Basic realm="{realm}"', **PRIVATE})


def number(request: Request, name: bytes, default: float, most: float) -> float:
    """
    Read a number from the query; where it makes no sense, the default counts.
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
        pieces = int(number(request, b"pieces", 5, 1000))
        pause = number(request, b"pause", 0.2, 60)
        sending = Deferred.fromCoroutine(self.send(request, pieces, pause))
        request.notifyFinish().addErrback(lambda left: sending.cancel())
        sending.addErrback(lambda failure: failure.trap(CancelledError) and None)
        sending.addErrback(lambda failure: endAnyhow(request, failure))
        return NOT_DONE_YET

    async def send(self, request: Request, pieces: int, pause: float) -> None:
        """
        Send all pieces, with a pause before each but the first; in a browser, they appear
        on a page.
        """
        before, after = self.around(request)
        for piece in range(1, pieces + 1):
            if piece > 1:
                await deferLater(self.reactor, pause)
            request.write(before + b"piece %d of %d\n" % (piece, pieces))
            before = b""
        if before or after:
            request.write(before + after)
        request.finish()

    def around(self, request: Request) -> tuple[bytes, bytes]:
        """
        Make what comes before the pieces, and after them.
        """
        variesByAccept(request)
        if not wantsPage(request):
            request.setHeader(b"content-type", b"text/plain; charset=utf-8")
            return b"", b""
        before, after = makeFrame(request, "A stream")
        return before + b'<pre tabindex="0">', b"</pre>\n" + after


class Cut(Resource):
    """
    Announces all of its content, sends half of it, and breaks off. When asked for a range,
    it sends that, so that a download can be resumed.
    """

    isLeaf = True
    content = b"".join(b"line %5d of a long file\n" % line for line in range(1, 10_001))
    etag = b'"cut-1"'

    def render_GET(self, request: Request) -> bytes | int:
        """
        Send one half, or the part that the client asks for.
        """
        request.setHeader(b"content-type", b"text/plain; charset=utf-8")
        request.setHeader(b"accept-ranges", b"bytes")
        outcome = evaluateFor(request, Validators(self.etag))
        if isUnmet(outcome):
            return answerUnmet(request, outcome)
        part = choosePart(request, len(self.content), outcome)
        if part is None:
            return b""
        if request.code == PARTIAL_CONTENT:
            return self.content[part.first : part.first + part.size]
        return self.breakOff(request)

    def breakOff(self, request: Request) -> int:
        """
        Announce all of the content, and send one half.
        """
        request.setHeader(b"content-length", b"%d" % len(self.content))
        request.write(self.content[: len(self.content) // 2])
        request.loseConnection()
        return NOT_DONE_YET
