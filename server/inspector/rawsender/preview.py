"""
What bytes mean before they are sent: the explainer is asked what the step will be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from server.explain import Diagnosis, Direction, Explainer
from server.http1 import Request

#: How many characters of a target are shown.
LONGEST_TARGET = 60


@dataclass(frozen=True)
class Look:
    """
    What bytes are, taken for requests.

    @ivar found: the requests that begin in them, such as C{GET /}.
    @ivar waiting: what is missing after them; L{None} where nothing is missing.
    @ivar diagnosis: the fault in them, if there is one.
    """

    found: tuple[str, ...]
    waiting: str | None
    diagnosis: Diagnosis | None


@lru_cache(16)
def look(data: bytes, before: bytes = b"") -> Look:
    """
    Look at bytes. The page asks for the same again and again while it is open.

    @param before: what has been sent on the same connection.
    """
    explainer = Explainer(Direction.REQUESTS, most=0)
    explainer.feed(before)
    known = len(explainer.heads)
    explainer.feed(data)
    found = list(explainer.heads)[known:]
    waiting = explainer.waiting()
    if waiting and explainer.heads:
        waiting = _waitingIn((before + data)[explainer.heads[-1].start :])
    return Look(tuple(map(_name, found)), waiting, explainer.diagnosis())


def _waitingIn(message: bytes) -> str | None:
    """
    Tell what is missing in the last message. To know how much of its content has come takes
    spans, which take ten times as long to find: so they are not found for the other
    messages.
    """
    explainer = Explainer(Direction.REQUESTS, most=1)
    explainer.feed(message)
    return explainer.waiting()


def _name(request: object) -> str:
    if not isinstance(request, Request):
        return ""
    text = b"%b %b" % (request.method, request.target)
    short = text.decode("latin-1")
    return short if len(short) <= LONGEST_TARGET else short[:LONGEST_TARGET] + "…"
