"""
Step 10: two dispatchers for one application.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin

from twisted.trial.unittest import SynchronousTestCase

from lessons import step10
from tests.support.memory import Conversation
from tests.support.process import StepProcess, poll
from tests.support.producing import produceBy
from tests.support.raw import exchange
from tests.support.responses import Response, only, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "enters a method in the table that is not ready",
        '        "index": greeter.webrequest_index,\n',
        '        "index": greeter.webrequest_index,\n        "draft": greeter.webrequest_draft,\n',
        "test_draft",
    ),
    Variant(
        "gives each dispatcher an application of its own",
        'b"prefix", PrefixDispatcher(greeter, layout, reactor)',
        'b"prefix", PrefixDispatcher(Greeter(layout, reactor), layout, reactor)',
        "test_sameApplication",
    ),
    Variant(
        "lets a request forget everybody",
        "async def forget(",
        "async def webrequest_forget(",
        "test_forget",
    ),
    Variant(
        "remembers names without a limit",
        "[*self.names, name][-MAX_NAMES:]",
        "[*self.names, name]",
        "test_namesAreBounded",
    ),
    Variant(
        "does not wait",
        "        await deferLater(self.reactor, 1)\n",
        "",
        "test_slowly",
    ),
    Variant(
        "leaves unknown paths to Twisted",
        "return self if isSlashAtEnd else UnknownRequest(self.layout, self.reactor)",
        "return self if isSlashAtEnd else super().getChild(path, request)",
        "test_unknown",
    ),
    Variant(
        "has no style sheet",
        "    addStyleSheet(root)\n",
        "",
        "test_styleSheet",
    ),
]

BOTH = ["/dispatch/table/", "/dispatch/prefix/"]


def get(path: str, method: str = "GET") -> bytes:
    """
    Write a GET request for a path.
    """
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


class DispatchTests(StepTestCase):
    """
    The same application through both dispatchers: pages, redirects and refusals.
    """

    step = step10

    def setUp(self) -> None:
        """
        Connect to the step, in memory.
        """
        self.conversation = Conversation(self.step)
        produceBy(self, self.conversation.clock)  # the style sheet is a file

    def ask(self, path: str) -> Response:
        """
        Ask for a page; where it takes time, let the time pass.
        """
        received = self.conversation.send(get(path))
        self.conversation.clock.advance(1)
        return only(received + self.conversation.received())

    def test_home(self) -> None:
        """
        From the home page, links lead to everything.
        """
        seen = {"/"}
        todo = ["/"]
        while todo:
            here = todo.pop()
            page = self.ask(here)
            if "forget" in here or here.endswith("table/draft"):
                self.assertEqual(page.status, 404, here)
                continue
            self.assertEqual(page.status, 200, here)
            found = re.findall(r'href="([^"]+)"', page.text)
            links = {urldefrag(urljoin(here, link)).url for link in found}
            todo.extend(links - seen)
            seen |= links
        self.assertIn("/dispatch/table/hello?name=Ann", seen)
        self.assertIn("/dispatch/prefix/greeted", seen)

    def test_hello(self) -> None:
        """
        Both dispatchers lead to the same method.
        """
        for path in BOTH:
            self.assertIn("<p>Hello, Zoë.</p>", self.ask(path + "hello?name=Zo%C3%AB").text)
            self.assertIn("<p>Hello, you.</p>", self.ask(path + "hello").text)

    def test_escaped(self) -> None:
        """
        A name is shown as text.
        """
        text = self.ask(BOTH[0] + "hello?name=%3Cb%3E%00%1B").text
        self.assertIn("<p>Hello, &lt;b&gt;\\x00\\x1b.</p>", text)

    def test_sameApplication(self) -> None:
        """
        What is told through one dispatcher is known through the other.
        """
        self.ask(BOTH[0] + "hello?name=Ann")
        self.ask(BOTH[1] + "hello?name=Bob")
        for path in BOTH:
            self.assertIn("<p>Ann, Bob</p>", self.ask(path + "greeted").text)

    def test_slowly(self) -> None:
        """
        A method may answer later, and meanwhile others are answered.
        """
        self.assertEqual(self.conversation.send(get(BOTH[1] + "slowly?name=Ann")), b"")
        other = self.conversation.again()
        self.assertIn("Hello, Bob.", only(other.send(get(BOTH[1] + "hello?name=Bob"))).text)
        self.conversation.clock.advance(1)
        self.assertIn("Hello, Ann.", only(self.conversation.received()).text)

    def test_leaves(self) -> None:
        """
        A client that leaves before its answer is not greeted.
        """
        self.conversation.send(get(BOTH[1] + "slowly?name=Ann"))
        self.conversation.hangUp()
        self.assertEqual(self.conversation.clock.getDelayedCalls(), [])
        self.conversation = self.conversation.again()
        self.assertIn("nobody yet", self.ask(BOTH[0] + "greeted").text)

    def test_draft(self) -> None:
        """
        A new method is reached through its prefix at once, and through the
        table only when it is entered there.
        """
        self.assertEqual(self.ask(BOTH[0] + "draft").status, 404)
        self.assertEqual(self.ask(BOTH[1] + "draft").status, 200)

    def test_forget(self) -> None:
        """
        A method without the prefix cannot be reached.
        """
        self.ask(BOTH[0] + "hello?name=Ann")
        for path in BOTH:
            for name in ("forget", "remember", "webrequest_forget", "__init__", "names"):
                self.assertEqual(self.ask(path + name).status, 404, name)
            self.assertIn("<p>Ann</p>", self.ask(path + "greeted").text)

    def test_unknown(self) -> None:
        """
        An unknown path, anywhere, is shown with its arguments and the time.
        """
        for path in ("/nothing", "/dispatch/nothing", BOTH[0] + "no", BOTH[1] + "no", "//"):
            answer = self.ask(path + "?plant=rose")
            self.assertEqual(answer.status, 404, path)
            self.assertIn(f"<td>{path}</td>", answer.text)
            self.assertIn("<td>rose</td>", answer.text)
            self.assertIn("<td>1970-01-01 ", answer.text.replace("1969-12-31", "1970-01-01"))

    def test_namesAreBounded(self) -> None:
        """
        However many are greeted, and however long their names, the page of
        names stays short.
        """
        for number in range(50):
            self.ask(BOTH[0] + f"hello?name={number}-" + "x" * 500)
        page = self.ask(BOTH[0] + "greeted")
        self.assertNotIn("29-xxx", page.text)
        self.assertIn("30-xxx", page.text)
        self.assertLess(len(page.content), 3000)

    def test_styleSheet(self) -> None:
        """
        The style sheet that every page names is there.
        """
        self.assertIn('href="/style.css"', self.ask("/").text)
        sheet = self.ask("/style.css")
        self.assertEqual((sheet.status, sheet.fields["content-type"]), (200, "text/css"))

    def test_slash(self) -> None:
        """
        A path without its slash leads to the one with it.
        """
        for path in ("/dispatch", "/dispatch/table", "/dispatch/prefix"):
            answer = self.ask(path)
            self.assertEqual(answer.status, 302)
            self.assertEqual(urljoin(path, answer.fields["location"]), path + "/")

    def test_byteByByte(self) -> None:
        """
        A request may arrive in any number of pieces.
        """
        received = self.conversation.sendByteByByte(get(BOTH[0] + "hello?name=Ann"))
        self.assertIn("Hello, Ann.", only(received).text)

    def test_glued(self) -> None:
        """
        Two requests may arrive in one piece; they are answered in order, even
        where the first takes longer.
        """
        both = get(BOTH[0] + "slowly?name=Ann") + get(BOTH[0] + "hello?name=Bob")
        self.conversation.send(both)
        self.conversation.clock.advance(1)
        first, second = readResponses(self.conversation.received())
        self.assertIn("Hello, Ann.", first.text)
        self.assertIn("Hello, Bob.", second.text)


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def test_debug(self) -> None:
        """
        The server's debug messages are printed, each in one line and without
        control characters, where C{--debug} asks for them.
        """
        with StepProcess("lessons.step10", "--debug") as step:
            exchange(step.port, get("/dispatch/prefix/hello?name=A%0Ab%1b"))
            exchange(step.port, get("/dispatch/table/draft"))
            poll(lambda: step.err.count("\n") >= 3)
            self.assertEqual(
                step.err.splitlines(),
                [
                    "debug: /dispatch/prefix/hello: webrequest_hello",
                    "debug: greeting A\\nb\\x1b",
                    "debug: /dispatch/table/draft: no method",
                ],
            )

    def test_quiet(self) -> None:
        """
        Without the switch nothing is printed.
        """
        with StepProcess("lessons.step10") as step:
            exchange(step.port, get("/dispatch/prefix/hello"))
            exchange(step.port, get("/dispatch/table/draft"))
            self.assertEqual((step.stop(), step.err), (0, ""))
