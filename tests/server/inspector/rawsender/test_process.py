"""
The raw sender of a running step, as its user has it without a script; and as a stranger
would like to have it.
"""

from __future__ import annotations

import re
import socket
from contextlib import ExitStack
from functools import partial
from typing import Any, cast
from urllib.error import HTTPError
from urllib.request import Request

from twisted.trial.unittest import SynchronousTestCase

from server.drafts import MOST_DRAFT, encodeDraft
from server.inspector.rawsender.notation import MOST_SENT, MOST_TYPED
from server.linked.site import BACK
from tests.support.browser import Answer, Browser
from tests.support.inspected import InspectedStep
from tests.support.process import poll
from tests.support.raw import ANSWER_TIMEOUT, connect, readUntil

TEXT_PART = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n%b\r\n--x--\r\n'
REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class SendingTestCase(SynchronousTestCase):
    """
    Starts a step with its inspector, and a browser that has the link.
    """

    def setUp(self) -> None:
        resources = ExitStack()
        self.addCleanup(resources.close)
        self.step = InspectedStep(resources, "lessons.step3")
        self.port = int(self.step.root.rpartition(":")[2])
        self.browser = Browser(self.port)
        self.browser.get(self.step.link)

    def shown(self, path: str) -> str:
        """
        Read the text of a page, without its tags.
        """
        return re.sub(r"<[^>]*>", "", self.browser.get(path).text)

    def post(self, content: bytes, path: str = "/send") -> Answer:
        """
        Send content as a multipart form.
        """
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        return self.ask(Request(f"{self.step.root}{path}", content, kind))

    def ask(self, request: Request) -> Answer:
        """
        Send a request with the browser's cookies, and read the answer.
        """
        try:
            with self.browser.opener.open(request, timeout=ANSWER_TIMEOUT) as response:
                return Answer(response)
        except HTTPError as error:
            with error:
                return Answer(error)

    def assertNothingSent(self) -> None:
        """
        Check that the step has seen nobody.
        """
        self.assertIn("Nobody has connected yet.", self.browser.get("/").text)


