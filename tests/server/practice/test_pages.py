"""
The pages to practise on: each has what clients find hard, and is right all the same.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from server.practice import FormRequest
from server.practice.pages import Cut
from server.practice.site import makeHome
from tests.support.process import StepProcess
from tests.support.raw import connect, exchange, sendAll
from tests.support.responses import Response, only, readResponses

#: What a browser says when it loads a page.
BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"


class Reads(Resource):
    """
    Shows the arguments of a request, and its content.
    """

    isLeaf = True

    def render_POST(self, request: Request) -> bytes:
        arguments = ", ".join(f"{name!r}: {values}" for name, values in request.args.items())
        content: Any = request.content
        return f"{{{arguments}}} ".encode() + bytes(content.read())

    render_PUT = render_POST


class PagesTestCase(SynchronousTestCase):
    """
    Tests that talk to the site, on a string transport.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        root = makeHome(self.clock)
        root.putChild(b"reads", Reads())
        self.site = Site(root, requestFactory=FormRequest, reactor=self.clock)
        self.connect()

    def connect(self) -> None:
        """
        Go on with a new connection to the same site.
        """
        self.channel = self.site.buildProtocol(None)
        self.transport = StringTransport()
        self.channel.makeConnection(self.transport)

    def ask(self, line: str, *fields: str, content: bytes = b"") -> Response:
        """
        Send one request, and read the answer to it.
        """
        length = [f"Content-Length: {len(content)}"] if content else []
        lines = [f"{line} HTTP/1.1", "Host: h", *length, *fields, "", ""]
        self.transport.clear()
        self.channel.dataReceived("\r\n".join(lines).encode() + content)
        return only(self.transport.value(), toHead=line.startswith("HEAD"))


class HomeTests(PagesTestCase):
    """
    The page that lists the others.
    """

    def test_links(self) -> None:
        """
        It links everything, and each link leads somewhere.
        """
        links = re.findall('href="([^"]+)"', self.ask("GET /").text)
        links = [link for link in links if link[0] not in "/#"]  # those are of the layout
        self.assertEqual(len(links), 6)
        for link in set(links) - {"stream", "cut"}:
            status = 401 if link == "protected" else 200
            self.assertEqual(self.ask(f"GET /{link}").status, status, link)


