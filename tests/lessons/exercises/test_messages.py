"""
What a student reads: bytes with a caret, commands to paste, errors in words.
"""

from __future__ import annotations

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.failures import (
    findNearest,
    firstDifference,
    pointAt,
    show,
)
from lessons.exercises.checks.messagelayout import writeMessage
from lessons.exercises.checks.paste import Step, netcatClient, netcatServer, printing
from lessons.exercises.checks.quotation import isQuoted
from lessons.exercises.checks.sentences import describeLength, isTextForBytes, readReason


class CaretTests(SynchronousTestCase):
    """
    Bytes, a line for each row, and a caret under one of them.
    """

    def pointsAt(self, data: bytes, offset: int) -> str:
        """
        @return: the rest of the row above the caret, from where it points.
        """
        rows = pointAt(data, offset).split("\n")
        index = next(index for index, row in enumerate(rows) if row.strip() == "^")
        return rows[index - 1][rows[index].index("^") :]

    def test_rows(self) -> None:
        """
        The caret is below the row that has the byte.
        """
        data = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nHello"
        expected = "HTTP/1.1 200 OK\\r\\n\nA: b\\r\\n\n   ^\n\\r\\n\n(1 line more)"
        self.assertEqual(pointAt(data, 20), expected)

    def test_escapes(self) -> None:
        """
        What is written as an escape moves the caret.
        """
        self.assertEqual(self.pointsAt(b"\xff\x00ab\r\n", 3), "b\\r\\n")
        self.assertEqual(self.pointsAt(b"\xff\x00ab\r\n", 1), "\\x00ab\\r\\n")

    def test_end(self) -> None:
        """
        The place after the last byte can be pointed at, even after a line end.
        """
        self.assertEqual(pointAt(b"abc", 3), "abc\n   ^")
        self.assertEqual(pointAt(b"a\r\n", 3), "a\\r\\n\n     ^")

    def test_nothing(self) -> None:
        """
        No bytes at all are named.
        """
        self.assertEqual(pointAt(b"", 0), "(nothing)")
        self.assertEqual(show(b""), "(nothing)")

    @given(st.binary(min_size=1, max_size=400), st.data())
    @settings(max_examples=200)
    def test_anything(self, data: bytes, choose: st.DataObject) -> None:
        """
        Whatever the bytes are, the caret is under the one that is meant, and no
        row is long or holds a control character.
        """
        offset = choose.draw(st.integers(0, len(data) - 1))
        end = data.find(b"\n", offset)
        rest = data[offset : len(data) if end < 0 else end + 1]
        self.assertTrue(self.pointsAt(data, offset).startswith(show(rest[:1]).strip("\n")))
        for row in pointAt(data, offset).split("\n"):
            self.assertLess(len(row), 500)
            self.assertTrue(row.isprintable())

    def test_longLine(self) -> None:
        """
        Of a long line, the part around the byte is shown, its length, and how it ends.
        """
        data = b"x" * 5000 + b"!" + b"y" * 5000
        self.assertTrue(self.pointsAt(data, 5000).startswith("!yyy"))
        self.assertIn("(4,984 bytes) ... ", pointAt(data, 5000))
        self.assertIn("(a line of 10,001 bytes, and no line end)", pointAt(data, 5000))
        self.assertIn(" ... (a line of 1,000 bytes, then \\r\\n)", show(b"z" * 1000 + b"\r\n"))
        self.assertEqual(show(b"z" * 70 + b"\r\n"), "z" * 70 + "\\r\\n")

    def test_firstDifference(self) -> None:
        """
        The first difference, or the end of the shorter one.
        """
        for one, other, expected in [
            (b"abc", b"abd", 2),
            (b"abc", b"ab", 2),
            (b"", b"a", 0),
            (b"a", b"a", 1),
        ]:
            self.assertEqual(firstDifference(one, other), expected)

    def test_findNearest(self) -> None:
        """
        The line that is most like what is missing is found, and in it the first byte
        that differs; where nothing is like it, the beginning is.
        """
        page = b"<!DOCTYPE html>\n<h1>Garden</h1>\n<p>one apple, two pears</p>\n</html>\n"
        for text, above in [
            (b"<p>one apple, three pears</p>", b"wo pears"),
            (b"<p>an apple, two pears</p>", b"p>one apple"),
            (b"<h1>Gardens</h1>", b"</h1>"),
            (b"\0\1\2\3\4", b"<!DOCTYPE"),
        ]:
            self.assertTrue(page[findNearest(page, text) :].startswith(above), text)

    def test_sections(self) -> None:
        """
        Prose is broken, what is below a heading is not, what is empty is left out.
        """
        prose = "word " * 30
        text = writeMessage([("", prose), ("sent", "x" * 100), ("received", "")])
        first, second = text.split("\n\n")
        self.assertLessEqual(max(map(len, first.split("\n"))), 79)
        self.assertEqual(second, "sent:\n    " + "x" * 100)


