"""
What a step's text quotes is in its program.
"""

from __future__ import annotations

from textwrap import dedent

from twisted.trial.unittest import SynchronousTestCase

from tests.support.quotes import blocksOf
from tests.support.steps import LESSONS, STEPS

#: What is set apart in a text and is not a quote, by its first line.
NO_QUOTES = {
    "step1": {"reactor.listenTCP(port, factory, interface=interface)"},
    "step6": {"Home"},
    "step7": {"prepath = []                       # the segments behind us"},
    "step11": {"1. Is there a plant with this name?"},
    "step12": {
        "glimpseindex     reads texts, and writes an index of their words",
        "glimpse -H data/search/notes-*/glimpse/index-* -y fibonacci",
    },
    "step15": {"Client"},
}
#: How many quotes step 3, where most is new, has at least.
MOST_QUOTED = 10


def quotesOf(step: str) -> list[list[str]]:
    """
    Find the quotes in a step's text.
    """
    apart = NO_QUOTES.get(step, set())
    return [block for block in blocksOf(LESSONS / f"{step}.rst") if block[0] not in apart]


def programsOf(step: str) -> list[list[str]]:
    """
    Read the program of a step, and those files of the server that its text names.
    """
    text = (LESSONS / f"{step}.rst").read_text(encoding="utf-8")
    files = [
        file for file in (LESSONS.parent / "server").rglob("*.py") if f"``{file.name}``" in text
    ]
    programs = [LESSONS / f"{step}.py", *files]
    return [program.read_text(encoding="utf-8").splitlines() for program in programs]


def standsIn(quote: list[str], program: list[str]) -> bool:
    """
    Tell whether lines are in a program, one below the other, however far to the right.
    """
    starts = range(len(program) - len(quote) + 1)
    runs = ("\n".join(program[start : start + len(quote)]) for start in starts)
    return "\n".join(quote) in map(dedent, runs)


class QuoteTests(SynchronousTestCase):
    """
    The texts and the programs agree.
    """

    def test_quotes(self) -> None:
        """
        Each quote is in the program of its step, or in a file that the text names, letter for
        letter.
        """
        for step in STEPS:
            programs = programsOf(step)
            for quote in quotesOf(step):
                found = any(standsIn(quote, program) for program in programs)
                self.assertTrue(found, f"{step}: {quote}")

    def test_apart(self) -> None:
        """
        What is said not to be a quote is there.
        """
        for step, firsts in NO_QUOTES.items():
            found = {block[0] for block in blocksOf(LESSONS / f"{step}.rst")}
            self.assertEqual(firsts - found, set(), step)

    def test_step3(self) -> None:
        """
        The largest program is told in pieces that are quoted.
        """
        self.assertGreaterEqual(len(quotesOf("step3")), MOST_QUOTED)

    def test_standsIn(self) -> None:
        """
        A line that is changed, left out or moved is found out; the indentation of all is not.
        """
        program = ["def a():", "    b", "    c", "", "    d"]
        for quote in (["b", "c"], ["def a():", "    b"], ["c", "", "d"], ["d"]):
            self.assertTrue(standsIn(quote, program), quote)
        for quote in (["b", "d"], ["c", "b"], ["b", "  c"], ["B"], ["b", "c", "d"]):
            self.assertFalse(standsIn(quote, program), quote)