class UploadTests(PagesTestCase):
    """
    Uploads by the form, and by clients that send one which is not well-formed.
    """

    def upload(self, content: bytes, kind: str = "multipart/form-data; boundary=x") -> Response:
        """
        @param kind: the Content-Type.
        @return: the answer to the POST.
        """
        return self.ask("POST /upload", f"Content-Type: {kind}", content=content)

    def test_form(self) -> None:
        """
        A browser gets a form to upload with.
        """
        page = self.ask("GET /upload")
        self.assertEqual(page.fields["content-type"], "text/html; charset=utf-8")
        self.assertIn('<form method="post" enctype="multipart/form-data">', page.text)
        self.assertIn('<input type="file" id="file" name="file" />', page.text)
        self.assertIn('<a href="/">Home</a>', page.text)

    def test_upload(self) -> None:
        """
        What has arrived is told, as plain text that no browser takes for HTML.
        """
        data = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n<b>\r\n--x--\r\n'
        answer = self.upload(data)
        self.assertEqual((answer.status, answer.text), (200, "field a: <b>\n"))
        self.assertEqual(answer.fields["content-type"], "text/plain; charset=utf-8")
        self.assertEqual(answer.fields["x-content-type-options"], "nosniff")

    def test_page(self) -> None:
        """
        A browser is told the same on a page, where it is text as well.
        """
        data = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n<b>\r\n--x--\r\n'
        kind = "Content-Type: multipart/form-data; boundary=x"
        answer = self.ask("POST /upload", kind, BROWSER, content=data)
        self.assertEqual(answer.fields["content-type"], "text/html; charset=utf-8")
        self.assertEqual(answer.fields["vary"], "accept")
        self.assertIn("field a: &lt;b&gt;\n", answer.text)
        self.assertIn('<a href="/">Home</a>', answer.text)

    def test_noFile(self) -> None:
        """
        What browsers send for a file field where nothing was chosen is not a file; an
        empty file that has a name is one.
        """
        part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n\r\n'
        answer = self.upload(part % b"" + b"--x--\r\n")
        self.assertEqual(answer.text, "field file: no file was chosen\n")
        self.assertIn(
            "file a in field file: no type, 0 bytes", self.upload(part % b"a" + b"--x--\r\n").text
        )

    def test_noFileInBrowser(self) -> None:
        """
        A person who has chosen none gets the form back, with what was typed, and the page
        opens at the field; whoever has chosen one of two has sent something.
        """
        part = b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
        kind = "Content-Type: multipart/form-data; boundary=x"
        none = part % (b"file", b'; filename=""', b"")
        note = part % (b"note", b"", b'a "word"\x00')
        answer = self.ask("POST /upload", kind, BROWSER, content=note + none + b"--x--\r\n")
        self.assertEqual(answer.status, 422)
        self.assertIn("<title>Problem: Upload</title>", answer.text)
        self.assertIn("No file was chosen yet.", answer.text)
        self.assertIn('value="a &quot;word&quot;\ufffd"', answer.text)
        (marked,) = re.findall("<input[^>]* autofocus[^>]*>", answer.text)
        self.assertIn('type="file"', marked)
        self.assertIn('aria-describedby="file_wrong"', marked)
        both = none + part % (b"file", b'; filename="a"', b"b") + b"--x--\r\n"
        self.assertEqual(self.ask("POST /upload", kind, BROWSER, content=both).status, 200)

    def test_refusedInBrowser(self) -> None:
        """
        What is not a form is refused on a page that names the rule.
        """
        for kind, status in (("text/plain", 415), ("multipart/form-data; boundary=x", 400)):
            answer = self.ask("POST /upload", f"Content-Type: {kind}", BROWSER, content=b"a")
            self.assertEqual(answer.status, status)
            self.assertIn(f"<h1>{status} ", answer.text)
            self.assertIn("RFC 9110 section 15.5.", answer.text)

    def test_otherRequests(self) -> None:
        """
        On a site whose requests keep their content in a file, it tells the
        same, of good forms and of broken ones.
        """
        self.site = Site(self.site.resource, reactor=self.clock, parsePOSTFormSubmission=False)
        self.connect()
        self.test_upload()
        self.assertEqual(self.upload(b"nonsense").status, 400)
        self.assertEqual(self.upload(b"a=b", "text/plain").status, 415)

    def test_chunked(self) -> None:
        """
        A form may come without a length.
        """
        chunks = b"b\r\n--x--\r\n\r\n\r\n0\r\n\r\n".replace(b"b\r\n", b"9\r\n", 1)
        self.transport.clear()
        self.channel.dataReceived(
            b"POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n" + chunks
        )
        self.assertEqual(only(self.transport.value()).text, "an empty form\n")

    def test_broken(self) -> None:
        """
        A broken form is refused where it is read, and nowhere else; the connection
        goes on.
        """
        self.assertEqual(self.upload(b"nonsense").status, 400)
        kind = "Content-Type: multipart/form-data"
        answer = self.ask("POST /reads", kind, content=b"x")
        self.assertEqual((answer.status, answer.text), (400, "The form has no good boundary\n"))
        self.assertEqual(self.ask("PUT /reads", kind, content=b"x").text, "{} x")
        self.assertEqual(self.ask("POST /etag", kind, content=b"x").status, 200)

    def test_content(self) -> None:
        """
        Whoever wants the bytes of a form gets them, beside its text fields.
        """
        form = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
        kind = "Content-Type: multipart/form-data; boundary=x"
        answer = self.ask("POST /reads?a=c", kind, content=form)
        self.assertEqual(answer.text, "{b'a': [b'c', b'b']} " + form.decode())

    def test_noForm(self) -> None:
        """
        Content of another kind is refused.
        """
        self.assertEqual(self.upload(b"a=b", "application/x-www-form-urlencoded").status, 415)
        self.assertEqual(self.upload(b"").status, 400)