class SentenceTests(SynchronousTestCase):
    """
    What a message says about content.
    """

    def test_reason(self) -> None:
        """
        A refusal's first line is repeated, and a page's heading with its text: on one
        line, without tags or control characters, and not all of a long one.
        """
        page = b"<title>No</title><h1>Bad\nRequest</h1>\n<p class='a'>&lt;no&gt; number.</p>"
        for content, reason in [
            (b"", ""),
            (b"\r\n400 Bad Request: no Host field\nmore\n", "400 Bad Request: no Host field"),
            (page, "Bad Request: <no> number."),
            (b"\x1b[31m\xff", "\\x1b[31m\\xef\\xbf\\xbd"),
            (b"x" * 5000, "x" * 100),
        ]:
            self.assertEqual(readReason(content), reason)

    def test_length(self) -> None:
        """
        A length that counts characters is told as such, another one is not.
        """
        says = "bytes follow the empty line"
        for announced, content, told in [
            (3, b"hello", f"Content-Length says 3, but 5 {says}."),
            (5, b"h", "Content-Length says 5, but 1 byte follows the empty line."),
            (2, "aö".encode(), f"says 2, but 3 {says} (ö is one character and 2 bytes)."),
            (1, "aö".encode(), f"Content-Length says 1, but 3 {says}."),
        ]:
            self.assertIn(told, describeLength(announced, content))

    def test_textForBytes(self) -> None:
        """
        Text in place of bytes is told as such, and another value, or another text, is not.
        """
        for got, expected, isText in [
            ("a", b"a", True),
            (["a", ""], [b"a", b""], True),
            ("b", b"a", False),
            (b"b", b"a", False),
            (b"a", b"a", False),
            ("a", "b", False),
            (None, b"", False),
        ]:
            self.assertEqual(isTextForBytes(got, expected), isText, got)

    def test_quoted(self) -> None:
        """
        Bytes that are written as Python shows them are noticed, an apostrophe is not.
        """
        self.assertTrue(isQuoted(b"1: b'a'", b"1: a"))
        self.assertTrue(isQuoted(b"<p>b&#x27;a&#x27;", b"<p>a"))
        self.assertFalse(isQuoted(b"Lamb's ear", b"Hosta"))
        self.assertFalse(isQuoted(b"1: b'a'", b"1: b'a'"))


class PasteTests(SynchronousTestCase):
    """
    Commands that send the same bytes.
    """

    @given(st.binary(max_size=300))
    @settings(max_examples=60)
    def test_anything(self, data: bytes) -> None:
        """
        A shell prints exactly the bytes that were meant.
        """
        self.checkShell(data)

    def test_hyphen(self) -> None:
        """
        A hyphen in front is not an option.
        """
        self.checkShell(b"-\0")
        self.checkShell(b"--")

    def test_longRuns(self) -> None:
        """
        A long run of one letter is made by the shell, and the line stays short.
        """
        data = b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n"
        self.checkShell(data)
        self.assertLess(len(printing(data)), 200)

    def test_netcatClient(self) -> None:
        """
        What is sent, and in which pieces, is written as one command, with the waits; it
        ends when the time is over.
        """
        for steps, form in [
            ([Step(b"a\r\n")], "printf 'a\\r\\n' | timeout 2 nc 127.0.0.1 8000"),
            ([], "printf '' | timeout 2 nc 127.0.0.1 8000"),
            ([Step(seconds=3)], "printf '' | timeout 2 nc 127.0.0.1 8000"),
            (
                [Step(b"a"), Step(seconds=1), Step(seconds=2), Step(b"b")],
                "{ printf 'a'; sleep 3; printf 'b'; } | timeout 2 nc 127.0.0.1 8000",
            ),
            (
                [Step(b"abc", isSplit=True)],
                "printf 'abc' | for i in $(seq 3); do head -c 1; sleep 0.03; done "
                "| timeout 2.09 nc 127.0.0.1 8000",
            ),
        ]:
            self.assertEqual(netcatClient(steps, 2), form)

    def test_netcatServer(self) -> None:
        """
        A server that closes says so to C{nc}.
        """
        listens = "-l -s 127.0.0.1 -p 8000"
        self.assertEqual(netcatServer([Step(b"a")], False), f"printf 'a' | nc {listens}")
        self.assertEqual(netcatServer([Step(b"a")], True), f"printf 'a' | nc -q 1 {listens}")

    def checkShell(self, data: bytes) -> None:
        """
        The command that is offered to print these bytes prints them.
        """
        ended = subprocess.run(["/bin/sh", "-c", printing(data)], capture_output=True, check=True)
        self.assertEqual(ended.stdout, data)
