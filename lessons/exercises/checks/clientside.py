"""
What the checks for clients are made of: the student's program asks, and the
check answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol
from twisted.python.failure import Failure
from twisted.web.http import RESPONSES

from lessons.clients.responses import Response
from lessons.exercises.checks.case import ExerciseTestCase
from lessons.exercises.checks.connection import Connection
from lessons.exercises.checks.failures import firstDifference, pointAt, show
from lessons.exercises.checks.paste import printing


def writeFields(fields: dict[str, str]) -> str:
    """
    Write fields: in alphabetical order, and with names in small letters, since
    neither makes a difference (RFC 9110 sections 5.1 and 5.3).
    """
    return "".join(sorted(f"{name.lower()}: {value}\r\n" for name, value in fields.items()))


def writeAnswer(answer: Response) -> bytes:
    """
    Write an answer.
    """
    head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n{writeFields(answer.fields)}\r\n"
    return head.encode() + answer.content


def showAnswer(answer: Response | None) -> str:
    """
    Show an answer, if there is one.
    """
    return "nothing" if answer is None else show(writeAnswer(answer))


def nameDifference(received: bytes, expected: bytes) -> str:
    """
    Say how two differ.
    """
    if not received:
        return "Nothing is there where something should be."
    if expected.startswith(received):
        return "This is right so far, but it ends too early."
    if received.startswith(expected):
        return "This is right so far, but more follows."
    return "The byte above the caret is not the one that should stand there."


class ClientTestCase(ExerciseTestCase):
    """
    Checks of what a function of the student's file makes of an answer.

    @ivar tried: the last call, as it would stand in a program.
    """

    tried = ""

    def call(self, name: str, *arguments: object, expecting: type[Exception] | None = None) -> Any:
        """
        Call a function of the student's file, and remember how.

        @param expecting: the exception that it may raise: C{BadAnswer} unless told.
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

    def howToTry(self, connections: Sequence[Connection]) -> str:
        """
        The same by hand: a server for one terminal and the client for another, or
        the call as a command.
        """
        if connections:
            served = connections[0].command()
            run = f"python -m {connections[0].program} http://127.0.0.1:8000/"
            return f"{served}  # in one terminal\n{run}  # in another"
        code = f"from {self.subject.name} import *\nprint({self.tried})"
        return f"python - <<'END'\n{code}\nEND" if self.tried else ""

    def response(self, status: int, fields: dict[str, str], content: bytes = b"") -> Response:
        """
        Make an answer.
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
            problem = f"This should be {'text' if isinstance(expected, str) else 'bytes'}."
            self.complain(problem, rule, **parts, your_function_returned=repr(got))
        received, wanted = (
            one.encode() if isinstance(one, str) else one for one in (got, expected)
        )
        pointed = pointAt(received, firstDifference(received, wanted))
        problem = nameDifference(received, wanted)
        self.complain(problem, rule, **parts, your_program_has=pointed, expected=show(wanted))

    def checkFields(self, got: object, expected: dict[str, str], rule: str, **parts: str) -> None:
        """
        Demand the fields of a request.
        """
        if not isinstance(got, dict):
            problem = "The function should return a dictionary of fields."
            self.complain(problem, rule, **parts, your_function_returned=repr(got))
        self.mustBeSame(writeFields(got), writeFields(expected), rule, **parts)

    def mustRefuse(self, got: object, rule: str, **parts: str) -> None:
        """
        Demand that a function has raised C{BadAnswer}.
        """
        if not isinstance(got, self.theirs("BadAnswer")):
            problem = "This answer cannot be used, and no BadAnswer was raised."
            self.complain(problem, rule, **parts, your_function_returned=repr(got))

    def mustNotRefuse(self, got: object, rule: str, **parts: str) -> None:
        """
        Demand that a function has not raised C{BadAnswer}.
        """
        if isinstance(got, self.theirs("BadAnswer")):
            problem = "This answer can be used, and a BadAnswer was raised."
            self.complain(problem, rule, **parts, the_BadAnswer_says=str(got))


class Given(Factory):
    """
    Uses a protocol that is there already.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.given = protocol

    def buildProtocol(self, address: IAddress | None) -> Protocol:
        """
        Use it.
        """
        return self.given


class Talk(Connection):
    """
    A connection on which the student's program is the client. Its protocol has a
    Deferred C{finished}.

    @ivar outcomes: what C{finished} has fired with; at most one.
    """

    def __init__(self, case: ExerciseTestCase, client: Any) -> None:
        super().__init__(case, Given(client))
        self.outcomes: list[object] = []
        client.finished.addBoth(self.outcomes.append)

    def mustHave(self, content: bytes, rule: str) -> None:
        """
        Demand that C{finished} has fired with some content.
        """
        if not self.outcomes:
            self.fail("The content is whole, and finished has not fired.", rule)
        got = self.outcomes[0]
        if isinstance(got, Failure):
            self.fail("The content is whole, and finished has failed.", rule)
        if not isinstance(got, bytes):
            self.fail("finished has not fired with bytes.", rule)
        if got != content:
            at = firstDifference(got, content)
            self.fail("The content is not as it should be.", rule, at, show(content))

    def mustHaveRefused(self, refusal: type[Exception], rule: str) -> None:
        """
        Demand that C{finished} has failed.
        """
        if not self.outcomes:
            self.fail("This cannot be used, and finished has neither fired nor failed.", rule)
        got = self.outcomes[0]
        if not isinstance(got, Failure):
            self.fail("This cannot be used, and finished has fired with it.", rule, -1)
        if not got.check(refusal):
            self.fail(f"finished has failed with {type(got.value).__name__}.", rule)

    def mustBeUnfinished(self, rule: str) -> None:
        """
        Demand that C{finished} waits.
        """
        if self.outcomes:
            self.fail("More is to come, and finished has fired already.", rule, -1)

    def mustHaveClosed(self, rule: str) -> None:
        """
        Demand that the client has closed the connection.
        """
        if self.isOpen:
            problem = "Your client has left the connection open, and should have closed it."
            self.fail(problem, rule)

    def tell(self, at: int | None) -> list[tuple[str, str]]:
        """
        Tell what was said.

        @param at: the byte of the content to point at; -1 for none.
        """
        told = [
            ("your client sent", show(self.received)),
            (f"the server sent {self.how}".strip(), show(self.sent) if self.sent else "(nothing)"),
        ]
        got = self.outcomes[0] if self.outcomes else None
        if isinstance(got, Failure):
            told.append(("finished failed with", f"{type(got.value).__name__}: {got.value}"))
        elif isinstance(got, bytes):
            isPlain = at is None or at < 0
            told.append(("finished fired with", show(got) if isPlain else pointAt(got, at or 0)))
        elif self.outcomes:
            told.append(("finished fired with", repr(got)))
        return told

    def command(self) -> str:
        """
        The command that is such a server: where the check has closed the connection,
        it closes as well.
        """
        option = "-N " if self.isGone else ""
        return f"{printing(self.sent)} | nc {option}-l 127.0.0.1 8000"
