"""
The test case of all checks: what they are written with, and what they tell.
"""

from __future__ import annotations

import random
import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from types import ModuleType
from typing import Any, NoReturn

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Factory
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from lessons.exercises.checks import requirements
from lessons.exercises.checks.answers import PIECES, TWICE, WHOLE, Answer, deliver
from lessons.exercises.checks.connection import HOST, Connection
from lessons.exercises.checks.exceptionmeanings import ownClock
from lessons.exercises.checks.failures import CheckFailed
from lessons.exercises.checks.history import History
from lessons.exercises.checks.limits import Printed, TimeLimit, bytesAreNoText
from lessons.exercises.checks.messagelayout import PASTE_HEADING, RUN_HEADING, writeMessage
from lessons.exercises.checks.sentences import isTextForBytes, writerFor
from lessons.exercises.checks.unhandled import Unhandled
from lessons.exercises.wording import EXPECTED, RAISED
from lessons.language import N_, _, ofExercise

#: How many lines of what the student's program has printed are shown.
MOST_PRINTED = 12
#: The heading of what should have come.
#: What step 1 prints itself.
STEP_PRINTS = re.compile(rf"{re.escape(HOST)}:\d+ (connected|left)")


class ExerciseTestCase(requirements.RequirementTestCase):
    """
    The checks of one exercise.

    @cvar reactorName: where the student's program finds the reactor.
    @ivar random: makes up what a check sends; see L{word}.
    @ivar clock: the reactor of the student's server: only a check moves it.
    @ivar history: what the check has done since the program was started.
    @ivar own: the servers that were made as the program makes them.
    @ivar errorRule: the rule that an error breaks, where a check looks for errors.
    """

    reactorName = N_("the reactor that makeFactory is given")
    errorRule = ""

    def setUp(self) -> None:
        """
        Look whether the file can be run at all.
        """
        self.random = random.Random(f"{requirements.SEED} {self.exercise} {self.number}")  # noqa: S311
        self.clock = Clock()
        self.printed = Printed()
        self.unhandled = Unhandled(self)
        if self.subject.problem:
            self.subject.isReported = True
            raise CheckFailed(writeMessage([("", self.subject.problem)]))
        self.refresh()

    def refresh(self) -> None:
        """
        Run the student's file anew: nothing that it remembers is left.
        """
        self.history = History()
        self.own: list[Factory] = []
        with redirect_stdout(self.printed):
            self.subject.run()

    # What a check is written with.

    def word(self) -> str:
        """
        Make up a word of small letters: nobody can know it beforehand.
        """
        return "".join(self.random.choices("bcdfghjklmnprstvwz", k=self.random.randint(5, 9)))

    def theirs(self, name: str) -> Any:
        """
        Find something in the student's file.

        @raise CheckFailed: when it is not there any more.
        """
        if not hasattr(self.subject.module, name):
            self.report(
                _(
                    "{file} has no {name} any more, and the checks need that name. `python -m "
                    "lessons reset {exercise}` brings the exercise back."
                ).format(file=self.subject.shown, name=name, exercise=self.exercise)
            )
        return getattr(self.subject.module, name)

    def makeServer(self) -> Factory:
        """
        Make the factory of this exercise, as the student's program does.
        """
        options = Namespace(exercise=self.exercise, interface="127.0.0.1", port=8000)
        makeFactory = self.theirs("makeFactory")
        with self.running():
            factory: Factory = makeFactory(self.clock, options)
        self.own.append(factory)
        return factory

    @property
    def program(self) -> str:
        """
        The student's program, with its options.
        """
        return f"{self.subject.name} --exercise {self.exercise}"

    def connect(self, server: Factory | None = None) -> Connection:
        """
        Connect to the student's server, in memory.

        @param server: where a check needs more than one connection to the same.
        """
        server = self.makeServer() if server is None else server
        isOwn = any(one is server for one in self.own)
        return Connection(self, server, self.program if isOwn else "")

    def connectTo(self, step: ModuleType) -> Connection:
        """
        Connect to a step of the course, in memory: it is as the walkthrough shows it.
        """
        server: Factory = step.makeFactory(self.clock, Namespace())
        connection = Connection(self, server, step.__name__)
        connection.how = _("to {step}").format(step=step.__name__)
        return connection

    def deliveries(self, request: bytes, twice: bool = True) -> Iterator[Answer]:
        """
        Send a request in every way in which a network may deliver it: in one
        piece, byte by byte, and twice in one piece. Each time to a new server,
        of a program that has just been started.

        @param twice: whether to send it twice as well.
        @return: the answers, one after the other.
        """
        for how in (WHOLE, PIECES, TWICE) if twice else (WHOLE, PIECES):
            self.refresh()
            yield deliver(self.connect(), request, how)

    def call(self, name: str, *arguments: object) -> Any:
        """
        Call a function of the student's file.
        """
        function = self.theirs(name)
        with self.running():
            return function(*arguments)

    def mustReturn(self, expected: object, name: str, *arguments: object, rule: str) -> None:
        """
        Demand what a function returns for some arguments.
        """
        got = self.call(name, *arguments)
        if got != expected or type(got) is not type(expected):
            write = writerFor(arguments)
            shown = ", ".join(map(write, arguments))
            returned = _("{call} returned").format(call=f"{name}({shown})")
            parts = [(returned, write(got)), (EXPECTED, write(expected))]
            problem = _("The function returns something else.")
            if isTextForBytes(got, expected):
                problem = _("The function returns text, but should return bytes.")
            self.report(problem, rule, parts=parts)

    @contextmanager
    def running(self, connections: Sequence[Connection] = ()) -> Iterator[None]:
        """
        Run the student's program inside a C{with}: for a limited time, and an
        exception in it is told in plain words.

        @param connections: what to show if something goes wrong.
        """
        limit = TimeLimit(self.subject.path)
        try:
            with redirect_stdout(self.printed), bytesAreNoText(self.subject.name), limit:
                yield
        except (CheckFailed, KeyboardInterrupt):
            raise
        except BaseException as error:
            self.reportError(error, limit, connections)
        # Twisted catches what is raised in a callback or a render method, and
        # logs it.
        for failure in self.flushLoggedErrors():
            for one in connections:
                one.take()
            told = self.unhandled.tell(failure)
            self.reportError(failure.value, limit, connections, told)
        if limit.expired:
            self.report(self.subject.explainEndless(limit), connections=connections)

    def resultOf(self, waiting: Deferred[Any]) -> Any:
        """
        Take what a Deferred of the student's has fired with; where it has failed, that
        is told as any other exception.
        """
        found: list[Any] = []
        with self.running():
            waiting.addBoth(found.append)
            if found and isinstance(found[0], Failure):
                found[0].raiseException()
        if not found:
            self.report(
                _("Your program is still waiting for something, but there is nothing to wait for.")
            )
        return found[0]

    def reportError(
        self,
        error: BaseException,
        limit: TimeLimit,
        connections: Sequence[Connection],
        told: str = "",
    ) -> NoReturn:
        """
        Fail, because the student's program has raised an exception.

        @param told: what else is known about it.
        """
        said = self.subject.explain(error, limit)
        if not limit.expired:
            said = f"{_(RAISED)}\n{said}\n{told}".rstrip("\n")
        self.report(said, self.errorRule, connections, parts=self.evidence())

    def evidence(self) -> list[tuple[str, str]]:
        """
        What else to show where the program has raised an exception, with headings.
        """
        return []

    def report(
        self,
        problem: str,
        rule: str = "",
        connections: Sequence[Connection] = (),
        expected: str = "",
        at: int | None = None,
        parts: Sequence[tuple[str, str]] = (),
    ) -> NoReturn:
        """
        Fail.

        @param problem: what is wrong, in a sentence.
        @param rule: which rule that breaks, with its source.
        @param connections: what was said on them is shown.
        @param expected: what should have come, made visible.
        @param at: where the first wrong byte is in what the last connection
            has received.
        @param parts: what else to show, each with its heading.
        @raise CheckFailed: always.
        """
        told = [
            ("", self.heading),
            ("", problem),
            *parts,
        ]
        for connection in connections:
            told += connection.tell(at if connection is connections[-1] else None)
        told += [
            (EXPECTED, expected),
            ("", _("The rule: {rule}").format(rule=ofExercise(_(rule))) if rule else ""),
            (N_("your program printed"), self.lastPrinted()),
            ("", ownClock(self.subject.source, _(self.reactorName))),
            ("", self.subject.namesakes()),
            *self.howToTry(connections),
        ]
        raise CheckFailed(writeMessage(told))

    def lastPrinted(self) -> str:
        """
        What the student's program has printed, if not too much.
        """
        lines = self.printed.getvalue().splitlines()
        theirs = [line for line in lines if not STEP_PRINTS.fullmatch(line)]
        return "\n".join(theirs[-MOST_PRINTED:])

    def howToTry(self, connections: Sequence[Connection]) -> list[tuple[str, str]]:
        """
        The commands that do the same by hand, each with its heading.
        """
        commands = connections[-1].commands() if connections else []
        if not commands:
            return []
        return [
            (RUN_HEADING, f"python -m {connections[-1].program}"),
            (PASTE_HEADING, "\n".join(commands)),
        ]
