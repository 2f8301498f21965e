"""
The dispatchers: which method answers which path, and that nothing else can be
reached.
"""

from __future__ import annotations

import time
from types import ModuleType, SimpleNamespace
from typing import Any, cast

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from server.dispatchers import (
    PREFIX,
    PrefixDispatcher,
    ResourceDispatcher,
    TableDispatcher,
)
from server.pages import Answer, BadRequest, Layout
from tests.support.memory import Conversation
from tests.support.responses import Response, only

LAYOUT = Layout()


class Older:
    """
    A class from which the application inherits.
    """

    async def webrequest_inherited(self, request: Request) -> Answer:
        """
        Meant for requests to an object of this class only.
        """
        raise AssertionError("reached")


class Application(Older):
    """
    Methods to be reached, and everything that must not be.
    """

    webrequest_number = 5
    webrequest_class = Older

    def __init__(self) -> None:
        self.later: Deferred[Answer] = Deferred()
        self.webrequest_instance = self.unprefixed
        self._webrequest_hidden = self.unprefixed

    async def webrequest_index(self, request: Request) -> Answer:
        """
        What the empty segment stands for.
        """
        return Answer(b"index\n")

    async def webrequest_hello(self, request: Request) -> Answer:
        """
        A method with the prefix: it can be reached.
        """
        return Answer(b"hello by " + request.method + b"\n")

    def webrequest_later(self, request: Request) -> Deferred[Answer]:
        """
        A method that returns a Deferred.
        """
        return self.later

    async def webrequest_wrong(self, request: Request) -> Answer:
        """
        A method that raises a problem.
        """
        raise BadRequest("That makes no sense.")

    def webrequest_broken(self, request: Request) -> Deferred[Answer]:
        """
        A method that raises at once.
        """
        raise ZeroDivisionError("a mistake")

    async def webrequest__private(self, request: Request) -> Answer:
        """
        Has the prefix, and then a name that is private.
        """
        raise AssertionError("reached")

    async def unprefixed(self, request: Request) -> Answer:
        """
        A method without the prefix: nothing may reach it.
        """
        raise AssertionError("reached")

    async def webrequestunderscore(self, request: Request) -> Answer:
        """
        A method whose name only begins like the prefix: nothing may reach it.
        """
        raise AssertionError("reached")

    @staticmethod
    async def webrequest_static(request: Request) -> Answer:
        """
        Is not a method of the object.
        """
        raise AssertionError("reached")

    @classmethod
    async def webrequest_classmethod(cls, request: Request) -> Answer:
        """
        Is not a method of the object.
        """
        raise AssertionError("reached")

    @property
    def webrequest_property(self) -> Answer:
        """
        A property with the prefix: it is no method, and nothing may reach it.
        """
        raise AssertionError("reached")


REACHABLE = ["index", "hello", "later", "wrong", "broken"]

#: Segments, as they are written in a URL, that must lead nowhere.
UNREACHABLE = [
    "nothing",
    "unprefixed",
    "Hello",
    "HELLO",
    "hello%20",
    "%20hello",
    "hello%00",
    "%00",
    "hello%0a",
    "hell%C3%B6",
    "%EF%BD%88ello",  # a fullwidth h, which Python's own source would take for an h
    "%ff%fe",
    "_private",
    "__init__",
    "__class__",
    "__dict__",
    "init__",
    "number",
    "class",
    "instance",
    "hidden",
    "inherited",
    "static",
    "classmethod",
    "property",
    "underscore",
    "webrequest_hello",
    "webrequest_",
    "render",
    "render_GET",
    "putChild",
    "getChild",
    "findMethod",
    "hello.__self__",
    "hello/",
    "hello/more",
    "/hello",
    "hello%2f",
    "..",
    "0",
    "1",
    "x" * 64,
    "x" * 65,
    "x" * 10_000,
    "h%65llo%3fa",
]


def get(path: str, *, method: str = "GET") -> bytes:
    """
    @return: a request without content, by default with GET.
    """
    return f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode()


