"""
No export shows a secret unasked, nor the client's address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.fileformats import Record, writeHAR, writePage, writeSVG, writeTranscript
from server.wire import Direction
from tests.server.inspector.fileformats.records import (
    ARRIVED,
    LEFT,
    OPENED,
    PEER,
    record,
    talk,
)

SECRET = "dontTell"
#: Wherever a secret may be: in a target, fields of both directions, and a page that says back a
#: head, whose length is announced.
SENT = (
    b"GET /?token=dontTell HTTP/1.1\r\nHost: a\r\nAuthorization: Basic dontTell\r\n"
    b"Cookie: a=dontTell; b=dontTell\r\nReferer: http://me:dontTell@a/?session=dontTell\r\n\r\n"
)
BACK = b"You said:\r\n\r\n" + SENT
SAID = (
    b"HTTP/1.1 200 OK\r\nSet-Cookie: c=dontTell\r\nLocation: /?token=dontTell\r\n"
    b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(BACK)
) + BACK

WRITERS: Sequence[Callable[[Record], str]] = (writeTranscript, writeSVG, writePage, writeHAR)
CUTS = st.lists(st.integers(0, len(SENT) + len(SAID)), max_size=6).map(sorted)


def cut(data: bytes, way: Direction, places: Sequence[int]) -> list[tuple[Direction, bytes]]:
    """
    Cut bytes into pieces that go one way.

    @param places: the offsets at which pieces end, in order; those after the last byte do
        not count.
    """
    bounds = [0, *(place for place in places if place < len(data)), len(data)]
    return [(way, data[start:end]) for start, end in pairwise(bounds) if start < end]


class SecretTests(SynchronousTestCase):
    """
    Secrets in every place, and cut in every way.
    """

    @given(CUTS, CUTS)
    def test_masked(self, asked: list[int], answered: list[int]) -> None:
        """
        However the bytes are cut, the secrets are in no export.
        """
        masked = record(*cut(SENT, ARRIVED, asked), *cut(SAID, LEFT, answered))
        for write in WRITERS:
            said = write(masked)
            self.assertNotIn(SECRET, said, write.__name__)
            self.assertNotIn(SECRET.encode().hex(" "), said)
            self.assertNotIn(PEER, said)

    def test_shown(self) -> None:
        """
        Where that is wanted, they are there.
        """
        whole = record((ARRIVED, SENT), (LEFT, SAID), isMasked=False)
        for write in WRITERS:
            if write is not writeSVG:  # it has first lines alone
                self.assertIn(SECRET, write(whole), write.__name__)

    @given(CUTS, st.integers(1, 3))
    def test_dropped(self, asked: list[int], dropped: int) -> None:
        """
        No export has a part of a secret, where the beginning was dropped and the secret has
        begun in it.
        """
        chunks = talk(*cut(SENT, ARRIVED, asked))[dropped:]
        for write in WRITERS:
            said = write(Record(chunks, OPENED))
            for size in range(4, len(SECRET)):
                self.assertNotIn(SECRET[-size:], said, write.__name__)
