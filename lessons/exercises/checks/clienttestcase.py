"""
The test case of the checks for clients: the student's program asks, and the check
answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, TypeGuard

from twisted.web.http import RESPONSES

from lessons.clients.responses import Response
from lessons.exercises.checks.case import ExerciseTestCase
from lessons.exercises.checks.connection import Connection
from lessons.exercises.checks.failures import firstDifference, pointAt, show, showAt
from lessons.exercises.checks.messagelayout import PASTE_HEADING, RUN_HEADING, TRY_HEADING
from lessons.exercises.wording import WRONG_BYTE
from lessons.language import N_, _


def writeFields(fields: dict[str, str]) -> str:
    """
    Write fields: in alphabetical order, since theirs makes no difference (RFC 9110
    section 5.3).
    """
    pairs = sorted(fields.items(), key=lambda pair: (pair[0].lower(), pair[1]))
    return "".join(f"{name}: {value}\r\n" for name, value in pairs)


def spelledLike(fields: dict[str, str], others: dict[str, str]) -> dict[str, str]:
    """
    Spell the names of fields as others do, since capitals make no difference (RFC 9110
    section 5.1).
    """
    spelled = {name.lower(): name for name in others}
    return {spelled.get(name.lower(), name): value for name, value in fields.items()}


def areFields(got: object) -> TypeGuard[dict[str, str]]:
    """
    Tell whether something is a dictionary of text to text.
    """
    return isinstance(got, dict) and all(
        isinstance(one, str) for pair in got.items() for one in pair
    )


def isWhole(got: object) -> TypeGuard[Response]:
    """
    Tell whether something is an answer that can be written.
    """
    return isinstance(got, Response) and areFields(got.fields) and isinstance(got.content, bytes)


def writeAnswer(answer: Response) -> bytes:
    """
    Write an answer as bytes, with its fields in order.
    """
    head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n{writeFields(answer.fields)}\r\n"
    return head.encode() + answer.content


def showAnswer(answer: Response | None) -> str:
    """
    Show an answer, if there is one.
    """
    return _("nothing") if answer is None else show(writeAnswer(answer))


def nameDifference(received: bytes, expected: bytes) -> str:
    """
    Say how what was received differs from what was expected.
    """
    if not received:
        return _("Nothing is there where something should be.")
    if expected.startswith(received):
        return _("This is right so far, but it ends too early.")
    if received.startswith(expected):
        return _("This is right so far, but more follows.")
    return _(WRONG_BYTE)


#: Headings of what is shown; L{ClientTestCase.complain} is given their names.
HEADINGS = (
    N_("your function returned"),
    N_("your program has"),
    N_("the BadAnswer says"),
    N_("your request"),
    N_("it has"),
    N_("it has returned"),
    N_("to be encoded"),
    N_("the server"),
    N_("the last"),
    N_("we have"),
    N_("answer"),
    N_("fields"),
    N_("kept"),
    N_("number"),
)


class ClientTestCase(ExerciseTestCase):
    """
    Checks of what a function of the student's file makes of an answer.

    @ivar tried: the last call, as it would be written in a program.
    """

    tried = ""

    def call(self, name: str, *arguments: object, expecting: type[Exception] | None = None) -> Any:
        """
        Call a function of the student's file, and remember how.

        @param expecting: the exception that it may raise: C{BadAnswer} by default.
        @return: what it returns, or that exception.
        """
        function, refusal = self.theirs(name), expecting or self.theirs("BadAnswer")
        isTyped = not any(map(callable, arguments))
        self.tried = f"{name}({', '.join(map(repr, arguments))})" if isTyped else ""
        with self.running():
            try:
                return function(*arguments)
            except refusal as error:
                return error

    def howToTry(self, connections: Sequence[Connection]) -> list[tuple[str, str]]:
        """
        The same by hand: a server for one terminal and the client for another, or
        the call as a command.
        """
        if connections:
            run = f"python -m {connections[0].program} http://127.0.0.1:8000/"
            served = connections[0].commands()
            return [(RUN_HEADING, served[0]), (PASTE_HEADING, run)] if served else []
        code = f"from {self.subject.name} import *\nprint({self.tried})"
        return [(TRY_HEADING, f"python - <<'END'\n{code}\nEND" if self.tried else "")]

    def response(self, status: int, fields: dict[str, str], content: bytes = b"") -> Response:
        """
        Make an answer for the student's program to read.
        """
        return Response(status, RESPONSES[status].decode(), fields, content)

    def complain(self, problem: str, rule: str, **parts: str) -> NoReturn:
        """
        Fail.

        @param parts: what else to show; each name is a heading.
        """
        told = [(name.replace("_", " "), text) for name, text in parts.items()]
        self.report(problem, rule, parts=told)

    def mustBeSame(self, got: object, expected: str | bytes, rule: str, **parts: str) -> None:
        """
        Demand text or bytes to be exactly these.
        """
        if got == expected:
            return
        self.mustNotRefuse(got, rule, **parts)
        if not isinstance(got, type(expected)):
            isText = isinstance(expected, str)
            problem = _("This should be text.") if isText else _("This should be bytes.")
            self.complain(problem, rule, **parts, your_function_returned=repr(got))
        received, wanted = (
            one.encode() if isinstance(one, str) else one for one in (got, expected)
        )
        at = firstDifference(received, wanted)
        pointed = pointAt(received, at)
        problem = nameDifference(received, wanted)
        self.complain(
            problem, rule, **parts, your_program_has=pointed, expected=showAt(wanted, at)
        )

    def checkFields(self, got: object, expected: dict[str, str], rule: str, **parts: str) -> None:
        """
        Demand the fields of a request.
        """
        if not areFields(got):
            problem = _(
                "The function should return a dictionary of fields, whose names and values are "
                "text."
            )
            self.complain(problem, rule, **parts, your_function_returned=repr(got))
        wanted = writeFields(spelledLike(expected, got))
        self.mustBeSame(writeFields(got), wanted, rule, **parts)

    def mustRefuse(self, got: object, rule: str, **parts: str) -> None:
        """
        Demand that a function has raised C{BadAnswer}.
        """
        if not isinstance(got, self.theirs("BadAnswer")):
            problem = _("This answer cannot be used, but no BadAnswer was raised.")
            self.complain(problem, rule, **parts, your_function_returned=repr(got))

    def mustNotRefuse(self, got: object, rule: str, **parts: str) -> None:
        """
        Demand that a function has not raised C{BadAnswer}.
        """
        if isinstance(got, self.theirs("BadAnswer")):
            problem = _("This answer can be used, but a BadAnswer was raised.")
            self.complain(problem, rule, **parts, the_BadAnswer_says=str(got))