class BrowserTests(PagesTestCase):
    """
    What a person sees of the other pages.
    """

    def assertFramed(self, answer: Response, heading: str) -> None:
        """
        It is a page of the site, with a way home.
        """
        self.assertEqual(answer.fields["content-type"], "text/html; charset=utf-8")
        self.assertIn(f"<h1>{heading}</h1>", answer.text)
        self.assertIn('<a href="/">Home</a>', answer.text)
        self.assertTrue(answer.text.endswith("</html>\n"))

    def test_protected(self) -> None:
        """
        Whoever has not logged in is told so on a page, and can try again; whoever has is greeted
        on one, which no cache may keep.
        """
        refused = self.ask("GET /protected", BROWSER)
        self.assertFramed(refused, "401 Unauthorized")
        self.assertIn('<a href="">Try again</a>', refused.text)
        login = f"Authorization: Basic {b64encode(b'student:greenhouse').decode()}"
        greeted = self.ask("GET /protected", BROWSER, login)
        self.assertFramed(greeted, "Protected")
        self.assertEqual(greeted.fields["cache-control"], "no-store")

    def test_etag(self) -> None:
        """
        The page has another tag than the text, and a button that makes a new version; a
        condition that is not met is told on a page.
        """
        page, text = self.ask("GET /etag", BROWSER), self.ask("GET /etag")
        self.assertFramed(page, "An entity tag")
        self.assertNotEqual(page.fields["etag"], text.fields["etag"])
        self.assertEqual(page.fields["vary"], "accept")
        again = self.ask("GET /etag", BROWSER, f"If-None-Match: {page.fields['etag']}")
        self.assertEqual(again.status, 304)
        self.assertIn("This is version 2.", self.ask("POST /etag", BROWSER).text)
        unmet = self.ask("POST /etag", BROWSER, f"If-Match: {page.fields['etag']}")
        self.assertFramed(unmet, "412 Precondition Failed")
        self.assertIn("RFC 9110 section 15.5.13", unmet.text)

    def test_stream(self) -> None:
        """
        The pieces come on a page as well, which is whole at the end.
        """
        answer = self.ask("GET /stream?pieces=1", BROWSER)
        self.assertFramed(answer, "A stream")
        self.assertIn("piece 1 of 1\n</pre>", answer.text)


class ProtectedTests(PagesTestCase):
    """
    The page behind a login by HTTP Basic (RFC 7617).
    """

    def logIn(self, credentials: str) -> Response:
        """
        @param credentials: C{user:password}, not encoded yet.
        @return: the answer.
        """
        value = b64encode(credentials.encode()).decode()
        return self.ask("GET /protected", f"Authorization: Basic {value}")

    def test_challenge(self) -> None:
        """
        Without credentials, the answer tells which are wanted.
        """
        answer = self.ask("GET /protected")
        self.assertEqual(answer.status, 401)
        self.assertEqual(
            answer.fields["www-authenticate"], 'Basic realm="the practice greenhouse"'
        )
        self.assertEqual(answer.fields["cache-control"], "no-store")
        self.assertIn('<a href="/">Home</a>', answer.text)

    def test_right(self) -> None:
        """
        The right ones open the page.
        """
        answer = self.logIn("student:greenhouse")
        self.assertEqual(answer.text, "Hello, student. Only you can read this.\n")

    def test_wrong(self) -> None:
        """
        Other credentials than the right ones do not log in, however odd they are.
        """
        for credentials in ("student:x", "x:greenhouse", ":", "", "student", "\0:\0", "ä:ö"):
            self.assertEqual(self.logIn(credentials).status, 401, credentials)
        for value in ("Basic", "Basic !!!", "Basic =", "Bearer x", "x" * 1000, "Basic a b"):
            answer = self.ask("GET /protected", f"Authorization: {value}")
            self.assertEqual(answer.status, 401, value)

    def test_below(self) -> None:
        """
        There is nothing below it that needs no login.
        """
        self.assertEqual(self.ask("GET /protected/x").status, 401)


