"""
The checks for the exercises of step 6: C{trial lessons.exercises.test_step6}.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from twisted.web.resource import Resource
from twisted.web.server import Request

from lessons.exercises.checks import ExerciseTestCase, Response, needs
from lessons.exercises.checks.responsereader import readFinal
from lessons.language import _
from lessons.step6 import LESSONS
from server.stock import Site

AFTER_SLASHES = "a segment is what follows a slash, up to the next one (RFC 3986 section 3.3)."
EMPTY_ONES = "a segment may be empty, and after the last slash there is one (lessons/step6.rst)."
UNDONE = "% and two hexadecimal digits are one byte of the name (RFC 3986 section 2.1)."
FIRST_CUT = (
    "the path is cut first, and only then decoded, segment by segment (RFC 3986 section 2.4)."
)
NO_MORE_THAN_THAT = (
    "a + is a blank only in a form, and what is encoded is decoded once (lessons/step5.rst; RFC "
    "3986 section 2.4)."
)
ONE_SEGMENT = "a name in putChild is one segment, without a slash (lessons/step6.rst)."
EMPTY_CHILD = "after names/ comes an empty segment: a child of the page (lessons/step6.rst)."
NOT_MOUNTED = "what was not mounted is not there: the answer is 404 (lessons/step6.rst)."
SEGMENTS = (
    "putChild takes one segment of a path. A path of two segments is a resource below a resource "
    "(lessons/step6.rst)."
)
FILE = "the children of a PublicFile are what is in its directory (lessons/step6.rst)."
SLASH = 'after the last slash comes one more segment, the empty one: b"" (lessons/step6.rst).'
NOTHING = "a child that nobody mounted is answered with 404 (lessons/step6.rst)."
SAFE = (
    "a directory for others is a PublicFile: no file in it can run a script (lessons/step6.rst)."
)
HIDDEN = "a copy that an editor has left is answered with 404 (exercise 6.2)."
UNLISTED = "what is not to be shown is not to be named, either (exercise 6.2)."
SHOWN = "a name counts as such a copy only by its ending: all else is shown (exercise 6.2)."
CAPITALS = "NOTES.BAK is such a copy, just as notes.bak is (exercise 6.2)."
BELOW = "what holds for a directory holds for everything below it (exercise 6.2)."
STILL = "what PublicFile hides must stay hidden: names with a dot in front (exercise 6.2)."


class Exercise0aSegmentsTests(ExerciseTestCase):
    """
    The segments of a path.
    """

    exercise = "6.a"

    def test_1_slashes(self) -> None:
        """
        Each segment follows a slash.
        """
        word = self.word().encode()
        for path in b"/files", b"/files/" + word, b"/files/flowers/" + word + b".txt":
            self.checkPath(path, AFTER_SLASHES)

    def test_2_empty(self) -> None:
        """
        So does an empty one.
        """
        for path in b"/", b"/files/", b"/files//flowers":
            self.checkPath(path, EMPTY_ONES)

    def test_3_encoded(self) -> None:
        """
        What is encoded is decoded.
        """
        for path in b"/two%20words", b"/t%C3%BCr/%FF":
            self.checkPath(path, UNDONE)

    @needs(1, 3)
    def test_4_slash(self) -> None:
        """
        A slash that is encoded cuts nothing.
        """
        for path in b"/a%2Fb/c", b"/files/..%2f" + self.word().encode():
            self.checkPath(path, FIRST_CUT)

    @needs(1, 3)
    def test_5_rest(self) -> None:
        """
        All else is as it was.
        """
        for path in b"/1+1", b"/100%", b"/50%2525":
            self.checkPath(path, NO_MORE_THAN_THAT)

    def checkPath(self, path: bytes, rule: str) -> None:
        """
        Demand the segments that Site has found.
        """
        self.mustReturn(self.segmentsOf(path), "segments", path, rule=rule)

    def segmentsOf(self, path: bytes) -> list[bytes]:
        """
        Have Site take a path apart.
        """
        found: list[bytes] = []

        class Leaf(Resource):
            isLeaf = True

            def render(self, request: Request) -> bytes:
                found.extend(request.postpath or [])
                return b""

        site: Any = Site(Leaf(), reactor=self.clock)
        self.connect(site).send(b"GET " + path + b" HTTP/1.1\r\nHost: me\r\n\r\n")
        return found


class Exercise0bMountTests(ExerciseTestCase):
    """
    Where a page is mounted.
    """

    exercise = "6.b"

    def test_1_page(self) -> None:
        """
        /names shows the page.
        """
        self.checkPage(b"/names", b"Names", ONE_SEGMENT)

    def test_2_slash(self) -> None:
        """
        /names/ shows it as well.
        """
        self.checkPage(b"/names/", b"Names", EMPTY_CHILD)

    @needs(1, 2)
    def test_3_below(self) -> None:
        """
        Nothing else is below it.
        """
        for path in b"/names/" + self.word().encode(), b"/names/names":
            self.checkPage(path, b"404 Not Found", NOT_MOUNTED)

    @needs()
    def test_4_home(self) -> None:
        """
        The home page is where it was.
        """
        self.checkPage(b"/", b"Step 6", NOT_MOUNTED)

    def checkPage(self, path: bytes, title: bytes, rule: str) -> None:
        """
        Demand which page is at a path.
        """
        for answer in self.deliveries(b"GET %b HTTP/1.1\r\nHost: me\r\n\r\n" % path):
            for response in answer.responses():
                response.mustHaveStatus(404 if title == b"404 Not Found" else 200, rule)
                response.mustSay(b"<h1>" + title + b"</h1>", rule)


class Exercise1BranchTests(ExerciseTestCase):
    """
    A branch of a branch.
    """

    exercise = "6.1"

    def test_1_directory(self) -> None:
        """
        /garden/flowers/ shows the directory.
        """
        for response in self.ask(b"GET", b"/garden/flowers/"):
            response.mustHaveStatus(200, SEGMENTS)
            response.mustSay(b'<a href="names.txt">', FILE)

    def test_2_file(self) -> None:
        """
        A file in it is there, with its length.
        """
        length = (LESSONS / "sample" / "files" / "flowers" / "names.txt").stat().st_size
        for response in self.ask(b"HEAD", b"/garden/flowers/names.txt"):
            response.mustHaveStatus(200, FILE)
            response.mustHaveField("Content-Length", FILE, b"%d" % length)

    @needs()
    def test_3_page(self) -> None:
        """
        /garden/ shows the page.
        """
        for response in self.ask(b"GET", b"/garden/"):
            response.mustHaveStatus(200, SLASH)
            response.mustSay(b"<h1>Garden</h1>", SLASH)

    def test_4_nothing(self) -> None:
        """
        What was not mounted is not there: no other page below /garden/, and no
        /flowers/.
        """
        for path in b"/garden/" + self.word().encode(), b"/flowers/":
            for response in self.ask(b"GET", path):
                response.mustHaveStatus(404, NOTHING)

    @needs()
    def test_5_home(self) -> None:
        """
        The home page is as before.
        """
        for response in self.ask(b"GET", b"/"):
            response.mustSay(b"<h1>Step 6</h1>", NOTHING)

    @needs(1, 2)
    def test_6_safe(self) -> None:
        """
        The directory is shown as safely as those of step 6.
        """
        for response in self.ask(b"HEAD", b"/garden/flowers/tulip.svg"):
            response.mustHaveField("Content-Security-Policy", SAFE, b"sandbox")

    def ask(self, method: bytes, path: bytes) -> list[Response]:
        """
        Send a request.

        @return: the answers, however it was delivered.
        """
        request = b"%b %b HTTP/1.1\r\nHost: me\r\n\r\n" % (method, path)
        several = self.deliveries(request)
        return [response for answer in several for response in answer.responses()]


class Exercise2TidyTests(ExerciseTestCase):
    """
    Files that are not for others.
    """

    exercise = "6.2"

    def setUp(self) -> None:
        """
        Make a directory to be shown.
        """
        super().setUp()
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.directory = Path(temporary.name)
        self.name = self.word()

    def test_1_copies(self) -> None:
        """
        A file whose name ends in "~" or ".bak" is answered with 404.
        """
        for copy in f"{self.name}.txt~", f"{self.name}.txt.bak", f"{self.name}.bak":
            self.put(copy)
            self.ask(copy, "HEAD").mustHaveStatus(404, HIDDEN)

    @needs()
    def test_2_unlisted(self) -> None:
        """
        The listing does not name it.
        """
        for copy in f"{self.name}.txt~", f"{self.name}.bak":
            self.put(copy)
            self.ask("").mustNotSay(copy.encode(), UNLISTED)

    @needs()
    def test_3_others(self) -> None:
        """
        Every other file is there, and in the listing.
        """
        for other in f"{self.name}.txt", f"{self.name}~1.txt", f"{self.name}.bakery", "bak":
            self.put(other)
            self.ask(other, "HEAD").mustHaveStatus(200, SHOWN)
            self.ask("").mustSay(f'<a href="{other}">'.encode(), SHOWN)

    def test_4_capitals(self) -> None:
        """
        Capitals do not matter.
        """
        for copy in f"{self.name}.BAK", f"{self.name}.Bak":
            self.put(copy)
            self.ask(copy, "HEAD").mustHaveStatus(404, CAPITALS)
            self.ask("").mustNotSay(copy.encode(), CAPITALS)

    @needs(1, 2)
    def test_5_below(self) -> None:
        """
        It is the same in a directory of the directory.
        """
        (self.directory / "below").mkdir()
        self.put(f"below/{self.name}.bak")
        self.ask(f"below/{self.name}.bak", "HEAD").mustHaveStatus(404, BELOW)
        self.ask("below/").mustNotSay(self.name.encode(), BELOW)

    @needs(1, 2)
    def test_6_hidden(self) -> None:
        """
        A file whose name begins with a dot is still hidden.
        """
        self.put(f".{self.name}")
        self.ask(f".{self.name}", "HEAD").mustHaveStatus(404, STILL)
        self.ask("").mustNotSay(self.name.encode(), STILL)

    def put(self, name: str) -> None:
        """
        Put a file into the directory.
        """
        (self.directory / name).write_text("Hello!\n")

    def ask(self, path: str, method: str = "GET") -> Response:
        """
        Ask a server that shows the directory as /files/.
        """
        root = Resource()
        root.putChild(b"files", self.call("TidyFile", str(self.directory)))
        server: Any = Site(root, reactor=self.clock)
        connection = self.connect(server)
        files = [one for one in sorted(self.directory.rglob("*")) if one.is_file()]
        names = [str(one.relative_to(self.directory)) for one in files]
        where = _("where the files are {names}")
        connection.how = where.format(names=", ".join(names))
        connection.send(f"{method} /files/{path} HTTP/1.1\r\nHost: me\r\n\r\n".encode())
        return readFinal(connection, method.encode())
