"""
Tests of L{server.inspector.ladder.events} and L{server.inspector.ladder.labels}: what the
arrows say.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.inspector.ladder.events import PIECES, Shown, eventsOf
from server.inspector.ladder.geometry import Arrow, Mark
from server.inspector.ladder.labels import Labels
from server.wire import Direction
from tests.server.inspector.recorded import ANSWER, ASK, Recorded


class EventTestCase(SynchronousTestCase):
    """
    Has a recorder, and finds what the ladder shows of it.
    """

    program = "lessons.step3"

    def setUp(self) -> None:
        self.recorded = Recorded(self.program)

    def shown(self, before: int = 0, hasIcons: bool = True, showsSecrets: bool = False) -> Shown:
        """
        Make the events of connection 1 ready.
        """
        self.recorded.read()
        outline = self.recorded.inspector.outlines.of(1)
        assert outline is not None
        labels = Labels(outline, self.recorded.inspector.step, showsSecrets)
        return eventsOf(outline, labels, before, hasIcons)

    def said(self, **options: bool) -> list[tuple[str, str]]:
        """
        What the arrows and marks say.
        """
        return [(each.label, each.note) for each in self.shown(**options).events]


class LabelTests(EventTestCase):
    """
    What is written at an arrow: what its piece means, in a few words.
    """

    def test_reused(self) -> None:
        """
        On a connection that is kept alive, each request and its answer have a number.
        """
        for name in (b"a", b"b"):
            self.recorded.ask(1, ASK % name)
            self.recorded.answer(1, ANSWER)
        self.assertEqual(
            self.said(),
            [
                ("opened", ""),
                ("GET /a", "request 1"),
                ("200 OK", "answer 1"),
                ("GET /b", "request 2"),
                ("200 OK", "answer 2"),
            ],
        )

    def test_pipelined(self) -> None:
        """
        Requests that come in one piece are all counted, and the first ones named.
        """
        self.recorded.ask(1, b"".join(ASK % name for name in (b"a", b"b", b"c", b"d", b"e")))
        self.assertEqual(self.said()[1], ("GET /a, GET /b, GET /c, and 2 more", "requests 1 to 5"))

    def test_fragmented(self) -> None:
        """
        A request in pieces says how many there are, and what of it each piece is.
        """
        head = b"POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
        self.recorded.ask(1, head[:9], head[9:20], head[20:], b"ab", b"cd")
        self.assertEqual(
            self.said()[1:],
            [
                ("POST /form", "request 1, piece 1 of 5"),
                ("more of the head", "request 1, piece 2 of 5"),
                ("the rest of the head", "request 1, piece 3 of 5"),
                ("content", "request 1, piece 4 of 5"),
                ("content", "request 1, piece 5 of 5"),
            ],
        )

    def test_unfinished(self) -> None:
        """
        While a head has not all come, nobody knows more than that.
        """
        self.recorded.ask(1, b"GET /a", b"bc HTTP")
        self.assertEqual(self.said()[1:], [("a part of a head", "")] * 2)
        self.recorded.ask(1, b"/1.1\r\nHost: a\r\n\r\n", (ASK % b"next")[:5])
        self.assertEqual(self.said()[1], ("GET /abc", "request 1, piece 1 of 3"))
        self.assertEqual(self.said()[4], ("a part of a head", ""))

    def test_everyCut(self) -> None:
        """
        Wherever two requests are cut, each piece says what is in it.
        """
        data = ASK % b"one" + ASK % b"two"
        size = len(ASK % b"one")
        for cut in range(1, len(data)):
            self.recorded = Recorded()
            self.recorded.ask(1, data[:cut], data[cut:])
            first, second = (note for _, note in self.said()[1:])
            if cut < size:
                self.assertEqual(first, "request 1, piece 1 of 2")
                self.assertEqual(second, "requests 1 and 2")
            elif cut == size:
                self.assertEqual((first, second), ("request 1", "request 2"))
            else:
                self.assertEqual(first, "requests 1 and 2")
                self.assertEqual(second, "request 2, piece 2 of 2")

    def test_interim(self) -> None:
        """
        An interim answer belongs to the same request as the final one.
        """
        self.recorded.ask(1, ASK % b"a")
        self.recorded.answer(1, b"HTTP/1.1 100 Continue\r\n\r\n", ANSWER)
        self.assertEqual([note for _, note in self.said()[2:]], ["answer 1", "answer 1"])

    def test_refused(self) -> None:
        """
        What cannot be read is shown as it is: its first line, with nothing invisible.
        """
        self.recorded.ask(1, b"GET  / HTTP/1.1\r\nHost: \x1b[31m\r\n\r\n")
        self.assertEqual(self.said()[1], ("GET  / HTTP/1.1\\r\\n …", ""))
        self.recorded.ask(1, b"\x1b[31m \xe2\x80\xae<b>\n")
        self.assertEqual(self.said()[2], ("\\x1b[31m \\xe2\\x80\\xae<b>\\n", ""))

    def test_secrets(self) -> None:
        """
        A secret is masked unless it is asked for: in a target, and in a line.
        """
        self.recorded.ask(1, ASK % b"?token=geheim", b"\x00 Cookie: geheim\r\n")
        self.assertEqual(self.said()[1][0], "GET /?token=(secret)")
        self.assertNotIn("geheim", str(self.said()))
        self.assertEqual(self.said(showsSecrets=True)[1][0], "GET /?token=geheim")

    def test_long(self) -> None:
        """
        Of a target of 8 KiB, and of a line of that length, only the beginning is shown.
        """
        self.recorded.ask(1, ASK % (b"a" * 8000), b"\x00" + b"b" * 8192)
        for words, _ in self.said()[1:]:
            self.assertLess(len(words), 600)


class EchoTests(EventTestCase):
    """
    Of a step that knows no HTTP.
    """

    program = "lessons.step1"

    def test_lines(self) -> None:
        """
        An arrow shows the line, even where it begins as a request does.
        """
        self.recorded.ask(1, b"hello\r\n", b"GET / HTTP/1.1\r\n\r\n")
        self.recorded.answer(1, b"You said: hello\r\n")
        self.assertEqual(
            self.said()[1:],
            [("hello\\r\\n", ""), ("GET / HTTP/1.1\\r\\n …", ""), ("You said: hello\\r\\n", "")],
        )


class EventTests(EventTestCase):
    """
    What else happened, and how much of it is shown.
    """

    def test_marks(self) -> None:
        """
        Opening, half-close and close are marks, with the side and the reason.
        """
        self.recorded.open(1, "127.0.0.1:5 with TLS; shown decrypted")
        self.recorded.put(1, Direction.ENDED, by="client")
        self.recorded.close(1, "server", "Connection reset")
        opened, ended, closed = (each for each in self.shown().events if isinstance(each, Mark))
        self.assertIn("TLS", opened.note)
        self.assertEqual((ended.kind, ended.by), ("ended", "client"))
        self.assertEqual((closed.label, closed.note), ("closed by the server", "Connection reset"))

    def test_newest(self) -> None:
        """
        Of many pieces the newest are shown, and those before any other when asked for:
        each where it is.
        """
        for number in range(200):
            self.recorded.ask(1, b"%03d\n" % number)
        shown = self.shown()
        self.assertEqual((shown.first, shown.end, len(shown.events)), (141, 201, PIECES))
        self.assertEqual(shown.events[-1].label, "199\\n")
        older = self.shown(before=141)
        self.assertEqual((older.first, older.end), (81, 141))
        self.assertEqual([older.events[0].label, older.events[-1].label], ["080\\n", "139\\n"])
        self.assertEqual([each.position for each in older.events], list(range(81, 141)))

    def test_offsets(self) -> None:
        """
        Of older pieces it is still known which requests they are.
        """
        for _ in range(100):
            self.recorded.ask(1, ASK % b"a")
            self.recorded.answer(1, ANSWER)
        notes = [each.note for each in self.shown(before=21).events if isinstance(each, Arrow)]
        self.assertEqual(notes[:3], ["request 1", "answer 1", "request 2"])
        self.assertEqual(notes[-1], "answer 10")

    def test_dropped(self) -> None:
        """
        How many things were dropped is marked before the oldest one.
        """
        self.recorded.ask(1, *[b"x" * 2**20] * 12)
        shown = self.shown()
        first = shown.events[0]
        assert isinstance(first, Mark)
        dropped = self.recorded.inspector.recorder.conversations[1].dropped
        self.assertGreater(dropped, 0)
        self.assertEqual((first.kind, first.label), ("dropped", f"{dropped} things were dropped"))

    def test_icons(self) -> None:
        """
        Requests for the icon, and their answers, can be left out: a mark is where they were, so
        that nobody takes that for silence.
        """
        for name in (b"a", b"favicon.ico", b"b"):
            self.recorded.ask(1, ASK % name)
            self.recorded.answer(1, ANSWER)
        said = [note or label for label, note in self.said(hasIcons=False)[1:]]
        hidden = "/favicon.ico is not shown"
        self.assertEqual(said, ["request 1", "answer 1", hidden, "request 3", "answer 3"])
