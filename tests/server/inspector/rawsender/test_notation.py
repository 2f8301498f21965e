"""
Bytes as a person types them, and back.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.rawsender.notation import (
    MOST_SENT,
    MOST_TYPED,
    BadNotation,
    Draft,
    readNotation,
    writeNotation,
)

READ = {
    "": Draft(),
    "GET / HTTP/1.1\nHost: a\n\n": Draft(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    "line\r\nend": Draft(b"line\r\nend"),
    "old\rmac": Draft(b"old\r\nmac"),
    "\n": Draft(b"\r\n"),
    "bare\\n": Draft(b"bare\n"),
    "bare\\n\\\nnext\\\r\nlast": Draft(b"bare\nnextlast"),
    "\\r\\t\\\\\\|\\x00\\xfF": Draft(b"\r\t\\|\x00\xff"),
    "é€": Draft(b"\xc3\xa9\xe2\x82\xac"),
    "half \ud800": Draft(b"half ?"),
    "a|b|c": Draft(b"abc", (1, 2)),
    "|a||b|": Draft(b"ab", (1,)),
    "|": Draft(),
    "a\\r|\\n": Draft(b"a\r\n", (2,)),
    "\0": Draft(b"\0"),
}

WRONG = {
    "\\": "line 1, character 1",
    "GET\\q": "line 1, character 4",
    "a\r\nb\n\\x4": "line 3, character 1",
    "\\x4g": "line 1, character 1",
    "\\X41": "line 1, character 1",
    "\\\\\\": "line 1, character 3",
}

WRITTEN = {
    b"GET / HTTP/1.1\r\n\r\n": "GET / HTTP/1.1\n\n",
    b"a\nb": "a\\n\\\nb",
    b"\\n": "\\\\n",
    b"|\t\x7f\xc3\xa9": "\\|\\t\\x7f\\xc3\\xa9",
    b"\r\r\n\n": "\\r\n\\n\\\n",
}


@some.composite
def drafts(draw: some.DrawFn) -> Draft:
    """
    Any bytes with any cuts, those that matter more often than others.
    """
    special = some.sampled_from((b"\r\n", b"\r", b"\n", b"|", b"\\", b"n", b"x41"))
    data = b"".join(draw(some.lists(special | some.binary(max_size=5), max_size=20)))
    places = some.integers(1, max(len(data) - 1, 1))
    cuts = draw(some.sets(places, max_size=5)) if len(data) > 1 else set()
    return Draft(data, tuple(sorted(cuts)))


class ReadNotationTests(SynchronousTestCase):
    """
    From what is typed to bytes.
    """

    def test_read(self) -> None:
        """
        What is typed means these bytes, cut there.
        """
        for text, expected in READ.items():
            with self.subTest(text=text):
                self.assertEqual(readNotation(text), expected)

    def test_wrong(self) -> None:
        """
        What is not an escape is told with its place, and nothing is guessed.
        """
        for text, place in WRONG.items():
            with self.subTest(text=text):
                error = self.assertRaises(BadNotation, readNotation, text)
                self.assertIn(place, error.sentence)

    def test_most(self) -> None:
        """
        As many bytes as are allowed can be written in any way, and one more in none.
        """
        self.assertEqual(readNotation("a" * MOST_SENT).data, b"a" * MOST_SENT)
        self.assertEqual(len(readNotation("\\x00" * MOST_SENT).data), MOST_SENT)
        for text in ("a" * (MOST_SENT + 1), "\n" * (MOST_SENT // 2 + 1), "|" * (MOST_TYPED + 1)):
            self.assertIn("65,536", self.assertRaises(BadNotation, readNotation, text).sentence)


class WriteTests(SynchronousTestCase):
    """
    From bytes to what can be typed.
    """

    def test_written(self) -> None:
        """
        Each line of the bytes is a line, and what cannot be seen is an escape.
        """
        for data, expected in WRITTEN.items():
            with self.subTest(data=data):
                self.assertEqual(writeNotation(Draft(data)), expected)

    @given(drafts())
    def test_roundTrip(self, draft: Draft) -> None:
        """
        What was written is read again as the same bytes, with the same cuts; even after the way
        through a browser, which sends each line end as CR LF.
        """
        text = writeNotation(draft)
        self.assertEqual(readNotation(text), draft)
        self.assertEqual(readNotation(text.replace("\n", "\r\n")), draft)

    @given(some.text())
    def test_typedAgain(self, text: str) -> None:
        """
        Whatever can be read is written so that it means the same.
        """
        try:
            draft = readNotation(text)
        except BadNotation:
            return
        self.assertEqual(readNotation(writeNotation(draft)), draft)
