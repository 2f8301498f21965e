"""
Conversations with a step whose requests are watched.
"""

from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from server.wire.chunk import nobodyWatches
from server.wire.tap import Tap
from server.xray import RequestRecord, XRay
from tests.support.memory import Conversation

#: What happens at the end to a request that is answered at once.
ANSWERED = ("render", "rendered", "written", "finished")


def watch(case: SynchronousTestCase, conversation: Conversation) -> XRay:
    """
    Watch the requests of a step, and talk to it anew by way of a tap.
    """
    clock: Any = conversation.clock
    xray = XRay(clock)
    assert xray.watch(conversation.factory)
    case.addCleanup(xray.stop)
    factory: Any = conversation.factory
    conversation.connect(Tap(clock, factory, nobodyWatches))
    return xray


def kinds(record: RequestRecord) -> list[str]:
    """
    List what has happened, by kind.
    """
    return [happening.kind for happening in record.happenings]


def request(path: str, *fields: str, method: str = "GET", content: str = "") -> bytes:
    """
    @return: a request with a Host, and with a Content-Length where there is content.
    """
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *fields]
    if content:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "", content]).encode()
