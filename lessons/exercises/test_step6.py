"""
The checks for the exercises of step 6: C{trial lessons.exercises.test_step6}.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from twisted.web.resource import Resource

from lessons.exercises.checks import ExerciseTestCase, Response, needs
from lessons.exercises.checks.responses import readFinal
from lessons.step6 import LESSONS
from server.stock import Site

SEGMENTS = (
    "putChild takes one segment of a path. A path of two segments is a resource below a resource "
    "(lessons/step6.rst)."
)
FILE = "the children of a PublicFile are what is in its directory (lessons/step6.rst)."
SLASH = 'behind the last slash stands one more segment, the empty one: b"" (lessons/step6.rst).'
NOTHING = "a child that nobody mounted is answered with 404 (lessons/step6.rst)."
SAFE = (
    "a directory for others is a PublicFile: no file in it can run a script (lessons/step6.rst)."
)
HIDDEN = "a copy that an editor has left is answered with 404 (exercise 6.2)."
UNLISTED = "what is not to be shown is not to be named, either (exercise 6.2)."
SHOWN = "a name counts as such a copy only by its ending: all else is shown (exercise 6.2)."
CAPITALS = "NOTES.BAK is such a copy as well as notes.bak (exercise 6.2)."
BELOW = "what holds for a directory holds for all below it (exercise 6.2)."
STILL = "what PublicFile hides must stay hidden: names with a dot in front (exercise 6.2)."


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
        connection.how = f"where the files are {', '.join(names)}"
        connection.send(f"{method} /files/{path} HTTP/1.1\r\nHost: me\r\n\r\n".encode())
        return readFinal(connection, method.encode())
