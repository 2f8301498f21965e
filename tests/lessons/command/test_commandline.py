"""
The command line, where it is wrong.
"""

from __future__ import annotations

import sys
from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from lessons.columns import columnsOf
from lessons.command.commandline import main, makeParser
from lessons.command.usage import EXAMPLES, NEEDS_NOTHING
from lessons.language import languages, spoken


class ErrorTests(SynchronousTestCase):
    """
    What is said about a command line that is wrong.
    """

    def error(self, *arguments: str, status: int = 2) -> str:
        """
        Run the command.

        @return: what it said on standard error.
        """
        err = StringIO()
        self.patch(sys, "stderr", err)
        try:
            got: object = main(arguments)
        except SystemExit as error:
            got = error.code
        self.assertEqual(got, status)
        return " ".join(err.getvalue().split())

    def test_missing(self) -> None:
        """
        Where a step or an exercise is missing, examples are given.
        """
        for command, said in [
            ("check", "`check 1`, or `check 1.2`; `next` names your next one"),
            ("reset", "`reset 1`, or `reset 1.2`"),
            ("hint", "`hint 1.2`; `next` names your next one"),
            ("solution", "`solution 1.2`"),
            ("run", "`run 1`"),
            ("walk", "`walk 1`, or `walk webcat`"),
            ("diff", "`diff 2`, or `diff 2 4`"),
        ]:
            self.assertEqual(
                self.error(command), f"python -m lessons: {command} what? For example {said}"
            )

    def test_help(self) -> None:
        """
        The help leaves a row for the prompt on a screen of 80 x 24, in each language, and
        names every command and how to choose the language.
        """
        self.addCleanup(spoken.use, spoken.name)
        for language in languages():
            spoken.use(language)
            said = makeParser().format_help()
            rows = said.splitlines()
            self.assertLessEqual(len(rows), 23)
            self.assertLessEqual(max(map(columnsOf, rows)), 80)
            for word in (*EXAMPLES, *NEEDS_NOTHING, "--language", "zh_CN"):
                self.assertIn(word, said)

    def test_unknown(self) -> None:
        """
        A command that does not exist is told with one that is spelled alike.
        """
        every = "python -m lessons --help names all"
        self.assertEqual(
            self.error("chek", "1"),
            f"python -m lessons: there is no command 'chek': did you mean check? {every}",
        )
        for typed, meant in (("list", "map"), ("test", "check"), ("quizz", "quiz")):
            self.assertIn(f"did you mean {meant}? {every}", self.error(typed))
        self.assertEqual(
            self.error("xyz"), f"python -m lessons: there is no command 'xyz': {every}"
        )

    def test_tooMuch(self) -> None:
        """
        What nobody asked for is named.
        """
        self.assertEqual(
            self.error("check", "1.1", "1.2"),
            "python -m lessons: unrecognized arguments: 1.2; see python -m lessons --help",
        )

    def test_names(self) -> None:
        """
        Hints and steps that do not exist are told with those that do.
        """
        for wrong in "x", "4", "0":
            self.assertEqual(
                self.error("hint", "1.1", wrong, status=1),
                f"python -m lessons: there is no hint {wrong!r}: the hints are 1, 2 and 3",
            )
        self.assertEqual(
            self.error("check", "99", status=1),
            "python -m lessons: there is no step '99': there are 1 to 15, and clients",
        )
