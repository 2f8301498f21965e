"""
validate: the form on the wire.
"""

from __future__ import annotations

import hashlib
import os
import resource
import socket
import subprocess
from io import BytesIO
from pathlib import Path

from multipart import MultipartSegment, PushMultipartParser, parse_options_header
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock, Cooperator
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.iweb import IBodyProducer
from zope.interface.verify import verifyObject

from lessons.clients.statuses import Exit
from lessons.clients.validate import PIECE, FormBody, encodeForm, quote, readFormField, typeOf
from lessons.clients.web import Web
from tests.support.clients import (
    ScriptedServer,
    SilentAgent,
    command,
    environment,
    runClient,
    saying,
)
from tests.support.process import PROGRAM_PATIENCE, StepProcess, poll

FORM = b"""\
--frontier\r
Content-Disposition: form-data; name="note"\r
\r
hello\r
--frontier\r
Content-Disposition: form-data; name="file"; filename="a.txt"\r
Content-Type: text/plain\r
\r
line\n\r
--frontier--\r
"""

NAMES = {
    "plain": '"plain"',
    'with "quotes"': '"with %22quotes%22"',
    "two\r\nlines": '"two%0D%0Alines"',
    "ümlaut": '"ümlaut"',
    "back\\slash": '"back\\slash"',
}


TYPES = {
    "a.txt": "text/plain",
    "a.tar": "application/x-tar",
    "a.tar.gz": "application/gzip",
    "a.tgz": "application/gzip",
    "a.txt.gz": "application/gzip",
    "a.gz": "application/gzip",
    "a.tar.bz2": "application/x-bzip2",
    "a.tar.xz": "application/x-xz",
    "a.txt.br": "application/octet-stream",
    "a": "application/octet-stream",
    "": "application/octet-stream",
}


class FileTestCase(SynchronousTestCase):
    """
    Has a folder, with files to send.
    """

    def setUp(self) -> None:
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()

    def write(self, name: str, content: bytes) -> Path:
        """
        Write a file of that name, and return its path.
        """
        path = self.folder / name
        path.write_bytes(content)
        return path


class EncodeFormTests(FileTestCase):
    """
    The form in C{multipart/form-data} (RFC 7578), to the byte.
    """

    def test_bytes(self) -> None:
        """
        A form with a text field and a file is these bytes.
        """
        with self.write("a.txt", b"line\n").open("rb") as file:
            kind, body = encodeForm([("note", "hello"), ("file", file)], "frontier")
            self.assertEqual(b"".join(body.pieces()), FORM)
        self.assertEqual(kind, "multipart/form-data; boundary=frontier")
        self.assertEqual(body.length, len(FORM))

    def test_empty(self) -> None:
        """
        A form without fields is its last line alone.
        """
        _, body = encodeForm([], "frontier")
        self.assertEqual(b"".join(body.pieces()), b"--frontier--\r\n")

    def test_names(self) -> None:
        """
        A name that cannot be put between quotes is escaped as browsers do it.
        """
        for name, quoted in NAMES.items():
            self.assertEqual(quote(name), quoted)

    def test_lineEnds(self) -> None:
        """
        The lines of a text end in CR LF, whatever was typed; those of a file are
        sent as they are.
        """
        with self.write("a", b"1\n2\r3").open("rb") as file:
            _, body = encodeForm([("x\ny", "1\n2\r3\r\n4\n\r"), ("f", file)], "-")
            data = b"".join(body.pieces())
        self.assertIn(b'name="x%0D%0Ay"\r\n\r\n1\r\n2\r\n3\r\n4\r\n\r\n\r\n--', data)
        self.assertIn(b"\r\n\r\n1\n2\r3\r\n--", data)
        self.assertEqual(body.length, len(data))

    def test_notUTF8(self) -> None:
        """
        A file's name and a text that are not UTF-8 are sent to the byte.
        """
        with self.write("caf\udce9", b"").open("rb") as file:
            _, body = encodeForm([("a", "\udcff"), ("f", file)], "-")
            data = b"".join(body.pieces())
        self.assertIn(b"\r\n\r\n\xff\r\n", data)
        self.assertIn(b'filename="caf\xe9"', data)

    def test_types(self) -> None:
        """
        A compressed file is of the type of its compression.
        """
        for name, kind in TYPES.items():
            self.assertEqual(typeOf(name), kind, name)

    def test_boundary(self) -> None:
        """
        Each form has a boundary of its own, and it fits the rules of RFC 2046
        section 5.1.1.
        """
        kinds = {encodeForm([])[0] for _ in range(20)}
        self.assertEqual(len(kinds), 20)
        for kind in kinds:
            self.assertRegex(kind, r"\Amultipart/form-data; boundary=[0-9a-f]{32}\Z")

    def test_readAgain(self) -> None:
        """
        A parser that is not ours finds the same fields and the same bytes.
        """
        content = os.urandom(3 * PIECE + 1)
        with self.write("b ü.bin", content).open("rb") as file:
            inputs = [("x", "1"), ("x", "two\r\n--lines"), ("empty", ""), ("file", file)]
            kind, body = encodeForm(inputs)  # type: ignore[arg-type]
            data = b"".join(body.pieces())
        _, options = parse_options_header(kind)
        found: list[tuple[str, str | None, bytes]] = []
        with PushMultipartParser(options["boundary"], strict=True) as parser:
            for event in parser.parse(data):
                if isinstance(event, MultipartSegment):
                    found.append((event.name, event.filename, b""))
                elif event:
                    found[-1] = (*found[-1][:2], found[-1][2] + event)
        self.assertEqual(
            found,
            [
                ("x", None, b"1"),
                ("x", None, b"two\r\n--lines"),
                ("empty", None, b""),
                ("file", "b ü.bin", content),
            ],
        )

    def test_field(self) -> None:
        """
        A field of the command line is a name and a value.
        """
        self.assertEqual(readFormField("a=b=c"), ("a", "b=c"))


