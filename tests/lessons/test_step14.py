"""
Step 14: the proxy that logs and counts words. What a proxy has to get right is tested
with C{server/proxy}; here is what the step makes of it.
"""

from __future__ import annotations

import gzip
import re
import sys
from argparse import Namespace
from io import StringIO
from itertools import takewhile
from types import ModuleType
from typing import cast

from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import IReactorTime
from twisted.trial.unittest import SynchronousTestCase

from lessons import step14
from server.pages.layout import styleSheet
from server.stock import Site
from tests.server.proxy.memory import NAME, ProxyConversation
from tests.support.channelfaults import FAULTS
from tests.support.memory import Conversation, optionsOf
from tests.support.outcome import Outcome, observe
from tests.support.producing import produceBy
from tests.support.responses import Response, only
from tests.support.steps import LESSONS
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "prints lines of any length",
        "[:MAX_LINE]",
        "",
        "test_longLine",
    ),
    Variant(
        "takes what was broken off for an answer",
        'request.code if isAnswered else "broken off"',
        "request.code",
        "test_brokenOff",
    ),
    Variant(
        "does not listen to --allow",
        "Policy(options.allow)",
        "Policy()",
        "test_allowed",
    ),
    Variant(
        "lets nobody count",
        "return watchPage(",
        "watchPage(",
        "test_counted",
    ),
    Variant(
        "shows counts that are not the proxy's",
        "CountsResource(layout, proxy.counts)",
        "CountsResource(layout, Counts())",
        "test_counted",
    ),
    Variant(
        "asks for a style sheet in another site's place",
        "Layout([], carriesStyle=True)",
        "Layout([])",
        "test_style",
    ),
    Variant(
        "says nothing of what it refuses",
        'self.requestLog.info("{client} refused: {error}", client=client, error=error)',
        "pass",
        "test_refused",
    ),
]

PAGE = b"<title>no</title><p>the cat, the dog<script>the = 1</script> &amp; <b>The</b> end"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"


