"""
Step 5: handler functions, forms, and content as bytes.
"""

from __future__ import annotations

import subprocess
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

from twisted.logger import globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase
from twisted.web import http

from lessons import step5
from server.console import ConsoleObserver
from tests.support.memory import Conversation
from tests.support.needs import need
from tests.support.outcome import fillBuffer
from tests.support.process import StepProcess
from tests.support.raw import exchange
from tests.support.responses import Response, only, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "shows a value as it came",
        "return escape(text)",
        "return text",
        "test_escaped",
    ),
    Variant(
        "escapes the values and forgets the names",
        'f"<dt>{makeVisible(name)}"',
        'f"<dt>{name.decode()}"',
        "test_escapedName",
    ),
    Variant(
        "shows the first value of each field",
        "for value in values)",
        "for value in values[:1])",
        "test_allValues",
    ),
    Variant(
        "believes that all bytes are UTF-8",
        'data.decode("utf-8", "backslashreplace")',
        'data.decode("utf-8")',
        "test_notUTF8",
    ),
    Variant(
        "tells the client what broke",
        '"<p>This page is broken."',
        "f\"<p>This page is broken: {__import__('traceback').format_exc()}\"",
        "test_brokenHandler",
    ),
    Variant(
        "lets a broken handler break the connection",
        "except Exception:",
        "except LookupError:",
        "test_brokenHandler",
    ),
    Variant(
        "believes that every handler returns bytes",
        "not isinstance(page, bytes)",
        "False",
        "test_text",
    ),
    Variant(
        "keeps silent about what broke",
        '            self.log.failure("the handler of {path} failed", path=self.path)\n',
        "",
        "test_brokenHandlerIsLogged",
    ),
    Variant(
        "believes that content is always in memory",
        "content.read(1000)",
        "content.getvalue()[:1000]",
        "test_contentInFile",
    ),
]

URLENCODED = b"application/x-www-form-urlencoded"
MULTIPART = b"multipart/form-data; boundary=x"


def request(path: bytes, method: bytes = b"GET", content: bytes = b"", kind: bytes = b"") -> bytes:
    """
    Make a request.

    @param kind: its C{Content-Type}.
    """
    lines = [b"%b %b HTTP/1.1" % (method, path), b"Host: localhost"]
    lines += [b"Content-Type: " + kind] if kind else []
    lines += [b"Content-Length: %d" % len(content)] if content else []
    return b"\r\n".join([*lines, b"", content])


def multipart(*parts: tuple[bytes, bytes]) -> bytes:
    """
    Make the content of a multipart form.

    @param parts: the parameters of each field, and its value.
    """
    head = b"--x\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n"
    return b"".join(head % part for part in parts) + b"--x--\r\n"


