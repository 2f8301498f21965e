"""
From what happens to one request to records of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from server.xray.happenings import Happening
from server.xray.record import RequestRecord

log = Logger()

#: Is told of each record, as it is made.
Watch = Callable[[RequestRecord, Happening], None]

P = ParamSpec("P")


def harmless(record: Callable[P, None]) -> Callable[P, None]:
    """
    Let a function record what it can. A program may put anything into the attributes of a
    request: reading them must not be able to spoil what they are about.
    """

    @wraps(record)
    def tryToRecord(*arguments: P.args, **named: P.kwargs) -> None:
        try:
            record(*arguments, **named)
        except Exception:
            log.failure("something about a request could not be recorded")

    return tryToRecord


class Teller:
    """
    Makes the records of one request.

    @ivar record: L{None} until the request has come.
    @ivar began: when its head began to be read.
    """

    record: RequestRecord | None = None

    def __init__(self, clock: IReactorTime, watch: Watch) -> None:
        self._clock = clock
        self._watch = watch
        self.began = clock.seconds()

    def seconds(self) -> float:
        """
        The time since the head of the request began to be read.
        """
        return self._clock.seconds() - self.began

    @harmless
    def tell(self, kind: type[Happening], **facts: Any) -> None:
        """
        Make a record.

        @param facts: what the record says.
        """
        record = self.record
        if record is None:
            return
        happening = kind(
            connection=record.connection,
            request=record.request,
            seconds=self.seconds(),
            **facts,
        )
        if record.add(happening):
            self._watch(record, happening)
