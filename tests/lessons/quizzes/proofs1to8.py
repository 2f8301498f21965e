"""
What happens in steps 1 to 8, as the quizzes ask for it.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin

from twisted.trial.unittest import SynchronousTestCase

from lessons import step1, step3, step5, step7, step8
from lessons.quizzes import Question
from server.stock import Site
from tests.lessons.quizzes.stepquestions import ask, letterOf, lettersOf, noteCalls, statusesOf
from tests.support.memory import Conversation
from tests.support.producing import get
from tests.support.responses import only

HEAD = "Host: me\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def proveLines(case: SynchronousTestCase, question: Question) -> str:
    """
    Three lines in one piece are three calls; one line in two pieces is one.
    """
    noted = noteCalls(case, {(step1.EchoServer, "lineReceived"): "line"})
    Conversation(step1).send(b"one\r\ntwo\r\nthree\r\n")
    case.assertEqual([line for _, line in noted], [b"one", b"two", b"three"])
    noted.clear()
    conversation = Conversation(step1)
    conversation.send(b"on")
    conversation.send(b"e\r\n")
    case.assertEqual([line for _, line in noted], [b"one"])
    return letterOf(question, lambda says: "for each line," in says)


def proveOrderInStep3(case: SynchronousTestCase, question: Question) -> str:
    """
    The order of the methods that are called, each when it is first called as the choice says.
    """
    protocol = step3.HTTPProtocol
    names = ("connectionMade", "lineReceived", "headReceived", "rawDataReceived", "respond")
    noted = noteCalls(case, {(protocol, name): name for name in names})
    Conversation(step3).send(b"POST /echo HTTP/1.1\r\nHost: me\r\nContent-Length: 3\r\n\r\na=1")
    told = [name for name, argument in noted if (name, argument) != ("rawDataReceived", b"")]
    case.assertIn(("rawDataReceived", b"a=1"), noted)
    case.assertIn(("lineReceived", b"POST /echo HTTP/1.1\r"), noted)
    return lettersOf(question, dict.fromkeys(told))


def proveOrderInStep7(case: SynchronousTestCase, question: Question) -> str:
    """
    The order of what is asked on the way to a page.
    """
    noted = noteCalls(
        case,
        {
            (Site, "getResourceFor"): "head",
            (step7.Home, "getChildWithDefault"): "root",
            (step7.Colors, "getChild"): "Colors.getChild",
            (step7.Color, "render_GET"): "render_GET",
        },
    )
    case.assertEqual(get(Conversation(step7), "/color/ff0000").status, 200)
    return lettersOf(question, [word for word, _ in noted])


def proveClosing(case: SynchronousTestCase, question: Question) -> str:
    """
    A 400 is followed by the end of the connection, and a 404 is not.
    """
    bad = ask(case, "3", b"GET /\r\n\r\n")
    unknown = ask(case, "3", b"GET /nothing HTTP/1.1\r\nHost: me\r\n\r\n")
    case.assertEqual([statusesOf(bad.data), bad.closed], [[400], True])
    case.assertEqual([statusesOf(unknown.data), unknown.closed], [[404], False])
    return letterOf(question, lambda says: "could not be read" in says)


def proveLengthField(case: SynchronousTestCase, question: Question) -> str:
    """
    The field without which the same three bytes are not content.
    """
    head = f"POST /echo HTTP/1.1\r\n{HEAD}"
    for name in ("Content-Type", "Transfer-Encoding", "Length", "Content-Length"):
        data = f"{head}{name}: 3\r\n\r\na=1".encode()
        if ask(case, "3", data).data.endswith(b"\r\n\r\na=1"):
            return name
    raise AssertionError


def proveValue(case: SynchronousTestCase, question: Question) -> str:
    """
    The only value that the page shows.
    """
    page = ask(case, str(question.step), question.data).data.decode()
    (value,) = re.findall("<dd>(.*)", page)
    case.assertEqual(step5.makeVisible(value.encode()), value)
    return str(value)


def proveName(case: SynchronousTestCase, question: Question) -> str:
    """
    How a name is written in the page that shows it.
    """
    content = urlencode({"name": "<b>Ann</b>", "message": "hello"})
    head = f"POST /form HTTP/1.1\r\n{HEAD}{FORM}Content-Length: {len(content)}\r\n\r\n"
    page = only(Conversation(step8).send(f"{head}{content}".encode())).text
    (name,) = re.findall("<p>(.*) says: hello", page)
    return str(name)


def proveRedirect(case: SynchronousTestCase, question: Question) -> str:
    """
    Where a browser goes from C{/color}.
    """
    answer = only(ask(case, "7", question.data).data)
    case.assertIn(b"GET /color ", question.data)
    target = urljoin("/color", answer.fields["location"])
    case.assertEqual(get(Conversation(step7), target).status, 200)
    return target


def proveCookie(case: SynchronousTestCase, question: Question) -> str:
    """
    The field in which the server recognises the name that it has given.
    """
    conversation = Conversation(step8)
    pressed = get(conversation, "/session", "Content-Length: 0", method="POST")
    cookie = pressed.fields["set-cookie"].partition(";")[0]
    for name in ("Set-Cookie", "Session", "Authorization", "Cookie"):
        if "far: 1" in get(conversation, "/session", f"{name}: {cookie}").text:
            return name
    raise AssertionError
