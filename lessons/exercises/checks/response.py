"""
One HTTP response as a check looks at it: each part knows where it is, so that a message can point
at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lessons.columns import sentences
from lessons.exercises.checks.connection import Connection
from lessons.exercises.checks.failures import findNearest, firstDifference, show, showAt
from lessons.exercises.checks.quotation import QUOTED, UNAWAITED, WAITING, isQuoted
from lessons.exercises.checks.sentences import readReason
from lessons.language import _


class Field(NamedTuple):
    """
    One field of a response.

    @ivar at: where its value begins.
    """

    name: str
    value: bytes
    at: int


@dataclass
class Response:
    """
    One response on a connection.

    @ivar begin: where it begins, in what the connection has received.
    @ivar contentAt: where its content begins.
    @ivar content: its content; of chunks, what they hold.
    @ivar end: where the next response begins.
    """

    connection: Connection
    begin: int
    status: int
    fields: list[Field] = field(default_factory=list)
    contentAt: int = 0
    content: bytes = b""
    end: int = 0

    def mustHaveStatus(self, status: int, rule: str) -> None:
        """
        Demand a status; otherwise say which one came, and why.
        """
        if self.status != status:
            text = _("The status is {status}, but should be {wanted}.")
            problem = text.format(status=self.status, wanted=status) + self.reason
            self.connection.fail(problem, rule, self.begin + len("HTTP/1.1 "))

    @property
    def reason(self) -> str:
        """
        What a refusal says, as a line of a message: empty for any other response.
        """
        said = readReason(self.content) if self.status >= 400 else ""
        return "\n" + _("It says: {words}").format(words=said) if said else ""

    def values(self, name: str) -> list[Field]:
        """
        The fields of a name, in order.
        """
        return [one for one in self.fields if one.name == name.lower()]

    def mustHaveField(self, name: str, rule: str, value: bytes | None = None) -> bytes:
        """
        Demand that there is a field of a name, once.

        @param value: what it must be; L{None} where it does not matter.
        @return: its value.
        """
        found = self.values(name)
        if not found:
            problem = _("There is no field {name}.").format(name=name)
            self.connection.fail(problem, rule, self.contentAt - 2)
        if len(found) > 1:
            problem = _(
                "There is more than one field {name}. What you call may write one of its own."
            ).format(name=name)
            self.connection.fail(problem, rule, found[1].at)
        if value is not None and found[0].value != value:
            at = found[0].at + firstDifference(found[0].value, value)
            expected = show(name.encode() + b": " + value)
            problem = _("The field {name} is not as it should be.").format(name=name)
            self.connection.fail(problem, rule, at, expected)
        return found[0].value

    def mustLeadTo(self, url: str, asked: str, rule: str) -> None:
        """
        Demand a field Location that leads somewhere.

        @param asked: the URL that was asked for.
        """
        location = self.mustHaveField("Location", rule).decode("latin-1")
        try:
            target = urljoin(asked, location)
        except ValueError:  # "http://[" is not a URL
            target = ""
        if target != url:
            problem = _("Location does not lead to {path}.").format(path=urlsplit(url).path)
            host, ours = urlsplit(target).netloc, urlsplit(url).netloc
            if target and host != ours:
                text = _("Location leads to another host, {host}; the client asked {asked}.")
                problem = text.format(host=host, asked=ours)
            self.connection.fail(problem, rule, self.values("Location")[0].at)

    def mustNotHaveField(self, name: str, rule: str) -> None:
        """
        Demand that there is no field of a name.
        """
        for one in self.values(name):
            problem = _("There is a field {name}, but there should be none.").format(name=name)
            self.connection.fail(problem, rule, one.at)

    def mustHaveContent(self, content: bytes, rule: str) -> None:
        """
        Demand the content to be exactly this.
        """
        if self.content != content:
            at = firstDifference(self.content, content)
            problem = sentences(_("The content is not as it should be."), *self._hint(content))
            self.connection.fail(problem, rule, self.contentAt + at, showAt(content, at))

    def _hint(self, expected: bytes) -> list[str]:
        """
        What may help where the content is not what was expected.
        """
        if self.reason:
            return [_("The status is {status}.").format(status=self.status) + self.reason]
        if UNAWAITED.search(self.content):
            return ["\n" + _(WAITING)]
        return ["\n" + _(QUOTED)] if isQuoted(self.content, expected) else []

    def mustSay(self, text: bytes, rule: str) -> None:
        """
        Demand that some text is in the content.
        """
        if text not in self.content:
            absent = _("What should be in the content is not there.")
            problem = sentences(absent, *self._hint(text))
            at = self.contentAt + findNearest(self.content, text)
            self.connection.fail(problem, rule, at, show(text))

    def mustNotSay(self, text: bytes, rule: str) -> None:
        """
        Demand that some text is not in the content.
        """
        at = self.content.find(text)
        if at >= 0:
            shown = text.decode("latin-1")
            problem = _("The content contains {text!r}, but must not.").format(text=shown)
            self.connection.fail(problem, rule, self.contentAt + at)
