"""
Tests of pages that are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import process_time

from hypothesis import given
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.exporting.importreader import MOST as LARGEST
from server.inspector.exporting.importreader import readImport
from server.inspector.fileformats import BadImport, readPage, writePage
from server.inspector.fileformats.page import MOST_EXPLAINED
from server.inspector.fileformats.record import Record
from server.wire import Chunk, Direction
from tests.server.inspector.fileformats.records import (
    ARRIVED,
    CHUNKS,
    LEFT,
    OPENED,
    PEER,
    record,
    talk,
)

SAID = ((ARRIVED, b"GET /</section><h2> HTTP/1.1\r\n"), (LEFT, b"\x1b[2J<script>&amp;\xff" * 9))


def facts(chunks: Sequence[Chunk]) -> list[object]:
    """
    Take what a page tells of each chunk: its time to the millisecond, and no address.
    """
    return [
        (round(each.seconds, 3), each.direction, each.data, each.by)
        for each in chunks
        if each.direction is not Direction.OPENED
    ]


class PageTests(SynchronousTestCase):
    """
    A page that was exported is read again, or refused with a reason.
    """

    def assertBad(self, text: str, sentence: str) -> None:
        """
        The page is refused, with a reason that has this sentence in it.
        """
        self.assertIn(sentence, str(self.assertRaises(BadImport, readPage, text)))

    def test_again(self) -> None:
        """
        What was exported comes back: bytes, times, directions, the ends, and when it began.
        """
        for by in ("client", "server", ""):
            chunks, opened = readPage(writePage(record(*SAID, by=by, isMasked=False)))
            self.assertEqual(facts(chunks), facts(talk(*SAID, by=by)))
            self.assertEqual(opened, OPENED.replace(microsecond=0))
        ended = [*talk(*SAID, by=""), Chunk(7, 2.0, Direction.ENDED, by="client")]
        text = writePage(Record(ended, OPENED))
        self.assertEqual(readPage(text)[0][-1], Chunk(1, 2.0, Direction.ENDED, by="client"))

    def test_secure(self) -> None:
        """
        Whether it was encrypted by TLS comes back; the client's address, which is not there, does
        not.
        """
        secure = [Chunk(1, 0.0, Direction.OPENED, note=f"{PEER} with TLS; shown decrypted")]
        chunks, _ = readPage(writePage(Record([*secure, *talk(*SAID)[1:]], OPENED)))
        self.assertEqual(chunks[0].note, "client 1 with TLS; shown decrypted")
        self.assertEqual(readPage(writePage(record(*SAID)))[0][0].note, "client 1")

    def test_reason(self) -> None:
        """
        The reason for a close comes back as it is shown.
        """
        lost = Chunk(7, 1.0, Direction.CLOSED, note="lost: \x1b[1m", by="client")
        chunks, _ = readPage(writePage(Record([*talk(*SAID, by=""), lost], OPENED)))
        self.assertEqual(chunks[-1].note, "lost: \\x1b[1m")

    def test_other(self) -> None:
        """
        Another page, half a page, one that was changed, and one that does not show all, are
        told apart, each in a sentence.
        """
        text = writePage(record(*SAID))
        self.assertBad("<!DOCTYPE html><html><title>a</title></html>", "not one that an inspector")
        self.assertBad(text[: len(text) // 2], "half a page")
        self.assertBad(text.replace("2026-03", "2026-99"), "no date")
        self.assertBad(text.replace("<h2>0.1", "<h2>x"), "the heading of its section")
        self.assertBad(text.replace("       0  47", "       0  4g"), "the numbers of piece")
        self.assertBad(text.replace(" bytes</h2>", "0 bytes</h2>"), "all bytes of piece")
        self.assertBad(text.replace("was opened", "was eaten"), "the text of its section")
        self.assertBad(writePage(record((ARRIVED, b"x" * 9000))), "import an archive instead")
        self.assertBad(writePage(record(*[(ARRIVED, b"x")] * 4000)), "import an archive instead")

    def test_manyPieces(self) -> None:
        """
        What was typed byte by byte, in more pieces than are explained, comes back whole; and
        such a page is small enough to be imported.
        """
        request = b"GET /a HTTP/1.1\r\nHost: a\r\nUser-Agent: typed by hand\r\n\r\n"
        said = [(ARRIVED, bytes([byte])) for byte in request] + [(LEFT, b"HTTP/1.1 200 OK\r\n")]
        said *= 2990 // len(said)
        self.assertGreater(len(said), 2 * MOST_EXPLAINED)
        text = writePage(record(*said, by="server", isMasked=False))
        chunks, _ = readPage(text)
        self.assertEqual(facts(chunks), facts(talk(*said, by="server")))
        self.assertLess(len(text.encode()), LARGEST)
        readImport(text.encode())

    def test_hostile(self) -> None:
        """
        A mebibyte of anything takes no time.
        """
        head = writePage(record(*SAID)).partition("<section")[0]
        began = process_time()
        for each in ("<section", "<!--", "<h2>", "</section>", "<title>", "&lt;", "\n", "0  00 "):
            text = head + each * (2**20 // len(each)) + "</html>"
            self.assertRaises(BadImport, readPage, text)
        rows = head + "<section><h2>0.1 s: #1, from the client, 9 bytes</h2>"
        rows += '<pre class="hex" tabindex="0">' + "  0  00 00" * 2**17 + "</pre></html>"
        self.assertRaises(BadImport, readPage, rows)
        self.assertLess(process_time() - began, 5)

    @given(CHUNKS)
    def test_property(self, chunks: list[Chunk]) -> None:
        """
        Any conversation comes back, with all that is said in it.
        """
        first = Chunk(3, 0.0, Direction.OPENED, note=PEER)
        back, _ = readPage(writePage(Record([first, *chunks], OPENED, isMasked=False)))
        said = [each for each in chunks if each.data or each.direction not in (ARRIVED, LEFT)]
        kept = [each for each in back if each.data or each.direction not in (ARRIVED, LEFT)]
        self.assertEqual(facts(kept), facts(said))
