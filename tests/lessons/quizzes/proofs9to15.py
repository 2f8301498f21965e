"""
What happens in steps 9 to 15, as the quizzes ask for it.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from http import HTTPStatus
from io import StringIO

from twisted.internet.defer import Deferred
from twisted.internet.testing import MemoryReactorClock
from twisted.trial.unittest import SynchronousTestCase

from lessons import step7, step9, step13, step14
from lessons.quizzes import Question
from server.channel.channel import Channel
from server.channel.request import Request
from server.http1 import RequestReader
from server.temperature.client import TIME_LIMIT
from tests.lessons.quizzes.stepquestions import letterOf, lettersOf, noteCalls
from tests.server.proxy.memory import NAME, ProxyConversation, taken
from tests.support.greenhouse import startGreenhouse
from tests.support.memory import Conversation
from tests.support.producing import get
from tests.support.responses import only, readResponses


def proveDeferred(case: SynchronousTestCase, question: Question) -> str:
    """
    Run the program that is in the question.
    """
    (program,) = re.findall("``(page = Deferred.*)``", question.asks)
    out = StringIO()
    with redirect_stdout(out):
        exec(program, {"Deferred": Deferred})
    return out.getvalue().strip()


def proveFirstAnswer(case: SynchronousTestCase, question: Question) -> str:
    """
    The answers come in the order of the requests; on another connection, nobody waits.
    """
    conversation = Conversation(step9, "--delay", "5")
    request = "GET {} HTTP/1.1\r\nHost: me\r\n\r\n"
    data = request.format("/non_blocking") + request.format("/")
    case.assertEqual(conversation.send(data.encode()), b"")
    case.assertEqual(get(conversation.again(), "/").status, 200)
    conversation.clock.advance(5)
    first, second = readResponses(conversation.received())
    case.assertIn("It took 5 s.", first.text)
    case.assertIn("Step 9", second.text)
    return letterOf(question, lambda says: "in the order of the requests" in says)


def proveOrderInStep15(case: SynchronousTestCase, question: Question) -> str:
    """
    The order of what a request passes, each when it is first called.
    """
    noted = noteCalls(
        case,
        {
            (Channel, "dataReceived"): "dataReceived",
            (RequestReader, "nextEvent"): "reader",
            (Request, "process"): "process",
            (step7.Colors, "getChild"): "Colors",
            (step7.Color, "render_GET"): "render_GET",
        },
    )
    page = get(startGreenhouse(case), "/color/ff0000", host="localhost")
    case.assertEqual(page.status, 200)
    return lettersOf(question, dict.fromkeys(word for word, _ in noted))


def proveGateway(case: SynchronousTestCase, question: Question) -> str:
    """
    Let the time go by in which the back end should answer.
    """
    reactor = MemoryReactorClock()
    conversation = Conversation(step13, "--temperature", "http://127.0.0.1:9/", clock=reactor)
    path = "/temperature/convert_temperature?temperature=1&direction=c2f"
    case.assertEqual(conversation.send(f"GET {path} HTTP/1.1\r\nHost: me\r\n\r\n".encode()), b"")
    reactor.advance(TIME_LIMIT)
    status = only(conversation.received()).status
    return f"{status} {HTTPStatus(status).phrase}"


def forwarded(data: bytes) -> list[str]:
    """
    Send a request through the proxy.

    @return: the lines of the head that the server gets.
    """
    client = ProxyConversation(step14)
    client.send(data)
    return taken(client.accept()).decode().split("\r\n")


def proveForwarded(case: SynchronousTestCase, question: Question) -> str:
    """
    The first line that the server gets.
    """
    case.assertIn(NAME.encode(), question.data)
    return forwarded(question.data)[0]


def proveAdded(case: SynchronousTestCase, question: Question) -> str:
    """
    The only field that the client has not sent.
    """
    request = f"GET http://{NAME}/ HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n"
    lines = forwarded(request.encode())[1:]
    names = {line.partition(":")[0] for line in lines if line}
    (name,) = names - {"Host", "Connection"}
    return name