class TaggedTests(PagesTestCase):
    """
    The page with an entity tag.
    """

    def test_conditional(self) -> None:
        """
        Whoever has this version gets 304, without content or its length.
        """
        first = self.ask("GET /etag")
        second = self.ask("GET /etag", f"If-None-Match: {first.fields['etag']}")
        self.assertEqual((second.status, second.content), (304, b""))
        self.assertEqual(second.fields["etag"], first.fields["etag"])
        self.assertNotIn("content-length", second.fields)

    def test_change(self) -> None:
        """
        A POST makes a new version with a new tag.
        """
        first = self.ask("GET /etag")
        self.assertEqual(self.ask("POST /etag").text, "This is version 2.\n")
        second = self.ask("GET /etag", f"If-None-Match: {first.fields['etag']}")
        self.assertEqual((second.status, second.text), (200, "This is version 2.\n"))
        self.assertNotEqual(second.fields["etag"], first.fields["etag"])

    def test_changeOfWhatIsExpected(self) -> None:
        """
        A POST can say which version it is meant for; where there is another one
        already, nothing is changed.
        """
        first = self.ask("GET /etag").fields["etag"]
        self.assertEqual(self.ask("POST /etag", f"If-Match: {first}").status, 200)
        for condition in (f"If-Match: {first}", "If-Match: x", "If-None-Match: *"):
            refused = self.ask("POST /etag", condition)
            self.assertEqual(refused.status, 412, condition)
            self.assertIn("not what the request expects", refused.text)
        self.assertEqual(self.ask("GET /etag").text, "This is version 2.\n")
        self.assertEqual(self.ask("POST /etag", "If-Match: *").status, 200)

    def test_conditionInSeveralLines(self) -> None:
        """
        A list may come in several lines.
        """
        etag = self.ask("GET /etag").fields["etag"]
        lines = [f"If-None-Match: {etag}", 'If-None-Match: "x"']
        self.assertEqual(self.ask("GET /etag", *lines).status, 304)


class StreamTests(PagesTestCase):
    """
    The page without a length: its pieces, how many they are, and the pauses between them.
    """

    def start(self, query: str = "") -> None:
        """
        Begin to receive the page, whose answer has no length.
        """
        self.transport.clear()
        self.channel.dataReceived(f"GET /stream{query} HTTP/1.1\r\nHost: h\r\n\r\n".encode())

    def test_pieces(self) -> None:
        """
        Each piece is sent on its own, after a pause.
        """
        self.start("?pieces=3&pause=10")
        self.assertNotIn(b"content-length", self.transport.value().lower())
        for piece in (1, 2, 3):
            self.assertTrue(b"piece %d of 3\n" % piece in self.transport.value())
            self.assertFalse(b"piece %d of 3\n" % (piece + 1) in self.transport.value())
            self.clock.advance(10)
        answer = only(self.transport.value())
        self.assertEqual(answer.text, "piece 1 of 3\npiece 2 of 3\npiece 3 of 3\n")

    def test_strangeNumbers(self) -> None:
        """
        What is not a number counts as not given, and no number is too large.
        """
        for query in ("?pieces=x", "?pieces=-1", "?pieces=", "?pieces=1e9", "?pieces=%C2%B2"):
            self.connect()
            self.start(query)
            self.assertIn(b"piece 1 of 5\n", self.transport.value(), query)
        self.connect()
        self.start("?pieces=999999")
        self.assertIn(b"piece 1 of 1000\n", self.transport.value())

    def test_none(self) -> None:
        """
        No pieces at all are an empty page.
        """
        self.start("?pieces=0")
        self.assertEqual(only(self.transport.value()).content, b"")

    def test_clientLeaves(self) -> None:
        """
        When the client leaves, the rest is forgotten.
        """
        self.start("?pause=10")
        self.transport.loseConnection()
        self.channel.connectionLost(Failure(ConnectionDone()))
        waiting = [call for call in self.clock.getDelayedCalls() if call.getTime() == 10]
        self.assertEqual(waiting, [])