class FormHandlerTests(StepTestCase):
    """
    The pages in memory: forms in the query and in the content, and content as bytes.
    """

    step = step5

    def setUp(self) -> None:
        """
        Connect to the step, in memory.
        """
        self.conversation = Conversation(self.step)

    def ask(
        self, path: bytes, method: bytes = b"GET", content: bytes = b"", kind: bytes = b""
    ) -> Response:
        """
        Send a request, and read the one response.
        """
        received = self.conversation.send(request(path, method, content, kind))
        return only(received, toHead=method == b"HEAD")

    def listed(self, *lines: str) -> str:
        """
        What C{/posthandler} says where it lists some lines.
        """
        return "\n".join(["<dl>", *lines, "</dl>", ""])

    def test_form(self) -> None:
        """
        The form has each field and each choice, and sends itself to
        C{/posthandler} in three ways.
        """
        text = self.ask(b"/").text
        for colour in ("red", "blue", "green"):
            self.assertIn(f'<input type="radio" name="colour" value="{colour}">', text)
        for flavour in ("vanilla", "chocolate", "strawberry", "coffee"):
            self.assertIn(f'<input type="checkbox" name="flavour" value="{flavour}">', text)
        for part in (
            '<form action="/posthandler">',
            '<input name="name">',
            '<button formmethod="get">',
            '<button formmethod="post">',
            '<button formmethod="post" formenctype="multipart/form-data">',
        ):
            self.assertIn(part, text)

    def test_isHTML(self) -> None:
        """
        Every page, errors too, is HTML with a language, a title and a width
        that suits a telephone, and says that it is UTF-8.
        """
        for path in (b"/", b"/posthandler", b"/content", b"/nothing"):
            response = self.ask(path)
            self.assertEqual(response.fields["content-type"], "text/html; charset=utf-8")
            self.assertTrue(response.text.startswith("<!DOCTYPE html>\n"), path)
            self.assertTrue(response.text.endswith("\n"), path)
            for tag in ('<html lang="en">', '<meta name="viewport"', "<title>", "<h1>"):
                self.assertIn(tag, response.text)
            self.assertIn("date", response.fields)

    def test_query(self) -> None:
        """
        The fields of a query are listed, in their order.
        """
        text = self.ask(b"/posthandler?name=Ada&colour=red").text
        expected = self.listed("<dt>name", "<dd>Ada", "<dt>colour", "<dd>red")
        self.assertTrue(text.endswith(expected), text)

    def test_post(self) -> None:
        """
        The fields of a form that came by POST are listed in the same way.
        """
        fields = [("name", "Ada L."), ("colour", "red")]
        content = urlencode(fields).encode()
        text = self.ask(b"/posthandler", b"POST", content, URLENCODED).text
        expected = self.listed("<dt>name", "<dd>Ada L.", "<dt>colour", "<dd>red")
        self.assertTrue(text.endswith(expected), text)

    def test_multipart(self) -> None:
        """
        The fields of a multipart form are listed, the bytes of a file among them.
        """
        content = multipart(
            (b'name="name"', "Grüße".encode()),
            (b'name="file"; filename="a.bin"', b"\x00\xff<"),
        )
        text = self.ask(b"/posthandler", b"POST", content, MULTIPART).text
        expected = self.listed("<dt>name", "<dd>Grüße", "<dt>file", r"<dd>\x00\xff&lt;")
        self.assertTrue(text.endswith(expected), text)

    def test_allValues(self) -> None:
        """
        A field that was sent more than once has all its values listed.
        """
        content = b"flavour=vanilla&name=Ada&flavour=coffee"
        text = self.ask(b"/posthandler", b"POST", content, URLENCODED).text
        expected = self.listed("<dt>flavour", "<dd>vanilla", "<dd>coffee", "<dt>name", "<dd>Ada")
        self.assertTrue(text.endswith(expected), text)

    def test_emptyValue(self) -> None:
        """
        A field that was left empty is listed as well.
        """
        text = self.ask(b"/posthandler?name=&colour=red").text
        expected = self.listed("<dt>name", "<dd>", "<dt>colour", "<dd>red")
        self.assertTrue(text.endswith(expected), text)

    def test_nothing(self) -> None:
        """
        Where nothing was sent, the page says so.
        """
        self.assertIn("<p>Nothing.\n", self.ask(b"/posthandler").text)

    def test_escaped(self) -> None:
        """
        A value that looks like HTML is shown, not obeyed.
        """
        script = "<script>alert(\"1\" + '&amp;')</script>"
        text = self.ask(b"/posthandler?" + urlencode({"a": script}).encode()).text
        shown = "&lt;script&gt;alert(&quot;1&quot; + &#x27;&amp;amp;&#x27;)&lt;/script&gt;"
        self.assertIn(f"<dd>{shown}\n", text)
        self.assertNotIn("<script", text)

    def test_escapedName(self) -> None:
        """
        The name of a field that looks like HTML is shown, not obeyed: it comes from the
        client as well.
        """
        text = self.ask(b"/posthandler?" + urlencode({"<b>": "1"}).encode()).text
        self.assertIn("<dt>&lt;b&gt;\n", text)
        self.assertNotIn("<b>", text)

    def test_notUTF8(self) -> None:
        """
        Bytes that are not text, in a name or a value, are shown as escapes.
        """
        text = self.ask(b"/posthandler?%ff=%c3%bc%fe").text
        self.assertTrue(text.endswith(self.listed(r"<dt>\xff", r"<dd>ü\xfe")), text)

    def test_controlCharacters(self) -> None:
        """
        NUL, line ends and their like, which HTML cannot hold or show, are shown as escapes.
        """
        text = self.ask(b"/posthandler?a=%00%0d%0a%1b%7f%c2%85").text
        self.assertTrue(text.endswith(self.listed("<dt>a", r"<dd>\x00\x0d\x0a\x1b\x7f\x85")), text)

    def test_partOfParts(self) -> None:
        """
        A part that is a multipart itself has no content that Twisted would
        hand over, and breaks nothing.
        """
        inner = b'name="a"\r\nContent-Type: multipart/mixed; boundary=y'
        content = multipart((inner, b"--y\r\n\r\nhello\r\n--y--"))
        text = self.ask(b"/posthandler", b"POST", content, MULTIPART).text
        self.assertTrue(text.endswith(self.listed("<dt>a", "<dd>")), text)

    def test_content(self) -> None:
        """
        Content is read as bytes, whatever the method.
        """
        for method in (b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"BREW"):
            text = self.ask(b"/content", method, b"hello\xff<").text
            self.assertIn(f"<h1>{method.decode()}, 7 bytes</h1>", text)
            self.assertIn(r"<code>hello\xff&lt;</code>", text)

    def test_contentOfForm(self) -> None:
        """
        Content that Twisted has read as a form can still be read as bytes.
        """
        text = self.ask(b"/content", b"POST", b"a=1", URLENCODED).text
        self.assertIn("<code>a=1</code>", text)

    def test_noContent(self) -> None:
        """
        A request without content is said to have 0 bytes.
        """
        self.assertIn("<h1>GET, 0 bytes</h1>", self.ask(b"/content").text)

    def test_oneByte(self) -> None:
        """
        Content of one byte is said to have 1 byte, in the singular.
        """
        self.assertIn("<h1>PUT, 1 byte</h1>", self.ask(b"/content", b"PUT", b"x").text)

    def test_contentInFile(self) -> None:
        """
        Content too large for the memory is in a file, of which the page shows
        the length and the beginning.
        """
        response = self.ask(b"/content", b"PUT", b"x" * 200_000)
        self.assertIn("<h1>PUT, 200000 bytes</h1>", response.text)
        self.assertIn(f"<code>{'x' * 1000}</code>", response.text)

    def test_strangeMethod(self) -> None:
        """
        A method may hold characters that mean something in HTML.
        """
        self.assertIn("<h1>A&amp;B, 0 bytes</h1>", self.ask(b"/content", b"A&B").text)

    def test_otherMethods(self) -> None:
        """
        The form can be read; fields can be sent, by GET and POST.
        """
        for path, method, allowed in (
            (b"/", b"POST", "GET, HEAD"),
            (b"/", b"PUT", "GET, HEAD"),
            (b"/posthandler", b"PUT", "GET, HEAD, POST"),
        ):
            response = self.ask(path, method)
            self.assertEqual((response.status, response.fields["allow"]), (405, allowed))

    def test_head(self) -> None:
        """
        HEAD is answered with the fields of GET, and no content.
        """
        for path in (b"/", b"/posthandler?a=1"):
            page, head = self.ask(path), self.ask(path, b"HEAD")
            self.assertEqual(head.content, b"")
            self.assertEqual(head.fields["content-length"], str(len(page.content)))

    def test_notFound(self) -> None:
        """
        Any other path is a 404 that leads to the form.
        """
        for path in (b"/nothing", b"/posthandler/", b"//"):
            response = self.ask(path, b"POST")
            self.assertEqual((response.status, response.reason), (404, "Not Found"))
            self.assertIn('<a href="/">', response.text)

    def test_byteByByte(self) -> None:
        """
        A form may arrive in any number of pieces.
        """
        sent = request(b"/posthandler", b"POST", b"a=1&a=2", URLENCODED)
        text = only(self.conversation.sendByteByByte(sent)).text
        self.assertTrue(text.endswith(self.listed("<dt>a", "<dd>1", "<dd>2")), text)

    def test_glued(self) -> None:
        """
        Two forms in one piece stay apart.
        """
        sent = [request(b"/posthandler", b"POST", value, URLENCODED) for value in (b"a=1", b"a=2")]
        one, two = readResponses(self.conversation.send(b"".join(sent)))
        self.assertTrue(one.text.endswith(self.listed("<dt>a", "<dd>1")))
        self.assertTrue(two.text.endswith(self.listed("<dt>a", "<dd>2")))

    def test_backPressure(self) -> None:
        """
        While answers wait to be sent, nothing more is read.
        """
        transport = self.conversation.transport
        fillBuffer(transport)
        self.assertEqual(only(self.conversation.send(request(b"/"))).status, 200)
        self.assertEqual(transport.producerState, "paused")
        assert transport.producer is not None
        transport.producer.resumeProducing()
        self.assertEqual(transport.producerState, "producing")
        self.assertEqual(only(self.conversation.send(request(b"/"))).status, 200)

    def breakHandler(self) -> None:
        """
        Put a handler that fails into the dictionary.
        """

        def fail(request: http.Request) -> bytes:
            raise ValueError("a secret")

        self.patch(self.step, "HANDLERS", {b"/": fail, b"/content": self.step.showContent})

    def test_brokenHandler(self) -> None:
        """
        A handler that fails is a 500 that tells nothing, and the connection
        goes on.
        """
        self.breakHandler()
        received = self.conversation.send(request(b"/") + request(b"/content"))
        self.flushLoggedErrors(ValueError)
        broken, sound = readResponses(received)
        self.assertEqual((broken.status, broken.reason), (500, "Internal Server Error"))
        self.assertIn("<p>This page is broken.\n", broken.text)
        for word in ("secret", "ValueError", "Traceback", "step5.py"):
            self.assertNotIn(word, broken.text)
        self.assertEqual(sound.status, 200)

    def test_text(self) -> None:
        """
        A handler that returns text, or nothing, is a 500, and the connection goes on.
        """
        for page in ("a secret", None):
            self.patch(self.step, "HANDLERS", {b"/": lambda request, page=page: page})
            one, two = readResponses(self.conversation.send(request(b"/") + request(b"/")))
            self.assertEqual(len(self.flushLoggedErrors(TypeError)), 2)
            self.assertEqual((one.status, two.status), (500, 500))
            self.assertIn("<p>This page is broken.\n", one.text)

    def test_brokenHandlerIsLogged(self) -> None:
        """
        It is logged once, and the console shows the traceback, as it goes
        through a file of the lessons.
        """
        self.breakHandler()
        console = StringIO()
        observer = ConsoleObserver(console)
        globalLogPublisher.addObserver(observer)
        self.addCleanup(globalLogPublisher.removeObserver, observer)
        self.conversation.send(request(b"/"))
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)
        said = console.getvalue()
        self.assertIn("step5.py", said)
        self.assertIn("critical: the handler of b'/' failed: ValueError: a secret\n", said)


