"""
Transcripts: written, read, and played.
"""

from __future__ import annotations

import re
import socket
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from twisted.internet import reactor as installed
from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import SynchronousTestCase, TestCase

from lessons import step3
from lessons.book.transcript import Kind, readBlock
from server.inspector.fileformats.conversation import BadImport, arrived, readTranscript
from server.inspector.fileformats.record import Record
from server.inspector.fileformats.transcript import writeTranscript
from server.wire import Chunk, Direction, Tap
from tests.server.inspector.fileformats.records import (
    ARRIVED,
    CHUNKS,
    LEFT,
    OPENED,
    PEER,
    record,
    talk,
    went,
)
from tests.support.needs import need
from tests.support.player import playAll
from tests.support.process import PROGRAM_PATIENCE

reactor: Any = installed

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
CLOSING = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
ANSWER = b"HTTP/1.1 200 OK\r\nDate: Sun, 01 Mar 2026 12:30:15 GMT\r\nContent-Length: 3\r\n\r\nhi\n"


class WriteTests(SynchronousTestCase):
    """
    A conversation as somebody at telnet would have seen it, or as a shell's commands where
    it has bytes that nobody can type.
    """

    def test_telnet(self) -> None:
        """
        Lines are typed, answers are printed; the date is another each time.
        """
        said = writeTranscript(record((ARRIVED, GET), (LEFT, ANSWER)))
        self.assertEqual(
            said,
            "$ telnet 127.0.0.1 8000\n"
            "Trying 127.0.0.1...\nConnected to 127.0.0.1.\nEscape character is '^]'.\n"
            "> GET / HTTP/1.1\n> Host: localhost\n>\n"
            "HTTP/1.1 200 OK\nDate: …\nContent-Length: 3\n\nhi\n"
            "Connection closed by foreign host.\n",
        )

    def test_server(self) -> None:
        """
        The server's terminal comes before it, where it is named.
        """
        said = writeTranscript(record((ARRIVED, GET)), "python -m lessons.step3")
        start = "$ python -m lessons.step3\nlistening on 127.0.0.1:8000\n…\n\n$ telnet "
        self.assertTrue(said.startswith(start), said)

    def test_which(self) -> None:
        """
        What cannot be typed, or would be answered too soon, is sent by printf and nc.
        """
        step1 = [(ARRIVED, b"a\r\n"), (ARRIVED, b"b\r\n"), (LEFT, b"You said: a\r\n")]
        for said, expected in [
            ([(ARRIVED, GET), (LEFT, ANSWER)] * 2, "telnet"),
            ([(ARRIVED, GET[:9]), (ARRIVED, GET[9:]), (LEFT, ANSWER)], "telnet"),
            (step1, "telnet"),
            ([(ARRIVED, "GET /é HTTP/1.1\r\n".encode())], "telnet"),
            ([(ARRIVED, GET * 2), (LEFT, ANSWER * 2)], "printf"),
            ([(ARRIVED, b"a\r\nb\r\n"), (LEFT, b"You said: a\r\n")], "printf"),
            ([(ARRIVED, GET.replace(b"\r", b""))], "printf"),
            ([(ARRIVED, GET[:-1])], "printf"),
            ([(ARRIVED, b"GET /\xff HTTP/1.1\r\n")], "printf"),
            ([(ARRIVED, b"GET /\x1b HTTP/1.1\r\n")], "printf"),
            ([(ARRIVED, b"^C\r\n")], "printf"),
            ([(ARRIVED, b"a \r\n")], "printf"),
            ([(ARRIVED, b"a" * 1001 + b"\r\n")], "printf"),
            ([(ARRIVED, GET), (LEFT, ANSWER[:-1]), (ARRIVED, GET)], "printf"),
            ([(LEFT, b"220 hello\r\n")], "printf"),
            ([], "telnet"),
        ]:
            self.assertEqual(writeTranscript(record(*said)).split()[1], expected, said)

    def test_printf(self) -> None:
        """
        Every byte can be written for printf.
        """
        data = bytes(range(256)) + b"%s'\\"
        said = writeTranscript(record((ARRIVED, data), (LEFT, b"\xff\x1b[2J")))
        self.assertIn("' | nc 127.0.0.1 8000\n", said)
        self.assertTrue(said.endswith("\n\\xff\\x1b[2J\n"))
        self.assertTrue(said.replace("\n", "").isprintable())
        self.assertEqual(arrived(readTranscript(said)), data)

    def test_long(self) -> None:
        """
        Of a very long answer, the beginning is written: C{…} stands for the rest.
        """
        long = ANSWER + b"line\n" * 2**17
        for sent, end in (GET, "\nline\n…\nConnection closed"), (GET * 2, "\nline\n…\n"):
            said = writeTranscript(record((ARRIVED, sent), (LEFT, long)))
            self.assertIn(end, said[-60:])
            self.assertLess(len(said), 2**19)

    def test_open(self) -> None:
        """
        Where the server does not close the connection, nc ends by itself.
        """
        said = writeTranscript(record((ARRIVED, GET * 2), (LEFT, ANSWER * 2), by="client"))
        self.assertIn("| nc -w 2 127.0.0.1 8000\n", said)

    def test_secrets(self) -> None:
        """
        Secrets are masked unless that is not wanted, even where they came in two pieces; the
        address of the client is nowhere.
        """
        secret = GET[:-2] + b"Cookie: a=b", b"c\r\n\r\n"
        pieces = [(ARRIVED, each) for each in secret]
        self.assertIn("> Cookie: (secret)(secret)\n", writeTranscript(record(*pieces)))
        shown = writeTranscript(record(*pieces, isMasked=False))
        self.assertIn("> Cookie: a=bc\n", shown)
        self.assertNotIn("203.0.113", shown)

    @given(CHUNKS)
    def test_any(self, chunks: list[Chunk]) -> None:
        """
        Whatever happened can be written; and no control character is in it, nor an address.
        """
        said = writeTranscript(Record(chunks, OPENED), "python -m lessons.step3")
        self.assertTrue(said.replace("\n", "").isprintable())
        self.assertNotIn(PEER, said)


