"""
What must hold for any bytes whatever. A target that raises has found a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from twisted.logger import ILogObserver, LogLevel, globalLogPublisher
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.explain import Direction
from server.http1 import RequestReader, ResponseReader
from server.http1.grammar import STATUS_LINE
from server.http1.reader import MessageReader
from tests.server.channel.serving import Page, converse
from tests.server.explain.explaining import explained, said, single, tiles
from tests.server.http1.reading import SMALL, outcome


def compareCuts(makeReader: Callable[[], MessageReader], data: bytes) -> None:
    """
    How bytes are cut never changes the outcome, and nothing but C{RemoteProtocolError} is
    raised: L{outcome} catches no other.
    """
    middle = data[0] % len(data) if data else 0
    whole = outcome(makeReader(), [data], True)
    assert outcome(makeReader(), [data[:middle], data[middle:]], True) == whole
    single = [data[index : index + 1] for index in range(len(data))]
    assert outcome(makeReader(), single, True) == whole


def requests(data: bytes) -> None:
    """
    The reader of requests gives the same events however the bytes are cut, with the usual
    limits and with small ones.
    """
    compareCuts(RequestReader, data)
    compareCuts(lambda: RequestReader(SMALL), data)


def responses(data: bytes) -> None:
    """
    The reader of responses gives the same events however the bytes are cut.
    """
    compareCuts(ResponseReader, data)


def explainer(data: bytes) -> None:
    """
    The explainer, in both directions: every byte has its span, and how they are cut changes
    nothing.
    """
    middle = data[0] % len(data) if data else 0
    for direction in Direction:
        whole = explained([data], direction, ends=True)
        assert tiles(whole.spans(), 0, len(data))
        for pieces in ([data[:middle], data[middle:]], single(data)):
            assert said(explained(pieces, direction, ends=True)) == said(whole)


class Root(Resource):
    """
    Answers C{/later} when the test says so, everything else at once.
    """

    waiting: list[Request]

    def __init__(self) -> None:
        super().__init__()
        self.waiting = []

    def getChild(self, path: bytes, request: Request) -> Resource:
        return self if path == b"later" else Page()

    def render_GET(self, request: Request) -> int:
        self.waiting.append(request)
        request.notifyFinish().addErrback(lambda reason: self.waiting.remove(request))
        return NOT_DONE_YET


def channel(data: bytes) -> None:
    """
    The channel: nothing is raised, nothing goes to the log as an error, and what comes
    back is an answer.
    """
    root, complaints = Root(), list[dict[str, Any]]()
    observer = cast(ILogObserver, complaints.append)
    globalLogPublisher.addObserver(observer)
    try:
        received = talk(root, data)
    finally:
        globalLogPublisher.removeObserver(observer)
    worst = [each for each in complaints if each["log_level"] >= LogLevel.warn]
    assert not worst, worst
    assert not received or STATUS_LINE.match(received), received


def talk(root: Root, data: bytes) -> bytes:
    """
    Send half, answer whoever waits, send the other half, and let time pass until the
    connection is over.

    @return: all that came back.
    """
    conversation = converse(root)
    middle = len(data) // 2
    received = conversation.send(data[:middle])
    received += answer(root, conversation)
    received += conversation.send(data[middle:])
    for _ in range(20):
        conversation.clock.advance(60)
        received += answer(root, conversation)
    assert not conversation.isOpen, "the connection never ends"
    conversation.hangUp()
    assert not conversation.clock.getDelayedCalls(), "something is still to be called"
    return received


def answer(root: Root, conversation: Any) -> bytes:
    """
    Answer all requests that wait.

    @return: what the client receives then.
    """
    waiting, root.waiting = root.waiting, []
    for request in waiting:
        request.write(b"at last")
        request.finish()
    received: bytes = conversation.received()
    return received


TARGETS: dict[str, Callable[[bytes], None]] = {
    "requests": requests,
    "responses": responses,
    "explainer": explainer,
    "channel": channel,
}