#: Types of content that Twisted's reader of forms finds empty.
EMAILS = (b"message/rfc822", b"message/partial", b"message/delivery-status")


def emailForm(kind: bytes) -> bytes:
    """
    Make a form with an e-mail in it.
    """
    inner = b'name="letter"; filename="a.eml"\r\nContent-Type: ' + kind
    return multipart((inner, b"Subject: Hello\r\n\r\nHow are you?\r\n"))


class InheritedTests(SynchronousTestCase):
    """
    What Twisted's reading of forms does, as the walkthrough tells it. When one
    of these fails, Twisted has changed: say so in C{lessons/step5.rst}.
    """

    def list(self, sent: bytes) -> str:
        """
        Send a request, and read the list.
        """
        page = only(Conversation(step5).send(sent)).text
        return page.partition("<dl>\n")[2].removesuffix("\n</dl>\n")

    def test_semicolon(self) -> None:
        """
        A semicolon separates fields, as C{&} does.
        """
        sent = request(b"/posthandler?a=1;b=2")
        self.assertEqual(self.list(sent), "<dt>a\n<dd>1\n<dt>b\n<dd>2")

    def test_noEqualsSign(self) -> None:
        """
        A name without C{=} is dropped.
        """
        self.assertEqual(self.list(request(b"/posthandler?a&b=2")), "<dt>b\n<dd>2")

    def test_queryAndContent(self) -> None:
        """
        A field in the content hides those of its name in the query.
        """
        sent = request(b"/posthandler?a=1&b=2", b"POST", b"a=3", URLENCODED)
        self.assertEqual(self.list(sent), "<dt>a\n<dd>3\n<dt>b\n<dd>2")

    def test_nameInMultipart(self) -> None:
        """
        A name beyond ASCII in a multipart form is spoilt.
        """
        content = multipart(('name="grün"'.encode(), b"1"))
        sent = request(b"/posthandler", b"POST", content, MULTIPART)
        self.assertEqual(self.list(sent), "<dt>gr��n\n<dd>1")

    def test_email(self) -> None:
        """
        A part that is an e-mail, or what a mail server says of one, comes out empty. In step 15 it
        does not: C{test_email} there.
        """
        for kind in EMAILS:
            sent = request(b"/posthandler", b"POST", emailForm(kind), MULTIPART)
            self.assertEqual(self.list(sent), "<dt>letter\n<dd>", kind)