class ProxyTests(StepTestCase):
    """
    What goes through the proxy, in memory, and what it logs and counts of that.
    """

    step = step14

    def setUp(self) -> None:
        """
        Connect a client, and keep what the step prints.
        """
        self.out = StringIO()
        self.patch(sys, "stdout", self.out)
        self.start()

    def start(self, *arguments: str) -> None:
        """
        Start the step with these options, and connect a client to it.
        """
        self.client = ProxyConversation(self.step, *arguments)

    def fetch(self, url: str, content: bytes, *fields: bytes) -> Response:
        """
        Fetch a page through the proxy.
        """
        self.client.ask(url)
        server = self.client.accept()
        head = HEAD % len(content) + b"".join(field + b"\r\n" for field in fields)
        server.protocol.dataReceived(head + b"\r\n" + content)
        self.client.reactor.advance(0)
        return only(self.client.received())

    def counts(self, path: str = "/") -> Response:
        """
        @return: a page of the site with the counts, as a browser gets it.
        """
        proxy = cast(step14.WordCountProxy, self.client.factory)
        options = optionsOf(self.step, "--counts-port", "8009")
        (beside,) = self.step.makeBeside(proxy, options)
        self.assertEqual((beside.name, beside.port), ("counts", 8009))
        browser = self.client.another()
        browser.connect(beside.factory)
        produceBy(self, self.client.reactor)
        received = browser.ask(path)
        self.client.reactor.advance(0)
        return only(received + browser.received())

    def test_line(self) -> None:
        """
        Each request is a line: who, what, how it went, how much came.
        """
        self.fetch(f"http://{NAME}/a?b", b"abc")
        self.client.ask("http://a:0/")
        self.client.ask("/nothing")
        lines = self.out.getvalue().splitlines()
        self.assertEqual(lines[0], f"127.0.0.1 GET http://{NAME}/a?b 200 3")
        self.assertTrue(re.fullmatch(r"127\.0\.0\.1 GET http://a:0/ 400 \d+", lines[1]), lines)
        self.assertTrue(re.fullmatch(r"127\.0\.0\.1 GET /nothing 404 \d+", lines[2]), lines)

    def test_refused(self) -> None:
        """
        What is not a request gets a line, too; and nothing that a client sends can steer the
        terminal, or the log.
        """
        self.client.ask("/\x9b31m")
        self.client.another().ask(f"http://{NAME}/", "X: \x1b[31m")
        self.client.another().ask(f"http://{NAME}:0/{{client}}")
        target, value, braces = self.out.getvalue().splitlines()
        self.assertTrue(target.startswith("127.0.0.1 refused: A target cannot hold "), target)
        self.assertTrue(value.startswith("127.0.0.1 refused: A field value cannot "), value)
        self.assertTrue(braces.startswith(f"127.0.0.1 GET http://{NAME}:0/{{client}} 400 "))
        self.assertNotRegex(self.out.getvalue(), r"[^\n -~]")

    def test_longLine(self) -> None:
        """
        A line is cut where it is too long.
        """
        self.client.ask("/" + "x" * 5000)
        (line,) = self.out.getvalue().splitlines()
        self.assertEqual(len(line), 300)

    def test_brokenOff(self) -> None:
        """
        A request whose client leaves is noted as such, with what had come.
        """
        self.client.ask(f"http://{NAME}/")
        self.client.accept().protocol.dataReceived(HEAD % 100 + b"\r\nabc")
        self.client.transport.lose(ConnectionLost())
        self.assertEqual(self.out.getvalue(), f"127.0.0.1 GET http://{NAME}/ broken off 3\n")

    def test_counted(self) -> None:
        """
        The words of a page are counted, and shown, the most frequent first.
        """
        self.assertEqual(self.fetch(f"http://{NAME}/cat", PAGE).content, PAGE)
        text = self.counts().text
        self.assertIn("6 words on 1 page so far.", text)
        rows = re.findall(r'<tr><td>(.*?)</td><td class="number">(\d+)</td></tr>', text)
        words = [("the", "3"), ("cat", "1"), ("dog", "1"), ("end", "1")]
        self.assertEqual(rows, [*words, (f"http://{NAME}/cat", "6")])

    def test_compressed(self) -> None:
        """
        A compressed page is counted, and reaches the client as it is.
        """
        content = gzip.compress(PAGE)
        response = self.fetch(f"http://{NAME}/", content, b"Content-Encoding: gzip")
        self.assertEqual(response.content, content)
        self.assertIn("<td>the</td>", self.counts().text)

    def test_notCounted(self) -> None:
        """
        What is not a page is not counted.
        """
        self.fetch(f"http://{NAME}/", PAGE, b"Content-Type: text/plain")
        self.assertIn("0 words on 0 pages so far", self.counts().text)

    def test_countsEscaped(self) -> None:
        """
        The address of a page with markup in it is text among the counts.
        """
        self.fetch(f"http://{NAME}/<script>'\"&", PAGE)
        self.assertIn("/&lt;script&gt;'\"&amp;</td>", self.counts().text.replace("&quot;", '"'))

    def test_style(self) -> None:
        """
        Every page carries its style: it may appear in place of another site's.
        """
        refused = self.client.another().ask("ftp://a/")
        noPort = self.client.another().ask("http://a:0/")
        for response in (only(refused), only(noPort), self.counts(), self.counts("/nothing")):
            self.assertEqual(re.findall('<link .*? href="(.*?)"', response.text), ["data:,"])
            style = response.text.partition("<style>")[2].partition("</style>")[0]
            self.assertIn(styleSheet().strip(), style)

    def test_home(self) -> None:
        """
        A browser that takes the proxy for a web site is told what it is.
        """
        self.assertIn("This is a proxy", only(self.client.ask("/")).text)
        for target, method in (("/nothing?a=b", "GET"), ("/page", "POST")):
            response = only(self.client.another().ask(target, method=method))
            self.assertIn("curl with -x http://127.0.0.1:8000", response.text)

    def test_otherSchemes(self) -> None:
        """
        A client that asks for something other than http is told how that is done.
        """
        for scheme in ("ws", "wss", "https", "ftp"):
            received = self.client.another().ask(f"{scheme}://{NAME}/")
            response = only(received)
            self.assertEqual(response.status, 400)
            self.assertIn("for a tunnel, with CONNECT", response.text)

    def test_allowed(self) -> None:
        """
        C{--allow} opens a destination, several times several.
        """
        self.start("--allow", "127.0.0.1:8080", "--allow", "[::1]")
        self.client.names |= {"127.0.0.1": ["127.0.0.1"], "::1": ["::1"]}
        self.client.ask("http://127.0.0.1:8080/")
        self.client.another().ask("http://[::1]/")
        self.assertEqual(self.client.connections, [("127.0.0.1", 8080), ("::1", 80)])
        received = self.client.another().ask("http://127.0.0.1/")
        self.assertEqual(only(received).status, 403)