class FormBodyTests(SynchronousTestCase):
    """
    The form, on its way to a connection.
    """

    def setUp(self) -> None:
        """
        Make a body of three pieces, and a cooperator that the test drives.
        """
        self.clock = Clock()
        cooperator = Cooperator(
            scheduler=lambda step: self.clock.callLater(1, step),
            terminationPredicateFactory=lambda: lambda: True,
        )
        self.body = FormBody([b"one", b"two", b"three"], cooperator.cooperate)
        self.transport = StringTransport()

    def test_interface(self) -> None:
        """
        It provides what C{Agent} wants of the content of a request.
        """
        verifyObject(IBodyProducer, self.body)

    def test_pieceByPiece(self) -> None:
        """
        One piece is written in each turn of the reactor, and told of.
        """
        told: list[bytes] = []
        self.body.onPiece = lambda: told.append(self.transport.value())
        done = self.body.startProducing(self.transport)
        self.clock.pump([1, 1, 1, 1])
        self.assertEqual(told, [b"one", b"onetwo", b"onetwothree"])
        self.assertIsNone(self.successResultOf(done))

    def test_pause(self) -> None:
        """
        While the connection takes no more, nothing is written.
        """
        self.body.startProducing(self.transport)
        self.clock.pump([1])
        self.body.pauseProducing()
        before = self.transport.value()
        self.clock.pump([1, 1, 1])
        self.assertEqual(self.transport.value(), before)
        self.body.resumeProducing()
        self.clock.pump([1, 1, 1])
        self.assertEqual(self.transport.value(), b"onetwothree")

    def test_stop(self) -> None:
        """
        When the connection is lost, nothing more happens.
        """
        done = self.body.startProducing(self.transport)
        self.body.stopProducing()
        self.clock.pump([1, 1, 1])
        self.assertNoResult(done)

    def test_cancel(self) -> None:
        """
        Cancelling the request stops the writing.
        """
        done = self.body.startProducing(self.transport)
        done.addErrback(lambda reason: reason.trap(CancelledError))
        done.cancel()
        before = self.transport.value()
        self.clock.pump([1, 1, 1])
        self.assertEqual(self.transport.value(), before)

    def test_brokenFile(self) -> None:
        """
        A file that cannot be read to its end fails the request.
        """

        class Broken(BytesIO):
            def fileno(self) -> int:
                return 0

            def read(self, size: int | None = -1) -> bytes:
                raise OSError(5, "Input/output error")

        body = FormBody([Broken()], self.body.cooperate)
        done = body.startProducing(self.transport)
        self.clock.pump([1, 1])
        self.failureResultOf(done, OSError)


