"""
C{python -m lessons class}, as a teacher starts it: students' commands connect to one port,
the page is on another.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

from twisted.trial.unittest import SynchronousTestCase

from lessons.classroom import telling
from lessons.classroom.membership import Membership, join
from lessons.classroom.message import MOST_BYTES
from lessons.classroom.telling import NotTold, tell
from tests.support import warm
from tests.support.barriers import OVERHANG, offences
from tests.support.chromium import openBrowser
from tests.support.classroom import ClassProcess, codeOn
from tests.support.process import ROOT, StepProcess

FITS = """() => [...document.querySelectorAll(".scroll")].every(
    (one) => one.scrollWidth <= one.clientWidth)"""
JSON = {"Content-Type": "application/json"}


class ClassTestCase(SynchronousTestCase):
    """
    A class that is going on.
    """

    def setUp(self) -> None:
        """
        Begin a class, in a process of its own.
        """
        # A machine that has a lot to do is slow; whoever is in a class would not wait for it.
        self.patch(telling, "TELLING_TIMEOUT", 30.0)
        self.resources = ExitStack()
        self.addCleanup(self.resources.close)
        self.room = self.resources.enter_context(ClassProcess())
        self.link = self.room.link
        self.root = self.link.partition("?")[0]
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), ProxyHandler({}))

    def look(self, path: str = "") -> str:
        """
        Look at the page, as the teacher does.
        """
        with self.opener.open(f"{self.root}{path}" if path else self.link, timeout=20) as answer:
            return str(answer.read().decode())

    def code(self) -> str:
        """
        Read the code off the page.
        """
        return codeOn(self.look())

    def join(self, name: str) -> Membership:
        """
        Have a student of that name join the class.
        """
        return join(f"http://127.0.0.1:{self.room.port}", self.code(), name)


class OptionsTests(SynchronousTestCase):
    """
    What the command says of itself, and of what it is told.
    """

    def typed(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """
        @return: what a command line after C{python -m lessons class} prints, and its status.
        """
        command = [sys.executable, "-m", "lessons", "class", *arguments]
        return warm.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    def test_help(self) -> None:
        """
        It goes by the name that was typed, and offers nothing that is of no use to a class.
        """
        said = self.typed("--help").stdout
        self.assertIn("usage: python -m lessons class [-h]", said)
        self.assertIn("--interface ADDR", said)
        for name in "lessons.classroom", "--inspect", "--trace", "--wire":
            self.assertNotIn(name, said)

    def test_together(self) -> None:
        """
        What is of no use, by itself or beside another option, is refused in a line.
        """
        for arguments, expected in (
            (["--wire"], "unrecognized arguments: --wire"),
            (["--inspect", "0"], "unrecognized arguments: --inspect 0"),
            (["--wipe", "--page-port", "9"], "--page-port does not go with --wipe"),
            (["--interface", "0.0.0.0", "--wipe"], "--interface does not go with --wipe"),
            (["--wipe", "--grade", "work"], "--grade FOLDER goes with nothing else"),
            (["--port", "9", "--grade=work"], "--grade FOLDER goes with nothing else"),
            (["--grade", "--port"], "--grade what? Name the folder"),
            (["--grade="], "--grade what? Name the folder"),
        ):
            done = self.typed(*arguments)
            self.assertIn(expected, done.stderr)
            self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), arguments)
            self.assertIn(done.returncode, (1, 2))


class ReportSiteTests(ClassTestCase):
    """
    What students send, and what becomes of it.
    """

    def ask(self, method: str, path: str, content: bytes = b"", **fields: str) -> tuple[int, str]:
        """
        Send any request to the students' port.
        """
        connection = HTTPConnection("127.0.0.1", self.room.port, timeout=20)
        self.addCleanup(connection.close)
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request(method, path, content, JSON | named)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def test_told(self) -> None:
        """
        What is told is on the page; markup and other scripts in a name are text.
        """
        ada, mallory = self.join("ada"), self.join("<script>x</script>")
        tell(
            ada.teacher, [ada.message("1.1", True), ada.message("1.2", False, "It waits.", "No.")]
        )
        tell(mallory.teacher, [mallory.message("1.2", False, "It waits.", "<b>No.</b>")])
        page = self.look("part")
        for text in (
            *("<bdi>ada</bdi>", "at 1.2", "1: 1.1", "2 at 1.2: It waits.", "2 students"),
            "<bdi>&lt;script&gt;x&lt;/script&gt;</bdi>",
        ):
            self.assertIn(text, page)
        self.assertNotIn("<script", page)
        self.assertNotIn("<b>", page)

    def test_refused(self) -> None:
        """
        A wrong code, another page's form, what is not a message and what is too long are refused
        with a sentence; nothing of it is on the page.
        """
        ada = self.join("ada")
        other = join(ada.teacher, "0000", "ada")
        error = self.assertRaises(NotTold, tell, ada.teacher, [other.message("1.1", True)])
        self.assertIn("another code", str(error))
        written = ada.message("1.1", True).written()
        for expected, content, fields in (
            (403, written, {"Content_Type": "text/plain"}),
            (403, written, {"Origin": "http://evil.example"}),
            (400, b"{", {}),
            (413, b" " * MOST_BYTES + written, {}),
        ):
            status, said = self.ask("POST", "/report", content, **fields)
            self.assertEqual(status, expected, said)
            self.assertTrue(said)
        self.assertEqual(self.ask("GET", "/report")[0], 405)
        self.assertIn("0 students", self.look("part"))

    def test_entrance(self) -> None:
        """
        A browser at the students' port is told what to type, and neither code nor names; the
        teacher's page is not there.
        """
        status, page = self.ask("GET", "/")
        self.assertEqual(status, 200)
        self.assertIn("python -m lessons check 1.1 --teacher", page)
        self.assertNotIn(self.code(), page)
        for path in "/part", "/live", "/remove", "/nothing", "/code":
            self.assertEqual(self.ask("GET", path)[0], 404, path)

    def test_ownPage(self) -> None:
        """
        Where a step has a page for students, the address is told there.
        """
        self.assertNotIn("/me", self.ask("GET", "/")[1])
        self.room = self.resources.enter_context(ClassProcess("--me", "8081"))
        self.assertIn('href="http://127.0.0.1:8081/me"', self.ask("GET", "/")[1])

    def test_thirty(self) -> None:
        """
        Thirty at the same time lose nothing, and one who fills the register shuts out nobody who
        is in.
        """
        members = [self.join(f"student {number}") for number in range(30)]
        with ThreadPoolExecutor(10) as pool:
            for number in ("1.1", "1.2", "1.3"):
                told = [
                    pool.submit(tell, one.teacher, [one.message(number, True)]) for one in members
                ]
                for one in told:
                    one.result()
        hostile = [self.join("x") for _ in range(3)]
        code = hostile[0].code
        flood = (
            join(hostile[0].teacher, code, "x").message("1.1", False, "r") for _ in range(300)
        )
        self.assertRaises(NotTold, tell, hostile[0].teacher, list(flood))
        tell(members[0].teacher, [members[0].message("2.1", True)])
        page = self.look("part")
        self.assertEqual(page.count("3: 1.1, 1.2, 1.3<"), 29)
        self.assertIn("4: 1.1, 1.2, 1.3, 2.1<", page)


class TeacherTests(ClassTestCase):
    """
    What the teacher sees and does on the page.
    """

    def test_access(self) -> None:
        """
        Nobody looks without the link, and nothing is done for a page of another site.
        """
        for path in "", "part", "live", "class.css":
            error = self.assertRaises(
                HTTPError, self.opener.open, f"{self.root}{path}", timeout=20
            )
            self.addCleanup(error.close)
            self.assertEqual(error.code, 403, path)
        self.look()
        for name, value in {
            "Sec-Fetch-Site": "cross-site",
            "Origin": "http://evil.example",
        }.items():
            self.opener.addheaders = [(name, value)]
            error = self.assertRaises(
                HTTPError, self.opener.open, f"{self.root}code", b"", timeout=20
            )
            self.addCleanup(error.close)
            self.assertEqual(error.code, 403, name)

    def test_page(self) -> None:
        """
        In a browser: a pass is on the page within a second; a student is removed, and a new
        code made, by the buttons; nothing keeps anybody out, wide or narrow, light or dark.
        """
        browser = openBrowser(self.resources)
        page = browser.new_page(reduced_motion="reduce")
        page.goto(self.link)
        ada = self.join("ada")
        page.get_by_text("live").wait_for()
        tell(ada.teacher, [ada.message("1.1", False, "It answers.", "It has not answered.")])
        page.get_by_text("1 at 1.1: It answers.").wait_for(timeout=10_000)
        tell(ada.teacher, [ada.message("1.1", True)])
        page.get_by_text("has passed 1.1").wait_for(timeout=10_000)
        for width in 390, 1280, 1920:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if width == 1280 else "light")
            self.assertEqual(page.evaluate(OVERHANG), 0, str(width))
            self.assertTrue(page.evaluate(FITS), f"at {width} the table is scrolled sideways")
            self.assertEqual(offences(page, isStrict=True), [], str(width))
        page.get_by_role("button", name="Remove ada").click()
        page.get_by_text("Nobody is here yet.").wait_for()
        self.assertRaises(NotTold, tell, ada.teacher, [ada.message("1.2", True)])
        before = self.code()
        page.get_by_role("button", name="Make up a new code").click()
        page.wait_for_load_state()
        self.assertNotEqual(self.code(), before)
        page.get_by_text("live").wait_for()
        self.assertEqual(self.room.stop(), 0)
        page.locator("#state", has_text="The class has ended").wait_for()

    def test_again(self) -> None:
        """
        A class that is begun again is as it was, until it is wiped with one command.
        """
        ada = self.join("ada")
        tell(ada.teacher, [ada.message("1.1", True)])
        data = f"{self.room.files.name}/data"
        self.assertEqual(self.room.stop(), 0)
        with StepProcess("lessons.classroom", "--data", data) as again:
            place = f"http://127.0.0.1:{again.port}"
            tell(place, [ada.message("1.2", True)])
            wipe = [sys.executable, "-m", "lessons.classroom", "--data", data, "--wipe"]
            said = warm.run(wipe, timeout=60, check=True, cwd=ROOT, capture_output=True, text=True)
            self.assertIn("is deleted", said.stdout)
            self.assertRaises(NotTold, tell, place, [ada.message("1.3", True)])
