"""
The x-ray itself: it changes nothing, keeps a limited amount, and is gone without a trace.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

from twisted.internet.protocol import ServerFactory
from twisted.internet.task import Clock
from twisted.logger import globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.http import HTTPChannel, Request
from twisted.web.resource import Resource
from zope.interface import implementedBy

from lessons import step4, step5, step6, step7, step8, step9, step10, step13, step14
from server import waitevents
from server.stock import Site
from server.xray import TracePrinter, XRay
from server.xray.budget import MOST_WATCHED as WATCHED
from server.xray.budget import PERIOD
from server.xray.happenings import Finished
from server.xray.record import MOST_CHARACTERS, MOST_IN_ALL, MOST_OF_ONE, Kept, RequestRecord
from server.xray.shadow import Once, Shadow
from tests.server.xray.watched import kinds, request, watch
from tests.support.greenhouse import startGreenhouse
from tests.support.memory import Conversation

#: What differs from one answer to the next, whoever watches.
PASSING = re.compile(rb"^(?:Date|Last-Modified|Set-Cookie): .*\r\n|It is .* here", re.MULTILINE)

REQUESTS = [
    request("/"),
    request("/about"),
    request("/nothing/at/all"),
    request("/", method="HEAD"),
    request("/", method="DELETE"),
    request("/", method="PUT", content="x"),
    request("/style.css", method="HEAD"),
    request("/color"),
    request("/color/ff0000?a=1&a=2"),
    request("/files"),
    request("/form", "Content-Type: text/plain", method="POST", content="a=b"),
    request("/non_blocking"),
    request("/dispatch/table/hello?name=Ann"),
    request("/temperature/"),
    request("/a%2Fb/%00/%ff"),
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
]


def startAll(case: SynchronousTestCase) -> Iterator[Conversation]:
    """
    Start every step that needs nothing but memory.
    """
    for step in (step4, step5, step6, step7, step8, step9, step10, step13, step14):
        yield Conversation(step)
    yield startGreenhouse(case)
    yield startGreenhouse(case, "--channel", "stock")


class SameTests(SynchronousTestCase):
    """
    Watched or not, a step behaves the same.
    """

    def answers(self, conversation: Conversation) -> list[bytes]:
        """
        Send all requests, each on a connection of its own, and collect what comes.
        """
        every = []
        for data in REQUESTS:
            one = conversation.again()
            received = one.send(data)
            for _ in range(6):
                one.clock.advance(1)
            every.append(PASSING.sub(b"", received + one.received()))
        return every

    def test_sameBytes(self) -> None:
        """
        Every step's answers are byte for byte the same.
        """
        self.patch(sys, "stdout", StringIO())
        plain = [self.answers(conversation) for conversation in startAll(self)]
        for conversation, expected in zip(startAll(self), plain, strict=True):
            xray = watch(self, conversation)
            xray.watchers.append(TracePrinter(lambda line: None))
            self.assertEqual(self.answers(conversation), expected)
            self.assertTrue(xray.requests(2))

    def test_errorOfAWatcher(self) -> None:
        """
        Whoever looks on cannot spoil what it looks at.
        """
        conversation = Conversation(step7)
        xray = watch(self, conversation)
        xray.watchers.append(lambda record, happening: 1 / 0)  # type: ignore[arg-type]
        self.assertIn(b"200 OK", conversation.send(request("/")))
        self.assertTrue(self.flushLoggedErrors(ZeroDivisionError))


class Stubborn:
    """
    A leaf, as little as there can be: it has no place for anything of ours.
    """

    __slots__ = ()
    isLeaf = True

    def render(self, request: Request) -> bytes:
        return b"stubborn"


class Confusing(Resource):
    """
    Puts into its request what nobody expects there.
    """

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Take from the request what the x-ray reads, and end the way.
        """
        request.args = request.uri = None  # type: ignore[assignment]
        vars(request)["prepath"] = ["text", 7, None]
        return Confused()


class Confused(Resource):
    """
    Sets a reason, C{Odd}, that belongs to no status, and answers.
    """

    isLeaf = True

    def render(self, request: Request) -> bytes:
        request.code_message = b"Odd"
        return b"confused"