class TimeLimitTests(SynchronousTestCase):
    """
    How long an upload may take.
    """

    def test_slowButSteady(self) -> None:
        """
        As long as pieces are written, time does not run out; when no more are,
        it does.
        """
        clock = Clock()
        body = FormBody([b"one", b"two"])
        web = Web(clock, SilentAgent(), 10)
        sending = Deferred.fromCoroutine(web.request("POST", "http://example.org/", {}, body))
        for _ in range(10):
            clock.advance(9)
            body.onPiece()
        self.assertNoResult(sending)
        clock.advance(10)
        self.failureResultOf(sending, CancelledError)


class ProcessTests(FileTestCase):
    """
    The program, real servers, real failures.
    """

    def test_upload(self) -> None:
        """
        The course's own upload page receives every field and every byte.
        """
        content = os.urandom(200_000)
        path = self.write("photo.jpg", content)
        with StepProcess("server.practice") as server:
            url = f"http://127.0.0.1:{server.port}/upload"
            result = runClient("validate", str(path), "--field", "note=hello", "--url", url)
        digest = hashlib.sha256(content).hexdigest()
        self.assertEqual(
            result.stdout,
            "field note: hello\n"
            f"file photo.jpg in field file: image/jpeg, 200,000 bytes, SHA-256 {digest}\n",
        )
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_large(self) -> None:
        """
        A file that is larger than the memory both sides get is sent as well.
        """
        path = self.folder / "large"
        size = 256 * 2**20
        with path.open("wb") as file:
            file.truncate(size)
        with StepProcess("server.practice") as server:
            before = server.memory()
            url = f"http://127.0.0.1:{server.port}/upload"
            limited = subprocess.run(
                command("validate", str(path), "--url", url),
                env=environment(),
                capture_output=True,
                timeout=4 * PROGRAM_PATIENCE,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (2 * size // 3,) * 2),
            )
            growth = server.memory() - before
        self.assertIn(f"{size:,} bytes".encode(), limited.stdout, limited.stderr)
        self.assertLess(growth, 20 * 2**20)

    def test_missingFile(self) -> None:
        """
        A file that is not there is told before anything is sent.
        """
        result = runClient("validate", "/nonexistent")
        self.assertEqual(result.stderr, "validate: /nonexistent: No such file or directory\n")
        self.assertEqual(result.returncode, Exit.FILE)

    def test_noFile(self) -> None:
        """
        A pipe or a folder has no length that could be announced.
        """
        os.mkfifo(self.folder / "pipe")
        for path in (self.folder / "pipe", self.folder):
            result = runClient("validate", str(path))
            words = f"validate: {path}: not a regular file, so it has no length\n"
            self.assertEqual((result.returncode, result.stderr), (Exit.FILE, words))

    def test_notReading(self) -> None:
        """
        A server that stops reading is given up, after the time limit.
        """
        path = self.write("large", b"x" * 50_000_000)
        leave: list[bool] = []

        def stall(connection: socket.socket, request: bytes) -> None:
            poll(lambda: leave)

        with ScriptedServer(stall) as server:
            result = runClient("validate", str(path), "--url", server.url, "--timeout", "0.5")
            leave.append(True)
        self.assertEqual(result.stderr, "validate: timeout: no answer in time\n")
        self.assertEqual(result.returncode, Exit.NETWORK)

    def test_hangsUp(self) -> None:
        """
        A server that hangs up in the middle is told in one line.
        """
        path = self.write("large", b"x" * 50_000_000)
        with ScriptedServer(saying(b"")) as server:
            result = runClient("validate", str(path), "--url", server.url)
        # Which of the two the system reports depends on what was on its way.
        ends = ["connection lost: it broke off", "connection closed: by the other side, too early"]
        self.assertIn(result.stderr, [f"validate: {end}\n" for end in ends])
        self.assertEqual(result.returncode, Exit.PROTOCOL)

    def test_refused(self) -> None:
        """
        A server that does not want the form is told by its status.
        """
        with StepProcess("server.practice") as server:
            url = f"http://127.0.0.1:{server.port}/stream"
            result = runClient("validate", "--url", url, "--field", "a=b")
        self.assertEqual(result.stderr, "validate: 405 Method Not Allowed\n")
        self.assertEqual(result.returncode, Exit.REFUSED)