class ReadTranscriptTests(SynchronousTestCase):
    """
    A transcript becomes pieces that can be sent again, or is refused with the line that is
    wrong.
    """

    def test_again(self) -> None:
        """
        What was written is read again as it was, except for the date.
        """
        answer = ANSWER.replace(b"Sun, 01 Mar 2026 12:30:15 GMT", "…".encode())
        for said in (
            [(ARRIVED, GET), (LEFT, ANSWER), (ARRIVED, GET), (LEFT, ANSWER)],
            [(ARRIVED, GET * 2), (LEFT, ANSWER * 2)],
            [(ARRIVED, b"\x00'%\\\xff\r\n"), (LEFT, ANSWER.replace(b"hi", b"\xff\x01"))],
            [(ARRIVED, b"hi\r\n"), (LEFT, b"You said: hi\r\n"), (ARRIVED, b"quit\r\n")],
        ):
            chunks = readTranscript(writeTranscript(record(*said)))
            for way in ARRIVED, LEFT:
                expected = went(talk(*said), way).replace(ANSWER, answer)
                expected = re.sub(rb"Date: Sun.*?\r", "Date: …\r".encode(), expected)
                self.assertEqual(went(chunks, way), expected)

    def test_pieces(self) -> None:
        """
        Each typed line is a piece; it begins with the opening, and ends with the close.
        """
        chunks = readTranscript(writeTranscript(record((ARRIVED, GET), (LEFT, ANSWER))))
        ways = [chunk.direction for chunk in chunks]
        self.assertEqual(ways, [Direction.OPENED, *[ARRIVED] * 3, LEFT, Direction.CLOSED], chunks)
        self.assertEqual(chunks[-1].by, "server")

    def test_wrong(self) -> None:
        """
        What cannot be read is said in one sentence.
        """
        for text, expected in [
            ("", "is not a transcript: no line begins"),
            ("hello", "is not a transcript: no line begins"),
            ("$ ls\n", "a transcript of `ls`, not of telnet"),
            ("$ telnet a 1\n$ telnet a 1\n", "it holds 2 sessions"),
            ("$ telnet a 1\nhello\n", "nothing is typed"),
            ("$ telnet a 1\n> ^C\n", "what ^C sends is not a line"),
            ("$ printf '%s' | nc a 1\n", "what `%s` in its printf stands for"),
            ("$ printf '\\q' | nc a 1\n", "what `\\q` in its printf stands for"),
            ("x" * (2**21 + 1), "it is too long"),
        ]:
            error = self.assertRaises(BadImport, readTranscript, text)
            self.assertIn(expected, str(error))

    def test_sameLines(self) -> None:
        """
        Our reader and that of the walkthroughs agree about what is typed.
        """
        said = [(ARRIVED, GET), (LEFT, ANSWER), (ARRIVED, CLOSING)]
        text = writeTranscript(record(*said))
        (exchange,) = readBlock(Path("x"), list(enumerate(text.splitlines(), 1)))
        typed = [line.text for line in exchange.lines if line.kind is Kind.TYPED]
        data = "".join(f"{line}\r\n" for line in typed).encode()
        self.assertEqual(data, arrived(readTranscript(text)))


