"""
Counts the words of an HTML page while its content passes: from bytes to words in
four steps, each of which takes the page in any pieces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.proxy.charsets import TextDecoder
from server.proxy.codings import Undecodable, decode, makeDecoders
from server.proxy.counts import Counts
from server.proxy.fields import Field, elements
from server.proxy.visible import VisibleText
from server.proxy.words import WordSplitter

XHTML = "application/xhtml+xml"
HTML_TYPES = ("text/html", XHTML)

#: How much of a page is read, in bytes, when it is decoded. What follows passes
#: uncounted.
MOST_DECODED = 4 * 2**20

#: How much of it may come out of one piece that arrived, in bytes: everybody else
#: waits while that is counted.
MOST_AT_ONCE = 2**20

CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w:.+-]{1,40})""", re.IGNORECASE)


def lastValue(fields: Sequence[Field], wanted: bytes) -> str:
    """
    Read a field that is there once; empty where it is not.
    """
    values = [value for name, value in fields if name.lower() == wanted]
    return values[-1].decode("latin-1") if values else ""


def watchPage(
    counts: Counts, url: str, status: int, fields: Sequence[Field]
) -> PageCounter | None:
    """
    Begin to count a response.

    @param fields: of the response.
    @return: L{None} when it is no HTML page.
    """
    contentType = lastValue(fields, b"content-type")
    mediaType = contentType.partition(";")[0].strip().lower()
    if mediaType not in HTML_TYPES or status == 206:  # 206: a part of one
        return None
    charset = CHARSET.search(contentType)
    codings = [name.decode("latin-1") for name in elements(fields, b"content-encoding")]
    return PageCounter(counts, url, charset[1] if charset else None, codings, mediaType == XHTML)


class PageCounter:
    """
    Sees one page go by.
    """

    def __init__(
        self,
        counts: Counts,
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
        self.page = counts.addPage(url)
        self.room = MOST_DECODED
        self.isReading = True
        self.text = TextDecoder(charset)
        self.visible = VisibleText(isXML)
        self.splitter = WordSplitter()
        try:
            self.decoders = makeDecoders(codings)
        except Undecodable as error:
            self.stop(str(error))

    def contentReceived(self, data: bytes) -> None:
        """
        A piece went by.
        """
        if not self.isReading:
            return
        least = self.room - MOST_AT_ONCE
        try:
            for piece in decode(self.decoders, data):
                self.count(piece)
                if self.room <= max(least, 0):
                    self.stop("too long to be counted to its end")
                    return
        except Undecodable as error:
            self.stop(str(error))

    def count(self, piece: bytes) -> None:
        """
        Count the words of a decoded piece.
        """
        piece = piece[: self.room]
        self.room -= len(piece)
        text = self.visible.feed(self.text.feed(piece))
        self.counts.addWords(self.page, self.splitter.feed(text))

    def contentEnded(self, isWhole: bool) -> None:
        """
        That was all.
        """
        if self.isReading:
            self.stop("" if isWhole else "broken off")

    def stop(self, note: str) -> None:
        """
        Count what was held back, and read no further.

        @param note: why.
        """
        self.isReading = False
        self.page.note = note
        text = self.visible.feed(self.text.feed(b"", isLast=True)) + self.visible.end()
        self.counts.addWords(self.page, self.splitter.feed(text) + self.splitter.end())
