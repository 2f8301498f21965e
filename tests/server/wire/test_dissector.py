"""
What is remarked about connections that are quiet, or over.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.wire.chunk import Direction
from server.wire.dissector import HEADS, Dissector, HTTPDissector, makeDissector
from server.wire.linedissector import LineDissector
from server.wire.remark import Remark

IN, OUT = Direction.ARRIVED, Direction.LEFT

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
NOBODY = b"GET / HTTP/1.1\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

Said = list[tuple[Direction, bytes]]


def said(dissector: Dissector, *pieces: tuple[Direction, bytes]) -> Dissector:
    """
    Have a dissector take pieces of a connection.

    @return: the same dissector.
    """
    for direction, data in pieces:
        dissector.take(direction, data, b"")
    return dissector


class HttpTests(SynchronousTestCase):
    """
    What is remarked about a connection of HTTP, by what has come and gone on it.
    """

    def test_quiet(self) -> None:
        """
        Where something is missing, it is said what; where nothing is, nothing.
        """
        cases: list[tuple[Said, str]] = [
            ([], "waits: No byte has come yet."),
            ([(IN, b"G")], "waits: The first line is not finished: its CR LF has not come."),
            ([(IN, GET[:-2])], "waits: The head is not finished: no empty line yet."),
            ([(IN, POST + b"ab")], "waits: 2 of 5 bytes of content have come."),
            ([(IN, GET)], "waits: The request is complete; its answer has not come yet."),
            ([(IN, GET), (OUT, OK + b"a")], "the answer is not complete: 1 of 2 bytes"),
            ([(IN, GET), (OUT, CHUNKS)], "the answer is not complete: The line with the size"),
            ([(IN, GET), (OUT, OK + b"ab")], ""),
            ([(IN, GET + GET), (OUT, OK + b"ab")], "waits: The request is complete"),
            ([(IN, GET), (OUT, OK + b"ab"), (IN, b"GET")], "waits: The first line"),
            ([(IN, b"GET / HTTP/1.1\n")], "wrong in the request, byte 14: Byte 14 is LF without"),
            ([(IN, GET), (OUT, b"Hello\r\n")], "wrong in the answer, byte 0: "),
        ]
        for pieces, expected in cases:
            found = said(HTTPDissector(), *pieces).quiet()
            text = f"{found.mark}: {found.text}" if found else ""
            self.assertTrue(
                text.startswith(expected) and bool(text) == bool(expected), (pieces, text)
            )

    def test_pieces(self) -> None:
        """
        How the bytes are cut makes no difference.
        """
        for data in (
            GET[:-2],
            POST + b"ab",
            NOBODY,
            b"GET / HTTP/1.1\nHost: a\n\n",
            b"\x16\x03\x01",
        ):
            whole, single = HTTPDissector(), HTTPDissector()
            said(whole, (IN, data))
            said(single, *((IN, data[index : index + 1]) for index in range(len(data))))
            self.assertEqual(single.quiet(), whole.quiet())

    def test_hidden(self) -> None:
        """
        Bytes that are not shown are read all the same.
        """
        dissector = HTTPDissector()
        dissector.take(IN, GET[:10], GET[10:])
        dissector.take(OUT, OK, b"ab")
        self.assertIsNone(dissector.quiet())

    def test_faultOnce(self) -> None:
        """
        A fault is told once: it does not change.
        """
        dissector = said(HTTPDissector(), (IN, NOBODY))
        found = dissector.quiet()
        assert found is not None
        self.assertTrue(found.isFault)
        self.assertIn(
            "must say in a Host field which host it is for. (RFC 9112 section 3.2)", found.text
        )
        said(dissector, (IN, NOBODY))
        self.assertEqual((dissector.quiet(), dissector.closed()), (None, None))

    def test_streams(self) -> None:
        """
        That an answer goes on is said once, however often more of it comes: a stream of events
        is never complete.
        """
        dissector = said(HTTPDissector(), (IN, GET), (OUT, CHUNKS + b"1\r\na\r\n"))
        self.assertIsNotNone(dissector.quiet())
        said(dissector, (OUT, b"1\r\nb\r\n"))
        self.assertIsNone(dissector.quiet())
        said(dissector, (OUT, b"0\r\n\r\n"), (IN, GET), (OUT, OK))
        self.assertIsNotNone(dissector.quiet())

    def test_asStep(self) -> None:
        """
        Where a step keeps another rule than the one that is broken, that is said as well; what
        it does otherwise anyway is not.
        """
        for step, expected in [
            (2, "Step 2: This step looks at no rules: whatever comes before the empty line"),
            (4, "Step 4: This step answers with the page: Twisted's channel does not ask"),
            (15, ""),
            (None, ""),
        ]:
            found = said(HTTPDissector(step=step), (IN, NOBODY)).quiet()
            assert found is not None
            said_, _, differs = found.text.partition(" Step")
            self.assertTrue(said_.endswith("(RFC 9112 section 3.2)"), said_)
            self.assertTrue(f"Step{differs}".startswith(expected) or not expected, found.text)
            self.assertEqual(bool(differs), bool(expected), found.text)
            self.assertNotIn("Date", found.text)

    def test_closed(self) -> None:
        """
        At the end it is said what was wrong, or is missing, unless the server has spoken last:
        it has seen enough.
        """
        cases: list[tuple[Said, str]] = [
            ([], ""),
            ([(IN, GET), (OUT, OK + b"ab")], ""),
            ([(IN, GET[:-2])], "the request is cut short: The connection ended too early"),
            ([(IN, POST), (OUT, OK + b"ab")], ""),
            ([(IN, GET), (OUT, OK + b"a")], "the answer is cut short: The connection ended too"),
            ([(IN, GET), (OUT, b"HTTP/1.1 200 OK\r\n\r\nto the end")], ""),
            ([(IN, NOBODY), (OUT, OK)], "wrong in the request, byte 16"),
        ]
        for pieces, expected in cases:
            found = said(HTTPDissector(), *pieces).closed()
            text = f"{found.mark}: {found.text}" if found else ""
            self.assertTrue(
                text.startswith(expected) and bool(text) == bool(expected), (pieces, text)
            )

    def test_unknownRequest(self) -> None:
        """
        Where a request is wrong, its answer is not judged: it may answer HEAD, and so have no
        content.
        """
        dissector = said(HTTPDissector(), (IN, b"HEAD / HTTP/1.1\r\n\r\n"), (OUT, OK))
        found = dissector.quiet()
        assert found is not None
        self.assertIn("in the request", found.mark)
        self.assertEqual((dissector.quiet(), dissector.closed()), (None, None))

    def test_goesOn(self) -> None:
        """
        Where a server answers what is wrong as if it were right, it reads on, and so do we: the
        next request and the next answer are read from their beginnings, and what was wrong is
        told all the same.
        """
        dissector = said(HTTPDissector(step=4), (IN, b"HEAD / HTTP/1.1\r\n\r\n"), (OUT, OK))
        self.assertEqual(dissector.take(IN, GET, b"").looks[:4], ["first"] * 3 + ["plain"])
        study = dissector.take(OUT, OK + b"ab", b"")
        self.assertEqual(dict(study.titles), {len(OK): "content, 2 bytes"})
        found = dissector.quiet()
        assert found is not None
        self.assertIn("must say in a Host field", found.text)
        self.assertEqual((dissector.quiet(), dissector.closed()), (None, None))

    def test_refused(self) -> None:
        """
        Where a server has refused, nobody reads what follows.
        """
        refusal = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
        dissector = said(HTTPDissector(), (IN, NOBODY), (OUT, refusal))
        self.assertEqual(set(dissector.take(IN, GET, b"").looks), {"plain"})
        self.assertIsNotNone(dissector.quiet())
        self.assertEqual((dissector.quiet(), dissector.closed()), (None, None))

    def test_early(self) -> None:
        """
        An answer before its request is complete ends no request.
        """
        dissector = said(HTTPDissector(), (IN, GET[:16]), (OUT, OK + b"ab"), (IN, GET[16:]))
        self.assertNotEqual(getattr(dissector.quiet(), "isFault", False), True)

    def test_unanswered(self) -> None:
        """
        Whoever sends many requests at once, and reads no answer, makes us keep no more than a few.
        """
        dissector = said(HTTPDissector(), *[(IN, GET * 50)] * 50)
        self.assertIsNotNone(dissector.quiet())
        assert isinstance(dissector, HTTPDissector)
        self.assertLessEqual(len(dissector._exchange.unanswered()), HEADS)


class LineTests(SynchronousTestCase):
    """
    Step 1, which knows no HTTP.
    """

    UNFINISHED = "The line is not finished: its CR LF has not come."

    def test_quiet(self) -> None:
        """
        It waits for the end of a line, which LF alone is not.
        """
        cases: list[tuple[Said, str]] = [
            ([], "No byte has come yet."),
            ([(IN, b"hel"), (IN, b"lo")], self.UNFINISHED),
            ([(IN, b"hello\r")], self.UNFINISHED),
            ([(IN, b"hello\r"), (IN, b"\n"), (OUT, b"You said: hello\r\n")], ""),
            ([(IN, b"hello\n")], f"{self.UNFINISHED} LF alone does not end a line here."),
            ([(IN, b"a\r\nb\n"), (OUT, b"You said: a\r\n")], "LF alone does not end a line here."),
            ([(IN, b"ab\xff\xf4\xff\xfd\x06")], "Ctrl-C in telnet (at byte 2)"),
            ([(IN, b"GET / HTTP/9\r\n"), (OUT, b"You said: GET / HTTP/9\r\n")], ""),
        ]
        for pieces, expected in cases:
            found = said(LineDissector(), *pieces).quiet()
            self.assertIn(expected, found.text if found else "", pieces)
            self.assertEqual(bool(found), bool(expected), pieces)

    def test_noFault(self) -> None:
        """
        Nothing that is said there is a fault, not even at the end.
        """
        dissector = said(LineDissector(), (IN, b"GET nonsense\xff"), (OUT, b"no HTTP"))
        found = dissector.quiet()
        self.assertEqual(found, Remark("waits", self.UNFINISHED))
        self.assertIsNone(dissector.closed())

    def test_ended(self) -> None:
        """
        Where the client sends no more, the end of its line never comes.
        """
        dissector = said(LineDissector(), (IN, b"hel"))
        dissector.ended()
        found = dissector.quiet()
        assert found is not None
        self.assertEqual(found.text, f"{self.UNFINISHED} It never will: the client sends no more.")

    def test_exercise(self) -> None:
        """
        A program that began as step 1 may have learnt that LF ends a line.
        """
        dissector = makeDissector("lessons.exercises.step1", False)
        self.assertIsNone(said(dissector, (IN, b"hello\n"), (OUT, b"You said: hello\r\n")).quiet())
        self.assertIsNotNone(said(dissector, (IN, b"hello\n")).quiet())

    def test_looks(self) -> None:
        """
        CR LF is set apart wherever it is cut; LF alone is a letter like others.
        """
        dissector = LineDissector()
        looks = [
            *dissector.take(IN, b"a\n\rb\r", b"").looks,
            *dissector.take(IN, b"\nc\r\n", b"").looks,
        ]
        self.assertEqual([look[0] for look in looks], list("pppppapaa"))

    def test_bounded(self) -> None:
        """
        Of a line without an end, only so much is kept.
        """
        dissector = LineDissector()
        for _ in range(100):
            dissector.take(IN, b"x" * 1000, b"y" * 1000)
        self.assertLessEqual(len(dissector._line), 1000)


class ChoiceTests(SynchronousTestCase):
    """
    Which dissector a program's connections get, and whether its deviations from the rules
    are known.
    """

    def test_programs(self) -> None:
        """
        Step 1 and its exercises know lines, and all others HTTP; a step that is itself keeps
        the rules that it is known to keep.
        """
        for program, kind, differs in [
            ("lessons.step1", LineDissector, False),
            ("lessons.exercises.step1", LineDissector, False),
            ("lessons.exercises.solutions.step1", LineDissector, False),
            ("lessons.step11", HTTPDissector, True),
            ("lessons.step4", HTTPDissector, True),
            ("lessons.exercises.step4", HTTPDissector, False),
            ("server.practice", HTTPDissector, False),
            ("server", HTTPDissector, False),
        ]:
            dissector = makeDissector(program, False)
            self.assertIsInstance(dissector, kind, program)
            found = said(dissector, (IN, NOBODY)).quiet()
            self.assertEqual(
                "Twisted's channel" in (found.text if found else ""), differs, program
            )
