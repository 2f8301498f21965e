"""
webdownload: a whole file under its name, or none.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from gzip import compress
from io import StringIO
from pathlib import Path

import pexpect
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.client import ResponseFailed
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from lessons.clients.errors import ClientError
from lessons.clients.partial import isStrong, readContentRange
from lessons.clients.progress import ProgressLine
from lessons.clients.statuses import Exit
from lessons.clients.webdownload import chooseName, downloadWithProgress
from tests.support.clients import (
    MemoryWeb,
    ScriptedServer,
    command,
    environment,
    runClient,
    saying,
)
from tests.support.process import PROGRAM_PATIENCE, StepProcess, poll
from tests.support.terminals import Spawn
from tests.support.warm import Warm

URL = "http://example.org/file"
CONTENT = bytes(range(256)) * 400

NAMES = {
    "http://example.org/a/file.txt": "file.txt",
    "http://example.org/file.txt?x=y/z": "file.txt",
    "http://example.org/": "index.html",
    "http://example.org": "index.html",
    "http://example.org/a/": "index.html",
    "http://example.org/a%20b": "a b",
    "http://example.org/%2Fetc%2Fpasswd": "passwd",
    "http://example.org/..%2f..": "index.html",
    "http://example.org/a%00b": "index.html",
    "http://[::1]/x": "x",
}

#: Names that no terminal should be sent, and what becomes of them.
ODD_NAMES = {
    "http://example.org/a%1b%5b2Jb": "a%1B[2Jb",
    "http://example.org/a%0A%0Db": "a%0A%0Db",
    "http://example.org/%e2%80%aeb": "%E2%80%AEb",
    "http://example.org/%ff": "\ufffd",
}

RANGES = {
    "bytes 0-9/10": (0, 9, 10),
    "bytes 5-9/*": (5, 9, None),
    "bytes */10": None,
    "bytes 5-9": None,
    "bytes 9-5/10": None,
    "bytes 5-10/10": None,
    "lines 5-9/10": None,
    "bytes -5-9/10": None,
    "": None,
    None: None,
}

DAY = "Sat, 21 Nov 2026"
DATES = {
    (f"{DAY} 10:00:00 GMT", f"{DAY} 10:00:01 GMT"): True,
    (f"{DAY} 10:00:00 GMT", f"{DAY} 10:00:00 GMT"): False,
    (f"{DAY} 10:00:01 GMT", f"{DAY} 10:00:00 GMT"): False,
    ("yesterday", f"{DAY} 10:00:00 GMT"): False,
    (f"{DAY} 10:00:00 GMT", None): False,
    (f"{DAY} 10:00:00 GMT", ""): False,
}


class PureFunctionTests(SynchronousTestCase):
    """
    Names, ranges and dates, without a download.
    """

    def test_names(self) -> None:
        """
        A file is named as the URL's last segment, and stays in this folder.
        """
        for url, name in (NAMES | ODD_NAMES).items():
            self.assertEqual(str(chooseName(url)), name)

    def test_contentRange(self) -> None:
        """
        Of a Content-Range, just the form of RFC 9110 section 14.4 is read, and only with
        numbers that are possible.
        """
        for value, numbers in RANGES.items():
            self.assertEqual(readContentRange(value), numbers, value)

    def test_strongDates(self) -> None:
        """
        A date names one version only if a whole second has passed since.
        """
        for (changed, date), strong in DATES.items():
            self.assertIs(isStrong(changed, date), strong, (changed, date))


class Shelf(Resource):
    """
    A file on a server, which has the habits that a test gives it.

    @ivar fields: validators to send.
    @ivar breaksAt: how many bytes of an answer are sent; L{None} for all.
    @ivar knowsRange: whether Range is obeyed.
    @ivar knowsIfRange: whether If-Range is.
    @ivar announces: whether Content-Length is sent.
    @ivar asked: the Range and If-Range of each request.
    """

    isLeaf = True
    breaksAt: int | None = None
    knowsRange = knowsIfRange = announces = True
    shift = 0

    def __init__(self, content: bytes = CONTENT, **fields: str) -> None:
        super().__init__()
        self.content = content
        self.fields = fields or {"etag": '"one"'}
        self.asked: list[tuple[str | None, str | None]] = []

    def render_GET(self, request: Request) -> bytes | int:
        """
        Note what range is asked for, and send that, or all.
        """
        asked = request.getHeader("range"), request.getHeader("if-range")
        self.asked.append(asked)
        for name, value in self.fields.items():
            request.setHeader(name.replace("_", "-"), value)
        return self.send(request, self.start(request, *asked))

    def start(self, request: Request, wanted: str | None, condition: str | None) -> int:
        """
        Decide where to start, and say so.
        """
        matches = condition in (None, *self.fields.values()) or not self.knowsIfRange
        if wanted is None or not self.knowsRange or not matches:
            return 0
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) + self.shift
        last, size = len(self.content) - 1, len(self.content)
        request.setResponseCode(206)
        request.setHeader("content-range", f"bytes {start}-{last}/{size}")
        return start

    def send(self, request: Request, start: int) -> bytes | int:
        """
        Send what is from there on, as far as it goes.
        """
        rest = self.content[start:]
        if self.announces:
            request.setHeader("content-length", str(len(rest)))
        if self.breaksAt is None:
            request.write(rest)
            request.finish()
        else:
            request.write(rest[: self.breaksAt])
            request.loseConnection()
        return NOT_DONE_YET


class Zipped(Resource):
    """
    Content that is compressed, whether or not the client takes that.

    @ivar taken: what the clients say that they take.
    """

    isLeaf = True
    zipped = compress(CONTENT)

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str | None] = []

    def render_GET(self, request: Request) -> bytes:
        """
        Send the compressed content, whatever is asked for.
        """
        self.taken.append(request.getHeader("accept-encoding"))
        request.setHeader("content-encoding", "gzip")
        return self.zipped


class MemoryTests(SynchronousTestCase):
    """
    Downloads and resumptions, without a network.
    """

    def setUp(self) -> None:
        """
        Make a folder to download into.
        """
        self.folder = Path(self.mktemp())
        self.folder.mkdir()
        self.target = self.folder / "file"
        self.err = StringIO()
        self.patch(sys, "stderr", self.err)

    def download(self, shelf: Resource, resume: bool = False, url: str = URL) -> Deferred[None]:
        """
        Download as far as it goes.
        """
        web = MemoryWeb(shelf)
        line = ProgressLine(StringIO(), web.clock)
        return web.finish(downloadWithProgress(web, url, self.target, line, resume))

    def breakOff(self, shelf: Shelf, after: int = 1000) -> None:
        """
        Download until the connection breaks off, once.
        """
        shelf.breaksAt = after
        self.failureResultOf(self.download(shelf), ResponseFailed)
        shelf.breaksAt = None
        del shelf.asked[:]

    def names(self) -> list[str]:
        """
        @return: the names of the files in the folder, temporary ones too.
        """
        return sorted(path.name for path in self.folder.iterdir())

    def checkWhole(self, content: bytes = CONTENT) -> None:
        """
        The file is there, whole, and alone.
        """
        self.assertEqual(self.target.read_bytes(), content)
        self.assertEqual(self.names(), ["file"])

    def test_whole(self) -> None:
        """
        A file arrives to the byte.
        """
        self.successResultOf(self.download(Shelf()))
        self.checkWhole()

    def test_empty(self) -> None:
        """
        An empty file is downloaded like any other.
        """
        self.successResultOf(self.download(Shelf(b"")))
        self.checkWhole(b"")

    def test_noLength(self) -> None:
        """
        A file whose length is not announced is downloaded whole.
        """
        shelf = Shelf()
        shelf.announces = False
        self.successResultOf(self.download(shelf))
        self.checkWhole()

    def test_compressed(self) -> None:
        """
        Compression is not asked for; content that is compressed all the same
        is kept as it is.
        """
        zipped = Zipped()
        self.successResultOf(self.download(zipped))
        self.checkWhole(zipped.zipped)
        self.assertEqual(zipped.taken, ["identity"])

    def test_replaces(self) -> None:
        """
        An old file is replaced by the new one.
        """
        self.target.write_bytes(b"old")
        self.successResultOf(self.download(Shelf()))
        self.checkWhole()

    def test_error(self) -> None:
        """
        An error page is not taken for the file; an old file stays.
        """
        self.target.write_bytes(b"old")
        self.failureResultOf(self.download(Resource()), ClientError)
        self.checkWhole(b"old")

    def test_cutShort(self) -> None:
        """
        Half a file never gets the name; an old file stays; the half is kept
        with what is needed to resume, and that is told.
        """
        self.target.write_bytes(b"old")
        self.breakOff(Shelf())
        self.assertEqual(self.target.read_bytes(), b"old")
        self.assertEqual(self.names(), ["file", "file.part", "file.part.json"])
        self.assertEqual((self.folder / "file.part").read_bytes(), CONTENT[:1000])
        notes = json.loads((self.folder / "file.part.json").read_text())
        self.assertEqual(notes, {"url": URL, "validator": '"one"'})
        self.assertIn("file.part is kept", self.err.getvalue())

    def test_notResumable(self) -> None:
        """
        A half that nobody can complete safely is not kept, and that is told: no
        validator, a weak one, a date that is too young.
        """
        weak = {"etag": 'W/"one"', "last_modified": "Sun, 09 Sep 2001 01:46:40 GMT"}
        young = {"last_modified": "Fri, 31 Dec 9999 23:59:59 GMT"}
        for fields in ({"x": "y"}, weak, young):
            self.breakOff(Shelf(CONTENT, **fields))
            self.assertEqual(self.names(), [])
        self.assertEqual(self.err.getvalue().count("file.part is deleted: nothing"), 3)

    def test_resume(self) -> None:
        """
        Only the rest is asked for, and only of the same version.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        self.successResultOf(self.download(shelf, resume=True))
        self.assertEqual(shelf.asked, [("bytes=1000-", '"one"')])
        self.checkWhole()

    def test_resumeByDate(self) -> None:
        """
        A date serves as well as an entity tag.
        """
        date = "Sun, 09 Sep 2001 01:46:40 GMT"
        shelf = Shelf(last_modified=date)
        self.breakOff(shelf)
        self.successResultOf(self.download(shelf, resume=True))
        self.assertEqual(shelf.asked, [("bytes=1000-", date)])
        self.checkWhole()

    def test_resumeUnquoted(self) -> None:
        """
        A value of ETag without quotes is not an entity tag: the date serves.
        """
        date = "Sun, 09 Sep 2001 01:46:40 GMT"
        shelf = Shelf(etag="one", last_modified=date)
        self.breakOff(shelf)
        self.successResultOf(self.download(shelf, resume=True))
        self.assertEqual(shelf.asked, [("bytes=1000-", date)])
        self.checkWhole()

    def test_resumeOddTag(self) -> None:
        """
        An entity tag comes back to the byte, whatever it holds.
        """
        shelf = Shelf(etag='"\u00e9"')
        self.breakOff(shelf)
        self.successResultOf(self.download(shelf, resume=True))
        self.checkWhole()

    def test_unasked206(self) -> None:
        """
        A part that nobody asked for is not taken for the whole, and not put
        after a part that is there.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        self.patch(shelf, "start", self.lyingStart(2000))
        self.failureResultOf(self.download(shelf), ClientError)
        self.assertEqual((self.folder / "file.part").read_bytes(), CONTENT[:1000])

    def test_link(self) -> None:
        """
        Through a link, the file is written that it leads to, and the link stays.
        """
        folder = self.folder.absolute()
        for real in (folder / "real", folder / "none yet"):
            self.target.unlink(missing_ok=True)
            self.target.symlink_to(real)
            real.with_name("real").write_bytes(b"old")
            self.successResultOf(self.download(Shelf()))
            self.assertTrue(self.target.is_symlink())
            self.assertEqual(real.read_bytes(), CONTENT)
        self.assertEqual(self.names(), ["file", "none yet", "real"])

    def test_noRegularFile(self) -> None:
        """
        A pipe, a device, or a folder, itself or behind a link, stays what it is.
        """
        os.mkfifo(self.target)
        link, device = self.folder / "link", self.folder / "device"
        link.symlink_to(self.target.absolute())
        device.symlink_to("/dev/null")
        for target, words in (
            (self.target, "not a regular file"),
            (link, "not a regular file"),
            (device, "not a regular file"),
            (self.folder, "it is a folder"),
        ):
            shelf, line = Shelf(), ProgressLine(StringIO(), Clock())
            web = MemoryWeb(shelf)
            downloading = web.finish(downloadWithProgress(web, URL, target, line))
            error = self.failureResultOf(downloading, ClientError).value
            self.assertIs(error.status, Exit.FILE)
            self.assertIn(words, str(error))
            self.assertEqual(shelf.asked, [])
        self.assertTrue(self.target.is_fifo())
        self.assertEqual(self.names(), ["device", "file", "link"])

    def test_pipeForAPart(self) -> None:
        """
        Where the part's name belongs to a pipe that nobody reads, nobody waits.
        """
        os.mkfifo(self.folder / "file.part")
        error = self.failureResultOf(self.download(Shelf()), OSError).value
        self.assertEqual(error.strerror, "No such device or address")

    def test_toldWhyNot(self) -> None:
        """
        Where there is nothing to resume, or the server sends something else,
        it is told.
        """
        shelf = Shelf()
        self.successResultOf(self.download(shelf, resume=True))
        self.assertIn("not resumed: ", self.err.getvalue())
        self.assertIn("file.part is not there, or not of this URL", self.err.getvalue())
        self.breakOff(shelf)
        shelf.shift = 1
        self.successResultOf(self.download(shelf, resume=True))
        words = "not resumed: the answer (206 Partial Content) is not the rest of this version"
        self.assertIn(words, self.err.getvalue())

    def test_resumeTwice(self) -> None:
        """
        A rest may break off as well.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        shelf.breaksAt = 500
        self.failureResultOf(self.download(shelf, resume=True), ResponseFailed)
        shelf.breaksAt = None
        self.successResultOf(self.download(shelf, resume=True))
        self.assertEqual(shelf.asked, [("bytes=1000-", '"one"'), ("bytes=1500-", '"one"')])
        self.checkWhole()

    def test_changed(self) -> None:
        """
        If the file has changed, the server sends all of it, and all is taken.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        shelf.content, shelf.fields = CONTENT[::-1], {"etag": '"two"'}
        self.successResultOf(self.download(shelf, resume=True))
        self.assertEqual(len(shelf.asked), 1)
        self.checkWhole(CONTENT[::-1])

    def test_changedUnnoticed(self) -> None:
        """
        A server that does not know If-Range sends the rest of the new version:
        that is noticed, and all is asked for.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        shelf.content, shelf.fields = CONTENT[::-1], {"etag": '"two"'}
        shelf.knowsIfRange = False
        self.successResultOf(self.download(shelf, resume=True))
        self.assertEqual(shelf.asked, [("bytes=1000-", '"one"'), (None, None)])
        self.checkWhole(CONTENT[::-1])

    def test_noRange(self) -> None:
        """
        A server that does not know Range sends all, and all is taken.
        """
        shelf = Shelf()
        shelf.knowsRange = False
        self.breakOff(shelf)
        self.successResultOf(self.download(shelf, resume=True))
        self.checkWhole()

    def test_otherRange(self) -> None:
        """
        A server that sends another range than that asked for is not believed.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        shelf.shift = 1
        self.successResultOf(self.download(shelf, resume=True))
        self.assertEqual([wanted for wanted, _ in shelf.asked], ["bytes=1000-", None])
        self.checkWhole()

    def test_otherURL(self) -> None:
        """
        The half of another file is of no use.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        self.successResultOf(self.download(shelf, resume=True, url=URL + "2"))
        self.assertEqual(shelf.asked, [(None, None)])
        self.checkWhole()

    def test_brokenNotes(self) -> None:
        """
        The half of a file whose notes make no sense is not gone on with.
        """
        for notes in ("", "x", "[]", "{}", '{"url": 1}'):
            shelf = Shelf()
            self.breakOff(shelf)
            (self.folder / "file.part.json").write_text(notes)
            self.successResultOf(self.download(shelf, resume=True))
            self.assertEqual(shelf.asked, [(None, None)], notes)
            self.checkWhole()

    def test_nothingToResume(self) -> None:
        """
        Where there is no half, all is asked for.
        """
        shelf = Shelf()
        self.successResultOf(self.download(shelf, resume=True))
        self.assertEqual(shelf.asked, [(None, None)])
        self.checkWhole()

    def test_notAsked(self) -> None:
        """
        Without being asked to resume, it begins at the beginning.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        self.successResultOf(self.download(shelf))
        self.assertEqual(shelf.asked, [(None, None)])
        self.checkWhole()

    def test_shortRange(self) -> None:
        """
        A rest that is not all of the rest is told, and can be resumed again.
        """
        shelf = Shelf()
        self.breakOff(shelf)
        whole, shelf.content = shelf.content, shelf.content[:2000]
        self.patch(shelf, "start", self.lyingStart(len(whole)))
        failure = self.failureResultOf(self.download(shelf, resume=True), ClientError)
        self.assertEqual(str(failure.value), f"cut short: 2000 of {len(whole)} bytes")
        self.assertEqual(self.names(), ["file.part", "file.part.json"])

    def lyingStart(self, size: int) -> Callable[..., int]:
        """
        Make a start that announces more than there is.
        """

        def start(request: Request, wanted: str, condition: str) -> int:
            request.setResponseCode(206)
            request.setHeader("content-range", f"bytes 1000-1999/{size}")
            return 1000

        return start

    def test_stall(self) -> None:
        """
        A server that stops in the middle is given up, and the half is kept.
        """

        class Stalling(Shelf):
            def send(self, request: Request, start: int) -> int:
                request.setHeader("content-length", str(len(self.content)))
                request.write(self.content[:1000])
                return NOT_DONE_YET

        web = MemoryWeb(Stalling())
        line = ProgressLine(StringIO(), web.clock)
        downloading = web.finish(downloadWithProgress(web, URL, self.target, line))
        self.assertNoResult(downloading)
        web.clock.advance(11)
        self.failureResultOf(downloading)
        self.assertEqual(self.names(), ["file.part", "file.part.json"])

    def test_interrupted(self) -> None:
        """
        When the user gives up, the half is kept.
        """

        class Stalling(Shelf):
            def send(self, request: Request, start: int) -> int:
                request.write(self.content[:1000])
                return NOT_DONE_YET

        downloading = self.download(Stalling())
        downloading.cancel()
        self.failureResultOf(downloading, CancelledError)
        self.assertEqual(self.names(), ["file.part", "file.part.json"])


class ProcessTests(SynchronousTestCase):
    """
    The program, real servers, real failures.
    """

    def setUp(self) -> None:
        """
        Make a folder for the program to run in.
        """
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()
        self.target = self.folder / "file"

    def names(self) -> list[str]:
        """
        @return: the names of the files in the folder, temporary ones too.
        """
        return sorted(path.name for path in self.folder.iterdir())

    def test_cutAndResumed(self) -> None:
        """
        The practice file breaks off, and is completed.
        """
        with StepProcess("server.practice") as server:
            url = f"http://127.0.0.1:{server.port}/cut"
            first = runClient("webdownload", url, cwd=str(self.folder))
            self.assertEqual(first.returncode, Exit.PROTOCOL)
            self.assertEqual(
                first.stderr,
                "cut.part is kept: --resume fetches the rest\n"
                "webdownload: cut short: the connection ended before the answer did\n",
            )
            self.assertEqual(self.names(), ["cut.part", "cut.part.json"])
            second = runClient("webdownload", url, "--resume", cwd=str(self.folder))
        self.assertEqual((second.returncode, second.stdout, second.stderr), (0, "", ""))
        self.assertEqual(self.names(), ["cut"])
        self.assertTrue((self.folder / "cut").read_text().endswith("line 10000 of a long file\n"))

    def test_staticFile(self) -> None:
        """
        A static file, with Last-Modified alone, is resumed too.
        """
        with StepProcess("server.practice", "--wire") as server:
            url = f"http://127.0.0.1:{server.port}/files/pages.py"
            whole = runClient("webcat", url).stdout
            headers = runClient("harness", "HEAD", url).stdout
            changed = headers.partition("last-modified: ")[2].partition("\n")[0]
            self.target.with_name("file.part").write_text(whole[:100])
            notes = json.dumps({"url": url, "validator": changed})
            self.target.with_name("file.part.json").write_text(notes)
            result = runClient("webdownload", url, str(self.target), "--resume")
            self.assertIn("Range: bytes=100-", server.out)
            self.assertIn("206 Partial Content", server.out)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(self.target.read_text(), whole)
        self.assertEqual(self.names(), ["file"])

    def test_memory(self) -> None:
        """
        A file that is larger than the memory we get arrives whole.
        """
        size = 256 * 2**20
        block = bytes(2**20)

        def sendMuch(connection: socket.socket, request: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
            for _ in range(256):
                connection.sendall(block)

        with ScriptedServer(sendMuch) as server:
            result = subprocess.run(
                command("webdownload", server.url, str(self.target)),
                env=environment(),
                capture_output=True,
                timeout=4 * PROGRAM_PATIENCE,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (2 * size // 3,) * 2),
            )
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(self.target.stat().st_size, size)
        os.truncate(self.target, 0)

    def test_interrupt(self) -> None:
        """
        Ctrl-C keeps what has come, for another time.
        """
        head = b'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Length: 100\r\n\r\n'

        def stall(connection: socket.socket, request: bytes) -> None:
            connection.sendall(head + b"half")
            connection.recv(1)

        part = self.target.with_name("file.part")
        with ScriptedServer(stall) as server:
            arguments = command("webdownload", server.url, str(self.target))
            with Warm(arguments, env=environment(), stderr=subprocess.PIPE) as child:
                poll(part.with_name("file.part.json").exists)
                child.send_signal(signal.SIGINT)
                _, told = child.communicate(timeout=PROGRAM_PATIENCE)
        self.assertEqual(child.returncode, Exit.INTERRUPTED)
        self.assertNotIn(b"Traceback", told)
        self.assertEqual(part.read_bytes(), b"half")
        self.assertFalse(self.target.exists())

    def test_cannotWrite(self) -> None:
        """
        A folder that is not there, or a full disk, is told in one line.
        """
        data = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfull"
        with ScriptedServer(saying(data)) as server:
            result = runClient("webdownload", server.url, "/nonexistent/file")
            self.assertEqual(
                result.stderr,
                "webdownload: /nonexistent/file.part: No such file or directory\n",
            )
            self.assertEqual(result.returncode, Exit.FILE)
            self.target.with_name("file.part").symlink_to("/dev/full")
            result = runClient("webdownload", server.url, str(self.target))
        self.assertEqual(result.returncode, Exit.FILE, result.stderr)
        self.assertIn("No space left on device", result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1)
        self.assertEqual(self.names(), [])

    def test_terminal(self) -> None:
        """
        In a terminal, the progress is shown, and where the file is.
        """
        with StepProcess("server.practice") as server:
            for path, words in (("files/pages.py", r"100%  .* of .*/s"), ("stream", r"\d+ kB  ")):
                url = f"http://127.0.0.1:{server.port}/{path}"
                program, *arguments = command("webdownload", url)
                child = Spawn(
                    program,
                    arguments,
                    cwd=str(self.folder),
                    env=environment(),
                    encoding="utf-8",
                    timeout=20,
                )
                self.addCleanup(child.close, force=True)
                child.expect(words)
                child.expect_exact(f"saved as {path.rpartition('/')[2]}")
                child.expect(pexpect.EOF)
                self.assertEqual(child.wait(), Exit.WELL)