class HarmlessTests(SynchronousTestCase):
    """
    What cannot be recorded is left out; the request is answered.
    """

    def ask(self, child: object) -> tuple[bytes, RequestRecord]:
        """
        Ask a resource, with a child that is not like others.
        """
        root = Resource()
        root.putChild(b"child", child)  # type: ignore[arg-type]
        step: Any = SimpleNamespace(makeFactory=lambda clock, _: Site(root, reactor=clock))
        conversation = Conversation(step)
        xray = watch(self, conversation)
        received = conversation.send(request("/child/x/y"))
        (record,) = xray.requests(1)
        return received, record

    def test_noPlace(self) -> None:
        """
        A resource that cannot be watched answers, and its rendering is not recorded.
        """
        self.patch(
            Resource, "putChild", lambda self, name, child: self.children.update({name: child})
        )
        received, record = self.ask(Stubborn())
        self.assertIn(b"\r\n\r\nstubborn", received)
        self.assertNotIn("rendered", kinds(record))
        self.assertEqual(kinds(record)[-1], "finished")

    def test_oddAttributes(self) -> None:
        """
        Attributes that make no sense are no obstacle. That is logged.
        """
        received, record = self.ask(Confusing())
        self.assertIn(b"\r\n\r\nconfused", received)
        self.assertEqual(kinds(record)[-1], "finished")
        self.assertTrue(self.flushLoggedErrors())


class GoneTests(SynchronousTestCase):
    """
    Where nobody watches, nothing is wrapped.
    """

    CLASSES = (Request, HTTPChannel, Resource, step9.Page, Site, Clock)

    def attributes(self, conversation: Conversation) -> list[dict[str, Any]]:
        """
        Find the own attributes of all that could be wrapped. (zope.interface notes in a class,
        when it is first asked, what that implements.)
        """
        for each in self.CLASSES:
            implementedBy(each)
        factory: Any = conversation.factory
        things = (*self.CLASSES, factory, conversation.clock, factory.resource)
        observers = {"log": list(globalLogPublisher._observers)}
        return [*(dict(vars(thing)) for thing in things), observers]

    def test_gone(self) -> None:
        """
        Afterwards everything is as it was, to the last attribute; no class was ever
        touched.
        """
        conversation = Conversation(step9)
        before = self.attributes(conversation)
        xray = XRay(conversation.clock)
        xray.watch(conversation.factory)
        during = self.attributes(conversation)
        self.assertEqual(during[: len(self.CLASSES)], before[: len(self.CLASSES)])
        self.assertIn("buildProtocol", during[len(self.CLASSES)])
        self.assertEqual(len(waitevents.listeners), 1)
        again = conversation.again()
        again.send(request("/"))
        xray.stop()
        self.assertEqual(self.attributes(conversation), before)
        self.assertEqual(waitevents.listeners, [])
        self.assertEqual(len(xray.requests(None)), 1)
        again.send(request("/"))
        self.assertEqual(len(xray.requests(None)), 1)

    def test_otherFactory(self) -> None:
        """
        A factory without requests is left alone.
        """
        factory = ServerFactory()
        before = dict(vars(factory))
        self.assertFalse(XRay(Clock()).watch(factory))
        self.assertEqual(vars(factory), before)

    def test_twice(self) -> None:
        """
        A factory that is watched twice is watched once.
        """
        conversation = Conversation(step4)
        factory = conversation.factory
        xray = watch(self, conversation)
        self.assertTrue(xray.watch(factory))
        conversation.send(request("/"))
        self.assertEqual(len(xray.requests(1)), 1)


class ShadowTests(SynchronousTestCase):
    """
    An attribute in front of another.
    """

    def test_own(self) -> None:
        """
        What an object had of its own comes back; what somebody else has put there since
        stays.
        """
        resource: Any = Resource()
        resource.render_GET = own = lambda request: b"own"
        shadow = Shadow(resource, "render_GET", lambda original, request: original(request) + b"!")
        self.assertEqual(resource.render_GET(None), b"own!")
        shadow.remove()
        self.assertIs(resource.render_GET, own)
        shadow = Shadow(resource, "render_GET", lambda original, request: b"")
        resource.render_GET = later = lambda request: b"later"
        shadow.remove()
        self.assertIs(resource.render_GET, later)

    def test_inherited(self) -> None:
        """
        What an object had of its class is that of its class again, however it is defined.
        """

        class Thing:
            def method(self) -> str:
                return "method"

            @staticmethod
            def static() -> str:
                return "static"

            @classmethod
            def ofClass(cls) -> str:
                return "class"

        thing = Thing()
        names = ("method", "static", "ofClass")
        expected = [getattr(thing, name)() for name in names]
        for name in names:
            shadow = Shadow(thing, name, lambda original: original() + "!")
            self.assertEqual(getattr(thing, name)(), getattr(Thing(), name)() + "!")
            shadow.remove()
        self.assertEqual([getattr(thing, name)() for name in names], expected)
        self.assertEqual(vars(thing), {})

    def test_once(self) -> None:
        """
        One that is for one call is gone when it is called.
        """
        resource: Any = Resource()
        calls: list[bool] = []
        Once(resource, "render", lambda original, it: calls.append("render" in vars(resource)))
        resource.render(None)
        self.assertEqual(calls, [False])