class CutTests(PagesTestCase):
    """
    The page that breaks off: its whole can be had by asking for the rest.
    """

    def test_half(self) -> None:
        """
        Half of what is announced comes, then the connection closes.
        """
        self.channel.dataReceived(b"GET /cut HTTP/1.1\r\nHost: h\r\n\r\n")
        head, _, content = self.transport.value().partition(b"\r\n\r\n")
        self.assertIn(b"Content-Length: %d" % len(Cut.content), head)
        self.assertEqual(content, Cut.content[: len(Cut.content) // 2])
        self.assertTrue(self.transport.disconnecting)

    def test_rest(self) -> None:
        """
        The rest can be asked for, of the same version.
        """
        size = len(Cut.content)
        for condition in ([], ['If-Range: "cut-1"']):
            answer = self.ask("GET /cut", f"Range: bytes={size - 9}-", *condition)
            self.assertEqual((answer.status, answer.content), (206, Cut.content[-9:]))
            self.assertEqual(answer.fields["content-range"], f"bytes {size - 9}-{size - 1}/{size}")

    def test_middle(self) -> None:
        """
        A range in the middle of the page comes whole, with 206.
        """
        answer = self.ask("GET /cut", "Range: bytes=9-10")
        self.assertEqual((answer.status, answer.content), (206, Cut.content[9:11]))

    def test_noSuchRange(self) -> None:
        """
        A range after the end is refused.
        """
        answer = self.ask("GET /cut", f"Range: bytes={len(Cut.content)}-")
        self.assertEqual(answer.status, 416)
        self.assertEqual(answer.fields["content-range"], f"bytes */{len(Cut.content)}")

    def test_ignored(self) -> None:
        """
        A range of another version, or of another form, does not count.
        """
        for fields in (["Range: bytes=9-", 'If-Range: "x"'], ["Range: lines=9-"], ["Range: x"]):
            self.connect()
            lines = ["GET /cut HTTP/1.1", "Host: h", *fields, "", ""]
            self.channel.dataReceived("\r\n".join(lines).encode())
            self.assertTrue(self.transport.value().startswith(b"HTTP/1.1 200 OK\r\n"), fields)


class ProcessTests(SynchronousTestCase):
    """
    The program, and clients that mean no good.
    """

    def test_upload(self) -> None:
        """
        Endless parts, names, and files leave the memory bounded and the
        terminal quiet.
        """
        head = (
            b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        part = b'--x\r\nContent-Disposition: form-data; name="a"'
        attacks = [part + b'; filename="b"\r\n\r\n', part + b"\r\n\r\n", part, b"--x\r\n", b""]
        with StepProcess("server.practice") as server:
            before = server.memory()
            for start in attacks:
                with connect(server.port) as connection:
                    connection.settimeout(0.5)
                    sendAll(connection, [head + start, *[b"x" * 2**20] * 32])
                answer = exchange(server.port, b"GET /etag HTTP/1.0\r\n\r\n")
                self.assertEqual(only(answer).status, 200)
            self.assertLess(server.memory() - before, 24 * 2**20)
            self.assertEqual(server.err, "")

    def test_pipeline(self) -> None:
        """
        After a form, the next request on the connection is read.
        """
        request = (
            b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x--\r\n\r\n"
            b"GET /etag HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        )
        with StepProcess("server.practice") as server, connect(server.port) as connection:
            connection.sendall(request)
            first, second = readResponses(b"".join(iter(lambda: connection.recv(65536), b"")))
        self.assertEqual(first.text, "an empty form\n")
        self.assertEqual(second.text, "This is version 1.\n")
