"""
Step 14: the proxy that logs and counts words. What a proxy has to get right is tested
with C{server/proxy}; here is what the step makes of it.
"""

from __future__ import annotations

import gzip
import re
import sys
from io import StringIO
from typing import cast

from twisted.internet.error import ConnectionLost

from lessons import step14
from tests.server.proxy.memory import NAME, ProxyConversation
from tests.support.memory import optionsOf
from tests.support.producing import produceBy
from tests.support.responses import Response, only
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "prints what a client sends as it came",
        "printable(formatEvent(event))",
        "formatEvent(event)",
        "test_escaped",
    ),
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
        "CountsResource(LAYOUT, proxy.counts)",
        "CountsResource(LAYOUT, Counts())",
        "test_counted",
    ),
    Variant(
        "has no style sheet beside the counts",
        "    addStyleSheet(root)\n",
        "",
        "test_styleSheet",
    ),
]

PAGE = b"<title>no</title><p>the cat, the dog<script>the = 1</script> &amp; <b>The</b> end"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"


class ProxyTests(StepTestCase):
    """
    The step, in memory.
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
        Start the step.
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
        return only(self.client.received())

    def counts(self, path: str = "/") -> Response:
        """
        Look at the counts.
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
        self.client.ask("ftp://a/")
        self.client.ask("/nothing")
        lines = self.out.getvalue().splitlines()
        self.assertEqual(lines[0], f"127.0.0.1 GET http://{NAME}/a?b 200 3")
        self.assertTrue(re.fullmatch(r"127\.0\.0\.1 GET ftp://a/ 400 \d+", lines[1]), lines)
        self.assertTrue(re.fullmatch(r"127\.0\.0\.1 GET /nothing 404 \d+", lines[2]), lines)

    def test_escaped(self) -> None:
        """
        What a client sends cannot steer the terminal, nor the log.
        """
        self.client.ask("/\x9b31m{client}")
        self.assertIn(" GET /\\x9b31m{client} 404 ", self.out.getvalue())

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
        What is no page is not counted.
        """
        self.fetch(f"http://{NAME}/", PAGE, b"Content-Type: text/plain")
        self.assertIn("0 words on 0 pages so far", self.counts().text)

    def test_countsEscaped(self) -> None:
        """
        Addresses are shown as text.
        """
        self.fetch(f"http://{NAME}/<script>'\"&", PAGE)
        self.assertIn("/&lt;script&gt;'\"&amp;</td>", self.counts().text.replace("&quot;", '"'))

    def test_styleSheet(self) -> None:
        """
        Both sites have the style sheet that their pages name, and clear errors.
        """
        self.assertEqual(self.counts("/style.css").status, 200)
        self.assertEqual(self.counts("/nothing").status, 404)
        produceBy(self, self.client.reactor)
        received = self.client.ask("/style.css")
        self.client.reactor.advance(0)
        self.assertEqual(only(received + self.client.received()).status, 200)

    def test_home(self) -> None:
        """
        A browser that takes the proxy for a web site is told what it is.
        """
        self.assertIn("This is a proxy", only(self.client.ask("/")).text)

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
