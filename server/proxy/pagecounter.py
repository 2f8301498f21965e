"""
Counts the words of an HTML page while its content passes: from bytes to words in
four steps, each of which takes the page in any pieces.

That takes time, and nobody should have to wait for it. So what passes is put aside, and
counted in small slices, between everything else that the proxy does.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import Cooperator
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.channel.turns import TURN
from server.proxy.charsets import TextDecoder
from server.proxy.codings import Undecodable, decode, makeDecoders
from server.proxy.counts import Counts, Page
from server.proxy.fields import Field, elements
from server.proxy.visible import VisibleText
from server.proxy.words import WordSplitter

XHTML = "application/xhtml+xml"
HTML_TYPES = ("text/html", XHTML)

#: How much of a page is read, in decoded bytes. What follows passes uncounted.
MOST_DECODED = 4 * 2**20

#: How much of it is counted without a look at the clock, in bytes: a few milliseconds'
#: work, whatever it holds.
SLICE = 4096

#: What a slice costs at least, in bytes, however little there is in it.
LEAST_COST = 64

#: How much may be put aside, of all pages together, in bytes.
MOST_WAITING = 16 * 2**20

TOO_LONG = "too long to be counted to its end"
TOO_FAST = "came faster than it could be counted"

log = Logger()

CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w:.+-]{1,40})""", re.IGNORECASE)


def lastValue(fields: Sequence[Field], wanted: bytes) -> str:
    """
    Read a field that is there once; empty where it is not.
    """
    values = [value for name, value in fields if name.lower() == wanted]
    return values[-1].decode("latin-1") if values else ""


class Slices:
    """
    Lets pages be counted in turn, a little at a time. A L{Cooperator} does that: it takes
    one step of each of its tasks, again and again, until a few milliseconds are over, and
    goes on in the reactor's next turn.

    @ivar waiting: how much is put aside, in bytes.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self.clock = clock
        self.cooperator = Cooperator(self.beginTurn, lambda tick: clock.callLater(0, tick))
        self.waiting = 0

    def beginTurn(self) -> Callable[[], bool]:
        """
        Begin a turn, which lasts as long as that of a connection.

        @return: tells whether it is over.
        """
        end = self.clock.seconds() + TURN
        return lambda: self.clock.seconds() >= end

    def take(self, steps: Iterator[None]) -> None:
        """
        Take the steps of a task in turn with those of others.
        """
        self.cooperator.cooperate(steps).whenDone().addErrback(self.failed)

    def failed(self, failure: Failure) -> None:
        """
        Log an error: counting must not be able to spoil what is counted.
        """
        log.failure("a page could not be counted", failure)


def watchPage(
    counts: Counts, slices: Slices, url: str, status: int, fields: Sequence[Field]
) -> PageCounter | None:
    """
    Begin to count the words of a response.

    @param fields: of the response.
    @return: L{None} when it is not an HTML page.
    """
    contentType = lastValue(fields, b"content-type")
    mediaType = contentType.partition(";")[0].strip().lower()
    if mediaType not in HTML_TYPES or not isShown(status, fields):
        return None
    charset = CHARSET.search(contentType)
    codings = [name.decode("latin-1") for name in elements(fields, b"content-encoding")]
    isXML = mediaType == XHTML
    return PageCounter(counts, slices, url, charset[1] if charset else None, codings, isXML)


def isShown(status: int, fields: Sequence[Field]) -> bool:
    """
    Tell whether a browser shows the content of a response: not that of a redirect, not a
    part of a page (206), and not what must have no content (205).
    """
    isRedirect = 300 <= status < 400 and lastValue(fields, b"location")
    return not isRedirect and status not in (205, 206)


class PageCounter:
    """
    Sees one page go by.

    @ivar page: the page in the counts, from its first byte of content on: an answer to
        HEAD, for example, has none.
    @ivar note: why the page is not read, or not to its end.
    """

    page: Page | None = None
    isBusy = False
    hasEnded = False

    def __init__(
        self,
        counts: Counts,
        slices: Slices,
        url: str,
        charset: str | None = None,
        codings: Sequence[str] = (),
        isXML: bool = False,
    ) -> None:
        """
        @param charset: as C{Content-Type} declares it.
        @param codings: as in C{Content-Encoding}.
        """
        self.counts = counts
        self.slices = slices
        self.url = url
        self.room = MOST_DECODED
        self.note = ""
        self.waiting: deque[bytes] = deque()
        self.text = TextDecoder(charset)
        self.visible = VisibleText(isXML)
        self.splitter = WordSplitter()
        try:
            self.decoders = makeDecoders(codings)
        except Undecodable as error:
            self.note = str(error)

    def contentReceived(self, data: bytes) -> None:
        """
        A piece went by. Put it aside.
        """
        if self.page is None:
            self.page = self.counts.addPage(self.url)
            self.page.note = self.note or self.page.note
        if self.note:
            return
        if self.slices.waiting + len(data) > MOST_WAITING:
            self.note = TOO_FAST
        else:
            self.slices.waiting += len(data)
            self.waiting.append(data)
        self.goOn()

    def contentEnded(self, isWhole: bool) -> None:
        """
        No more content will come: count what was put aside, and end.
        """
        self.hasEnded = True
        if not isWhole:
            self.note = self.note or "broken off"
        self.goOn()

    def goOn(self) -> None:
        """
        Count what was put aside, unless that is being done already.
        """
        if self.page is not None and not self.isBusy:
            self.isBusy = True
            self.slices.take(self.work(self.page))

    def work(self, page: Page) -> Iterator[None]:
        """
        Count what was put aside, in steps.
        """
        try:
            while self.waiting:
                yield from self.read(page, self.takeWaiting())
        except Undecodable as error:
            self.note = str(error)
        self.isBusy = False
        if self.hasEnded or self.note:
            self.finish(page)

    def takeWaiting(self) -> bytes:
        """
        Take the next piece of what was put aside.
        """
        data = self.waiting.popleft()
        self.slices.waiting -= len(data)
        return data

    def read(self, page: Page, data: bytes) -> Iterator[None]:
        """
        Count the words of one piece, in slices, as far as there is room.

        @raise Undecodable: when it is not in the coding that it should be in.
        """
        for piece in decode(self.decoders, data):
            for begin in range(0, max(len(piece), 1), SLICE):
                if self.room <= 0:
                    self.note = TOO_LONG
                    return
                self.count(page, piece[begin : begin + SLICE])
                yield

    def count(self, page: Page, piece: bytes) -> None:
        """
        Count the words of a slice.
        """
        text = self.visible.feed(self.text.feed(piece[: self.room]))
        self.room -= max(len(piece), LEAST_COST)
        self.counts.addWords(page, self.splitter.feed(text))

    def finish(self, page: Page) -> None:
        """
        Count what was held back, and read no further.
        """
        while self.waiting:
            self.takeWaiting()
        page.note = self.note
        text = self.visible.feed(self.text.feed(b"", isLast=True)) + self.visible.end()
        self.counts.addWords(page, self.splitter.feed(text) + self.splitter.end())
