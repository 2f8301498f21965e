"""
A connection on which the student's program is the client, and the check the server.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol
from twisted.python.failure import Failure

from lessons.exercises.checks.case import ExerciseTestCase
from lessons.exercises.checks.connection import Connection
from lessons.exercises.checks.failures import firstDifference, pointAt, show
from lessons.exercises.checks.history import stepsOf
from lessons.exercises.checks.messagelayout import said
from lessons.exercises.checks.paste import netcatServer
from lessons.language import N_, _


class Given(Factory):
    """
    Uses a protocol that is there already.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.given = protocol

    def buildProtocol(self, address: IAddress | None) -> Protocol:
        """
        Use the given protocol for the connection.
        """
        return self.given


class ClientConnection(Connection):
    """
    A connection on which the student's program is the client. Its protocol has a
    Deferred C{finished}.

    @ivar outcomes: what C{finished} has fired with; at most one.
    """

    def __init__(self, case: ExerciseTestCase, client: Any) -> None:
        super().__init__(case, Given(client), case.program)
        self.outcomes: list[object] = []
        if not isinstance(getattr(client, "finished", None), Deferred):
            text = _("{name} no longer has a Deferred called finished.")
            case.report(text.format(name=type(client).__name__))
        client.finished.addBoth(self.outcomes.append)

    def mustHave(self, content: bytes, rule: str) -> None:
        """
        Demand that C{finished} has fired with some content.
        """
        if not self.outcomes:
            self.fail(_("The content is whole, but finished has not fired."), rule)
        got = self.outcomes[0]
        if isinstance(got, Failure):
            self.fail(_("The content is whole, but finished has failed."), rule)
        if not isinstance(got, bytes):
            self.fail(_("finished has not fired with bytes."), rule)
        if got != content:
            at = firstDifference(got, content)
            self.fail(_("The content is not as it should be."), rule, at, show(content))

    def mustHaveRefused(self, refusal: type[Exception], rule: str) -> None:
        """
        Demand that C{finished} has failed.
        """
        if not self.outcomes:
            problem = _("This cannot be used, but finished has neither fired nor failed.")
            self.fail(problem, rule)
        got = self.outcomes[0]
        if not isinstance(got, Failure):
            problem = _("This cannot be used, but finished has fired with it.")
            self.fail(problem, rule, -1)
        if not got.check(refusal):
            text = _("finished has failed with {name}.")
            self.fail(text.format(name=type(got.value).__name__), rule)

    def mustBeUnfinished(self, rule: str) -> None:
        """
        Demand that C{finished} has not fired, either way.
        """
        if self.outcomes:
            self.fail(_("More is to come, but finished has already fired."), rule, -1)

    def mustHaveClosed(self, rule: str) -> None:
        """
        Demand that the client has closed the connection.
        """
        if self.isOpen:
            problem = _("Your client has left the connection open, but should have closed it.")
            self.fail(problem, rule)

    def tell(self, at: int | None) -> list[tuple[str, str]]:
        """
        Tell what was said.

        @param at: the byte of the content to point at; -1 for none.
        """
        told = [
            (N_("your client sent"), show(self.received)),
            (_("the server sent {how}").format(how=said(self.how)).strip(), show(self.sent)),
        ]
        got = self.outcomes[0] if self.outcomes else None
        if isinstance(got, Failure):
            told.append((N_("finished failed with"), f"{type(got.value).__name__}: {got.value}"))
        elif isinstance(got, bytes):
            isPlain = at is None or at < 0
            told.append(
                (N_("finished fired with"), show(got) if isPlain else pointAt(got, at or 0))
            )
        elif self.outcomes:
            told.append((N_("finished fired with"), repr(got)))
        return told

    def commands(self) -> list[str]:
        """
        The command that is such a server: where the check has closed the connection,
        it closes as well. There is none that sends byte by byte: what C{nc} is given
        before the client comes, it sends in one piece.
        """
        own = [one for one in self.history.events if one.connection is self]
        if any(one.how == "bytes" for one in own):
            return []
        return [netcatServer(list(stepsOf(own)), closes=self.hasLeft)]