class BoundTests(SynchronousTestCase):
    """
    How many requests, and how much of each, the x-ray keeps.
    """

    def test_ofOneConnection(self) -> None:
        """
        The latest requests of a connection are kept.
        """
        conversation = Conversation(step4)
        xray = watch(self, conversation)
        for _ in range(MOST_OF_ONE + 5):
            conversation.send(request("/"))
            conversation.clock.advance(PERIOD / WATCHED)
        records = xray.requests(1)
        self.assertEqual(len(records), MOST_OF_ONE)
        self.assertEqual(records[-1].request, MOST_OF_ONE + 5)
        xray.forget(1)
        self.assertEqual(xray.requests(1), [])

    def test_inAll(self) -> None:
        """
        The latest of all connections are kept; one that has none left costs nothing.
        """
        kept = Kept()
        for number in range(MOST_IN_ALL + 10):
            kept.add(RequestRecord(number, 1))
        self.assertEqual(kept.of(9), [])
        self.assertEqual(len(kept.of(10)), 1)
        kept.forget(10)
        self.assertEqual(kept.of(10), [])

    def test_ofOneRequest(self) -> None:
        """
        A request with all that a client can think of is kept briefly, and has its end.
        """
        conversation = startGreenhouse(self)
        xray = watch(self, conversation)
        query = "&".join(f"a{number}={'v' * 50}" for number in range(90))
        fields = [f"X-{number}: {'f' * 60}" for number in range(80)]
        conversation.send(request(f"/color/{'x' * 400}/{'y/' * 100}?{query}", *fields))
        (record,) = xray.requests(1)
        self.assertLess(len(str(record.happenings)), 2 * MOST_CHARACTERS)
        self.assertIn(("…", "and 40 more"), record.received.args)
        self.assertLessEqual(len(record.received.fields), 51)
        self.assertIsInstance(record.happenings[-1], Finished)

    def test_longFields(self) -> None:
        """
        Of many long fields the first are kept, and how many there were besides.
        """
        conversation = startGreenhouse(self)
        xray = watch(self, conversation)
        conversation.send(request("/hello", *(f"X-{number}: {'f' * 600}" for number in range(20))))
        (record,) = xray.requests(1)
        self.assertEqual(record.received.fields[-1], ("…", "and 5 more"))
        self.assertLess(len(str(record.received)), MOST_CHARACTERS)

    def test_secrets(self) -> None:
        """
        A secret is masked wherever it is: in a URL within a field, and in a form that
        an answer says back.
        """
        conversation = startGreenhouse(self)
        xray = watch(self, conversation)
        fields = ("Referer: http://a/?token=4711", "X-Api-Key: 4711", "Authorization: Basic 4711")
        data = request("/echo?password=4711", *fields, method="POST", content="password=4711&a=b")
        self.assertIn(b"4711", conversation.send(data))
        (record,) = xray.requests(1)
        self.assertNotIn("4711", str(record.happenings))
        self.assertIn("password=(secret)&a=b", str(record.happenings))

    def test_hostile(self) -> None:
        """
        What steers a terminal or a browser is text, and escaped for the terminal.
        """
        conversation = Conversation(step7)
        xray = watch(self, conversation)
        said: list[str] = []
        xray.watchers.append(TracePrinter(said.append))
        conversation.send(request("/%1b[31m%0d%0a<b>/x?%1b=%07", "X-A: \x1b[2J"))
        (record,) = xray.requests(1)
        self.assertIn(("\\x1b", "\\x07"), record.received.args)
        self.assertTrue(str(record.happenings).isprintable())
        self.assertTrue("".join(said).isprintable())

    def test_changed(self) -> None:
        """
        Whoever shows it is told of each change, with the number of the connection.
        """
        conversation = Conversation(step9)
        xray = watch(self, conversation)
        numbers: list[int | None] = []
        xray.whenChanged = lambda record, happening: numbers.append(record.connection)
        conversation.send(request("/non_blocking"))
        before = len(numbers)
        conversation.clock.advance(5)
        self.assertGreater(len(numbers), before)
        self.assertEqual(set(numbers), {1})