class FormTests(SendingTestCase):
    """
    The form of the raw sender, as a browser without a script posts it.
    """

    def test_sent(self) -> None:
        """
        What is typed is sent; the page that follows shows the connection with the answer.
        """
        answer = self.browser.post("/send", text=REQUEST)
        self.assertEqual(
            (answer.status, answer.headers["Location"]), (303, "/?connection=1#conversation")
        )
        page = self.browser.get("/?connection=1").text
        self.assertIn("HTTP/1.1 200 OK", self.shown("/?connection=1"))
        self.assertIn('<option value="1" selected="selected">continue on #1</option>', page)

    def test_goesOn(self) -> None:
        """
        The rest of a request goes out on the same connection.
        """
        self.browser.post("/send", text="GET / HTTP/1.1\nHost: a\n")
        self.assertNotIn("HTTP/1.1 200 OK", self.shown("/?connection=1"))
        answer = self.browser.post("/send?connection=1", text="\n", on="1")
        self.assertEqual(answer.headers["Location"], "/?connection=1#conversation")
        self.assertIn("HTTP/1.1 200 OK", self.shown("/?connection=1"))

    def test_afresh(self) -> None:
        """
        Of the new connection the newest is shown, whatever was looked at before; on the
        projector, the conversation comes where one part is shown alone.
        """
        query = "connection=7&before=9&span=r-1&message=2&byte=3&secrets=show"
        answer = self.browser.post(f"/send?{query}&mode=projector&part=send", text="x")
        self.assertEqual(
            answer.headers["Location"],
            "/?connection=1&secrets=show&mode=projector&part=conversation#conversation",
        )

    def test_close(self) -> None:
        """
        A connection can be closed, whatever is in the form; then it is not open.
        """
        self.browser.post("/send", text="GET")
        self.assertEqual(self.browser.post("/send", on="1", text="\\", button="close").status, 303)
        answer = self.browser.post("/send", on="1", text=REQUEST)
        self.assertEqual(answer.status, 404)
        self.assertIn("Connection #1 is no longer open", answer.text)

    def test_look(self) -> None:
        """
        What will be sent can be looked at first: with what is wrong in it.
        """
        answer = self.browser.post(
            "/send", text="GET /\n\n", button="look", way="bytes", delay="7"
        )
        self.assertEqual(answer.status, 200)
        self.assertIn("9 bytes in 9 pieces.", answer.text)
        self.assertIn("The HTTP version is missing", answer.text)
        self.assertIn('value="7"', answer.text)
        self.assertIn('value="bytes" checked="checked"', answer.text)
        corrected = encodeDraft(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(f'href="/?draft={corrected}#send"', answer.text)
        self.assertNothingSent()

    def test_cuts(self) -> None:
        """
        Cuts in odd places are as good as others: none is empty, they may be within a line end, and
        there may be a thousand. Where they are not made, it is said how they would be.
        """
        carried = "GET / HTTP/1.1\\r|\\n\\\nHost: a\\r|\\n\\\n\\r|\\n\\\n"
        for number, (text, pieces) in enumerate(
            (
                ("|||GET||| / HTTP/1.1|\nHost: a\n\n|||", 3),
                (carried, 4),
                ("GET / HTTP/1.1\nHost: a\nX: " + "a|" * 1000 + "\n\n", 1001),
            ),
            1,
        ):
            look = self.browser.post("/send/preview", text=text, way="cuts").text
            self.assertIn(f"in {pieces:,} pieces.", look)
            self.assertNotIn("It is not cut at the bars", look)
            look = self.browser.post("/send/preview", text=text, way="whole").text
            self.assertIn("in 1 piece.", look)
            self.assertIn("It is not cut at the bars", look)
            self.browser.post("/send", text=text, way="cuts")
            poll(partial(self.isAnswered, number))
            self.assertIn(f"{pieces:,} pieces: ", self.shown(f"/?connection={number}"))

    def isAnswered(self, number: int) -> bool:
        """
        Tell whether what was sent has been answered.
        """
        return "200 OK" in self.shown(f"/part/conversation?connection={number}")

    def test_unsent(self) -> None:
        """
        Where the server ends the connection before all has been sent, it is said how much was
        not.
        """
        self.browser.post("/send", text="a" * 60_000, way="bytes")
        sentence = re.compile(r"The last [\d,]+ bytes could not be sent: it had ended\.")
        poll(lambda: sentence.search(self.shown("/?connection=1")) is not None)

    def test_lookAfterOthers(self) -> None:
        """
        What is sent on a connection means what it means after that which was sent before.
        """
        self.browser.post("/send", text="GET /first HTTP/1.1\nHost: a\n")
        text = self.browser.post("/send/preview", text="\n", on="1").text
        self.assertIn("after what has been sent on #1", text)
        self.assertIn("One request: <code>GET /first</code>", text)

    def test_draft(self) -> None:
        """
        A draft in the address is put into the form, whatever its bytes are.
        """
        data = b"\r\n</textarea><b>\0|\xff"
        text = self.browser.get(f"/?draft={encodeDraft(data)}").text
        self.assertIn("\n\n&lt;/textarea&gt;&lt;b&gt;\\x00\\|\\xff</textarea>", text)
        for draft in ("!", "A", "A" * 10_924, "%FF"):
            self.assertIn("GET / HTTP/1.1", self.browser.get(f"/?draft={draft}").text)
        longest = self.browser.get(f"/?draft={encodeDraft(b'x' * MOST_DRAFT)}")
        self.assertIn("x" * MOST_DRAFT, longest.text)

    def test_wrong(self) -> None:
        """
        Where something is wrong, nothing is sent, nothing that was typed is lost, and one
        sentence says what it is.
        """
        for values, sentence in (
            ({"text": "GET \\q <b>"}, "The backslash in line 1, character 5 begins no escape"),
            ({"text": "a" * (MOST_SENT + 1)}, "No more than 65,536 bytes"),
            ({"text": "a", "delay": "2001"}, "The delay is a number from 0 to 2,000."),
            ({"text": "a", "delay": "-1"}, "The delay is a number"),
            ({"text": "a", "delay": "²"}, "The delay is a number"),
            ({"text": "a", "way": "<sideways>"}, "There is no way &#x27;&lt;sideways&gt;&#x27;"),
            ({"text": "a", "button": "win"}, "There is no button"),
            ({"text": "a", "on": "7"}, "Connection #7 is no longer open"),
            ({"text": "a", "on": "x"}, "A connection's number is a number"),
            ({"text": "a", "button": "close"}, "Choose a connection."),
            ({"text": "a" * 1000, "way": "bytes", "delay": "2000"}, "longer than 10 minutes"),
        ):
            with self.subTest(values=str(values)[:60]):
                answer = self.browser.post("/send", **values)
                self.assertIn(answer.status, (400, 404))
                self.assertIn("Nothing was sent.", answer.text)
                self.assertIn(sentence.replace("&#x27;", "'"), answer.text)
                self.assertIn(values["text"].replace("<b>", "&lt;b&gt;"), answer.text)
        self.assertNothingSent()
        self.assertEqual(self.step.process.err, "")

    def test_multipart(self) -> None:
        """
        The form as a browser sends it can hold as many bytes as may be sent.
        """
        text = f"{chr(92)}x41{chr(92)}\r\n{'b' * (MOST_SENT - 1)}".encode()
        self.assertEqual(self.post(TEXT_PART % text).status, 303)
        self.browser.post("/send", on="1", button="close")

    def test_anyWriting(self) -> None:
        """
        As many bytes as may be sent go through the form however they are written, and whichever
        kind of form it is.
        """
        for byte in ("\\x00", "\\x00|", "\\x00|\\\r\n"):
            answer = self.browser.post("/send", text=byte * MOST_SENT)
            self.assertEqual(answer.status, 303, byte)
            number = answer.headers["Location"].partition("=")[2].partition("#")[0]
            self.browser.post("/send", on=number, button="close")
        multipart = ("\\x00|\\\r\n" * MOST_SENT).encode()
        self.assertEqual(self.post(TEXT_PART % multipart).status, 303)

    def test_tooMuch(self) -> None:
        """
        What is refused is told on a page of the inspector's, with the bound; and what was
        typed is still there: in the form, or where it is too much for one, after the
        browser's way back.
        """
        answer = self.browser.post("/send", text="|" * (MOST_TYPED + 1))
        self.assertEqual(answer.status, 400)
        self.assertIn(f"No more than {MOST_TYPED:,} characters are read at a time.", answer.text)
        self.assertIn("|" * (MOST_TYPED + 1) + "</textarea>", answer.text)
        answer = self.post(TEXT_PART % (b"|" * 2**22))
        self.assertEqual(answer.status, 413)
        self.assertIn("larger than the 4,194,304 bytes", answer.text)
        self.assertIn(BACK, answer.text)
        answer = self.browser.get("/" + "x" * 2**14)
        self.assertEqual(answer.status, 414)
        self.assertIn("A request line may have at most 16,384 bytes.", answer.text)
        self.assertIn("<h1>", answer.text)
        self.assertNothingSent()

    def test_fields(self) -> None:
        """
        For a query or a form of too many fields, a page says so.
        """
        many = "&".join(["a=b"] * 10_001)
        for answer in (
            self.browser.get(f"/?{many[:9000]}"),
            self.browser.get("/send", many.encode()),
        ):
            self.assertIn("<h1>", answer.text)
        self.assertEqual(answer.status, 400)
        self.assertIn("A form may have at most 10,000 fields.", answer.text)

    def test_broken(self) -> None:
        """
        What is not a form is said not to be one.
        """
        for content in (b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--"):
            answer = self.post(content)
            self.assertEqual(answer.status, 400)
            self.assertIn("<h1>", answer.text)
        self.assertNothingSent()
        self.assertEqual(self.step.process.err, "")


class StrangerTests(SendingTestCase):
    """
    A form that did not come from the inspector's own page.
    """

    def status(
        self, *lines: str, cookie: bool = True, host: str = "", start: str = "POST /send"
    ) -> int:
        """
        Post a form with some fields.
        """
        handlers: list[Any] = cast(Any, self.browser.opener).handlers
        jar = next(it.cookiejar for it in handlers if hasattr(it, "cookiejar"))
        (value,) = [f"{it.name}={it.value}" for it in jar]
        content = "text=GET"
        fields = [
            f"Host: {host or f'127.0.0.1:{self.port}'}",
            *([f"Cookie: {value}"] if cookie else []),
            *lines,
            f"Content-Length: {len(content)}",
            "Content-Type: application/x-www-form-urlencoded",
            "Connection: close",
        ]
        with connect(self.port) as connection:
            head = "\r\n".join([f"{start} HTTP/1.1", *fields, "", content])
            connection.sendall(head.encode())
            match = re.match(rb"HTTP/1.1 (\d+)", readUntil(connection, b"\r\n"))
        assert match
        return int(match[1])

    def test_refused(self) -> None:
        """
        Without the cookie, from another page, or under another name, nothing is sent.
        """
        own = f"http://127.0.0.1:{self.port}"
        for lines, status in (
            (("Origin: http://evil.example",), 403),
            (("Origin: null",), 403),
            ((f"Origin: {own[:-1]}",), 403),
            (("Sec-Fetch-Site: cross-site",), 403),
            (("Sec-Fetch-Site: same-site", f"Origin: {own}"), 403),
        ):
            self.assertEqual(self.status(*lines), status, lines)
        self.assertEqual(self.status(cookie=False), 403)
        self.assertEqual(self.status(f"Origin: {own}", cookie=False), 403)
        self.assertEqual(self.status(host="evil.example"), 421)
        self.assertNothingSent()
        self.assertEqual(self.status(f"Origin: {own}", "Sec-Fetch-Site: same-origin"), 303)

    def test_nowhereElse(self) -> None:
        """
        No field of the form leads to another server.
        """
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = str(other.getsockname()[1])
            names = ("host", "port", "address", "url", "to", "place", "target")
            values = dict.fromkeys(names, port) | {"host": "127.0.0.1", "text": REQUEST}
            self.assertEqual(self.browser.post("/send", **values).status, 303)
            other.setblocking(False)
            self.assertRaises(BlockingIOError, other.accept)
        self.assertIn("HTTP/1.1 200 OK", self.shown("/?connection=1"))

    def test_typedComesBack(self) -> None:
        """
        Whoever is refused, because the step was started anew, finds what was typed on the page
        that says so.
        """
        answer = Browser(self.port).post("/send", text="GET /\\x00<b>")
        self.assertEqual(answer.status, 403)
        self.assertIn("GET /\\x00&lt;b&gt;</textarea>", answer.text)
        answer = Browser(self.port).post("/send", text="\\x00" * MOST_SENT)
        self.assertEqual(answer.status, 403)
        self.assertNothingSent()

    def test_methods(self) -> None:
        """
        For a method that does not work, those that do are told; OPTIONS names them.
        """
        for path, allowed in (("/", "GET, HEAD, OPTIONS"), ("/send", "POST, OPTIONS")):
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
                request = Request(f"{self.step.root}{path}", method=method)
                answer = self.ask(request)
                self.assertEqual(answer.status, 200 if method == "OPTIONS" else 405)
                self.assertEqual(answer.headers["Allow"], allowed)
        self.assertNothingSent()

    def test_get(self) -> None:
        """
        Nothing is sent, stopped or imported by a link.
        """
        for path in ("/send?text=GET", "/send/preview?text=GET", "/import", "/stop-replay"):
            self.assertEqual(self.browser.get(path).status, 405)
            self.assertEqual(self.status(start=f"HEAD {path}"), 405)
        self.assertNothingSent()
        self.assertEqual(self.step.process.err, "")
