"""
Tests of L{server.inspector.secretmask}, L{server.inspector.secretfinder} and
L{server.inspector.codefinder}.
"""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.secretfinder import Finder
from server.inspector.secretmask import masked, maskedBytes
from server.inspector.study import Study
from server.wire import Chunk, Direction, Recorder

#: What goes over the wire, with marks around what is secret.
FIELDS = [
    "Authorization: «Basic abc»\r\nHost: a\r\n",
    "proxy-authorization:«Basic abc»\r\n\r\n",
    "GET / HTTP/1.1\r\nCookie: «a=b; c=d»\r\n\r\nbody",
    "Set-Cookie: «a=b; Path=/»\r\nSet-Cookie: «c=d»\n\n",
    "X-Api-Key : «abc»\r\n",
    "Cookie: «a=b;\r\n c=d\r\n\te=f»\r\nHost: a\r\n",
    "Cookie:\r\nHost: a\r\n",
    "Cookie:  \r\n",
    "Cookie: «unfinished»",
    "You said: Authorization: «Basic abc»\r\n",
    "<pre>Cookie: «a=b</pre>»\nnext line",
    '{"Cookie": «"a=b"}»\n',
    "[(b'Cookie', «b'a=b')]»\n",
    "GET /?a=1&token=«abc»&b=2 HTTP/1.1\r\n",
    "Location: /?session_id=«abc»#top\r\n",
    "POST / HTTP/1.1\r\n\r\npassword=«abc»&user=me&token=«d»",
    "\n\nnew_password[]=«abc»\nuser=me",
    "GET http://«me:abc»@localhost/ HTTP/1.1\r\n",
    "G€T oops\r\nAuthorization: «Basic abc»\r\n",
    "A cookie is a token.\r\n",
    "GET /cookies?page=2 HTTP/1.1\r\n",
    "name: me@example.com\r\n",
]
#: The same, with the codes of students.
CODES = [
    "NICK ada «7kq2m»\r\n",
    "hello\r\n nick Ada Lovelace\t «7KQ2M» \r\n7kq2m\r\n",
    "NICK «7kq2m»",
    "NICK " + "a" * 3000 + " «7kq2m»\r\n",
    "You said: b'NICK ada «7kq2m»\\r\\n'\r\n",
    "GET / HTTP/1.1\r\n\r\nCookie: «nick=ada 7kq2m; a=b»\r\n",
    "NICK ada\r\nNICK ada lovelace abcde 7kq2 7kq2mm x7kq2m\r\n",
    "NICKY ada 7kq2m, and a knick 7kq2m\r\n7kq2m\r\n",
    "NICK /files/step1.py HTTP/1.1\r\n",
]
CASES = FIELDS + CODES
MARKED = re.compile("«.*?»", re.DOTALL)


def sent(case: str) -> bytes:
    """
    The bytes as they are sent.
    """
    return case.replace("«", "").replace("»", "").encode()


def shown(case: str) -> bytes:
    """
    The bytes as they are shown.
    """
    return MARKED.sub("(secret)", case).encode()


def inPieces(*pieces: bytes) -> bytes:
    """
    What is shown of bytes that come in pieces.
    """
    finder = Finder()
    for piece in pieces:
        finder.feed(piece)
    data = b"".join(pieces)
    return masked(data, finder.within(0, len(data)))