class BudgetTests(SynchronousTestCase):
    """
    How many requests are watched in a second: others are counted.
    """

    def setUp(self) -> None:
        self.conversation = Conversation(step6)
        self.xray = watch(self, self.conversation)

    def ask(self, times: int) -> None:
        """
        Send a request again and again.
        """
        for _ in range(times):
            self.conversation.send(request("/"))

    def test_fast(self) -> None:
        """
        Where a program sends so many that to watch them would make the server slow, some
        are watched, and the others counted.
        """
        self.ask(2 * WATCHED)
        self.assertEqual(self.xray.missed(1), WATCHED)
        self.conversation.clock.advance(PERIOD)
        self.ask(1)
        self.assertEqual(self.xray.missed(1), WATCHED)
        self.assertEqual(self.xray.requests(1)[-1].request, 2 * WATCHED + 1)

    def test_kinds(self) -> None:
        """
        A request that is not watched is of the site's own class, whose objects have no more
        attributes than without an x-ray: Python makes room for a number of them in each.
        """
        made: list[Request] = []
        site: Any = self.conversation.factory
        kind = site.wrappedFactory.requestFactory
        finish = kind.finish

        def note(it: Request) -> None:
            made.append(it)
            finish(it)

        self.patch(kind, "finish", note)
        self.ask(WATCHED + 1)
        self.assertIsNot(type(made[0]), kind)
        self.assertIs(type(made[-1]), kind)

    def wrapped(self) -> bool:
        """
        Tell whether the factory has its log wrapped.
        """
        tap: Any = self.conversation.factory
        return "log" in vars(tap.wrappedFactory)

    def test_stepsAside(self) -> None:
        """
        While none are watched, nothing of the factory is wrapped but what makes
        connections; when it is time again, requests are watched again.
        """
        self.assertTrue(self.wrapped())
        self.ask(WATCHED + 1)
        self.assertEqual((self.xray.isWatching, self.wrapped()), (False, False))
        self.conversation.clock.advance(PERIOD)
        self.assertEqual((self.xray.isWatching, self.wrapped()), (True, True))
        self.ask(1)
        self.assertEqual(self.xray.requests(1)[-1].request, WATCHED + 2)
        self.assertEqual(kinds(self.xray.requests(1)[-1])[-1], "finished")

    def test_stepsAsideAtTheEnd(self) -> None:
        """
        A request that is watched when the last one is taken is watched to the end.
        """
        self.ask(WATCHED - 1)
        begun, rest = request("/", method="POST", content="abc")[:-1], b"c"
        self.conversation.send(begun)
        others = self.conversation.again()
        others.send(request("/"))
        self.assertEqual((self.xray.isWatching, self.wrapped()), (False, True))
        self.conversation.send(rest)
        self.assertEqual(kinds(self.xray.requests(1)[-1])[-1], "finished")
        self.assertFalse(self.wrapped())

    def test_stoppedAside(self) -> None:
        """
        An x-ray that is stopped meanwhile does not come back, and leaves no call behind.
        """
        self.ask(WATCHED + 1)
        self.xray.stop()
        self.assertEqual(self.conversation.clock.getDelayedCalls(), self.timers())
        self.conversation.clock.advance(PERIOD)
        self.ask(1)
        self.assertFalse(self.wrapped())
        self.assertEqual(len(self.xray.requests(1)), WATCHED)

    def timers(self) -> Any:
        """
        List the calls to come that are not the x-ray's.
        """
        calls: Any = self.conversation.clock.getDelayedCalls()
        return [call for call in calls if getattr(call.func, "__self__", None) is not self.xray]

    def test_byHand(self) -> None:
        """
        Nobody types so fast that anything is missed.
        """
        for _ in range(WATCHED):
            self.ask(4)
            self.conversation.clock.advance(0.5)
        self.assertEqual(self.xray.missed(1), 0)

    def test_terminal(self) -> None:
        """
        A terminal shows every request, however many there are.
        """
        told: list[object] = []
        self.xray.watchers.append(lambda record, happening: told.append(happening))
        self.ask(3 * WATCHED)
        self.assertEqual(self.xray.missed(1), 0)
        self.assertEqual(sum(isinstance(it, Finished) for it in told), 3 * WATCHED)

    def test_bounded(self) -> None:
        """
        Of no more connections than are kept is it known how many were missed.
        """
        for number in range(MOST_IN_ALL + 10):
            self.xray.miss(number).count += 1
        self.assertEqual((self.xray.missed(5), self.xray.missed(MOST_IN_ALL)), (0, 1))
