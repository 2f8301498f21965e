"""
The x-ray of every step that has requests, in memory: the records are what happened.
"""

from __future__ import annotations

import sys
from io import StringIO
from typing import Any

from twisted.internet.testing import MemoryReactorClock
from twisted.trial.unittest import SynchronousTestCase

from lessons import (
    step4,
    step5,
    step6,
    step7,
    step8,
    step9,
    step10,
    step11,
    step13,
    step14,
    step15,
)
from server.xray import RequestRecord, XRay
from server.xray.happenings import (
    Calls,
    Failed,
    Finished,
    Left,
    Logged,
    Path,
    Process,
    Render,
    Rendered,
    Stop,
    Waited,
    Waits,
    Written,
)
from tests.server.proxy.memory import NAME, ProxyConversation
from tests.server.xray.watched import ANSWERED, kinds, request, watch
from tests.support.greenhouse import startGreenhouse
from tests.support.http2 import Http2Conversation
from tests.support.memory import Conversation
from tests.support.producing import produceBy
from tests.support.responses import only, readResponses
from tests.support.threaded import ThreadedClock

#: Nothing behind the greenhouse answers.
NOBODY = ("--temperature", "http://127.0.0.1:1/")
FORM = "Content-Type: application/x-www-form-urlencoded"


class StepsTestCase(SynchronousTestCase):
    """
    Has a step whose requests are watched, and reads their records.
    """

    xray: XRay
    conversation: Conversation

    def start(self, step: Any, *arguments: str, clock: Any = None) -> None:
        """
        Start a step in memory, with these options, and watch it.
        """
        self.watch(Conversation(step, *arguments, clock=clock))

    def watch(self, conversation: Conversation) -> None:
        """
        Watch the requests of a conversation's step, and keep both.
        """
        self.conversation = conversation
        self.xray = watch(self, conversation)

    def send(self, path: str, *fields: str, **more: str) -> RequestRecord:
        """
        Send a request.

        @return: its record.
        """
        return self.sendBytes(request(path, *fields, **more))

    def sendBytes(self, data: bytes) -> RequestRecord:
        """
        Send the bytes of a request, well-formed or not.

        @return: the record of the newest request.
        """
        self.conversation.send(data)
        return self.xray.requests(1)[-1]

    def last(self, record: RequestRecord, kind: type[Any]) -> Any:
        """
        @return: the newest happening of this kind; there must be one.
        """
        found = record.last(kind)
        assert found is not None, kinds(record)
        return found


class DictionaryTests(StepsTestCase):
    """
    Steps 4 and 5: no tree, only C{process}.
    """

    def test_step4(self) -> None:
        """
        The program has parsed attributes, and its C{process} answers.
        """
        self.start(step4)
        record = self.send("/about?a=1", "X-Test: yes")
        self.assertEqual(kinds(record), ["received", "process", "calls", "written", "finished"])
        received = record.received
        self.assertEqual((received.connection, received.request), (1, 1))
        self.assertEqual((received.site, received.channel), ("PageFactory", "PageChannel"))
        self.assertEqual((received.method, received.uri), ("GET", "/about?a=1"))
        self.assertEqual((received.path, received.args), ("/about", (("a", "1"),)))
        self.assertIn(("X-Test", "yes"), received.fields)
        self.assertEqual((received.version, received.content), ("HTTP/1.1", "none"))
        self.assertEqual(self.last(record, Process).handler, "RequestHandler.process")
        self.assertEqual(self.last(record, Calls).called, "RequestHandler.answer")
        self.assertEqual(self.last(record, Finished).length, len(step4.PAGES[b"/about"]))
        self.assertEqual(self.last(self.send("/nowhere"), Finished).status, 404)
        head = self.last(self.send("/", method="HEAD"), Finished)
        self.assertEqual((head.status, head.length), (200, 0))

    def test_step4fails(self) -> None:
        """
        What C{process} raises is recorded, and goes its way as before.
        """
        self.start(step4)
        self.patch(step4.RequestHandler, "answer", lambda *arguments: 1 / 0)
        self.assertRaises(ZeroDivisionError, self.send, "/")
        (record,) = self.xray.requests(1)
        self.assertEqual(self.last(record, Failed).error, "ZeroDivisionError: division by zero")

    def test_step5(self) -> None:
        """
        A form's fields are recorded, except for what is a secret.
        """
        self.start(step5)
        fields = (FORM, "Cookie: id=4711", "Authorization: Basic abc")
        path = "/posthandler?token=4711&q=x"
        content = "flavour=a&flavour=b&password=4711"
        record = self.send(path, *fields, method="POST", content=content)
        received = record.received
        self.assertEqual(received.uri, "/posthandler?token=(secret)&q=x")
        self.assertEqual(received.args.count(("flavour", "a")), 1)
        self.assertIn(("flavour", "b"), received.args)
        self.assertIn(("password", "(secret)"), received.args)
        self.assertIn(("Cookie", "(secret)"), received.fields)
        self.assertEqual(received.content, "33 bytes")
        self.assertNotIn("4711", str(record.received))
        calls = [(each.caller, each.called) for each in record.every(Calls)]
        found = [
            ("FormHandler.process", "showFields"),
            ("FormHandler.process", "FormHandler.answer"),
        ]
        self.assertEqual(calls, found)
        self.assertIsNone(sys.getprofile())


