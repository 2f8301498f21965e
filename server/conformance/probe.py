"""
Finds out what a server does with plain requests: which cases can be tried with it, and how
long its answers take.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from server.conformance.case import (
    HOST,
    REFUSALS,
    After,
    Case,
    Family,
    Level,
    Need,
    request,
)
from server.conformance.content import CHUNKED, CHUNKED_HELLO, LENGTH_5, post
from server.conformance.conversation import Patience, converse, hear, send
from server.conformance.reply import Reply, takeApart
from server.conformance.target import Target, addressed

#: How many seconds the first answer may take: a server may have to wake up.
WAKING = 10.0
#: How many seconds, at least, we wait for an answer; and how many at the second look.
ANSWER, SECOND = 1.0, 3.0
#: For how many seconds, at least, we see whether something comes that must not.
QUIET = 0.3
#: For how many seconds we see whether a connection on which nothing comes is closed, and, at
#: least, whether an answer comes before the content that it is about.
KEPT, EARLY = 3.0, 1.0

_probe = Family("probe")


class Unfit(Exception):
    """
    The server cannot be graded. Its text says why, in one sentence.
    """


@dataclass(frozen=True, slots=True)
class Profile:
    """
    What is known of a server.

    @ivar latency: how long it takes to answer a plain request, in seconds.
    @ivar idle: how long it keeps a connection on which nothing comes, in seconds;
        L{None} where that is longer than we have waited.
    @ivar lacks: what it cannot do, each with how that showed.
    """

    latency: float = 0.0
    idle: float | None = None
    lacks: Mapping[Need, str] = field(default_factory=dict)

    def patience(self, isSecondLook: bool = False) -> Patience:
        """
        How long to wait for this server.
        """
        answer = max(SECOND if isSecondLook else ANSWER, 10 * self.latency)
        # RFC 9112 section 9.5: servers "will usually have some timeout value beyond which
        # they will no longer maintain an inactive connection". That end is not an answer.
        most = answer if self.idle is None else self.idle / 2
        return Patience(answer, min(answer, most), min(max(QUIET, 2 * self.latency), most))

    def lacking(self, case: Case) -> str | None:
        """
        Say why a case cannot be tried; L{None} where it can.
        """
        needed = case.needed()
        return next((why for need, why in self.lacks.items() if need in needed), None)


def _plain(sent: bytes = request(), after: After = After.EITHER) -> Case:
    return _probe.accept("probe", "RFC 9110 section 9.1", Level.MAY, "", sent, after=after)


class Probe:
    """
    Asks a server plain questions.

    @ivar status: of the answer to a plain GET.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self.status = 0
        self.latency = 0.0
        self.idle: float | None = None
        self._whyOlder: str | None = None

    def profile(self) -> Profile:
        """
        Ask all questions.

        @raise Unfit: where a plain GET is not answered as such.
        @raise OSError: where there is no connection.
        """
        self.greet()
        lacks: dict[Need, str] = {}
        for need, why in (
            (Need.PERSISTENCE, self._whyNotPersistent()),
            (Need.HEAD, self._whyNoHead()),
            (Need.HTTP_11, self._whyOlder),
            *self._whyNoContent(),
            (Need.METHODS, self._whyAnyMethod()),
            (Need.HOSTS, self._whyOwnHost()),
        ):
            if why:
                lacks[need] = why
        return Profile(self.latency, self.idle, lacks)

    def _ask(self, sent: bytes, seconds: float | None = None) -> Reply:
        case = addressed(_plain(sent), self.target)
        wait = seconds or max(SECOND, 10 * self.latency)
        conversation = converse(self.target, case, Patience(wait, wait, QUIET))
        return takeApart(case, conversation.received, conversation.closed)

    def greet(self) -> None:
        """
        Ask for the page, twice; the second time says how long that takes.

        @raise Unfit: where it is not answered as such.
        @raise OSError: where there is no connection.
        """
        reply = self._ask(request(), WAKING)
        what = f"GET {self.target.page}"
        if reply.fault:
            raise Unfit(f"{what} brought no answer in HTTP/1.1: {reply.fault}")
        if not reply.statuses:
            raise Unfit(f"{what} brought {self._silence(reply)}")
        self.status = reply.statuses[0]
        if self.status in REFUSALS or self.status >= 500:
            raise Unfit(
                f"{what} is answered with {self.status}: a server that does not answer a "
                "plain request cannot be graded. Name a page that works, as HOST:PORT/PATH"
            )
        if reply.last.version == b"HTTP/1.0":
            self._whyOlder = "the server answers in HTTP/1.0"
        begin = time.monotonic()
        self._ask(request())
        self.latency = time.monotonic() - begin

    def _silence(self, reply: Reply) -> str:
        if reply.isPartial:
            return f"an answer that has not ended after {WAKING:.0f} s, or 16 MB"
        if reply.closed:
            return "no answer: the server closed the connection. Does it speak https only?"
        return f"no answer within {WAKING:.0f} s"

    def _whyNotPersistent(self) -> str | None:
        """
        Ask twice on one connection, then see how long the server keeps it.
        """
        case = addressed(_plain(after=After.STAYS), self.target)
        patience = Profile(self.latency).patience(isSecondLook=True)
        with socket.create_connection((self.target.host, self.target.port), SECOND) as connection:
            send(connection, case)
            first = hear(connection, case, patience)
            reply = takeApart(case, first.received, first.closed)
            if not reply.statuses:
                return "the server left a plain request without an answer"
            if first.closed or not reply.last.keepAlive:
                said = "says so" if not reply.last.keepAlive else "does not say so"
                return f"the server closes the connection with its answer, and {said}"
            send(connection, case)
            if not hear(connection, case, patience).received:
                return "a second request on a connection is not answered"
            self.idle = _timeUntilClosed(connection)
        return None

    def _whyNoHead(self) -> str | None:
        reply = self._ask(request(start=b"HEAD / HTTP/1.1"))
        return self._unlike("HEAD", reply, (405, 501))

    def _unlike(self, what: str, reply: Reply, statuses: tuple[int, ...] = ()) -> str | None:
        """
        Say that a request was not answered as a plain one is; L{None} where it was.
        """
        if not reply.statuses:
            return f"{what} {self.target.page} brings no answer"
        status = reply.statuses[0]
        if status in REFUSALS or status >= 500 or status in statuses:
            return f"{what} {self.target.page} is answered with {status}"
        return None

    def _whyNoContent(self) -> list[tuple[Need, str | None]]:
        advice = "; name a page that takes it, as HOST:PORT/PATH"
        reply = self._ask(post(LENGTH_5, content=b"hello"))
        if why := self._unlike("POST", reply):
            return [(Need.POST, why + advice)]
        status = reply.statuses[0]
        early = self._ask(post(LENGTH_5), max(EARLY, 4 * self.latency))
        if early.finals and status >= 400:
            return [(Need.POST, f"POST {self.target.page} is answered with {status}{advice}")]
        chunked = self._ask(post(CHUNKED, content=CHUNKED_HELLO))
        why = "the page answers a POST before the content has come, so nobody sees how it is read"
        return [
            (Need.CHUNKS, self._unlike("POST in chunks to", chunked)),
            (Need.CONTENT, why if early.finals else None),
        ]

    def _whyAnyMethod(self) -> str | None:
        reply = self._ask(request(start=b"BREW / HTTP/1.1"))
        for status in reply.statuses[:1]:
            if status < 400 or status == self.status:
                return f"the page takes any method: BREW is answered with {status}"
        return None

    def _whyOwnHost(self) -> str | None:
        sent = request().replace(HOST, b"other.example")
        reply = self._ask(sent)
        if not reply.statuses or reply.statuses[0] in REFUSALS:
            return "the server refuses requests for other names than its own"
        return None


def _timeUntilClosed(connection: socket.socket) -> float | None:
    begin = time.monotonic()
    connection.settimeout(KEPT)
    try:
        connection.recv(1)
    except TimeoutError:
        return None
    except ConnectionError:
        pass
    return time.monotonic() - begin
