"""
Tests of L{server.inspector.ladder.drawing} and L{server.inspector.ladder.geometry}.
"""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet import error
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.ladder import Arrow, Mark, drawLane
from server.inspector.ladder.drawing import CLIENT, MIDDLE, SERVER, WIDTH
from server.inspector.ladder.geometry import Event, gapOf, place, timeText
from server.pages.flattener import flattenedText

OPENED = Mark(0, 0.0, "opened", "opened")
ASK = Arrow(1, 0.01, True, 78, "GET /", "request 1")
ANSWER = Arrow(2, 0.51, False, 1200, "200 OK", "answer 1")
ENDED = Mark(3, 9.51, "ended", "client sends no more", "client")
CLOSED = Mark(4, 9.52, "closed", "closed by the server", note="Connection lost")
ALL: list[Event] = [OPENED, ASK, ANSWER, ENDED, CLOSED]

#: Width of a character of a label, and of a note: what the style sheet asks for.
LABEL, NOTE = 7.3, 5.9


def draw(*events: Event, isOpen: bool = True, isLinked: bool = True) -> ElementTree.Element:
    """
    @return: the drawing of a lane with these events, as a tree.
    """
    link = (lambda position: f"/?connection=7#piece-{position}") if isLinked else None
    return ElementTree.fromstring(
        flattenedText(drawLane(events, "connection 7", isOpen, link, "lane-7"), None)
    )


def ofClass(drawing: ElementTree.Element, name: str, kind: str) -> list[ElementTree.Element]:
    """
    @param name: of the elements, as C{line}.
    @return: those of this class, in the drawing's order.
    """
    return [each for each in drawing.iter(name) if kind in each.get("class", "").split()]


class PlaceTests(SynchronousTestCase):
    """
    How far down each event is drawn: in the order of time, with room for its words.
    """

    def test_order(self) -> None:
        """
        Time runs down: what happened later is lower, and nothing covers anything else.
        """
        for before, after in pairwise(place(ALL)):
            self.assertLessEqual(before.bottom + after.gap, after.top + 1e-9)

    @given(st.lists(st.floats(0, 1e6), max_size=30).map(sorted))
    def test_property(self, times: list[float]) -> None:
        """
        Whenever things happen, nothing covers anything else, and no silence takes more room
        than its limit.
        """
        placed = place([Arrow(k, each, True, 1, "x") for k, each in enumerate(times)])
        for before, after in pairwise(placed):
            self.assertGreaterEqual(after.top, before.bottom)
            self.assertLessEqual(after.top - before.bottom, 100)

    def test_waiting(self) -> None:
        """
        Waiting takes as much room as it is long; very short, none; very long, a limited
        one.
        """
        self.assertEqual(gapOf(0.01), 0)
        self.assertAlmostEqual(gapOf(1.5) - gapOf(0.5), gapOf(2.5) - gapOf(1.5))
        self.assertEqual(gapOf(3), gapOf(3600))

    def test_backwards(self) -> None:
        """
        A clock that was set back makes no negative silence.
        """
        placed = place([Arrow(1, 5.0, True, 1, "a"), Arrow(2, 1.0, True, 1, "b")])
        self.assertEqual((placed[1].silence, placed[1].gap), (0, 0))

    def test_times(self) -> None:
        """
        A time has room left of the lane, however long it is.
        """
        times = [timeText(each) for each in (0, 1.23456, 99.9, 123.456, 86_400)]
        self.assertEqual(times, ["0.000 s", "1.235 s", "99.900 s", "123.5 s", "86400 s"])


