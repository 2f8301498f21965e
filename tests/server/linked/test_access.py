"""
Who may look, and who may not: whoever has the link may, with a browser that brings the
token, from a page of the inspector's own.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from itertools import product
from typing import ClassVar, NamedTuple

from twisted.trial.unittest import SynchronousTestCase

from server.inspector.parts import PARTS
from server.inspector.site import FILES
from tests.support.inspected import InspectedStep
from tests.support.raw import ANSWER_TIMEOUT, HOST, connect, readToEnd

#: All that the inspector answers to, and addresses at which there is no page; by method.
GETS = (
    *("/", "/?connection=1", "/live", "/course/step1", "/export", "/style.css", "/nothing"),
    "/uptodate.js",
    *(f"/{path.name}" for path in FILES.iterdir() if path.suffix in (".js", ".css")),
    *(f"/part/{name}" for name in PARTS),
)
POSTS = ("/send", "/import", "/stop-replay")
FORM = "application/x-www-form-urlencoded"


class Reply(NamedTuple):
    """
    What came back: status, fields and content.
    """

    status: int
    fields: list[tuple[str, str]]
    content: bytes


class AccessTestCase(SynchronousTestCase):
    """
    Starts one step with its inspector for each test.

    @cvar arguments: of the step.
    """

    arguments: ClassVar[tuple[str, ...]] = ()

    def setUp(self) -> None:
        """
        Start the step, and use the link: its browser has the cookie from then on.
        """
        self.resources = ExitStack()
        self.addCleanup(self.resources.close)
        self.step = InspectedStep(self.resources, "lessons.step3", *self.arguments)
        self.port = int(self.step.root.rpartition(":")[2])
        self.token = self.step.link.partition("=")[2]
        self.cookie = f"inspector-{self.port}={self.token}"

    def ask(self, path: str, method: str = "GET", **fields: str) -> Reply:
        """
        Send one request.

        @param fields: header fields; a C{_} in a name stands for a hyphen.
        """
        content = b"text=GET+%2F+HTTP%2F1.1%0D%0A%0D%0A" if method == "POST" else None
        with closing(HTTPConnection(HOST, self.port, timeout=ANSWER_TIMEOUT)) as connection:
            sent = {name.replace("_", "-"): value for name, value in fields.items()}
            kind = {"Content-Type": FORM} if content else {}
            connection.request(method, path, content, kind | sent)
            response = connection.getresponse()
            # A stream of events has no end.
            isStream = response.getheader("Content-Type", "").startswith("text/event-stream")
            return Reply(
                response.status, response.getheaders(), b"" if isStream else response.read()
            )

    def assertNothingDone(self) -> None:
        """
        Check that the step has seen nobody.
        """
        text = self.ask("/", Cookie=self.cookie).content
        self.assertIn(b"Nobody has connected yet.", text)


class RefusalTests(AccessTestCase):
    """
    Who may not look gets nothing, on any page and with any method, and changes nothing.
    """

    def assertRefused(self, status: int, **fields: str) -> None:
        """
        Check that nothing is answered to anybody who asks so, and nothing done.
        """
        for method, path in [*product(["GET"], GETS), ("HEAD", "/"), *product(["POST"], POSTS)]:
            reply = self.ask(path, method, **fields)
            self.assertEqual(reply.status, status, (method, path))
            self.assertNotIn("Set-Cookie", dict(reply.fields))
            self.assertNotIn(self.token.encode(), reply.content)
        self.assertNothingDone()

    def test_noToken(self) -> None:
        """
        Without a token, everything is refused; so it is with a wrong one, and with that of
        another inspector.
        """
        self.assertRefused(403)
        self.assertRefused(403, Cookie=f"inspector-{self.port}={self.token[:-1]}")
        self.assertRefused(403, Cookie=f"inspector-{self.port + 1}={self.token}")
        for wrong in ("", "x", self.token + "x", self.token.swapcase(), f'"{self.token}x"'):
            reply = self.ask("/live", Cookie=f"inspector-{self.port}={wrong}")
            self.assertEqual(reply.status, 403, wrong)

    def test_elsewhere(self) -> None:
        """
        A page of another site gets nothing, though the browser brings the token: not by the
        name that the browser has for where a request comes from, nor by its origin.
        """
        self.assertRefused(403, Cookie=self.cookie, Sec_Fetch_Site="same-site")
        self.assertRefused(403, Cookie=self.cookie, Origin=f"http://127.0.0.1:{self.step.port}")
        for fields in (
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "anything", "Origin": self.step.root},
            {"Sec_Fetch_Site": "same-origin", "Origin": "https://example.org"},
            {"Origin": "null"},
        ):
            reply = self.ask("/send", "POST", Cookie=self.cookie, **fields)
            self.assertEqual(reply.status, 403, fields)
        self.assertNothingDone()

    def test_otherName(self) -> None:
        """
        By a name that somebody else has made point here, nothing is answered; nor without.
        """
        self.assertRefused(421, Cookie=self.cookie, Host=f"rebound.example:{self.port}")
        for name in ("example.org", "127.0.0.1.example.org", "localhost.example.org"):
            self.assertEqual(self.ask("/", Cookie=self.cookie, Host=name).status, 421, name)
        with connect(self.port) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\nCookie: %b\r\n\r\n" % self.cookie.encode())
            self.assertIn(b" 421 ", readToEnd(connection))

    def test_wrongLink(self) -> None:
        """
        A link with a wrong token, with two, or to anywhere but the first page opens nothing.
        """
        token = self.token
        links = (
            *("/?token=", "/?token=x", f"/?token={token}x", f"/?token={token}&token={token}"),
            *(f"/live?token={token}", f"/part/connections?token={token}", f"/?TOKEN={token}"),
        )
        for link in links:
            self.assertEqual(self.ask(link).status, 403, link)
        self.assertEqual(self.ask(f"/send?token={token}", "POST").status, 403)
        self.assertEqual(self.ask(f"/?token={token}", "POST").status, 403)
        self.assertNothingDone()


class TokenTests(AccessTestCase):
    """
    Where the token is, and where it is not.
    """

    def test_link(self) -> None:
        """
        The link may be followed from anywhere; it leads to an address without the token, and
        the browser keeps that for this site's own pages, and from their scripts.
        """
        reply = self.ask(self.step.link, Sec_Fetch_Site="cross-site")
        fields = dict(reply.fields)
        self.assertEqual((reply.status, fields["Location"]), (303, "/"))
        cookie = fields["Set-Cookie"].lower()
        for word in ("httponly", "samesite=strict", f"inspector-{self.port}=".lower()):
            self.assertIn(word, cookie)
        self.assertIn("no-store", fields["Cache-Control"])
        self.assertNotIn(self.token.encode(), reply.content)

    def test_nowhere(self) -> None:
        """
        No page holds the token, and none tells it to another site by the field Referer; the
        step says it once, in the line with the link.
        """
        for path in GETS:
            reply = self.ask(path, Cookie=self.cookie, Sec_Fetch_Site="same-origin")
            self.assertNotIn(self.token.encode(), reply.content, path)
            fields = dict(reply.fields)
            self.assertEqual(fields["Referrer-Policy"], "same-origin", path)
        self.ask("/?token=x")
        self.ask("/nothing", Cookie=self.cookie, Host="example.org")
        said = self.step.process.out + self.step.process.err
        self.assertEqual(said.count(self.token), 1)

    def test_policy(self) -> None:
        """
        No answer lets a page run anything but the files of this site.
        """
        for path in GETS:
            policy = dict(self.ask(path, Cookie=self.cookie).fields)["Content-Security-Policy"]
            self.assertRegex(policy, "default-src '(self|none)'|sandbox", path)
            self.assertNotRegex(policy, "unsafe|script-src (?!'self')", path)

    def test_noInline(self) -> None:
        """
        What such a policy forbids is on no page.
        """
        text = self.ask("/", Cookie=self.cookie).content.decode()
        for tag in re.findall(r"<script[^>]*>", text):
            self.assertIn("src=", tag)
        self.assertNotRegex(text, r"<style|\sstyle=|\son\w+=|javascript:")

    def test_two(self) -> None:
        """
        Two inspectors on one machine do not know each other's token, and one browser may
        look at both.
        """
        other = InspectedStep(self.resources, "lessons.step1")
        port = int(other.root.rpartition(":")[2])
        both = f"{self.cookie}; inspector-{port}={other.link.partition('=')[2]}"
        for step in (self.step, other):
            self.port = int(step.root.rpartition(":")[2])
            self.assertEqual(self.ask("/", Cookie=both).status, 200)
        self.assertEqual(self.ask("/", Cookie=self.cookie).status, 403)


class EverywhereTests(AccessTestCase):
    """
    A step that listens on all interfaces: its inspector does not.
    """

    arguments = ("--interface", "0.0.0.0")

    def test_loopback(self) -> None:
        """
        The inspector stays on this machine.
        """
        self.assertTrue(self.step.root.startswith("http://127.0.0.1:"))
        self.assertEqual(listeningAddresses(self.port), {"0100007F"})
        self.assertEqual(listeningAddresses(self.step.port), {"00000000"})


def listeningAddresses(port: int) -> set[str]:
    """
    Tell at which addresses somebody listens on a port, as Linux writes them.
    """
    found = set()
    with open("/proc/net/tcp") as table:
        for line in list(table)[1:]:
            _, local, _, state, *_ = line.split()
            address, number = local.split(":")
            if int(number, 16) == port and state == "0A":
                found.add(address)
    return found
