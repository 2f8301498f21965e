"""
The drawing: a conversation as an SVG file, with an arrow for each piece.
"""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.fileformats import svg
from server.inspector.fileformats.record import Record
from server.inspector.fileformats.svg import writeSVG
from server.wire import Chunk, Direction
from tests.server.inspector.fileformats.records import ARRIVED, CHUNKS, LEFT, OPENED, PEER, record

NAMESPACE = "{http://www.w3.org/2000/svg}"
GET = b"GET /<a&b> HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n"


def draw(drawn: Record) -> ElementTree.Element:
    """
    @return: the drawing as a tree: it is well-formed XML.
    """
    return ElementTree.fromstring(writeSVG(drawn))


def words(drawing: ElementTree.Element, kind: str) -> list[str]:
    """
    @return: the texts of this class, in the drawing's order.
    """
    found = drawing.iter(f"{NAMESPACE}text")
    return ["".join(each.itertext()) for each in found if kind in each.get("class", "").split()]


class SVGDrawingTests(SynchronousTestCase):
    """
    The arrows and words of a drawing; whatever was said, the file is well-formed.
    """

    def test_pieces(self) -> None:
        """
        Each piece is an arrow, with its size and its first line; so are the opening and the
        close.
        """
        drawing = draw(record((ARRIVED, GET), (LEFT, b"\r\nHTTP/1.1 200 OK\r\n"), (LEFT, b"\n")))
        self.assertEqual(
            words(drawing, "label"), ["GET /<a&b> HTTP/1.1", "HTTP/1.1 200 OK", "\\n"]
        )
        self.assertEqual(words(drawing, "note"), ["45 bytes", "19 bytes", "1 byte"])
        self.assertEqual(words(drawing, "mark"), ["opened by client 1", "closed by the server"])

    def test_told(self) -> None:
        """
        Title and description come first, for those who do not see it.
        """
        drawing = draw(record((ARRIVED, GET)))
        self.assertEqual(
            [each.tag for each in drawing][:2], [f"{NAMESPACE}title", f"{NAMESPACE}desc"]
        )
        self.assertEqual(drawing[0].text, "A connection with client 1, 2026-03-01 12:30:15 UTC")
        self.assertEqual(
            drawing[1].text,
            "From the client: 45 bytes in 1 piece. From the server: 0 bytes in 0 pieces. "
            "Secrets are masked.",
        )

    def test_ends(self) -> None:
        """
        A half-close is told, and why a connection was lost.
        """
        chunks = [
            Chunk(1, 0.0, Direction.OPENED, note=PEER),
            Chunk(1, 0.5, Direction.ENDED, by="client"),
            Chunk(1, 1.0, Direction.CLOSED, note="Connection lost.", by="client"),
        ]
        drawing = draw(Record(chunks, OPENED))
        self.assertEqual(
            words(drawing, "mark"),
            ["opened by client 1", "client sends no more", "closed by the client"],
        )
        self.assertIn("Connection lost.", words(drawing, "note"))

    def test_many(self) -> None:
        """
        Of a great many pieces, the first are drawn, and it is said how many are not.
        """
        drawing = draw(record(*[(ARRIVED, b"x")] * 3000))
        self.assertEqual(len(words(drawing, "label")), svg.MOST_DRAWN - 1)
        self.assertIn("1,002 more are not drawn", words(drawing, "mark"))

    @given(CHUNKS)
    def test_any(self, chunks: list[Chunk]) -> None:
        """
        Whatever happened can be drawn: the file is well-formed, refers to nothing else, runs
        no script, and names no address.
        """
        text = writeSVG(Record(chunks, OPENED))
        for each in ElementTree.fromstring(text).iter():
            self.assertNotIn(each.tag.removeprefix(NAMESPACE), ("script", "a", "image", "use"))
            self.assertFalse([name for name in each.attrib if "href" in name or name[:2] == "on"])
        self.assertNotIn("url(", text)
        self.assertNotIn("@import", text)
        self.assertNotIn(PEER, text)