class DrawTests(SynchronousTestCase):
    """
    The SVG that a page gets: where its lines begin and end, and what is written at them.
    """

    def test_arrows(self) -> None:
        """
        An arrow begins where the piece was sent and ends, lower, where it arrived: its
        point touches that side.
        """
        drawing = draw(*ALL)
        for kind, start, end in (("arrived", CLIENT, SERVER), ("left", SERVER, CLIENT)):
            (line,) = ofClass(drawing, "line", kind)
            (head,) = ofClass(drawing, "polygon", kind)
            self.assertEqual(float(line.attrib["x1"]), start)
            self.assertLess(float(line.attrib["y1"]), float(line.attrib["y2"]))
            x, y = map(float, head.attrib["points"].split()[0].split(","))
            self.assertEqual((x, y), (end, float(line.attrib["y2"])))

    def test_words(self) -> None:
        """
        What is said: the piece, its size, of which message it is, the time, the waiting.
        """
        words = [each.text for each in draw(*ALL).iter("text")]
        for each in ("GET /", "78 bytes, request 1", "1,200 bytes, answer 1", "0.510 s"):
            self.assertIn(each, words)
        for each in ("0.5 s nothing", "9.0 s nothing", "client sends no more", "Connection lost"):
            self.assertIn(each, words)

    def test_long(self) -> None:
        """
        A long silence is marked as broken, a shorter one is not.
        """
        self.assertEqual(len(ofClass(draw(OPENED, ASK, ANSWER), "polygon", "break")), 0)
        self.assertEqual(len(ofClass(draw(*ALL), "polygon", "break")), 2)

    def test_sides(self) -> None:
        """
        A sign is at the side that it is about; that of a close, at both.
        """

        def places(*events: Event) -> list[str]:
            signs = ofClass(draw(*events), "path", "sign")
            return [each.attrib["d"].split(" ")[0] for each in signs]

        self.assertEqual(places(ENDED), [f"M{CLIENT - 8:g}"])
        self.assertEqual(places(CLOSED), [f"M{CLIENT - 6:g}", f"M{SERVER - 6:g}"])

    def test_room(self) -> None:
        """
        Words stay between the sides, and inside the drawing, however long they are.
        """
        hostile = Arrow(1, 0.0, True, 8 * 2**20, "W" * 8192, "request 1000, piece 1000 of 20000")
        drawing = draw(hostile, CLOSED)
        for each in drawing.iter("text"):
            kind, count = each.attrib["class"].split()[0], len(each.text or "")
            if kind == "label":
                self.assertLess(count * LABEL, SERVER - CLIENT)
            elif kind == "note":
                self.assertLess(MIDDLE + count * NOTE / 2, WIDTH)
                self.assertGreater(MIDDLE - count * NOTE / 2, CLIENT - 8)
        height = float(drawing.attrib["viewBox"].split()[3])
        for each in drawing.iter("text"):
            self.assertLess(float(each.attrib["y"]), height)

    def test_reasons(self) -> None:
        """
        Why a connection was lost is told whole, in lines; of what goes on for ever, the
        beginning.
        """
        reset = error.ConnectionLost("[Errno 104] Connection reset by peer")
        for lost in (
            error.ConnectionLost(),
            reset,
            error.ConnectionAborted(),
            error.TimeoutError(),
        ):
            drawing = draw(OPENED, Mark(1, 1.0, "closed", "closed by the client", note=str(lost)))
            lines = ofClass(drawing, "text", "note")
            self.assertEqual(" ".join(each.text or "" for each in lines), str(lost).strip())
            rows = [float(each.attrib["y"]) for each in lines]
            self.assertEqual(
                [low - high for high, low in pairwise(rows)], [14.0] * (len(rows) - 1)
            )
        for endless in ("W" * 8192, "why " * 2000):
            lines = ofClass(draw(Mark(0, 0.0, "closed", "closed", note=endless)), "text", "note")
            self.assertEqual(len(lines), 4)
            self.assertTrue((lines[-1].text or "").endswith("…"))

    def test_told(self) -> None:
        """
        Whoever does not see it is told the same, piece by piece; each arrow leads to its piece.
        """
        drawing = draw(*ALL)
        self.assertEqual(drawing.attrib["role"], "list")
        self.assertEqual(
            [(each.attrib["href"], each.attrib["aria-label"]) for each in drawing.iter("a")],
            [
                ("/?connection=7#piece-1", "0.010 s: client sends 78 bytes, GET /, request 1"),
                (
                    "/?connection=7#piece-2",
                    "0.510 s: server sends 1,200 bytes, 200 OK, answer 1, after 0.5 s nothing",
                ),
            ],
        )
        ids = [each.attrib["id"] for each in drawing.iter("g") if "id" in each.attrib]
        self.assertEqual(ids, [f"lane-7-{k}" for k in range(5)])

    def test_alone(self) -> None:
        """
        A drawing that leads nowhere says the same as titles.
        """
        drawing = draw(*ALL, isLinked=False)
        self.assertFalse(list(drawing.iter("a")))
        self.assertEqual(len(list(drawing.iter("title"))), 2)

    def test_hostile(self) -> None:
        """
        What a peer sends stays text.
        """
        drawing = draw(Arrow(1, 0.0, True, 9, "<script>&\"'</script>", "<b>"))
        self.assertFalse(list(drawing.iter("script")))
        self.assertIn("<script>&\"'</script>", [each.text for each in drawing.iter("text")])

    def test_outlook(self) -> None:
        """
        Below all that has happened is what may come; it is the last in the list.
        """
        drawing = drawLane([OPENED, ASK], "a lane", True, outlook="answer 1 has not come yet")
        *_, last = ElementTree.fromstring(flattenedText(drawing, None)).findall("g")
        self.assertEqual(last.attrib["role"], "listitem")
        self.assertEqual([each.text for each in last], ["answer 1 has not come yet"])

    def test_nothing(self) -> None:
        """
        A lane where nothing has happened is drawn too.
        """
        self.assertEqual(draw().tag, "svg")
