"""
The notation of the transcripts: commands, what is typed, and what is printed, with gaps.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.book import Kind, Line, matches, readTranscripts
from lessons.book.transcript import literalBlocks, readBlock

TEXT = """\
Title
=====

Run it::

    $ one
    printed

    after a blank
    > typed
    >
    $ two \\
        goes on

Not a transcript::

    some code

- In a list::

      $ three
      Name: > me
      telnet> quit

      $ curl -v x
      > GET / HTTP/1.1

.. note:: This is no block.

   $ four
"""


class TranscriptParserTests(SynchronousTestCase):
    """
    Blocks of a page become exchanges: a command, and lines in both directions.
    """

    def setUp(self) -> None:
        path = Path(self.mktemp())
        path.write_text(TEXT, encoding="utf-8")
        self.exchanges = readTranscripts(path)

    def test_commands(self) -> None:
        """
        Each command in a transcript is found, with its line; a backslash joins.
        """
        self.assertEqual(
            [(exchange.number, exchange.command) for exchange in self.exchanges],
            [(6, "one"), (12, "two goes on"), (21, "three"), (25, "curl -v x")],
        )

    def test_lines(self) -> None:
        """
        Printed and typed lines are told apart, blank ones kept.
        """
        self.assertEqual(
            self.exchanges[0].lines,
            [
                Line(7, Kind.PRINTED, "printed"),
                Line(8, Kind.PRINTED, ""),
                Line(9, Kind.PRINTED, "after a blank"),
                Line(10, Kind.TYPED, "typed"),
                Line(11, Kind.TYPED, ""),
            ],
        )

    def test_prompts(self) -> None:
        """
        A prompt before the mark is the program's.
        """
        self.assertEqual(
            self.exchanges[2].lines,
            [Line(22, Kind.TYPED, "me", "Name: "), Line(23, Kind.TYPED, "quit", "telnet> ")],
        )

    def test_curl(self) -> None:
        """
        Below curl all lines are printed, also those that begin like a request.
        """
        self.assertEqual(self.exchanges[3].lines, [Line(26, Kind.PRINTED, "> GET / HTTP/1.1")])

    def test_blocks(self) -> None:
        """
        A directive is not a literal block, and a block ends where its text does.
        """
        blocks = list(literalBlocks(["a::", "", "  b", "", "    c", "d", "e::", "", "f"]))
        self.assertEqual(blocks, [[(3, "b"), (4, ""), (5, "  c")]])

    def test_python(self) -> None:
        """
        At the prompt of Python, what comes after its mark is typed.
        """
        lines = [(1, "$ python -q"), (2, ">>> 1 + 1"), (3, "2"), (4, ">>> ^D")]
        (exchange,) = readBlock(Path("a"), lines)
        self.assertEqual(
            exchange.lines,
            [
                Line(2, Kind.TYPED, "1 + 1", ">>> "),
                Line(3, Kind.PRINTED, "2"),
                Line(4, Kind.TYPED, "^D", ">>> "),
            ],
        )


class LineMatchTests(SynchronousTestCase):
    """
    The promised line and the printed one.
    """

    def test_table(self) -> None:
        """
        C{…} is any text; all else is itself, but for blanks at the end.
        """
        for promised, printed, fits in [
            ("a", "a", True),
            ("a", "a  ", True),
            ("a", "ab", False),
            ("a…", "a", True),
            ("a…c", "abbbc", True),
            ("a…c", "abbb", False),
            ("…", "anything", True),
            ("a.c", "abc", False),
            ("", "", True),
            ("", "x", False),
        ]:
            self.assertEqual(matches(promised, printed), fits, (promised, printed))
