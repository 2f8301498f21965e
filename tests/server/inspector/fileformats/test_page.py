"""
The page: a conversation as one file of HTML, for a browser without a network.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

from hypothesis import given
from twisted.trial.unittest import SynchronousTestCase

from server.escapes import visible
from server.inspector.fileformats import page
from server.inspector.fileformats.page import hexRows, writePage
from server.inspector.fileformats.record import WAYS, Record
from server.wire import Chunk
from tests.server.inspector.fileformats.records import ARRIVED, CHUNKS, LEFT, OPENED, PEER, record

GET = b"GET /<a&b>?\"' HTTP/1.1\r\nHost: a\r\n\r\n"
HOSTILE = [
    b"</pre></section><script>alert(1)</script>",
    b"<!--",
    b"]]><style>*{display:none}</style>",
    b"\x1b]0;owned\x07\x1b[2J\x9b\xff\x00",
    b"&lt;&#x3c;\" onmouseover=\"alert(1)' x='",
    "\u202e\u2028\ufeff".encode(),
]
#: What a page may be made of.
MADE_OF = (
    "html head meta title style body main h1 h2 p section pre span details summary div table "
    "thead tbody tr th td svg g text line polygon polyline circle path rect"
)


class Reader(HTMLParser):
    """
    Reads a page.

    @ivar names: of its elements.
    @ivar attributes: of all of them.
    @ivar texts: what is in each C{pre} of the class C{text}.
    @ivar numbers: what is in each of the class C{hex}.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.numbers: list[str] = []
        self.style = ""
        self._in: list[str] | None = None
        self._isStyle = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        self._isStyle = tag == "style"
        if tag == "pre":
            self._in = self.texts if ("class", "text") in attrs else self.numbers
            self._in.append("")

    def handle_endtag(self, tag: str) -> None:
        self._isStyle = False
        if tag == "pre":
            self._in = None

    def handle_data(self, data: str) -> None:
        if self._isStyle:
            self.style += data
        if self._in is not None:
            self._in[-1] += data


def expected(shown: Record) -> list[str]:
    """
    What is in the pieces: each byte visible, each LF at the end of a line.
    """
    texts = []
    for piece in shown.pieces:
        if piece.chunk.direction in WAYS:
            data = shown.starred(piece.chunk.direction, piece.start, piece.end)
            lines = re.findall(rb"[^\n]*\n|[^\n]+", data)
            texts.append("".join(f"{visible(line)}\n" for line in lines))
    return texts


class PageTests(SynchronousTestCase):
    """
    A conversation with its meaning; whatever it said, it stays text.
    """

    def test_meaning(self) -> None:
        """
        Each part is beside its meaning and its rule; what is wrong is said.
        """
        text = writePage(record((ARRIVED, b"GET / HTTP/1.1\r\n\r\n")))
        self.assertIn('title="method: GET asks for what is there.', text)
        self.assertIn("<td>method</td><td>GET</td><td>GET asks for what is there.", text)
        self.assertIn("(RFC 9112 section 3.2)", text)
        self.assertIn("Byte 16 from the client: An HTTP/1.1 request must say in a Host", text)

    def test_text(self) -> None:
        """
        Every byte of each piece is there, visible.
        """
        shown = record((ARRIVED, GET), (LEFT, bytes(range(256))), (ARRIVED, b"\n\n"))
        self.assertEqual(Reader(writePage(shown)).texts, expected(shown))

    def test_numbers(self) -> None:
        """
        The numbers begin with the offset.
        """
        self.assertEqual(
            list(hexRows(b"GET / HTTP/1.1\r\nA", 5)),
            [
                "       5  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..",
                "      21  41                                               A",
            ],
        )

    def test_policy(self) -> None:
        """
        A page may do nothing: no script, nothing from elsewhere; its own style sheet is named
        by its hash.
        """
        text = writePage(record((ARRIVED, GET)))
        read = Reader(text)
        digest = b64encode(sha256(read.style.encode()).digest()).decode()
        policies = [value for name, value in read.attributes if name == "content"]
        self.assertEqual(
            policies[0],
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
            "form-action 'none'",
        )
        self.assertNotIn("http://", text.replace("http://www.w3.org/2000/svg", ""))
        self.assertNotIn("https://", text)

    def test_hostile(self) -> None:
        """
        What was sent is text wherever it is: in lines, fields, content, and as a fault.
        """
        for data in HOSTILE:
            for sent in (
                data,
                b"GET /" + data + b" HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nX: " + data + b"\r\n\r\n",
            ):
                self.isHarmless(record((ARRIVED, sent), (LEFT, data), isMasked=False))

    @given(CHUNKS)
    def test_any(self, chunks: list[Chunk]) -> None:
        """
        Whatever happened can be shown, and is text.
        """
        self.isHarmless(Record(chunks, OPENED))

    def isHarmless(self, shown: Record) -> None:
        """
        Look at a page: its elements and attributes are ours, and its text is the bytes.
        """
        text = writePage(shown)
        read = Reader(text)
        self.assertEqual(set(read.names) - set(MADE_OF.split()), set())
        self.assertEqual([name for name, _ in read.attributes if name[:2] == "on"], [])
        self.assertFalse({"href", "src", "style"} & {name for name, _ in read.attributes})
        self.assertEqual(read.texts, expected(shown))
        self.assertTrue(text.replace("\n", "").isprintable(), text)
        self.assertNotIn(PEER, text)

    def test_secrets(self) -> None:
        """
        Each byte of a secret is a star, so that all others stay in their places.
        """
        secret = b"GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n"
        self.assertIn("Cookie: ***\\r\\n", Reader(writePage(record((ARRIVED, secret)))).texts[0])
        self.assertNotIn("61 3d 62", writePage(record((ARRIVED, secret))))
        whole = writePage(record((ARRIVED, secret), isMasked=False))
        self.assertIn("Cookie: a=b\\r\\n", Reader(whole).texts[0])

    def test_bounds(self) -> None:
        """
        Of a great many pieces, and of very large ones, the first part is shown, and how much more
        there is.
        """
        text = writePage(record(*[(ARRIVED, b"x" * 20_000)] * 1000))
        self.assertIn("… and 11,808 bytes more", text)
        self.assertIn("… and 20,000 bytes more", text)
        self.assertLess(len(text), 40 * page.MOST_BYTES)
        self.assertIn(page.BRIEFLY, text)
        text = writePage(record(*[(ARRIVED, b"x")] * 4000))
        self.assertIn(f"{4002 - page.MOST_BRIEF:,} more pieces are not shown.", text)
        self.assertEqual(text.count("<summary>What each part is<"), page.MOST_EXPLAINED - 1)
