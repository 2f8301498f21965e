"""
What the message for a wrong answer offers to be pasted, and what the check has seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from unittest.mock import patch

from lessons.exercises.checks import ExerciseTestCase
from lessons.exercises.checks.clienttestcase import ClientTestCase
from lessons.exercises.checks.connection import Connection
from lessons.exercises.checks.messagelayout import PASTE_HEADING, RUN_HEADING, TRY_HEADING
from tests.lessons.exercises.judging import Wrong, check, firstFailed

#: The name of an exception, after the student's line.
RAISED = re.compile(r"raised an exception\.\n(?:.*, line \d+.*\n    .*\n)*(\w[\w.]*)(?::|\n)")


@dataclass
class Offer:
    """
    What the message for a wrong answer offers, and what the check has seen.

    @ivar source: the student's file.
    @ivar commands: by their headings.
    @ivar connection: the one on which the check found the fault; L{None} for a function.
    @ivar received: what came on it.
    @ivar returned: what the function has returned.
    """

    wrong: Wrong
    source: str
    connection: Connection | None
    received: bytes
    returned: object
    message: str = ""
    commands: dict[str, str] = field(default_factory=dict)

    @property
    def raised(self) -> str:
        """
        The name of the exception that the message tells of; empty where there is none.
        """
        found = RAISED.search(self.message)
        return found[1].rpartition(".")[2] if found else ""

    @property
    def isPlain(self) -> bool:
        """
        Whether the program has neither raised an exception nor hung.
        """
        return not self.raised and "still busy" not in self.message


def readCommands(message: str) -> dict[str, str]:
    """
    @return: the commands that a message offers, by the heading above them.
    """
    found: dict[str, list[str]] = {}
    heading = ""
    for line in message.splitlines():
        if line.startswith("    "):
            found.setdefault(heading, []).append(line[4:])
        else:
            heading = line.rstrip(":")
    return {
        name: "\n".join(found[name])
        for name in (RUN_HEADING, PASTE_HEADING, TRY_HEADING)
        if name in found
    }


def makeOffer(tests: ModuleType, solution: str, wrong: Wrong) -> Offer | None:
    """
    Check a wrong answer, and keep what the check has seen.

    @return: L{None} where the message offers nothing.
    """
    offers: list[Offer] = []
    returned: list[object] = [None]
    source = solution.replace(wrong.old, wrong.new)

    def watch(kind: type[ExerciseTestCase]) -> Any:
        original: Callable[..., Any] = vars(kind)["howToTry"]

        def howToTry(case: ExerciseTestCase, connections: Sequence[Connection]) -> Any:
            last = connections[-1] if connections else None
            came = last.received if last else b""
            offers.append(Offer(wrong, source, last, came, returned[-1]))
            return original(case, connections)

        return patch.object(kind, "howToTry", howToTry)

    def call(case: ClientTestCase, *arguments: Any, **more: Any) -> Any:
        returned.append(original(case, *arguments, **more))
        return returned[-1]

    original = ClientTestCase.call
    with (
        watch(ExerciseTestCase),
        watch(ClientTestCase),
        patch.object(ClientTestCase, "call", call),
    ):
        outcomes = check(tests, source, wrong.number, untilFailed=True)
    first = outcomes[wrong.number, firstFailed(outcomes, wrong.number)]
    commands = readCommands(first.message)
    if not commands:
        return None
    offers[0].message, offers[0].commands = first.message, commands
    return offers[0]
