"""
What has just happened, told to the open pages by server-sent events.

WHATWG HTML section 9.2: the answer is C{text/event-stream}, lines of text that never end;
a browser that loses the connection asks again by itself.

A step never waits for onlookers. What happens is noted, and told in one event a moment
later; a page that does not take what it is told is told nothing more until it has taken
that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from typing import Any, Protocol

from twisted.internet.interfaces import IPushProducer
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from zope.interface import implementer

#: How many seconds pass between what happens and its event, and between signs of life.
MOMENT, QUIET = 0.04, 15.0
#: How many pages may be open at a time.
MOST = 50


class Source(Protocol):
    """
    Knows what has happened: a recorder, for example.

    @ivar conversations: the numbers of all that something can happen on.
    """

    @property
    def conversations(self) -> Collection[int]: ...

    def news(self) -> Counter[int]:
        """
        Count what has happened since this was last asked, by those numbers.
        """


@implementer(IPushProducer)
class Page:
    """
    One open page, and what it has not been told yet.

    @ivar news: the numbers of the connections on which something has happened that the
        page was not told of.
    @ivar things: how many such things.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.news: set[int] = set()
        self.things = 0
        self.isFull = False
        self.isGone = False

    def hear(self, news: Counter[int]) -> None:
        """
        Count what has happened, by connection, until the page is told.
        """
        self.news.update(news)
        self.things += news.total()

    def tell(self) -> None:
        """
        Tell the news, if there is any and the page takes it.
        """
        if self.news and not self.isFull and not self.isGone:
            data = json.dumps({"connections": sorted(self.news), "things": self.things})
            self.news.clear()
            self.things = 0
            self.write(f"event: changed\ndata: {data}\n\n")

    def write(self, text: str) -> None:
        """
        Send something, if the page takes it.
        """
        if not self.isFull and not self.isGone:
            self.request.write(text.encode())

    def pauseProducing(self) -> None:
        """
        The browser does not read: tell it nothing for now.
        """
        self.isFull = True

    def resumeProducing(self) -> None:
        """
        The browser has read: tell what was held back.
        """
        self.isFull = False
        self.tell()

    def stopProducing(self) -> None:
        """
        The browser has closed the connection.
        """
        self.isGone = True


class Live(Resource):
    """
    Tells all open pages what has just happened.

    @ivar pages: those that are open.
    """

    isLeaf = True

    def __init__(self, reactor: Any, source: Source) -> None:
        super().__init__()
        self._reactor = reactor
        self._source = source
        self.pages: set[Page] = set()
        self._isDue = False

    def isWatched(self) -> bool:
        """
        Tell whether a page is open. That one has gone is noticed only when something is
        written to it: so something is written, and the next answer is right.
        """
        for page in tuple(self.pages):
            page.write(": are you there\n\n")
        return bool(self.pages)

    def render_GET(self, request: Request) -> int | bytes:
        """
        Open a stream for one page.
        """
        page = self.makePage(request)
        if page is None:
            request.setResponseCode(503)
            request.setHeader(b"Retry-After", b"5")
            return b"Too many pages are open.\n"
        _describe(request)
        self._open(page)
        return NOT_DONE_YET

    def makePage(self, request: Request) -> Page | None:
        """
        Make a page for whoever has asked; L{None} where there are too many.
        """
        return Page(request) if len(self.pages) < MOST else None

    def render_HEAD(self, request: Request) -> bytes:
        """
        Answer at once: it is the content that has no end.
        """
        _describe(request)
        return b""

    def _open(self, page: Page) -> None:
        self.pages.add(page)
        if not self._isDue:
            self._source.news()  # what has happened before is on the page already
            self._tellLater()
        page.request.registerProducer(page, True)
        page.request.notifyFinish().addBoth(lambda reason: self._close(page))
        page.write("retry: 1000\n\n")
        self._keepAlive(page)

    def _close(self, page: Page) -> None:
        page.isGone = True
        self.pages.discard(page)

    def _keepAlive(self, page: Page) -> None:
        if not page.isGone:
            page.write(": still here\n\n")
            self._reactor.callLater(QUIET, self._keepAlive, page)

    def _tellLater(self) -> None:
        self._isDue = True
        self._reactor.callLater(MOMENT, self._tell)

    def _tell(self) -> None:
        """
        Tell all pages the news, and again a moment later, as long as there are pages.
        """
        self._isDue = False
        news = self._source.news()
        for page in tuple(self.pages):
            page.hear(news)
            if page.isFull:  # it may stay so for long
                page.news.intersection_update(self._source.conversations)
            page.tell()
        if self.pages:
            self._tellLater()


def _describe(request: Request) -> None:
    request.setHeader(b"Content-Type", b"text/event-stream; charset=utf-8")
    request.setHeader(b"Cache-Control", b"no-store")