class PlayTests(TestCase):
    """
    What was recorded of a step can be played against another.
    """

    timeout = 120

    async def record(self, *sent: bytes) -> Record:
        """
        Record what a real step 3 says to a client.

        @param sent: pieces: after each, the client waits for an answer; after the last, for
            the end of the connection.
        """
        chunks: list[Chunk] = []
        closed: Deferred[None] = Deferred()

        def watch(chunk: Chunk) -> None:
            chunks.append(chunk)
            if chunk.direction is Direction.CLOSED:
                closed.callback(None)

        factory = step3.makeFactory(reactor, Namespace())
        port = reactor.listenTCP(0, Tap(reactor, factory, watch), interface="127.0.0.1")
        try:
            await deferToThread(converse, port.getHost().port, sent)
            await closed
        finally:
            await maybeDeferred(port.stopListening)
        return Record(chunks, datetime.now(UTC))

    async def play(self, *sent: bytes) -> str:
        """
        Record a conversation, and play its transcript against a fresh step 3.

        @return: the transcript.
        """
        text = writeTranscript(await self.record(*sent), "python -m lessons.step3")
        block = list(enumerate(text.splitlines(), 1))
        exchanges = readBlock(Path("exported"), block)
        self.assertEqual(await deferToThread(playAll, exchanges), 2)
        return text

    async def test_typed(self) -> None:
        """
        Two requests, one after the other: as a session of telnet.
        """
        need("telnet")
        post = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nhi\r\n"
        text = await self.play(GET, post, CLOSING)
        self.assertIn("$ telnet 127.0.0.1 8000\n", text)

    async def test_pipelined(self) -> None:
        """
        Two requests in one piece, the second of them wrong: with printf and nc.
        """
        need("nc")
        text = await self.play(GET + b"GET /\xff'% HTTP/1.1\nHost: a\r\n\r\n")
        self.assertIn("| nc 127.0.0.1 8000\nHTTP/1.1 200 OK\n", text)
        self.assertIn("400 Bad Request", text)


def converse(port: int, sent: Sequence[bytes]) -> None:
    """
    Send pieces, and wait after each.
    """
    *pieces, last = sent
    with socket.create_connection(("127.0.0.1", port), PROGRAM_PATIENCE) as connection:
        for piece in pieces:
            connection.sendall(piece)
            connection.recv(2**16)
        connection.sendall(last)
        while connection.recv(2**16):
            pass