class FinderTests(SynchronousTestCase):
    """
    Secrets are found, however the bytes come.
    """

    def test_whole(self) -> None:
        """
        What is secret is masked, and nothing else.
        """
        for case in CASES:
            self.assertEqual(maskedBytes(sent(case)), shown(case))

    def test_pieces(self) -> None:
        """
        How the bytes are cut makes no difference.
        """
        for case in CASES:
            data = sent(case)
            single = [data[index : index + 1] for index in range(len(data))]
            self.assertEqual(inPieces(*single), shown(case))
            for cut in range(len(data)):
                self.assertEqual(inPieces(data[:cut], data[cut:]), shown(case), (case, cut))

    def test_glued(self) -> None:
        """
        What comes before makes no difference.
        """
        for case in CASES:
            before = "POST / HTTP/1.1\r\nContent-Length: 700\r\n\r\n" + "x" * 700 + "\r\n"
            self.assertEqual(maskedBytes(sent(before + case)), shown(before + case))
        everything = "\r\n".join(CASES * 20)
        self.assertEqual(maskedBytes(sent(everything)), shown(everything))

    def test_long(self) -> None:
        """
        A secret may be longer than anything that is kept to look for one.
        """
        case = "Cookie: «a=" + "b" * 100_000 + "»\r\nHost: a\r\n"
        self.assertEqual(inPieces(sent(case)[:20_000], sent(case)[20_000:]), shown(case))

    def test_some(self) -> None:
        """
        Of a piece of the connection, what is secret in it is told; and nothing that was
        forgotten.
        """
        finder = Finder()
        finder.feed(b"Cookie: abcdef\r\nCookie: xyz\r\n")
        self.assertEqual(finder.within(10, 12), [(10, 12)])
        self.assertEqual(finder.within(0, 30), [(8, 14), (24, 27)])
        self.assertEqual(finder.within(14, 24), [])
        finder.forget(16)
        self.assertEqual(finder.within(0, 30), [(24, 27)])

    @given(
        st.text("0123456789abcdefABCDEF+", min_size=12, max_size=40),
        st.sampled_from([case for case in FIELDS if "«" in case]),
        st.lists(st.integers(0, 200), max_size=6),
        st.binary(max_size=80),
    )
    def test_property(self, token: str, case: str, cuts: list[int], before: bytes) -> None:
        """
        Whatever the secret is, whatever comes before it, and wherever it is cut, none of
        it is shown.
        """
        data = before + b"\r\nHost: b\r\n" + sent(case.replace("»", token + "»"))
        edges = [0, *sorted(cuts), len(data)]
        pieces = [data[a:b] for a, b in pairwise(edges)]
        self.assertNotIn(token.encode(), inPieces(*pieces))


class SecretsTests(SynchronousTestCase):
    """
    The ranges of a conversation's bytes that are found to be secret.
    """

    def setUp(self) -> None:
        """
        Open a connection on a tape so short that secrets may be cut between two of its reels.
        """
        self.recorder = Recorder(2**13)  # so short that each piece is on a reel of its own
        self.recorder(Chunk(1, 0.0, Direction.OPENED, note="a client"))
        self.conversation = self.recorder.conversations[1]
        self.study = Study(self.conversation)

    def add(self, direction: Direction, data: bytes) -> None:
        """
        Record a piece that went this way on the connection.
        """
        self.recorder(Chunk(1, 0.0, direction, data))

    def test_directions(self) -> None:
        """
        Each direction is looked at by itself, as far as it has come.
        """
        self.add(Direction.ARRIVED, b"Cookie: a")
        self.add(Direction.LEFT, b"HTTP/1.1 200 OK\r\n")
        self.study.catchUp()
        self.add(Direction.ARRIVED, b"bc\r\n\r\n")
        self.study.catchUp()
        self.assertEqual(
            self.study.secrets.masked(Direction.ARRIVED, b"bc\r\n\r\n", 9), b"(secret)\r\n\r\n"
        )
        self.assertEqual(
            self.study.secrets.masked(Direction.LEFT, b"HTTP/1.1 200 OK\r\n", 0),
            b"HTTP/1.1 200 OK\r\n",
        )
        self.assertEqual(self.study.offsets.endOf(Direction.ARRIVED), 15)

    def test_dropped(self) -> None:
        """
        Where pieces were dropped before they could be looked at, the rest of a line may be
        the rest of a secret: it is not shown, and what follows is as before.
        """
        self.add(Direction.ARRIVED, b"Cookie: a")
        self.add(Direction.ARRIVED, b"bc\r\nHost: a\r\n")
        self.conversation.dropOldest()  # that it opened
        self.conversation.dropOldest()
        self.study.catchUp()
        data = self.conversation.chunks[0].data
        self.assertEqual(
            self.study.secrets.masked(Direction.ARRIVED, data, 9), b"(secret)\r\nHost: a\r\n"
        )