class TreeTests(StepsTestCase):
    """
    Steps 6 to 8: a tree, and pages that are ready at once.
    """

    def test_step6(self) -> None:
        """
        A file, a redirect, a page that is not there, and HEAD.
        """
        self.start(step6)
        produceBy(self, self.conversation.clock)
        record = self.send("/files/hello.txt")
        self.assertEqual([stop.child for stop in record.every(Stop)], ["CourseFile"] * 2)
        self.assertEqual(self.last(record, Stop).prepath, "[b'files', b'hello.txt']")
        redirect = self.send("/files")
        self.assertEqual(self.last(redirect, Written).status, 302)
        missing = self.send("/nothing/x")
        self.assertEqual(self.last(missing, Render).method, "render")
        self.assertEqual(self.last(missing, Finished).status, 404)
        head = self.send("/", method="HEAD")
        self.assertEqual(self.last(head, Rendered).method, "render_HEAD")
        self.assertEqual(self.last(head, Finished).length, 0)

    def test_step7(self) -> None:
        """
        A resource that C{getChild} has made, and one that is a leaf.
        """
        self.start(step7)
        record = self.send("/calendar/2013")
        stops = [(stop.resource, stop.segment, stop.child) for stop in record.every(Stop)]
        expected = [("Home", "calendar", "Calendar"), ("Calendar", "2013", "Year")]
        self.assertEqual(stops, expected)
        self.assertEqual(self.last(record, Path).postpath, "[b'calendar', b'2013']")
        self.assertEqual(self.last(record, Render).why, "postpath is empty")
        clock = self.send("/clock/a/b")
        self.assertEqual(self.last(clock, Render).why, "isLeaf")
        self.assertEqual(self.last(clock, Stop).postpath, "[b'a', b'b']")

    def test_step8(self) -> None:
        """
        A form that is sent reaches C{render_POST}.
        """
        self.start(step8)
        record = self.send("/form", FORM, method="POST", content="text=hello")
        self.assertEqual(self.last(record, Render).method, "render_POST")
        self.assertEqual(record.received.args, (("text", "hello"),))