class DispatcherContract:
    """
    What both variants do, with the same application.
    """

    conversation: Conversation

    def makeDispatcher(self, application: Application, clock: Clock) -> ResourceDispatcher:
        """
        Make the variant that is tested.

        @param clock: for its delays.
        """
        raise NotImplementedError

    def setUp(self) -> None:
        """
        Mount the dispatcher at C{/app}, in a site whose clock says a time long after 1970.
        """
        self.application = Application()
        clock = Clock()
        clock.advance(1_000_000_000)
        root = Resource()
        root.putChild(b"app", self.makeDispatcher(self.application, clock))
        step = SimpleNamespace(makeFactory=lambda *_: Site(root, reactor=clock))
        self.conversation = Conversation(cast(ModuleType, step), clock=clock)

    def ask(self: Any, path: str, method: str = "GET") -> Response:
        """
        Ask for a page, and read the answer.
        """
        return only(self.conversation.send(get(path, method=method)), toHead=method == "HEAD")

    def test_method(self: Any) -> None:
        """
        A name leads to its method, with GET and with POST.
        """
        self.assertEqual(self.ask("/app/hello").text, "hello by GET\n")
        self.assertEqual(self.ask("/app/hello", "POST").text, "hello by POST\n")

    def test_head(self: Any) -> None:
        """
        HEAD gets the fields of GET, and no content.
        """
        answer = self.ask("/app/hello", "HEAD")
        self.assertEqual((answer.status, answer.fields["content-length"]), (200, "14"))

    def test_otherMethods(self: Any) -> None:
        """
        Other methods are refused, as everywhere in Twisted Web.
        """
        for method in ("PUT", "DELETE", "BREW"):
            self.assertEqual(self.ask("/app/hello", method).status, 501, method)

    def test_query(self: Any) -> None:
        """
        The query is not part of the name.
        """
        self.assertEqual(self.ask("/app/hello?name=x").text, "hello by GET\n")

    def test_encoded(self: Any) -> None:
        """
        A name means the same when it is percent-encoded.
        """
        self.assertEqual(self.ask("/app/%68ello").text, "hello by GET\n")

    def test_index(self: Any) -> None:
        """
        The empty segment means the index.
        """
        self.assertEqual(self.ask("/app/").text, "index\n")

    def test_slash(self: Any) -> None:
        """
        Without the slash, the client is sent to the path with one.
        """
        answer = self.ask("/app")
        self.assertEqual((answer.status, answer.fields["location"]), (302, "app/"))

    def test_later(self: Any) -> None:
        """
        Where a method waits, nothing is sent until it has its answer.
        """
        self.assertEqual(self.conversation.send(get("/app/later")), b"")
        self.application.later.callback(Answer(b"now\n"))
        self.assertEqual(only(self.conversation.received()).text, "now\n")

    def test_problem(self: Any) -> None:
        """
        A problem that a method raises becomes a page with its status and its sentence.
        """
        answer = self.ask("/app/wrong")
        self.assertEqual(answer.status, 400)
        self.assertIn("That makes no sense.", answer.text)

    def test_broken(self: Any) -> None:
        """
        A mistake in a method is a page without detail, and one log entry.
        """
        answer = self.ask("/app/broken")
        self.assertEqual(answer.status, 500)
        self.assertNotIn("ZeroDivision", answer.text)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_unreachable(self: Any) -> None:
        """
        Nothing but the methods meant for requests can be reached.
        """
        for name in UNREACHABLE:
            answer = self.ask(f"/app/{name}")
            self.assertEqual(answer.status, 404, name)
            self.assertIn("Nothing here has this name.", answer.text)

    def test_everyAttribute(self: Any) -> None:
        """
        Of all that the application and the dispatcher have, only the methods
        meant for requests can be reached.
        """
        names = {name for one in (self.application, Resource()) for name in dir(one)}
        names |= {name.removeprefix(PREFIX) for name in names}
        for name in names - set(REACHABLE):
            self.assertEqual(self.ask(f"/app/{name}").status, 404, name)

    def test_unknown(self: Any) -> None:
        """
        The page for an unknown name shows the path, the arguments and the time.
        """
        answer = self.ask("/app/nothing?plant=rose&plant=iris&color=red")
        self.assertEqual(answer.status, 404)
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(1_000_000_000))
        for name, value in [
            ("Path", "/app/nothing"),
            ("Argument plant", "rose, iris"),
            ("Argument color", "red"),
            ("Time", moment),
        ]:
            row = f'<tr><th scope="row">{name}</th><td>{value}</td></tr>'
            self.assertIn(row, answer.text)

    def test_unknownWithoutArguments(self: Any) -> None:
        """
        The page says so where there are no arguments.
        """
        row = '<tr><th scope="row">Arguments</th><td>none</td></tr>'
        self.assertIn(row, self.ask("/app/nothing").text)

    def test_unknownEscaped(self: Any) -> None:
        """
        What a client sends is shown as text, control characters included.
        """
        text = self.ask("/app/%3Cb%3E?%3Ci%3E=%3Cscript%3E%00%1b%ff%E2%80%AE").text
        self.assertIn("&lt;script&gt;\\x00\\x1b\\xff\\u202e", text)
        self.assertIn("Argument &lt;i&gt;", text)
        for wrong in ("<script", "<i>", "<b>", "\0", "\x1b", "\u202e"):
            self.assertNotIn(wrong, text)

    def test_unknownHuge(self: Any) -> None:
        """
        The page stays small, however many and large the arguments are.
        """
        arguments = "&".join(f"a{index}=" + "x" * 30 for index in range(300))
        many = self.ask(f"/app/nothing?{arguments}")
        large = self.ask("/app/nothing?" + "a=" + "x" * 12_000)
        repeated = self.ask("/app/nothing?" + "&".join(["a=1"] * 3000))
        for answer in (many, large, repeated):
            self.assertLess(len(answer.content), 5000)
        self.assertIn("and 280 more", many.text)


class TableTests(DispatcherContract, SynchronousTestCase):
    """
    The dispatcher with a table of methods: what is not in it cannot be reached.
    """

    def makeDispatcher(self, application: Application, clock: Clock) -> ResourceDispatcher:
        """
        Enter the methods one by one.
        """
        table = {name: getattr(application, PREFIX + name) for name in REACHABLE}
        return TableDispatcher(table, LAYOUT, clock)

    def test_notInTable(self) -> None:
        """
        A method that is not in the table cannot be reached.
        """
        dispatcher = TableDispatcher({}, LAYOUT, Clock())
        self.assertIs(dispatcher.findMethod("hello"), None)

    def test_tableIsCopied(self) -> None:
        """
        What is entered into a caller's own table later does not count.
        """
        table = {"hello": self.application.webrequest_hello}
        dispatcher = TableDispatcher(table, LAYOUT, Clock())
        table.clear()
        self.assertIsNot(dispatcher.findMethod("hello"), None)


class PrefixTests(DispatcherContract, SynchronousTestCase):
    """
    The dispatcher that looks for a prefix.
    """

    def makeDispatcher(self, application: Application, clock: Clock) -> ResourceDispatcher:
        return PrefixDispatcher(application, LAYOUT, clock)

    def test_otherIndex(self) -> None:
        """
        The index may be another method.
        """
        dispatcher = PrefixDispatcher(self.application, LAYOUT, Clock(), index="hello")
        method = dispatcher.methodFor([b""])
        assert method is not None
        self.assertEqual(method.__name__, "webrequest_hello")
