"""
Step 6: a tree of resources, and three directories in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons import step6
from tests.support import warm
from tests.support.memory import Conversation, optionsOf
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE, ROOT, StepProcess, poll
from tests.support.producing import get, produceBy
from tests.support.raw import HOST, connect, exchange, readUntil
from tests.support.responses import Response, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "serves hidden files, and what links point to",
        "from lessons.withheld import CourseFile",
        "from twisted.web.static import File as CourseFile",
        "test_private",
    ),
    Variant(
        'forgets that "/" has a segment, an empty one',
        '    root.putChild(b"", root)  # the path "/" is one empty segment\n',
        "",
        "test_home",
    ),
    Variant(
        "shows the same directory three times",
        "getattr(options, name)",
        "options.files",
        "test_mounts",
    ),
    Variant(
        "sends its page for what is not there with status 200",
        'makeErrorPage(request, 404, "There is no such page here.")',
        'makePage(request, "Not found", "<p>There is no such page here.</p>")',
        "test_notFound",
    ),
    Variant(
        "links so that it works at the root of a server only",
        'href="doc/"',
        'href="/doc/"',
        "test_home",
    ),
    Variant(
        "does not look at a directory before it listens",
        "type=directory",
        "type=Path",
        "test_missingDirectory",
    ),
]

HELLO = (ROOT / "lessons" / "sample" / "files" / "hello.txt").read_bytes()


class TreeTests(StepTestCase):
    """
    The tree in memory: how a path is followed, and how files and directories are shown.
    """

    step = step6

    def setUp(self) -> None:
        """
        Connect to a tree over the directories that are the defaults.
        """
        self.conversation = Conversation(self.step)
        produceBy(self, self.conversation.clock)

    def get(self, target: str, *fields: str, method: str = "GET") -> Response:
        """
        Make one request, and read the answer.
        """
        return get(self.conversation, target, *fields, method=method)

    def test_home(self) -> None:
        """
        The home page links the three directories, by relative links.
        """
        answer = self.get("/")
        self.assertEqual(answer.status, 200)
        for link in ("files/", "doc/", "logs/"):
            self.assertIn(f'<a href="{link}">', answer.text)

    def test_page(self) -> None:
        """
        Each page of the step itself is HTML5 in UTF-8, found or not.
        """
        for target in ("/", "/nothing"):
            answer = self.get(target)
            self.assertEqual(answer.fields["content-type"], "text/html; charset=utf-8")
            self.assertTrue(answer.text.startswith('<!DOCTYPE html>\n<html lang="en">\n'))
            self.assertIn('<meta name="viewport"', answer.text)
            self.assertRegex(answer.text, "<title>[^<]+</title>")
            self.assertTrue(answer.text.endswith("</html>\n"))

    def test_homeIsReadOnly(self) -> None:
        """
        The home page can be read, and not be posted to.
        """
        self.assertEqual(self.get("/", method="HEAD").status, 200)
        answer = self.get("/", "Content-Length: 0", method="POST")
        self.assertEqual(answer.status, 405)
        self.assertEqual(set(answer.fields["allow"].split(", ")), {"GET", "HEAD"})

    def test_mounts(self) -> None:
        """
        Each directory is below its own name.
        """
        self.assertEqual(self.get("/files/hello.txt").content, HELLO)
        self.assertIn("Step 6: a tree", self.get("/doc/step6.py").text)
        self.assertIn('"GET / HTTP/1.1" 200', self.get("/logs/access.log").text)

    def test_subdirectory(self) -> None:
        """
        What is in a directory's directories is below their names.
        """
        self.assertIn('<a href="tulip.svg">', self.get("/files/flowers/").text)
        answer = self.get("/files/flowers/tulip.svg")
        self.assertEqual(answer.fields["content-type"], "image/svg+xml")

    def test_notFound(self) -> None:
        """
        What nobody has mounted is not found, at any depth.
        """
        for target in ("/nothing", "/nothing/at/all", "/files/nothing", "/Files/", "/file%73x"):
            self.assertEqual(self.get(target).status, 404, target)

    def test_names(self) -> None:
        """
        A segment is compared as what it means, not as it is spelled.
        """
        self.assertEqual(self.get("/%66iles/hello%2Etxt").content, HELLO)

    def test_options(self) -> None:
        """
        The command line chooses the directories.
        """
        path = Path(self.mktemp())
        path.mkdir()
        (path / "mine.txt").write_text("mine")
        for name in ("files", "doc", "logs"):
            arguments = (f"--{name}", str(path))
            conversation = Conversation(self.step, *arguments, clock=self.conversation.clock)
            self.assertEqual(get(conversation, f"/{name}/mine.txt").text, "mine")

    def test_private(self) -> None:
        """
        Neither a hidden file nor what a link points to is served.
        """
        path = Path(self.mktemp())
        path.mkdir()
        (path / ".secret").write_text("secret")
        (path / "link").symlink_to("/etc/passwd")
        conversation = Conversation(self.step, "--files", str(path), clock=self.conversation.clock)
        for name in (".secret", "link"):
            self.assertEqual(get(conversation, f"/files/{name}").status, 404)
            self.assertNotIn(f">{name}<", get(conversation, "/files/").text)

    def test_missingDirectory(self) -> None:
        """
        What is not a directory ends the program, with one line that says so.
        """
        err = StringIO()
        self.patch(sys, "stderr", err)
        for path in ("/nonexistent", str(ROOT / "README.rst")):
            error = self.assertRaises(SystemExit, optionsOf, self.step, "--doc", path)
            self.assertEqual(error.code, 2)
            self.assertIn(f"argument --doc: '{path}' is not a directory", err.getvalue())

    def test_byteByByte(self) -> None:
        """
        A request may arrive in any number of pieces.
        """
        request = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"
        (pieces,) = readResponses(self.conversation.sendByteByByte(request))
        (whole,) = readResponses(self.conversation.again().send(request))
        self.assertEqual((pieces.status, pieces.content), (200, whole.content))

    def test_glued(self) -> None:
        """
        Two requests may arrive in one piece, and are answered in order.
        """
        requests = (
            b"GET /files/hello.txt HTTP/1.1\r\nHost: test\r\n\r\n"
            b"GET /nothing HTTP/1.1\r\nHost: test\r\n\r\n"
        )
        received = self.conversation.send(requests)
        self.conversation.clock.advance(0)
        first, second = readResponses(received + self.conversation.received())
        self.assertEqual((first.status, first.content), (200, HELLO))
        self.assertEqual(second.status, 404)


class ProcessTests(SynchronousTestCase):
    """
    The program in a process of its own: its files, asked for by curl, by hand, slowly, and
    all at once.
    """

    def test_curl(self) -> None:
        """
        curl gets a file, a part of it, and, with its date, nothing again.
        """
        curl = [need("curl"), "-sS", "--max-time", "20"]
        with StepProcess("lessons.step6") as step:
            url = f"http://{HOST}:{step.port}/files/hello.txt"
            self.assertEqual(subprocess.check_output([*curl, url]), HELLO)
            self.assertEqual(subprocess.check_output([*curl, "-r", "0-4", url]), HELLO[:5])
            copy = Path(self.mktemp())
            subprocess.check_call([*curl, "-R", "-o", copy, url])
            status = [*curl, "-z", str(copy), "-o", "-", "-w", "%{http_code}", url]
            self.assertEqual(subprocess.check_output(status), b"304")

    def test_curlFollows(self) -> None:
        """
        curl follows the redirect to a directory's own path, under the name by
        which it knows this server.
        """
        curl = [need("curl"), "-sSL", "--max-time", "20", "--noproxy", "*"]
        with StepProcess("lessons.step6") as step:
            curl += ["--resolve", f"garden.test:{step.port}:{HOST}", "-w", "%{url_effective}"]
            url = f"http://garden.test:{step.port}/files"
            page = subprocess.check_output([*curl, url], text=True)
            self.assertIn('<a href="hello.txt">', page)
            self.assertTrue(page.endswith(f"http://garden.test:{step.port}/files/"))

    def test_telnet(self) -> None:
        """
        A request that a person types is answered.
        """
        telnet = need("telnet")
        with StepProcess("lessons.step6") as step:
            child = pexpect.spawn(telnet, [HOST, str(step.port)], timeout=20)
            self.addCleanup(child.close, force=True)
            child.expect_exact("Escape character is")
            for line in ("GET /files/hello.txt HTTP/1.1", "Host: localhost", ""):
                child.sendline(line)
            child.expect_exact("HTTP/1.1 200 OK\r\n")
            child.expect_exact("Hello!\r\n")

    def test_missingDirectory(self) -> None:
        """
        The program says in one line that something is not a directory, and ends.
        """
        command = [sys.executable, "-m", "lessons.step6", "--logs", "/nonexistent"]
        done = warm.run(command, PROGRAM_PATIENCE, cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertIn("--logs: '/nonexistent' is not a directory", done.stderr)

    def test_clientThatLeaves(self) -> None:
        """
        A client that leaves in the middle of a file leaves no trace, and the
        file is closed.
        """
        path = Path(self.mktemp())
        path.mkdir()
        big = path.resolve() / "big"
        big.write_bytes(b"x" * 20_000_000)
        with StepProcess("lessons.step6", "--files", str(path.resolve())) as step:
            descriptors = Path(f"/proc/{step.process.pid}/fd")

            def isOpen() -> bool:
                links = [os.path.join(descriptors, name) for name in os.listdir(descriptors)]
                # One may be closed between the listing and the look at it.
                return any(os.path.realpath(link) == str(big) for link in links)

            with connect(step.port) as connection:
                connection.sendall(b"GET /files/big HTTP/1.1\r\nHost: test\r\n\r\n")
                readUntil(connection, b"x")
                self.assertTrue(isOpen())
            poll(lambda: not isOpen())
            request = b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
            self.assertIn(b" 200 OK\r\n", exchange(step.port, request))
            self.assertEqual(step.err, "")

    def test_slowReader(self) -> None:
        """
        A big file is read as the client takes it: the memory stays small.
        """
        path = Path(self.mktemp())
        path.mkdir()
        with (path / "big").open("wb") as file:
            file.truncate(300_000_000)
        with StepProcess("lessons.step6", "--files", str(path.resolve())) as step:
            before = step.memory()
            with connect(step.port) as connection:
                connection.sendall(b"GET /files/big HTTP/1.1\r\nHost: test\r\n\r\n")
                readUntil(connection, b"\0")
                request = b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
                for _ in range(20):
                    self.assertIn(b" 200 OK\r\n", exchange(step.port, request))
                self.assertLess(step.memory() - before, 20_000_000)

    def test_pipelinedFiles(self) -> None:
        """
        Several files that are asked for at once, as apt does, come one after the other,
        though each of them fills the buffers.
        """
        path = Path(self.mktemp())
        path.mkdir()
        (path / "big").write_bytes(b"x" * 300_000)
        request = b"GET /files/big HTTP/1.1\r\nHost: test\r\n%b\r\n"
        requests = request % b"" * 4 + request % b"Connection: close\r\n"
        with StepProcess("lessons.step6", "--files", str(path.resolve())) as step:
            responses = readResponses(exchange(step.port, requests))
        self.assertEqual([len(response.content) for response in responses], [300_000] * 5)
