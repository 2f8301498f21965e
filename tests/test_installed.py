"""
C{pip install .}, and what one has then.
"""

from __future__ import annotations

import re
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from zipfile import ZipFile

from twisted.trial.unittest import SynchronousTestCase

from tests.support.fetching import fetch
from tests.support.installed import Installed, install, run, tracked
from tests.support.process import StepProcess

INFO = re.compile(r"http_from_the_wire-[\d.]+\.dist-info/.+")
COMMAND = "http-from-the-wire"


class InstalledTestCase(SynchronousTestCase):
    """
    Uses what is installed, from an empty folder.
    """

    installed: Installed
    together = "installed"

    def setUp(self) -> None:
        """
        Install it, once, and make the folder: outside the tree, which is a folder of the
        course as well.
        """
        self.installed = install()
        self.place = Path(mkdtemp()).resolve()
        self.addCleanup(rmtree, self.place)

    def command(self, *arguments: str, below: str = "", status: int = 0) -> str:
        """
        Run the command.

        @param below: where, from the folder.
        """
        command = self.installed.program(COMMAND)
        return run(command, *arguments, cwd=self.place / below, status=status)

    def installedFiles(self) -> dict[str, float]:
        """
        List what is installed, with the time at which it was changed last.
        """
        paths = self.installed.packages.rglob("*")
        return {
            str(path): path.stat().st_mtime
            for path in paths
            if path.is_file() and path.suffix != ".pyc"
        }


class WheelTests(InstalledTestCase):
    """
    What goes into the wheel, which is all that an installed course has.
    """

    def test_contents(self) -> None:
        """
        It has all files of the course and of the server, and nothing else: no tests, nothing
        that lies about.
        """
        names = set(ZipFile(self.installed.wheel).namelist())
        others = {name for name in names if INFO.fullmatch(name)}
        self.assertEqual(sorted(names - others), sorted(tracked("lessons", "server")))
        self.assertEqual(len([name for name in others if name.endswith("/LICENSE")]), 1)


class CommandTests(InstalledTestCase):
    """
    The command, where nothing has been made yet, and in the folder that it makes.
    """

    def test_outside(self) -> None:
        """
        Where there is no folder of one's own, it says how to make one; what needs none works.
        """
        for arguments in ((), ("check", "1"), ("watch",), ("quiz", "3")):
            said = " ".join(self.command(*arguments, status=1).split())
            self.assertIn("`http-from-the-wire start` makes one here", said)
        (self.place / "request").write_bytes(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertIn("no rule is broken", self.command("explain", "request"))
        self.assertIn("--wire", self.command("run", "1", "--help"))

    def test_start(self) -> None:
        """
        The folder that it makes holds all that one changes; nothing is written elsewhere.
        """
        before = self.installedFiles()
        self.assertIn(f"cd {COMMAND}", self.command("start"))
        self.assertIn("there already", self.command("start", status=1))
        mine = self.place / COMMAND
        self.assertEqual(sorted(each.name for each in self.place.iterdir()), [COMMAND])
        self.assertTrue((mine / "README.rst").read_text("utf-8").startswith("HTTP from the wire"))
        solutions = mine / "lessons" / "exercises" / "solutions" / "step1.py"
        (mine / "lessons" / "exercises" / "step1.py").write_text(solutions.read_text())
        self.command("check", "1.1", below=f"{COMMAND}/lessons/exercises")
        self.assertIn("1.1 passed", (mine / "progress.txt").read_text())
        self.assertEqual(self.installedFiles(), before)
        self.assertIn("already", self.command("start", "other", below=COMMAND, status=1))

    def test_foreign(self) -> None:
        """
        A folder that only looks like the course's is not run where it is not the user's own.
        """
        self.command("start")
        self.assertIn("0 of", self.command(below=COMMAND))
        # Nobody but root can give a file away, so the user is another one instead.
        code = (
            "import os; os.getuid = lambda: 1 + os.stat('.').st_uid; "
            "from lessons.command.workfolder import findFolder; print(findFolder())"
        )
        python = self.installed.program("python")
        said = run(python, "-P", "-c", code, cwd=self.place / COMMAND)
        self.assertEqual(said, "None\n")


class ServerTests(InstalledTestCase):
    """
    C{python -m server} from the wheel, in a folder that is not the course's.
    """

    def test_server(self) -> None:
        """
        It runs, keeps its data where it is started, and serves a book that was made for it.
        """
        book = self.place / "book"
        server = StepProcess(
            "server", "--book", str(book), root=self.place, python=self.installed.program("python")
        )
        with server:
            self.assertEqual(fetch(server.port, "/hello"), (200, "Hello, world!\n"))
            status, page = fetch(server.port, "/course/")
            self.assertEqual((status, "--book DIR" in page), (503, True))
            book.mkdir()
            (book / "index.html").write_text("<title>The book</title>")
            self.assertEqual(fetch(server.port, "/course/"), (200, "<title>The book</title>"))
            self.assertEqual(fetch(server.port, "/plants/")[0], 200)
            self.assertEqual(fetch(server.port, "/search/")[0], 200)