class ProcessTests(SynchronousTestCase):
    """
    The program in a process of its own, to which curl sends forms and files.
    """

    def curl(self, step: StepProcess, *arguments: str) -> str:
        """
        Run curl against a path of a running step.

        @param arguments: the last one is the path.
        """
        *options, path = arguments
        command = [need("curl"), "-sS", *options, f"http://127.0.0.1:{step.port}{path}"]
        done = subprocess.run(command, capture_output=True, timeout=20, check=True)
        return done.stdout.decode()

    def test_curl(self) -> None:
        """
        curl sends a form in three ways, and the answer is the same.
        """
        expected = (
            "<dl>\n<dt>name\n<dd>Grüße &amp; so\n<dt>flavour\n<dd>vanilla\n<dd>coffee\n</dl>\n"
        )
        fields = ["name=Grüße & so", "flavour=vanilla", "flavour=coffee"]
        encoded = [word for field in fields for word in ("--data-urlencode", field)]
        parts = [word for field in fields for word in ("--form", field)]
        with StepProcess("lessons.step5") as step:
            for options in (["--get", *encoded], encoded, parts):
                self.assertTrue(self.curl(step, *options, "/posthandler").endswith(expected))
            self.assertEqual(step.err, "")
            self.assertEqual(step.stop(), 0)

    def test_upload(self) -> None:
        """
        curl uploads two megabytes, with a length and in chunks.
        """
        path = Path(self.mktemp())
        path.write_bytes(b"\xff" * 2_000_000)
        with StepProcess("lessons.step5") as step:
            for options in ([], ["--header", "Transfer-Encoding: chunked"]):
                answer = self.curl(step, "--upload-file", str(path), *options, "/content")
                self.assertIn("<h1>PUT, 2000000 bytes</h1>", answer)
            self.assertEqual(step.err, "")

    def test_pieces(self) -> None:
        """
        Byte by byte, or two requests glued: over a socket it is the same.
        """
        last = request(b"/posthandler?b=2").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        sent = request(b"/posthandler", b"POST", b"a=1", URLENCODED) + last
        with StepProcess("lessons.step5") as step:
            for pieces in ([sent], [sent[at : at + 1] for at in range(len(sent))]):
                one, two = readResponses(exchange(step.port, *pieces))
                self.assertIn("<dt>a\n<dd>1\n", one.text)
                self.assertIn("<dt>b\n<dd>2\n", two.text)