class WaitingPageTests(StepsTestCase):
    """
    Steps 9 to 13, whose pages wait: for what, and how long.
    """

    def test_step9(self) -> None:
        """
        A delay is a wait, for a callback and for a coroutine: begun when the page is
        rendered, over when the page is ready.
        """
        self.start(step9)
        for path in ("/non_blocking", "/coroutine"):
            record = self.send(path)
            self.assertEqual(self.last(record, Rendered).returned, "NOT_DONE_YET")
            self.assertEqual(kinds(record)[-2:], ["waits", "rendered"])
            self.conversation.clock.advance(5)
            waited = self.last(record, Waited)
            self.assertEqual((waited.cause, waited.lasted), ("delay (deferLater, 5 s)", 5.0))
            self.assertEqual(self.last(record, Finished).seconds, 5.0)

    def test_step9blocks(self) -> None:
        """
        C{sleep} is not a wait: the method that renders takes the time.
        """
        self.start(step9)
        self.patch(step9, "sleep", self.conversation.clock.advance)
        record = self.send("/blocking")
        self.assertEqual(self.last(record, Rendered).lasted, 5.0)
        self.assertEqual(record.every(Waits), [])

    def test_step9fails(self) -> None:
        """
        A page that fails when it is ready is recorded, though nobody waits for it in the
        context of its request.
        """
        self.start(step9)
        self.patch(step9.Waiting, "ready", lambda self, request: 1 / 0)
        record = self.send("/non_blocking")
        self.conversation.clock.advance(5)
        self.assertEqual(len(record.every(Failed)), 1)
        self.assertEqual(self.last(record, Finished).status, 500)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_step5fails(self) -> None:
        """
        An error that the program has caught and logged is recorded.
        """
        self.start(step5)
        self.patch(step5, "makeVisible", lambda data: 1 / 0)
        record = self.send("/posthandler?a=1")
        self.assertEqual(self.last(record, Failed).error, "ZeroDivisionError: division by zero")
        self.assertEqual(self.last(record, Finished).status, 500)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_step9left(self) -> None:
        """
        A client that leaves ends the wait.
        """
        self.start(step9)
        record = self.send("/coroutine")
        self.conversation.clock.advance(2)
        self.conversation.hangUp()
        self.assertIn("closed cleanly", self.last(record, Left).reason)
        self.assertEqual(self.last(record, Waited).lasted, 2.0)
        self.assertEqual(record.every(Finished), [])

    def test_together(self) -> None:
        """
        Each wait belongs to the request that has begun it.
        """
        self.start(step9)
        first = self.send("/coroutine")
        self.conversation.clock.advance(1)
        other = self.conversation.again()
        other.send(request("/non_blocking"))
        (second,) = self.xray.requests(2)
        self.conversation.clock.advance(4)
        self.assertEqual((first.isOver, second.isOver), (True, False))
        self.conversation.clock.advance(1)
        self.assertEqual(len(first.every(Waits)), 1)
        self.assertEqual(len(second.every(Waits)), 1)
        self.assertEqual(self.last(second, Waited).lasted, 5.0)

    def test_step10(self) -> None:
        """
        A method that waits, behind a dispatcher: the log tells which.
        """
        self.start(step10)
        record = self.send("/dispatch/table/slowly?name=Bob")
        self.assertEqual(self.last(record, Render).resource, "TableDispatcher")
        self.conversation.clock.advance(1)
        logged, greeting = record.every(Logged)
        self.assertEqual(logged.text, "/dispatch/table/slowly: webrequest_slowly")
        self.assertEqual((greeting.level, greeting.text), ("debug", "greeting Bob"))
        self.assertEqual(self.last(record, Waited).cause, "delay (deferLater, 1 s)")
        self.assertEqual(self.last(record, Finished).status, 200)

    def test_step11(self) -> None:
        """
        A statement of SQL is a wait.
        """
        clock = ThreadedClock()
        self.addCleanup(clock.stop)
        self.start(step11, "--data", self.mktemp(), clock=clock)
        record = self.send("/plants/show_plants")
        self.assertEqual(kinds(record)[-3:], ["logged", "waits", "rendered"])
        clock.runUntil(lambda: record.isOver)
        (wait,) = record.every(Waits)
        self.assertEqual(wait.cause, "database (SELECT)")
        self.assertIn("database: SELECT p_name", self.last(record, Logged).text)
        self.assertEqual(kinds(record)[-3:], ["waited", "written", "finished"])

    def test_step13(self) -> None:
        """
        A call to the back end is a wait, which ends when that is given up.
        """
        reactor = MemoryReactorClock()
        self.start(step13, "--temperature", "http://127.0.0.1:9/", clock=reactor)
        record = self.send("/temperature/convert_temperature?temperature=1&direction=c2f")
        self.assertEqual(self.last(record, Waits).cause, "temperature back end: c2f")
        self.assertEqual(record.every(Logged), [])
        reactor.advance(5)
        self.assertEqual(self.last(record, Waited).lasted, 5)
        self.assertEqual(self.last(record, Finished).status, 504)


