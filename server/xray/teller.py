"""
From what happens to one request to records of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from server.xray.happenings import Happening
from server.xray.record import RequestRecord

log = Logger()

#: Is told of each record, as it is made.
Watch = Callable[[RequestRecord, Happening], None]


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

    def tell(self, kind: type[Happening], **facts: Any) -> None:
        """
        Make a record. Whoever reads it must not be able to spoil what it is about.

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
            try:
                self._watch(record, happening)
            except Exception:
                log.failure("a record of a request could not be shown")
