"""
What is said about a command line that is wrong.
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from difflib import get_close_matches
from typing import NoReturn

from lessons.command.paper import Paper

#: Those that need nothing behind them.
OTHERS = ("map", "watch", "next", "grade", "explain", "replay", "doctor")
#: What to type behind a command that needs more.
EXAMPLES = {
    "run": "`run 1`",
    "walk": "`walk 1`, or `walk webcat`",
    "diff": "`diff 2`, or `diff 2 4`",
    "check": "`check 1`, or `check 1.2`; `next` names your next one",
    "hint": "`hint 1.2`; `next` names your next one",
    "solution": "`solution 1.2`",
    "reset": "`reset 1`, or `reset 1.2`",
}
UNKNOWN = re.compile(r"argument command: invalid choice: '(.*?)'")


class CommandLine(ArgumentParser):
    """
    Reads the command line; what is wrong with it is said in one sentence.
    """

    def error(self, message: str) -> NoReturn:
        """
        Say it, and exit with status 2.
        """
        Paper(sys.stderr).tell(f"python -m lessons: {self.explain(message)}")
        self.exit(2)

    def explain(self, message: str) -> str:
        """
        Say what C{argparse} has found, and what to type instead.
        """
        command = self.prog.rpartition(" ")[2]
        if message.startswith("the following arguments are required"):
            return f"{command} what? For example {EXAMPLES[command]}"
        every = "python -m lessons --help"
        if unknown := UNKNOWN.match(message):
            alike = get_close_matches(unknown[1], [*EXAMPLES, *OTHERS], n=1)
            meant = f"did you mean {alike[0]}? " if alike else ""
            return f"there is no command {unknown[1]!r}: {meant}{every} names all"
        return f"{message}; see {every}"