class ProxyTests(StepsTestCase):
    """
    Step 14: requests that go on to another server.
    """

    def setUp(self) -> None:
        """
        Connect a client to the proxy of step 14, which is watched.
        """
        self.patch(sys, "stdout", StringIO())
        self.client = ProxyConversation(step14)
        self.watch(self.client)

    def test_forwarded(self) -> None:
        """
        It waits for the connection, and then for the answer.
        """
        self.client.ask(f"http://{NAME}/a")
        (record,) = self.xray.requests(1)
        self.assertEqual(self.last(record, Process).handler, "WordCountProxy.route -> Exchange")
        self.assertEqual(record.received.uri, f"http://{NAME}/a")
        server = self.client.accept()
        self.client.reactor.advance(2)
        server.protocol.dataReceived(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
        connection, answer = record.every(Waited)
        self.assertEqual(connection.cause, f"connection to {NAME}:80")
        self.assertEqual((answer.cause, answer.lasted), (f"answer of {NAME}:80", 2.0))
        self.assertEqual(self.last(record, Written).first, "abc")
        finished = self.last(record, Finished)
        self.assertEqual((finished.status, finished.length), (200, 3))

    def test_left(self) -> None:
        """
        A client that leaves waits for nothing any more.
        """
        self.client.ask(f"http://{NAME}/a")
        self.client.accept()
        self.client.hangUp()
        (record,) = self.xray.requests(1)
        self.assertEqual(len(record.every(Waits)), len(record.every(Waited)))
        self.assertTrue(record.every(Left))

    def test_tunnel(self) -> None:
        """
        A tunnel waits for its far end, and is finished when it is closed.
        """
        self.client.ask(f"{NAME}:443", method="CONNECT")
        (record,) = self.xray.requests(1)
        self.assertEqual(self.last(record, Waits).cause, f"connection to {NAME}:443")
        self.client.accept()
        self.client.hangUp()
        self.assertEqual(self.last(record, Finished).status, 200)

    def test_own(self) -> None:
        """
        A page of the proxy's own is found in its tree.
        """
        self.client.ask("/")
        (record,) = self.xray.requests(1)
        handlers = [process.handler for process in record.every(Process)]
        self.assertEqual(handlers, ["WordCountProxy.route -> OwnPage", "Request.process"])
        self.assertEqual(self.last(record, Render).resource, "Home")


class GreenhouseTests(StepsTestCase):
    """
    Step 15 on our own channel: its short ways are seen like any other.
    """

    def setUp(self) -> None:
        self.watch(startGreenhouse(self))

    def test_hello(self) -> None:
        """
        An answer that goes out whole is recorded like any other.
        """
        record = self.send("/hello")
        self.assertEqual(kinds(record), ["received", "process", "path", "stop", *ANSWERED])
        self.assertEqual(self.last(record, Written).first, r"Hello, world!\n")
        finished = self.last(record, Finished)
        self.assertEqual((finished.status, finished.length), (200, 14))

    def test_refused(self) -> None:
        """
        Where the site refuses a request at once, no resource is looked for.
        """
        refused = self.sendBytes(b"GET /hello HTTP/1.1\r\nHost: example.com\r\n\r\n")
        self.assertEqual(self.last(refused, Render).why, "no resource was asked for a child")
        self.assertEqual(self.last(refused, Finished).status, 421)

    def test_fails(self) -> None:
        """
        A page that raises is recorded with its error, and with the answer to it.
        """
        self.patch(step7.Clock, "render_GET", lambda self, request: 1 / 0)
        record = self.send("/clock")
        self.assertEqual(self.last(record, Rendered).returned, "ZeroDivisionError was raised")
        self.assertEqual(self.last(record, Failed).error, "ZeroDivisionError: division by zero")
        self.assertEqual(self.last(record, Finished).status, 500)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_pipelined(self) -> None:
        """
        Requests that came together are recorded one after the other; the one that waits
        is over before the next has begun.
        """
        data = request("/dispatch/table/slowly") + request("/hello") * 2
        self.conversation.send(data)
        (slow,) = self.xray.requests(1)
        self.conversation.clock.advance(1)
        self.assertEqual(len(readResponses(self.conversation.received())), 3)
        records = self.xray.requests(1)
        self.assertEqual(records[0], slow)
        self.assertEqual([record.request for record in records], [1, 2, 3])
        self.assertEqual(kinds(slow)[-4:], ["waited", "logged", "written", "finished"])
        for record in records[1:]:
            self.assertEqual(kinds(record)[-2:], ["written", "finished"])

    def test_failsBehindAPage(self) -> None:
        """
        An error that becomes a page, and never leaves the program, is recorded as well.
        """

        async def fail(self: object, request: object) -> None:
            raise ValueError("no draft \x1b[31m")

        self.patch(step10.Greeter, "webrequest_draft", fail)
        record = self.send("/dispatch/prefix/draft")
        self.assertEqual(self.last(record, Failed).error, r"ValueError: no draft \x1b[31m")
        self.assertEqual(self.last(record, Finished).status, 500)
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)

    def test_arrives(self) -> None:
        """
        Content that takes its time is waited for before the program has the request.
        """
        whole = request("/echo", method="POST", content="abcd")
        self.conversation.send(whole[:-2])
        self.conversation.clock.advance(3)
        record = self.sendBytes(whole[-2:])
        self.assertEqual(record.received.seconds, 3.0)
        self.assertEqual(record.received.content, "4 bytes")

    def test_everybody(self) -> None:
        """
        A request about the server as a whole, and one for a tunnel, have no way.
        """
        record = self.sendBytes(b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertEqual(kinds(record), ["received", "process", "written", "finished"])
        record = self.sendBytes(b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertEqual(self.last(record, Finished).status, 501)

    def test_form(self) -> None:
        """
        The text fields of a form that was read as it arrived are among the arguments.
        """
        kind = "Content-Type: multipart/form-data; boundary=x"
        part = 'Content-Disposition: form-data; name="text"'
        content = f"--x\r\n{part}\r\n\r\nhello\r\n--x--\r\n"
        record = self.send("/form", kind, method="POST", content=content)
        self.assertEqual(record.received.args, (("text", "hello"),))

    def test_brokenForm(self) -> None:
        """
        A form that cannot be read is no obstacle, and its answer is what it was.
        """
        kind = "Content-Type: multipart/form-data; boundary=x"
        record = self.send("/form", kind, method="POST", content="nonsense")
        self.assertEqual(record.received.args[0][0], "(unreadable)")
        self.assertEqual(self.last(record, Finished).status, 400)

    def test_http2(self) -> None:
        """
        The streams of a connection of HTTP/2 are its requests.
        """
        client = Http2Conversation(
            step15, "--data", self.mktemp(), *NOBODY, "--delay", "1", "--allow-host", "a"
        )
        self.watch(client)
        slow, quick = client.ask("/non_blocking"), client.ask("/hello")
        client.talk()
        first, second = self.xray.requests(1)
        self.assertEqual(first.received.version, "HTTP/2")
        self.assertEqual((first.isOver, second.isOver), (False, True))
        client.talk(1)
        self.assertEqual(client.answers[slow].status, 200)
        self.assertEqual(client.answers[quick].text, "Hello, world!\n")
        self.assertEqual(self.last(first, Waited).lasted, 1.0)
        self.assertEqual(self.last(first, Finished).status, 200)


class StockGreenhouseTests(StepsTestCase):
    """
    Step 15 on Twisted's channel: what stands in for its resources is seen through.
    """

    def test_dressed(self) -> None:
        """
        The resource that brings what our own channel has is seen as what it is.
        """
        self.watch(startGreenhouse(self, "--channel", "stock"))
        record = self.send("/hello")
        self.assertEqual(self.last(record, Render).why, "it stands in for Hello")
        self.assertEqual(self.last(record, Finished).length, 14)
        self.assertEqual(only(self.conversation.send(request("/hello"))).status, 200)
