"""
Tells the teacher's page what has come of exercises. Whoever works waits for nobody: what
cannot be told soon is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from lessons.classroom.message import Message

#: Seconds that the teacher's page may take for a message; and bytes that are read of what it
#: says.
TELLING_TIMEOUT, MOST_REPLY = 2.0, 300


class NotTold(Exception):
    """
    The teacher's page has not taken a message. The text says why.
    """


class NobodyThere(NotTold):
    """
    Nothing answers where it was.
    """


class NoRedirect(HTTPRedirectHandler):
    """
    A message is for the teacher's page, and for nobody that it may name.
    """

    def redirect_request(self, *arguments: object) -> None:
        """
        Follow no redirect: a message goes nowhere else.
        """


def tell(teacher: str, messages: Sequence[Message]) -> None:
    """
    Send messages.

    @param teacher: C{http://HOST:PORT}. No proxy is in between: a class is near.
    @raise NotTold: when one of them was not taken.
    """
    opener = build_opener(ProxyHandler({}), NoRedirect())
    for message in messages:
        request = Request(  # noqa: S310  # its scheme was looked at
            f"{teacher}/report", message.written(), {"Content-Type": "application/json"}
        )
        try:
            opener.open(request, timeout=TELLING_TIMEOUT).close()
        except HTTPError as error:
            with error:
                said = error.read(MOST_REPLY).decode("utf-8", "replace")
            raise NotTold(firstLine(said) or f"status {error.code}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise problemWith(getattr(error, "reason", error)) from None


def problemWith(reason: object) -> NotTold:
    """
    Say why there was no answer.
    """
    if isinstance(reason, (ConnectionRefusedError, TimeoutError)):
        return NobodyThere("no answer")
    strerror = reason.strerror if isinstance(reason, OSError) else None
    return NotTold(strerror or str(reason) or "no answer")


def firstLine(text: str) -> str:
    """
    Take what can be shown of an answer: it may be anybody's.
    """
    line = text.strip().partition("\n")[0]
    return "".join(each if each.isprintable() else "?" for each in line)
