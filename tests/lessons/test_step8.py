"""
Step 8: forms, escaping, and what a server remembers.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import urlencode, urljoin

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Site

from lessons import step8
from tests.support.memory import Conversation, optionsOf
from tests.support.needs import need
from tests.support.process import StepProcess
from tests.support.responses import Response, only, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "shows a value as it came",
        "escape(readField(request, name))",
        "readField(request, name)",
        "test_escapedText",
    ),
    Variant(
        "escapes for a text where an attribute needs more",
        "escape(readField(request, name))",
        "escape(readField(request, name), quote=False)",
        "test_escapedAttribute",
    ),
    Variant(
        "takes a missing field for an empty one",
        "request.args.get(name.encode(), [])",
        'request.args.get(name.encode(), [b""])',
        "test_missingField",
    ),
    Variant(
        "trusts every value to be UTF-8",
        'decode("utf-8", errors="replace")',
        'decode("utf-8")',
        "test_notUTF8",
    ),
    Variant(
        "opens a session for everyone who looks",
        "findSession(request)  # none is opened by looking",
        "findSession(request) or openSession(request)",
        "test_lookingOpensNoSession",
    ),
    Variant(
        "opens sessions without a limit",
        "if len(site.sessions) >= MAX_SESSIONS:",
        "if False:",
        "test_sessionsAreBounded",
    ),
    Variant(
        "lets scripts read the session's cookie",
        'setCookie(request, COOKIE, session.uid, path=b"/")',
        'request.addCookie(COOKIE, session.uid, path=b"/", sameSite=b"lax")',
        "test_cookie",
    ),
    Variant(
        "lets a session expire while it is used",
        "        session.touch()  # from now, it is kept for another 15 minutes\n",
        "        pass\n",
        "test_useKeepsTheSession",
    ),
    Variant(
        "keeps the shared counter in a global",
        "    everybody = Counter()\n",
        '    everybody = globals().setdefault("EVERYBODY", Counter())\n',
        "test_sitesShareNothing",
    ),
]

FORM = b"Content-Type: application/x-www-form-urlencoded"

LINE = "'{}' is not one line of UTF-8 text, at most 200 characters long"


def request(method: str, path: str, *fields: bytes, content: bytes = b"") -> bytes:
    """
    Write a request, with its content where it is a POST.
    """
    head = [b"%b %b HTTP/1.1" % (method.encode(), path.encode()), b"Host: localhost", *fields]
    if method == "POST":
        head.append(b"Content-Length: %d" % len(content))
    return b"\r\n".join(head) + b"\r\n\r\n" + content


def submit(**values: str) -> bytes:
    """
    Write the request of a browser that submits the form.
    """
    return request("POST", "/form", FORM, content=urlencode(values).encode())


def links(page: str) -> list[str]:
    """
    Find the targets of a page's links.
    """
    return re.findall(r'href="([^"]*)"', page.partition("</h1>")[2])


class Browser:
    """
    A client that keeps its cookie, on a connection of its own.
    """

    cookie: tuple[bytes, ...] = ()

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    def get(self, path: str) -> Response:
        """
        Look at a page, without pressing anything.
        """
        return only(self.conversation.send(request("GET", path, *self.cookie)))

    def press(self) -> Response:
        """
        Press the button, and remember the cookie.
        """
        answer = only(self.conversation.send(request("POST", "/session", *self.cookie)))
        if "set-cookie" in answer.fields:
            self.cookie = (b"Cookie: " + answer.fields["set-cookie"].split(";")[0].encode(),)
        return answer

    def count(self, path: str = "/session") -> int:
        """
        Read how often this browser, or with C{/shared} all, were counted.
        """
        found = re.search(r"Counted so far: (\d+)</p>\n", self.get(path).text)
        assert found
        return int(found[1])


class PageTests(StepTestCase):
    """
    What every page has in common.
    """

    step = step8

    def setUp(self) -> None:
        """
        Connect to the step, in memory.
        """
        self.conversation = Conversation(self.step)

    def get(self, path: str) -> Response:
        """
        Ask for a page, and read the answer.
        """
        return only(self.conversation.send(request("GET", path)))

    def test_pages(self) -> None:
        """
        Every page names its type, its encoding, its language and its title.
        """
        for path in ("/", "/form", "/session", "/shared", "/nothing"):
            page = self.get(path)
            self.assertEqual(page.fields["content-type"], "text/html; charset=utf-8")
            self.assertTrue(page.text.startswith('<!DOCTYPE html>\n<html lang="en">\n'), path)
            self.assertIn('<meta charset="utf-8" />', page.text)
            self.assertIn(
                '<meta name="viewport" content="width=device-width, initial-scale=1" />', page.text
            )
            self.assertRegex(page.text, r"<title>\S[^<]*</title>")
            self.assertTrue(page.text.endswith("\n"), path)

    def test_home(self) -> None:
        """
        The home page links the others.
        """
        home = self.get("/")
        self.assertEqual(home.status, 200)
        self.assertEqual(links(home.text), ["form", "session", "shared"])
        for link in links(home.text):
            self.assertEqual(self.get(urljoin("/", link)).status, 200, link)

    def test_mounted(self) -> None:
        """
        All links lead to the right place when the pages are below another path.
        """
        top = Resource()
        top.putChild(b"below", self.step.makeRoot(self.conversation.clock, optionsOf(self.step)))
        self.conversation.connect(Site(top, reactor=self.conversation.clock))
        for link in links(self.get("/below/").text):
            self.assertEqual(self.get(urljoin("/below/", link)).status, 200, link)
        bare = self.get("/below")
        self.assertEqual(
            (bare.status, urljoin("/below", bare.fields["location"])), (302, "/below/")
        )
        answer = only(self.conversation.send(request("POST", "/below/session")))
        self.assertEqual(urljoin("/below/session", answer.fields["location"]), "/below/session")
        self.assertEqual(links(answer.text), ["session"])

    def test_notFound(self) -> None:
        """
        What is not there is a 404, even below a page that is there.
        """
        for path in ("/nothing", "/form/", "/form/more", "//", "///", "/%3Cb%3E"):
            self.assertEqual(self.get(path).status, 404, path)

    def test_methods(self) -> None:
        """
        A page that cannot be changed says so, and names what it allows.
        """
        answer = only(self.conversation.send(request("POST", "/shared")))
        self.assertEqual(answer.status, 405)
        self.assertEqual(sorted(answer.fields["allow"].split(", ")), ["GET", "HEAD"])

    def test_head(self) -> None:
        """
        HEAD gets the same head as GET, and no content.
        """
        page = self.get("/form")
        answer = only(self.conversation.send(request("HEAD", "/form")), toHead=True)
        self.assertEqual(answer.fields["content-length"], str(len(page.content)))

    def test_byteByByte(self) -> None:
        """
        A submitted form may arrive in any number of pieces.
        """
        answer = only(self.conversation.sendByteByByte(submit(name="Ann", message="hello")))
        self.assertIn("<p>Ann says: hello</p>\n", answer.text)

    def test_glued(self) -> None:
        """
        Two requests may arrive in one piece; they are answered in order.
        """
        both = submit(name="Ann", message="one") + request("GET", "/nothing")
        first, second = readResponses(self.conversation.send(both))
        self.assertIn("Ann says: one", first.text)
        self.assertEqual(second.status, 404)


class FormTests(StepTestCase):
    """
    The form, and what is submitted with it.
    """

    step = step8

    def setUp(self) -> None:
        """
        Connect to the step, in memory.
        """
        self.conversation = Conversation(self.step)

    def post(self, content: bytes, *fields: bytes) -> Response:
        """
        @param fields: lines of the head; by default, the Content-Type of a form.
        @return: the answer to the POST.
        """
        fields = fields or (FORM,)
        return only(self.conversation.send(request("POST", "/form", *fields, content=content)))

    def assertRefused(self, answer: Response, reason: str) -> None:
        """
        Assert that an answer is a 400 that gives the reason, in the title as well, and
        opens at the field.
        """
        self.assertEqual(answer.status, 400)
        self.assertIn(f' id="problem">The field {reason}.</p>\n', answer.text)
        self.assertIn("<title>Problem: Say something</title>", answer.text)
        name = reason.split("'")[1]
        marked = re.findall(r'<input name="(\w+)" [^>]* autofocus value=', answer.text)
        self.assertEqual(marked, [name])

    def test_form(self) -> None:
        """
        GET shows an empty form that is sent by POST to the same address.
        """
        page = only(self.conversation.send(request("GET", "/form")))
        self.assertIn('<form method="post">', page.text)
        self.assertIn('<input name="name" value="">', page.text)
        self.assertIn('<input name="message" value="">', page.text)

    def test_submitted(self) -> None:
        """
        POST shows what was submitted, and the form with the same values.
        """
        page = self.post(b"name=Zo%C3%AB&message=gr%C3%BC%C3%9Fe+%F0%9F%8C%B1")
        self.assertEqual(page.status, 200)
        self.assertIn("<p>Zoë says: grüße 🌱</p>\n", page.text)
        self.assertIn('<input name="name" value="Zoë">', page.text)
        self.assertIn('<input name="message" value="grüße 🌱">', page.text)

    def test_multipart(self) -> None:
        """
        A form in the other encoding is understood as well.
        """
        part = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        content = part % (b"name", b"Ann") + part % (b"message", b"hello") + b"--x--\r\n"
        page = self.post(content, b"Content-Type: multipart/form-data; boundary=x")
        self.assertIn("<p>Ann says: hello</p>\n", page.text)

    def test_escapedText(self) -> None:
        """
        No tag that was submitted is a tag of the page.
        """
        page = self.post(urlencode({"name": "<b>Ann", "message": "<script>x()</script>"}).encode())
        self.assertIn("<p>&lt;b&gt;Ann says: &lt;script&gt;x()&lt;/script&gt;</p>\n", page.text)
        self.assertNotIn("<b>", page.text)
        self.assertNotIn("<script", page.text)

    def test_escapedAttribute(self) -> None:
        """
        No quotation mark that was submitted ends an attribute of the page.
        """
        page = self.post(urlencode({"name": '" onfocus="x()', "message": "' \""}).encode())
        self.assertIn('value="&quot; onfocus=&quot;x()"', page.text)
        self.assertIn('value="&#x27; &quot;"', page.text)

    def test_escapedOnce(self) -> None:
        """
        What is already escaped is shown as it was typed.
        """
        page = self.post(urlencode({"name": "&lt;", "message": "a&b"}).encode())
        self.assertIn("<p>&amp;lt; says: a&amp;b</p>\n", page.text)

    def test_empty(self) -> None:
        """
        A field that is sent empty is shown as empty, and is no error.
        """
        self.assertIn("<p> says: </p>\n", self.post(b"name=&message=").text)

    def test_missingField(self) -> None:
        """
        A field that is not there is named.
        """
        self.assertRefused(self.post(b"name=Ann"), "'message' is missing")
        self.assertRefused(self.post(b"message=hello"), "'name' is missing")
        self.assertRefused(self.post(b""), "'name' is missing")

    def test_noForm(self) -> None:
        """
        Content that is not a form holds no field.
        """
        answer = self.post(b'{"name": "Ann"}', b"Content-Type: application/json")
        self.assertRefused(answer, "'name' is missing")

    def test_twice(self) -> None:
        """
        Of two values, none is preferred.
        """
        answer = self.post(b"name=Ann&name=Bob&message=hello")
        self.assertRefused(answer, "'name' came more than once")

    def test_notUTF8(self) -> None:
        """
        Bytes that are not text are refused.
        """
        answer = self.post(b"name=Ann&message=%FF")
        self.assertRefused(answer, LINE.format("message"))

    def test_longest(self) -> None:
        """
        The greatest length is counted in characters, not in bytes.
        """
        page = self.post(urlencode({"name": "ü" * 200, "message": ""}).encode())
        self.assertIn("<p>" + "ü" * 200 + " says:", page.text)

    def test_tooLong(self) -> None:
        """
        A longer value is refused, and kept for whoever has typed it; up to a limit.
        """
        for typed, kept in ((201, 201), (100_000, 2000)):
            answer = self.post(b"name=Ann&message=" + b"x" * typed)
            self.assertRefused(answer, LINE.format("message"))
            self.assertIn(f' value="{"x" * kept}"', answer.text)
            self.assertIn('<input name="name" value="Ann">', answer.text)

    def test_keptEscaped(self) -> None:
        """
        What comes back with a mistake is escaped like everything else, and holds no
        control character.
        """
        answer = self.post(b"name=%22+onfocus%3D%22x()&message=%3Cb%3E%00")
        self.assertRefused(answer, LINE.format("message"))
        self.assertIn('value="&quot; onfocus=&quot;x()"', answer.text)
        self.assertIn('value="&lt;b&gt;\ufffd"', answer.text)

    def test_control(self) -> None:
        """
        A character that no page may hold is refused.
        """
        for character in (b"%00", b"%0A", b"%1B", b"%7F", b"%C2%85"):
            answer = self.post(b"message=hello&name=A" + character)
            self.assertRefused(answer, LINE.format("name"))


class MemoryTests(StepTestCase):
    """
    What the server remembers of each browser, and of all.
    """

    step = step8

    def setUp(self) -> None:
        """
        Start the step with one browser.
        """
        self.clock = Clock()
        self.conversation = Conversation(self.step, clock=self.clock)
        self.browser = Browser(self.conversation)

    def another(self) -> Browser:
        """
        @return: a browser without cookies, on a connection of its own.
        """
        return Browser(self.conversation.again())

    @property
    def sessions(self) -> dict[bytes, object]:
        """
        The sessions that are open now.
        """
        site = self.conversation.factory
        assert isinstance(site, Site)
        sessions: dict[bytes, object] = site.sessions
        return sessions

    def wait(self, seconds: float) -> None:
        """
        Let time pass, without the connection that would not last as long.
        """
        self.browser.conversation.hangUp()
        self.clock.advance(seconds)
        self.browser.conversation = self.conversation.again()

    def test_lookingOpensNoSession(self) -> None:
        """
        A browser that only looks gets no cookie, and takes no memory.
        """
        for path in ("/", "/form", "/session", "/shared"):
            self.assertNotIn("set-cookie", self.browser.get(path).fields, path)
        self.assertEqual(self.browser.count(), 0)
        self.assertEqual(self.sessions, {})

    def test_seeOther(self) -> None:
        """
        Whoever pressed is sent on to look at the result.
        """
        answer = self.browser.press()
        self.assertEqual((answer.status, answer.fields["location"]), (303, "session"))

    def test_cookie(self) -> None:
        """
        The cookie is hard to guess, hidden from scripts, not sent along when
        another site posts a form to us, and set only once.
        """
        cookie = self.browser.press().fields["set-cookie"]
        self.assertRegex(cookie, r"^visitor=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=lax$")
        self.assertNotIn("set-cookie", self.browser.press().fields)

    def test_eachBrowser(self) -> None:
        """
        Each browser is counted for itself, and all of them together.
        """
        other = self.another()
        for browser in (self.browser, other, self.browser):
            browser.press()
        self.assertEqual((self.browser.count(), other.count()), (2, 1))
        self.assertEqual(self.another().count("/shared"), 3)

    def test_sitesShareNothing(self) -> None:
        """
        Two sites in one process do not count for each other.
        """
        self.browser.press()
        other = Browser(Conversation(self.step))
        other.cookie = self.browser.cookie
        self.assertEqual((other.count(), other.count("/shared")), (0, 0))

    def test_madeUpCookie(self) -> None:
        """
        A client cannot choose its session.
        """
        for value in (b"visitor=chosen", b"visitor=", b"visitor", b"=;;", b"visitor=\xff\xfe"):
            browser = self.another()
            browser.cookie = (b"Cookie: " + value,)
            self.assertEqual(browser.count(), 0)
            self.assertIn("visitor=", browser.press().fields["set-cookie"])
        self.assertNotIn(b"chosen", self.sessions)

    def test_useKeepsTheSession(self) -> None:
        """
        A session lasts as long as it is used, if only to look.
        """
        self.browser.press()
        for _ in range(3):
            self.wait(800)
            self.assertEqual(self.browser.count(), 1)

    def test_expiredSession(self) -> None:
        """
        After 15 minutes of silence a session is forgotten, and nothing of it is left; what is
        shared stays.
        """
        self.browser.press()
        self.wait(901)
        self.assertEqual((self.sessions, self.browser.count()), ({}, 0))
        self.assertEqual(self.browser.count("/shared"), 1)
        self.browser.conversation.hangUp()
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_newSessionAfterExpiry(self) -> None:
        """
        A browser whose session expired is counted in a new one.
        """
        old = self.browser.press().fields["set-cookie"]
        self.wait(901)
        self.assertNotEqual(self.browser.press().fields["set-cookie"], old)
        self.assertEqual(self.browser.count(), 1)

    def test_sessionsAreBounded(self) -> None:
        """
        A client that never sends its cookie back cannot fill the memory.
        """
        for _ in range(1100):
            self.conversation.send(request("POST", "/session"))
        self.assertEqual(len(self.sessions), 1000)
        self.assertLess(len(self.clock.getDelayedCalls()), 1010)

    def test_silentMakesRoom(self) -> None:
        """
        Beyond the limit, the session that was silent for longest makes room.
        """
        self.patch(self.step, "MAX_SESSIONS", 2)
        silent, third = self.another(), self.another()
        self.browser.press()
        self.clock.advance(1)
        silent.press()
        self.clock.advance(1)
        self.browser.get("/session")
        third.press()
        counts = [browser.count() for browser in (self.browser, silent, third)]
        self.assertEqual(counts, [1, 0, 1])


class ProcessTests(SynchronousTestCase):
    """
    The program, asked by curl.
    """

    def curl(self, *arguments: str) -> str:
        """
        Run curl.

        @return: what it prints.
        """
        command = [need("curl"), "--silent", "--max-time", "20", *arguments]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    def test_form(self) -> None:
        """
        A form filled in by curl comes back, escaped.
        """
        with StepProcess("lessons.step8") as step:
            url = f"http://127.0.0.1:{step.port}/form"
            fields = ["--data-urlencode", "name=<i>Ann", "--data-urlencode", "message=Grüße"]
            self.assertIn("<p>&lt;i&gt;Ann says: Grüße</p>\n", self.curl(*fields, url))
            self.assertIn("'name' is missing", self.curl("--data", "message=x", url))
            self.assertEqual((step.stop(), step.err), (0, ""))

    def test_cookies(self) -> None:
        """
        Two cookie jars are two browsers; the program ends although their
        sessions are still open.
        """
        ours, theirs = Path(self.mktemp()), Path(self.mktemp())
        with StepProcess("lessons.step8") as step:
            url = f"http://127.0.0.1:{step.port}/"
            for jar, count in ((ours, 1), (theirs, 1), (ours, 2)):
                press = [
                    "--location",
                    "--cookie",
                    str(jar),
                    "--cookie-jar",
                    str(jar),
                    "--data",
                    "",
                ]
                page = self.curl(*press, url + "session")
                self.assertIn(f"Counted so far: {count}</p>\n", page)
            self.assertIn("Counted so far: 3</p>\n", self.curl(url + "shared"))
            self.assertEqual((step.stop(), step.err), (0, ""))
