"""
One request, watched from the first line of its head to its end.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from twisted.python.failure import Failure
from twisted.web.http import Request

from server.xray.attributes import attributesOf
from server.xray.calls import tellingCalls
from server.xray.happenings import Failed, Finished, Left, Process, Received, Written
from server.xray.pathwatch import PathWatch
from server.xray.record import RequestRecord
from server.xray.renderwatch import RenderWatch
from server.xray.shadow import Shadow
from server.xray.teller import Teller, harmless
from server.xray.texts import FIRST, errorText, firstText, nameOf
from server.xray.waits import Current, RequestWaits

MakeRecord = Callable[[float], RequestRecord]

#: The attribute in which a request keeps its observation.
WATCHED_BY = "observation"


class Observation:
    """
    Stands in front of those methods of one request that its channel or its program call.
    """

    def __init__(
        self,
        request: Request,
        teller: Teller,
        current: Current,
        makeRecord: MakeRecord,
        whenOver: Callable[[Observation], None],
    ) -> None:
        """
        @param current: holds the waits of the request that is being handled.
        @param makeRecord: called when the request has come, with the time when it began to
            come.
        @param whenOver: called when nothing more will happen to it.
        """
        self.request: Any = request
        self._channel: Any = request.channel  # a request that is finished has none
        self._makeRecord = makeRecord
        self._whenOver = whenOver
        self._teller = teller
        self._waits = RequestWaits(teller, current)
        self._path = PathWatch(teller, request, self._arrive)
        self._hasArrived = False
        self._isWritten = False
        self._renderWatch = RenderWatch(teller, self._path)
        setattr(request, WATCHED_BY, self)
        wrappers: dict[str, Callable[..., Any]] = {
            "process": self._process,
            "begin": self._inContext,
            "requestReceived": self._inContext,
            "render": self._renderWatch.render,
            "write": self._write,
            "processingFailed": self._inContext,
        }
        self._shadows = [
            Shadow(request, name, wrapper)
            for name, wrapper in wrappers.items()
            if hasattr(request, name)
        ]

    def receive(self) -> None:
        """
        The request has come. A proxy's may still have content to come.
        """
        if self._teller.record is None:
            self._teller.record = self._makeRecord(self._teller.began)
            self.request.notifyFinish().addCallbacks(lambda _: self.finish(), self._leave)
            self._teller.tell(Received, **attributesOf(self.request, self._channel))

    def routed(self, handler: object) -> None:
        """
        A proxy has chosen the handler of the request.
        """
        name = f"{nameOf(self._channel.factory)}.route -> {nameOf(handler)}"
        self._teller.tell(Process, handler=name)

    def _inContext(self, original: Callable[..., object], *arguments: object) -> object:
        """
        Call a method so that what is begun in it, or goes wrong, belongs to this request. A
        proxy begins as soon as the head is here.
        """
        with self._waits.isCurrent():
            return original(*arguments)

    def _process(self, original: Callable[[], None]) -> None:
        """
        The program gets the request. Where it has a tree, the attributes are told when the
        way through the tree begins: a program may read a form first.
        """
        root = getattr(getattr(self._channel, "site", None), "resource", None)
        if root is None:
            self._arrive()
        else:
            self._path.begin(root)
        process = type(self.request).process
        calls = tellingCalls(self._teller, process) if root is None else nullcontext()
        try:
            with self._waits.isCurrent(), calls:
                original()
        except Exception:
            self._arrive()
            self._teller.tell(Failed, error=errorText(Failure()))
            raise
        finally:
            self._path.cancel()

    def _arrive(self) -> None:
        """
        Tell what the program gets, once.
        """
        if not self._hasArrived:
            self._hasArrived = True
            self.receive()
            self._teller.tell(Process, handler=type(self.request).process.__qualname__)

    def _write(self, original: Callable[[bytes], None], data: bytes) -> None:
        """
        A piece of the answer is written.
        """
        self._orArrive()
        original(data)
        self._written(data)

    def _orArrive(self) -> None:
        """
        Tell what the program gets, if that has not been told: a program may answer without
        a way through the tree, as for C{OPTIONS *}.
        """
        if self._teller.record is None:
            self._arrive()

    @harmless
    def _written(self, data: bytes) -> None:
        if not self._isWritten:
            self._isWritten = True
            first = firstText(bytes(data[:FIRST]))
            self._teller.tell(Written, status=self.request.code, first=first)

    def finish(self) -> None:
        """
        The answer is complete. That may be heard twice.
        """
        if self._shadows:
            self._orArrive()
            self._written(self._renderWatch.returned)
            self._teller.tell(Finished, status=self.request.code, length=self.request.sentLength)
            self._end()

    def _leave(self, reason: Failure) -> None:
        """
        The client has gone. That is how a tunnel ends.
        """
        if getattr(self.request, "isTunnel", False):
            self.finish()
        elif self._shadows:
            self._teller.tell(Left, reason=errorText(reason))
            self._end()

    def _end(self) -> None:
        """
        Nothing more will happen to the request itself.
        """
        shadows, self._shadows = self._shadows, []
        for shadow in shadows:
            shadow.remove()
        setattr(self.request, WATCHED_BY, None)
        self._whenOver(self)
