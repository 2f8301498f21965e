"""
Step 15: the whole greenhouse.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from lessons import step15
from server import __main__ as greenhouse
from tests.lessons.test_step5 import EMAILS, MULTIPART, emailForm
from tests.support import warm
from tests.support.channelfaults import FAULTS, Fault
from tests.support.greenhouse import answerAtOnce
from tests.support.memory import Conversation
from tests.support.needs import need
from tests.support.outcome import observe
from tests.support.process import PROGRAM_PATIENCE, ROOT, StepProcess, poll
from tests.support.producing import get
from tests.support.raw import HOST, connect, exchange, readToEnd
from tests.support.responses import Response, only, readResponse, readResponses
from tests.support.variants import StepTestCase, Variant
from tests.support.warm import Warm

#: What the variants change: the step itself only calls that.
SUBJECT = greenhouse

VARIANTS = [
    Variant(
        "forgets the rules",
        "    site.obey(LAYOUT, options)\n",
        "    site.obey(LAYOUT, Namespace(allow_host=['*'], access_log='none'))\n",
        "test_otherName",
    ),
    Variant(
        "always takes the stock channel",
        'if options.channel == "stock" else OwnSite',
        "if True else OwnSite",
        "test_ownChannel",
    ),
    Variant(
        "echoes with a client's type",
        'root.putChild(b"echo", Echo())',
        'root.putChild(b"echo", Hello())',
        "test_echo",
    ),
    Variant(
        "mounts the steps' home pages over its own",
        "            if name:  # the empty name is the step's own home page\n    ",
        "            if True:\n    ",
        "test_home",
    ),
]

HEAD = "Host: localhost\r\n"


class GreenhouseTests(StepTestCase):
    """
    The whole site, in memory, as browsers and other clients get it.
    """

    step = step15
    channel = "own"

    def setUp(self) -> None:
        """
        Connect to the greenhouse, in memory.
        """
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        answerAtOnce(self)
        self.conversation = self.start()

    def start(self, *arguments: str) -> Conversation:
        """
        Start the greenhouse with some options.
        """
        common = ["--data", self.folder.name, "--temperature", "http://127.0.0.1:1/"]
        return Conversation(
            self.step, *common, "--channel", self.channel, *arguments, clock=Clock()
        )

    def get(self, path: str, fields: str = HEAD, method: str = "GET") -> Response:
        """
        Ask for a page, and read the answer.
        """
        request = f"{method} {path} HTTP/1.1\r\n{fields}\r\n"
        return only(self.conversation.send(request.encode()), toHead=method == "HEAD")

    def test_home(self) -> None:
        """
        The home page answers at once, and everything that it links is there.
        """
        page = self.get("/").text
        self.assertIn("<h1>The greenhouse</h1>", page)
        for path in re.findall(r'<li><a href="([a-z_]+/?)"', page):
            if path not in SLOW:
                status = self.get(f"/{path}").status
                self.assertIn(status, (200, 302, 401), path)

    def test_hello(self) -> None:
        """
        C{/hello} greets, as plain text in UTF-8.
        """
        response = self.get("/hello")
        self.assertEqual(response.content, b"Hello, world!\n")
        self.assertEqual(response.fields["content-type"], "text/plain; charset=utf-8")

    def test_healthz(self) -> None:
        """
        The sign of life is there.
        """
        self.assertEqual(self.get("/healthz").text, "ok\n")

    def test_nothing(self) -> None:
        """
        What is not there is told in the site's own layout.
        """
        for path in ("/nothing", "/hello/x", "/plants/x/y", "/course/../x", "/%00"):
            self.assertEqual(self.get(path).status, 404 if path != "/hello/x" else 200, path)

    def echo(self, method: str, content: bytes) -> bytes:
        """
        Send content.

        @return: all that comes back.
        """
        head = f"{method} /echo HTTP/1.1\r\n{HEAD}Content-Type: text/html\r\n"
        request = f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content
        received = self.conversation.send(request)
        self.conversation.clock.pump([0] * 5)
        return received + self.conversation.received()

    def test_echo(self) -> None:
        """
        Any method's content comes back, short or long, never as the type that the client
        claims.
        """
        for content in (bytes(range(256)), b"", bytes(65536), bytes(65537), bytes(200_000)):
            for method in ("POST", "PUT", "BREW"):
                response = only(self.echo(method, content))
                self.assertEqual(response.content, content, method)
                self.assertEqual(response.fields["content-type"], "application/octet-stream")
                self.assertEqual(response.fields["content-length"], str(len(content)))

    def test_echoHead(self) -> None:
        """
        HEAD gets the length of its content, and nothing of it.
        """
        head, _, rest = self.echo("HEAD", b"hello").partition(b"\r\n\r\n")
        self.assertIn(b"\r\nContent-Length: 5\r\n", head + b"\r\n")
        self.assertEqual(rest, b"")

    def test_oddRanges(self) -> None:
        """
        The style sheet and the icon are sent with the same care as all files.
        """
        for path in ("/style.css", "/favicon.ico"):
            whole = get(self.conversation, path, host="localhost").content
            for field, status in (
                ("Range: bytes=-9999999", 206),
                ("Range: bytes=0-0,-9999999", 206),
                ("Range: bytes=" + "0-," * 1000, 200),
                ("If-Modified-Since: ;;;", 200),
                ('If-None-Match: "x"', 200),
            ):
                answer = get(self.conversation, path, field, host="localhost")
                self.assertEqual((answer.status, answer.content), (status, whole), field[:40])

    def test_email(self) -> None:
        """
        An e-mail that is uploaded is there, which it is not in step 5.
        """
        for kind in EMAILS:
            form = emailForm(kind)
            head = f"POST /upload HTTP/1.1\r\n{HEAD}Content-Type: {MULTIPART.decode()}\r\n"
            request = f"{head}Content-Length: {len(form)}\r\n\r\n".encode() + form
            text = only(self.conversation.send(request)).text
            self.assertIn("a.eml", text, kind)
            self.assertIn("32 bytes", text, kind)

    def test_echoForm(self) -> None:
        """
        A form comes back as it came as well, whether it is well-formed or not.
        """
        form = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
        pairs = b"&" * 20_000
        for kind, content in [
            ("multipart/form-data; boundary=x", form),
            ("multipart/form-data; boundary=x", b"no form"),
            ("multipart/form-data; boundary=\xff", b"no form"),
            ("application/x-www-form-urlencoded", pairs),
            ("application/x-www-form-urlencoded", b"a=" + b"b" * 2**21),
        ]:
            head = f"POST /echo HTTP/1.1\r\n{HEAD}Content-Type: {kind}\r\n"
            request = f"{head}Content-Length: {len(content)}\r\n\r\n".encode("latin-1") + content
            self.conversation.protocol.dataReceived(request)
            self.conversation.clock.pump([0] * 100)
            response = only(self.conversation.received())
            self.assertEqual(response.content, content, kind)

    def test_oddEncoding(self) -> None:
        """
        A field may hold any byte beyond ASCII, and a list several lines.
        """
        odd = f"{HEAD}Accept-Encoding: gzip, \xe9\r\n"
        lines = f"{HEAD}Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n"
        for fields in (odd, lines):
            request = f"GET /style.css HTTP/1.1\r\n{fields}\r\n".encode("latin-1")
            self.conversation.protocol.dataReceived(request)
            self.conversation.clock.pump([0] * 10)
            response = only(self.conversation.received())
            self.assertEqual((response.status, response.fields["content-encoding"]), (200, "gzip"))

    def test_security(self) -> None:
        """
        Every page says that it runs no script and may be in nobody's frame.
        """
        for path in ("/", "/hello", "/clock", "/nothing"):
            fields = self.get(path).fields
            self.assertIn("script-src 'none'", fields["content-security-policy"], path)
            self.assertIn("frame-ancestors 'none'", fields["content-security-policy"], path)
            self.assertEqual(fields["x-content-type-options"], "nosniff", path)
            self.assertEqual(fields["x-frame-options"], "DENY", path)
            self.assertEqual(fields["referrer-policy"], "same-origin", path)

    def test_otherName(self) -> None:
        """
        A request for another server is refused; one that is allowed by name is
        not.
        """
        self.assertEqual(self.get("/hello", "Host: evil.example\r\n").status, 421)
        self.assertEqual(self.get("/hello", "Host: 127.0.0.1:8000\r\n").status, 200)
        self.conversation = self.start("--allow-host", "Green.example")
        self.assertEqual(self.get("/hello", "Host: green.example\r\n").status, 200)

    def test_ownChannel(self) -> None:
        """
        By default, requests are read by our own engine: it knows what Twisted's channel lets pass.
        """
        self.assertEqual(self.get("/hello", "").status, 400)

    def test_glued(self) -> None:
        """
        Whole, byte by byte, and glued, the answers are the same.
        """
        request = f"GET /hello HTTP/1.1\r\n{HEAD}\r\n".encode()
        whole = only(self.conversation.send(request)).content
        self.assertEqual(only(self.conversation.sendByteByByte(request)).content, whole)
        answers = readResponses(self.conversation.send(request * 3))
        self.assertEqual([answer.content for answer in answers], [whole] * 3)


#: What does not answer in memory, at once, on a clock that stands still.
SLOW = {"plants/", "search/", "blocking", "non_blocking", "coroutine", "stream", "echo"}


class FaultTests(SynchronousTestCase):
    """
    The faults that steps 4 to 13 inherit: none of them is here.
    """


def addTest(fault: Fault, number: int) -> None:
    """
    Give a fault of Twisted's channel a test here: this step must not have it.
    """

    def test(self: SynchronousTestCase) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for example in fault.examples:
                arguments = ["--data", folder, "--temperature", "http://127.0.0.1:1/"]
                anyHost = ["--allow-host", "*"]
                conversation = Conversation(step15, *arguments, *anyHost, clock=Clock())
                outcome = observe(conversation, example)
                self.assertTrue(fault.isRight(outcome), f"{example[:80]!r}: {outcome}")
                conversation.hangUp()
        self.assertEqual(self.flushLoggedErrors(), [])

    test.__doc__ = f"{fault.name}: right here; {fault.rule} {fault.asks}."
    words = re.findall(r"\w+", fault.name.replace("'", ""))
    setattr(FaultTests, f"test_{number:02}_{'_'.join(words)}", test)


for index, entry in enumerate(FAULTS, start=1):
    addTest(entry, index)


def ask(port: int, path: str, fields: str = "") -> Response:
    """
    Make one request over a real socket.
    """
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{fields}\r\n"
    with connect(port) as connection:
        connection.sendall(request.encode())
        return only(readToEnd(connection))


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def test_applications(self) -> None:
        """
        All applications answer, with no other server to start; and what was
        added is still there after a restart.
        """
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(2):
                with StepProcess("lessons.step15", "--data", folder) as step:
                    self.assertIn("Plants", ask(step.port, "/plants/").text)
                    path = "/search/show_search_results?querystr=tomato"
                    self.assertIn("<mark>", ask(step.port, path).text)
                    path = "/temperature/convert_temperature?temperature=100&direction=c2f"
                    poll(lambda step=step, path=path: ask(step.port, path).status == 200)  # type: ignore[misc]
                    self.assertEqual(step.stop(), 0)
                    self.assertEqual(step.err, "")

    def test_module(self) -> None:
        """
        C{python -m server} is the same program.
        """
        with StepProcess("server") as server:
            self.assertEqual(ask(server.port, "/hello").text, "Hello, world!\n")
            self.assertEqual(server.stop(), 0)

    def test_upload(self) -> None:
        """
        curl uploads a file, through our own engine.
        """
        curl = need("curl")
        digest = hashlib.sha256((ROOT / "README.rst").read_bytes()).hexdigest()
        with StepProcess("lessons.step15") as step:
            command = [curl, "-s", "-F", "file=@README.rst", f"http://{HOST}:{step.port}/upload"]
            answer = subprocess.check_output(command, cwd=ROOT, text=True)
        self.assertIn(digest, answer)

    def test_tls(self) -> None:
        """
        With a certificate made on first use, HTTP/1.1 and HTTP/2 over TLS.
        """
        with StepProcess("lessons.step15", "--tls", "0") as step:
            poll(lambda: "TLS at" in step.out)
            port = int(re.findall(r"TLS at 127\.0\.0\.1:(\d+)", step.out)[0])
            for protocol in ("h2", "http/1.1"):
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                context.set_alpn_protocols([protocol])
                with (
                    socket.create_connection((HOST, port), timeout=PROGRAM_PATIENCE) as plain,
                    context.wrap_socket(plain) as secure,
                ):
                    self.assertEqual(secure.selected_alpn_protocol(), protocol)
                    if protocol == "http/1.1":
                        secure.sendall(b"GET /hello HTTP/1.0\r\n\r\n")
                        self.assertTrue(readToEnd(secure).endswith(b"Hello, world!\n"))

    def test_http2(self) -> None:
        """
        With C{--tls}, curl is answered by HTTP/2.
        """
        curl = need("curl")
        with StepProcess("lessons.step15", "--tls", "0") as step:
            poll(lambda: "TLS at" in step.out)
            port = re.findall(r"TLS at 127\.0\.0\.1:(\d+)", step.out)[0]
            form = ["-w", "%{http_version} %{http_code}", "-o", os.devnull]
            url = f"https://localhost:{port}/hello"
            said = subprocess.check_output([curl, "-sk", "--http2", *form, url], text=True)
            self.assertEqual(said, "2 200")

    def test_endpoint(self) -> None:
        """
        It listens on any endpoint of Twisted's, a UNIX socket among them, for which no
        URL is offered.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "socket"
            command = [sys.executable, "-m", "server", "--data", folder]
            process = Warm(
                [*command, "--endpoint", f"unix:{path}"], cwd=ROOT, stdout=subprocess.PIPE
            )
            try:
                poll(path.exists)
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(str(path))
                    connection.sendall(b"GET /hello HTTP/1.0\r\n\r\n")
                    response, _ = readResponse(readToEnd(connection))
                self.assertEqual(response.text, "Hello, world!\n")
            finally:
                process.terminate()
                said, _ = process.communicate(timeout=PROGRAM_PATIENCE)
                self.assertEqual(process.returncode, 0)
            first, second, *_ = said.decode().splitlines()
            self.assertEqual((first, second), (f"listening on unix:{path}", "  stop: Ctrl-C"))

    def test_wrongEndpoint(self) -> None:
        """
        A text that is not an endpoint is one line.
        """
        command = [sys.executable, "-m", "server", "--endpoint", "nonsense:x"]
        with tempfile.TemporaryDirectory() as folder:
            done = warm.run(
                [*command, "--data", folder],
                PROGRAM_PATIENCE,
                cwd=ROOT,
                capture_output=True,
                text=True,
            )
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertIn("nonsense", done.stderr)

    def test_accessLog(self) -> None:
        """
        The access log is in combined format, in a file or on the terminal.
        """
        line = re.compile(r'127\.0\.0\.1 - - \[.+\] "GET /hello HTTP/1\.1" 200 14 "-" "-"\n')
        with StepProcess("lessons.step15", "--access-log", "-") as step:
            ask(step.port, "/hello")
            poll(lambda: line.search(step.out))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log"
            with StepProcess("lessons.step15", "--access-log", str(path)) as step:
                ask(step.port, "/hello")
                poll(lambda: line.fullmatch(path.read_text()))

    def test_trace(self) -> None:
        """
        C{--trace} prints how a request finds its resource.
        """
        with StepProcess("lessons.step15", "--trace") as step:
            ask(step.port, "/color/ff0000")
            poll(lambda: "finished: 200" in step.out)
            self.assertIn("getChildWithDefault(b'color') -> Colors", step.out)

    def test_stock(self) -> None:
        """
        C{--channel stock} is Twisted's channel, with its faults.
        """
        with StepProcess("lessons.step15", "--channel", "stock") as step:
            data = exchange(step.port, b"GET /hello HTTP/1.1\r\nConnection: close\r\n\r\n")
            self.assertEqual(only(data).status, 200)
