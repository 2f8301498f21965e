"""
What a reader remembers changes nothing of what it finds.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.http1 import Request, RequestReader
from server.http1.parsecache import LONGEST, MOST_CACHED, ParseCache
from server.http1.requests import Caches
from tests.server.http1.reading import outcome

#: Few of each, so that many come again, in part or as a whole.
heads = st.builds(
    lambda *parts: b"".join(parts) + b"\r\n",
    st.sampled_from(
        [
            b"GET / HTTP/1.1\r\n",
            b"POST /a?b HTTP/1.1\r\n",
            b"GET http://h/ HTTP/1.1\r\n",
            b"GET / HTTP/1.0\r\n",
            b"HEAD / HTTP/1.2\r\n",
            b"\r\nGET / HTTP/1.1\r\n",
            b"GET /\r\n",
        ]
    ),
    st.sampled_from([b"Host: a\r\n", b"host: b\r\n", b"Host: ?\r\n", b""]),
    st.sampled_from(
        [
            b"",
            b"Content-Length: 3\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"X : y\r\n",
            b"Connection: close\r\n",
            b"Connection: keep-alive, upgrade\r\nUpgrade: x\r\n",
            b"Expect: 100-continue\r\nContent-Length: 3\r\n",
            b"X: %b\r\n" % (LONGEST * b"x"),
        ]
    ),
)


def reading(caches: Caches, pieces: list[bytes], isSharing: bool = False) -> object:
    """
    Read with what is known.

    @return: what was found, and how it ended.
    """
    reader = RequestReader(isSharing=isSharing)
    reader._caches = caches
    found, end = outcome(reader, pieces)
    if isSharing:  # its place is not asked for
        found = [event.again(0, 0) if isinstance(event, Request) else event for event in found]
    return found, end


class ReaderTests(SynchronousTestCase):
    """
    Readers that share a cache, beside those that have none.
    """

    @given(st.lists(heads, min_size=1, max_size=6), st.booleans(), st.integers(0, 200))
    def test_sameEvents(self, sent: list[bytes], isSharing: bool, cut: int) -> None:
        """
        Whatever has been read before, on this connection or on others, the same is found in
        the same bytes, wherever they are cut.
        """
        caches = Caches()
        for data in [*sent * 3, b"abc".join(sent)]:
            for pieces in ([data], [data[:cut], data[cut:]]):
                self.assertEqual(
                    reading(caches, pieces, isSharing), reading(Caches(), pieces, isSharing)
                )

    def test_recognized(self) -> None:
        """
        A head is recognized when it comes for the third time, and so are the fields below
        another first line.
        """
        caches = Caches()
        fields = b"Host: a\r\n"
        for target, isKnown in ((b"/a", False), (b"/b", False), (b"/a", True)):
            head = b"GET %b HTTP/1.1\r\n%b\r\n" % (target, fields)
            reading(caches, [head])
            self.assertEqual(caches.heads.find(head) is not None, isKnown)
        self.assertIsNotNone(caches.fields.find(fields))


class ParseCacheTests(SynchronousTestCase):
    """
    L{ParseCache}: keeps what has come twice, and no more than there is room for.
    """

    def test_secondTime(self) -> None:
        """
        What comes again is to be learnt.
        """
        cache = ParseCache[int]()
        self.assertFalse(cache.hasSeen(b"a"))
        self.assertFalse(cache.hasSeen(b"b"))
        self.assertTrue(cache.hasSeen(b"a"))
        self.assertIsNone(cache.find(b"a"))
        cache.learn(b"a", 1)
        self.assertEqual(cache.find(b"a"), 1)

    def test_bounded(self) -> None:
        """
        However much comes, little is kept, and nothing that is long.
        """
        cache = ParseCache[int]()
        for number in range(3 * MOST_CACHED):
            cache.hasSeen(b"%d" % number)
            cache.learn(b"%d" % number, number)
        self.assertLessEqual(len(cache._seen), MOST_CACHED)
        self.assertLessEqual(len(cache._found), MOST_CACHED)
        self.assertEqual(cache.find(b"%d" % number), number)
        self.assertEqual([cache.hasSeen(bytes(LONGEST + 1)) for _ in range(3)], [False] * 3)