class StockStep:
    """
    The proxy's own pages, on Twisted's channel.
    """

    @staticmethod
    def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
        """
        @return: a site of Twisted's with the proxy's home page at its root.
        """
        home = step14.Home(step14.LAYOUT)
        home.putChild(b"", home)
        return Site(home, reactor=reactor)


def table() -> dict[str, tuple[str, str]]:
    """
    Read the table of the walkthrough: what is sent, what either channel makes of it.
    """
    text = (LESSONS / "step14.rst").read_text(encoding="utf-8")
    lines = text.partition("\nwhat is sent ")[2].splitlines()[2:]
    rows = [re.split(" {2,}", line) for line in takewhile(lambda line: line[:1] != "=", lines)]
    return {name: (stock, ours) for name, stock, ours in rows}


def statements(outcome: Outcome) -> set[str]:
    """
    Say in words what a server made of some bytes.
    """
    if outcome.error is not None:
        return {f"raises {type(outcome.error).__name__}"}
    response = outcome.response
    if response is None:
        return {"waits for all of it" if outcome.isOpen else "closes without a word"}
    told = "says why" if response.content and "date" in response.fields else "without a word"
    ended = "stays open" if outcome.isOpen else "closes"
    version = "in " + outcome.received[:8].decode()
    return {f"{response.status}{more}" for more in ("", f", {told}", f", {ended}", f", {version}")}


class ChannelTests(SynchronousTestCase):
    """
    What the proxy's channel changes, as the walkthrough tells it.
    """

    def setUp(self) -> None:
        """
        Throw away what the step prints.
        """
        self.patch(sys, "stdout", StringIO())

    def test_names(self) -> None:
        """
        The table has every fault of the stock channel, in their order.
        """
        self.assertEqual(list(table()), [fault.name for fault in FAULTS])

    def test_stock(self) -> None:
        """
        Its second column is what the stock channel does.
        """
        for fault in FAULTS:
            for example in fault.examples:
                outcome = observe(Conversation(cast(ModuleType, StockStep)), example)
                self.assertFalse(fault.isRight(outcome), fault.name)
                self.assertIn(table()[fault.name][0], statements(outcome), fault.name)

    def test_ours(self) -> None:
        """
        Its third column is what the proxy does, and that is right.
        """
        for fault in FAULTS:
            for example in fault.examples:
                client = ProxyConversation(step14)
                client.names["a"] = ["93.184.215.14"]
                outcome = observe(client, example)
                if fault.name == "The absolute form":
                    self.assertEqual(client.connections, [("93.184.215.14", 80)])
                    self.assertEqual(table()[fault.name][1], "asks that server")
                else:
                    self.assertTrue(fault.isRight(outcome), fault.name)
                    self.assertIn(table()[fault.name][1], statements(outcome), fault.name)
