"""
Step 11: the plants, as a step and as a program.
"""

from __future__ import annotations

import re
import signal
import sqlite3
import sys
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import urldefrag, urlencode, urljoin

from twisted.trial.unittest import SynchronousTestCase

from lessons import step11
from lessons.reportcard.lines import codeLines
from server.plants.firstplants import FIRST_PLANTS
from server.plants.plant import Plant
from server.plants.savetask import Saved, SavePlant, Store
from server.plants.styles import STYLES
from tests.support import warm
from tests.support.browser import Browser
from tests.support.memory import Conversation
from tests.support.postgres import theCluster
from tests.support.process import ROOT, StepProcess, asOrdinaryUser, poll, readOnly
from tests.support.producing import produceBy
from tests.support.responses import Response, only
from tests.support.threaded import ThreadedClock
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "always saves in the same style",
        "STYLES[options.style]",
        'STYLES["coroutine"]',
        "test_style",
    ),
    Variant(
        "does not see to it that there is a table",
        "openDatabase(reactor, options, [PLANT_TABLE])",
        "openDatabase(reactor, options)",
        "test_list",
    ),
    Variant(
        "shows nothing under the path itself",
        ', index="show_plants")',
        ")",
        "test_list",
    ),
    Variant(
        "keeps the plants in a place of its own",
        "    database = openDatabase(",
        '    options.data = options.data / "own"\n    database = openDatabase(',
        "test_place",
    ),
    Variant(
        "has no style sheet",
        "    addStyleSheet(root)\n",
        "",
        "test_home",
    ),
]

FILE = "greenhouse.db"
DOWN = "The database cannot be used at the moment."


class PlantTests(StepTestCase):
    """
    The step, in memory but for its database.
    """

    step = step11

    def setUp(self) -> None:
        """
        Connect to the step, in memory.
        """
        self.data = Path(self.mktemp())
        self.connect()

    def connect(self, *arguments: str) -> None:
        """
        Start the step with some options.
        """
        self.clock = ThreadedClock()
        self.addCleanup(self.clock.stop)
        produceBy(self, self.clock)  # the style sheet is a file
        options = ("--data", str(self.data), *arguments)
        self.conversation = Conversation(self.step, *options, clock=self.clock)

    def ask(self, path: str, *fields: str, content: str | None = None) -> Response:
        """
        Make one request, and read the answer.
        """
        method = "GET" if content is None else "POST"
        kind = "Content-Type: application/x-www-form-urlencoded"
        head = [f"{method} {path} HTTP/1.1", "Host: localhost", kind, *fields]
        head += [f"Content-Length: {len(content or '')}", "", content or ""]
        self.conversation.protocol.dataReceived("\r\n".join(head).encode())
        self.clock.advance(0)
        self.clock.runUntil(self.conversation.transport.value)
        return only(self.conversation.received())

    def test_home(self) -> None:
        """
        From the home page, links lead to everything.
        """
        todo, seen = ["/"], {"/"}
        while todo:
            here = todo.pop()
            page = self.ask(here)
            self.assertEqual(page.status, 200, here)
            found = re.findall(r'href="([^"]+)"', page.text)
            links = {urldefrag(urljoin(here, link)).url for link in found}
            todo.extend(links - seen)
            seen |= links
        self.assertIn("/plants/show_plants_by_rating", seen)
        self.assertGreater(len(seen), 2 * len(FIRST_PLANTS))

    def test_list(self) -> None:
        """
        The plants are shown at once.
        """
        page = self.ask("/plants/")
        self.assertEqual(page.status, 200)
        for name in ("Basil", "Edelweiß", "زعفران"):
            self.assertIn(f"<bdi>{name}</bdi>", page.text)

    def test_place(self) -> None:
        """
        The plants are kept where C{--data} says.
        """
        self.ask("/plants/")
        with sqlite3.connect(self.data / FILE) as connection:
            rows = connection.execute("SELECT count(*) FROM Plant_DB").fetchall()
        connection.close()
        self.assertEqual(rows, [(len(FIRST_PLANTS),)])

    def test_unknown(self) -> None:
        """
        A path that is no method's, or goes on after one, is a 404.
        """
        for path in ("/nothing", "/plants/nothing", "/plants/showList", "/plants/show_plants/"):
            self.assertEqual(self.ask(path).status, 404, path)

    def test_slash(self) -> None:
        """
        C{/plants} redirects to C{plants/}: links on that page are relative to the folder.
        """
        answer = self.ask("/plants")
        self.assertEqual((answer.status, answer.fields["location"]), (302, "plants/"))

    def test_style(self) -> None:
        """
        C{--style} chooses how a plant is saved.
        """
        used: list[str] = []
        for name, save in list(STYLES.items()):
            self.addCleanup(STYLES.__setitem__, name, save)
            STYLES[name] = noting(used, name, save)
        for name in STYLES:
            self.connect("--style", name)
            self.assertEqual(self.add(name).status, 303)
            self.assertIn(f"<bdi>{name}</bdi>", self.ask("/plants/").text)
        self.assertEqual(used, list(STYLES))

    def add(self, name: str) -> Response:
        """
        Add a plant by the form, with its token and its cookie.

        @return: the answer to the form.
        """
        form = self.ask("/plants/get_add_form")
        token = re.search(r'name="token" value="(\w+)"', form.text)
        assert token
        values = {"plant_name": name, "plant_desc": "", "plant_rating": "3", "token": token[1]}
        cookie = "Cookie: " + form.fields["set-cookie"].partition(";")[0]
        return self.ask("/plants/add_plant", cookie, content=urlencode(values))


def noting(used: list[str], name: str, save: SavePlant) -> SavePlant:
    """
    Make a style that notes when it is used.
    """

    def noted(store: Store, plant: Plant) -> Awaitable[Saved]:
        used.append(name)
        return save(store, plant)

    return noted


class ProgramTestCase(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    options: tuple[str, ...] = ()

    def setUp(self) -> None:
        """
        Name a directory for the data, which is not there yet.
        """
        self.data = Path(self.mktemp()).absolute()

    def start(self, *arguments: str) -> StepProcess:
        """
        Make the process, with these options.
        """
        return StepProcess("lessons.step11", "--data", str(self.data), *arguments)

    def assertRefused(self, option: str, value: str, sentence: str) -> None:
        """
        Assert that an option is refused with a sentence.
        """
        command = [sys.executable, "-m", "lessons.step11", option, value]
        done = warm.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 2)
        self.assertIn(sentence, done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def add(self, browser: Browser, name: str) -> int:
        """
        Add a plant.

        @return: the status of the answer.
        """
        token = browser.token("/plants/get_add_form")
        values = {"plant_name": name, "plant_desc": "", "plant_rating": 3, "token": token}
        return browser.post("/plants/add_plant", **values).status


class WalkthroughTests(SynchronousTestCase):
    """
    What the walkthrough says of the styles.
    """

    def test_lengths(self) -> None:
        """
        Its table has every style, with the number of its code lines.
        """
        text = (ROOT / "lessons" / "step11.rst").read_text()
        rows = re.findall(r"^``(\w+)`` +(\d+) ", text, re.MULTILINE)
        files = ROOT / "server" / "plants" / "styles"
        lengths = [(name, str(len(codeLines(files / f"{name}.py")))) for name in STYLES]
        self.assertEqual(rows, lengths)


class ProcessTests(ProgramTestCase):
    """
    The program in a process of its own: when its file is made, and what it keeps.
    """

    def test_madeAtTheStart(self) -> None:
        """
        The file is there, and filled, before anybody asks.
        """
        with self.start() as step:
            poll(lambda: count(self.data) == len(FIRST_PLANTS))
            self.assertEqual((step.stop(), step.err), (0, ""))

    def test_kept(self) -> None:
        """
        What was changed is there after a restart, in whatever style.
        """
        for style in STYLES:
            with self.start("--style", style) as step:
                browser = Browser(step.port)
                self.assertEqual(self.add(browser, style), 303)
                self.assertEqual((step.stop(), step.err), (0, ""))
        with self.start() as step:
            page = Browser(step.port).get("/plants/").text
            for style in STYLES:
                self.assertIn(f"<bdi>{style}</bdi>", page)

    def test_wrongOptions(self) -> None:
        """
        A wrong option is refused with a sentence.
        """
        for option, value, sentence in [
            ("--style", "poetry", "invalid choice: 'poetry'"),
            ("--database", "mysql://a", "does not begin with postgresql://"),
        ]:
            self.assertRefused(option, value, sentence)


class OutageTests(ProgramTestCase):
    """
    When the database cannot be used.
    """

    def test_locked(self) -> None:
        """
        While another program holds the lock, a change is a 503 with one line in
        the log, and what is shown goes on; afterwards changes work again.
        """
        with self.start() as step:
            browser = Browser(step.port)
            browser.get("/plants/")
            with sqlite3.connect(self.data / FILE, isolation_level=None) as other:
                other.execute("BEGIN IMMEDIATE")
                token = browser.token("/plants/get_delete_form")
                answer = browser.post("/plants/delete_plant", plant_name="Basil", token=token)
                self.assertEqual((answer.status, answer.headers["Retry-After"]), (503, "5"))
                self.assertIn(DOWN, answer.text)
                line = "warn: the database cannot be used: database is locked\n"
                self.assertEqual(step.err, line)
                self.assertEqual(browser.get("/plants/").status, 200)
                other.execute("ROLLBACK")
            other.close()
            answer = browser.post("/plants/delete_plant", plant_name="Basil", token=token)
            self.assertEqual(answer.status, 303)
            self.assertEqual((step.stop(), step.err), (0, line))

    def test_obstacle(self) -> None:
        """
        Where the directory cannot be made, the log says so at the start, once, and each page
        does; when the obstacle is gone, the plants are there.
        """
        self.data.write_text("in the way")
        with self.start() as step:
            poll(lambda: str(self.data) in step.err)
            self.assertEqual(step.err.count("\n"), 1, step.err)
            browser = Browser(step.port)
            self.assertEqual(browser.get("/").status, 200)
            self.assertEqual(browser.get("/plants/").status, 503)
            self.assertEqual(step.err.count("\n"), 1, step.err)
            self.data.unlink()
            self.assertIn("<bdi>Basil</bdi>", browser.get("/plants/").text)

    def test_readOnly(self) -> None:
        """
        Where nothing can be written, what is there is shown, whether the file was closed
        in good order or not; a change is a 503, and works when the place can be written
        to again.
        """
        for number in (signal.SIGTERM, signal.SIGKILL):
            with self.start() as step:
                self.assertEqual(self.add(Browser(step.port), f"Before {number.name}"), 303)
                step.stop(number)
            obedient = self.start()
            obedient.command = asOrdinaryUser(*obedient.command)
            with readOnly(self.data), obedient as step:
                browser = Browser(step.port)
                text = browser.get("/plants/show_plants_by_rating").text
                self.assertIn(f"<bdi>Before {number.name}</bdi>", text)
                self.assertIn("Tulip", browser.get("/plants/get_add_form?plant_name=Tulip").text)
                self.assertEqual(self.add(browser, "Aster"), 503)
                self.assertIn("readonly database", step.err)
                self.assertNotIn("Traceback", step.err)
                self.assertEqual(step.stop(), 0)
        with self.start() as step:
            self.assertEqual(self.add(Browser(step.port), "Aster"), 303)

    def test_stoppedWhileLocked(self) -> None:
        """
        A request that waits for a lock does not keep the program from ending.
        """
        with self.start() as step:
            browser = Browser(step.port)
            token = browser.token("/plants/get_delete_form")
            with (
                sqlite3.connect(self.data / FILE, isolation_level=None) as other,
                ThreadPoolExecutor() as threads,
            ):
                other.execute("BEGIN IMMEDIATE")
                values = {"plant_name": "Basil", "token": token}
                answer = threads.submit(browser.post, "/plants/delete_plant", **values)
                self.assertEqual(step.stop(signal.SIGTERM), 0)
                self.assertTrue(answer.exception() or answer.result().status == 503)
            other.close()


class PostgreSQLTests(ProgramTestCase):
    """
    The program with C{--database}, and a PostgreSQL server that comes and goes.
    """

    def test_wrongURL(self) -> None:
        """
        A URL that cannot be one is refused with a sentence.
        """
        theCluster()
        self.assertRefused("--database", "postgresql://a?b=c", "is not such a URL")

    def test_outage(self) -> None:
        """
        The plants are there; while the server is down a page says so; and when
        it is back, nothing is lost.
        """
        cluster = theCluster()
        with self.start("--database", cluster.makeDatabase()) as step:
            browser = Browser(step.port)
            self.assertEqual(self.add(browser, "Aster"), 303)
            cluster.stop()
            try:
                answer = browser.get("/plants/")
                self.assertEqual((answer.status, answer.headers["Retry-After"]), (503, "5"))
                self.assertIn(DOWN, answer.text)
                self.assertEqual(step.err.count("\n"), 1, step.err)
            finally:
                cluster.start()
            for _ in range(10):
                self.assertIn("<bdi>Aster</bdi>", browser.get("/plants/").text)
            self.assertEqual(self.add(browser, "Aster"), 303)
            self.assertEqual(step.stop(), 0)
            self.assertEqual(step.err.count("\n"), 1, step.err)
        self.assertFalse(self.data.exists())

    def test_silent(self) -> None:
        """
        A database that accepts connections and never answers is a 503 within ten
        seconds, for as many as ask; and the program ends when it is told to, while they
        wait.
        """
        cluster = theCluster()
        with (
            self.start("--database", cluster.makeDatabase()) as step,
            ThreadPoolExecutor(10) as threads,
        ):
            browser = Browser(step.port)
            self.assertEqual(browser.get("/plants/").status, 200)
            with cluster.frozen():
                start = monotonic()
                pages = threads.map(browser.get, ["/plants/"] * 10)
                self.assertEqual([page.status for page in pages], [503] * 10)
                self.assertLess(monotonic() - start, 10)
                self.assertEqual(browser.get("/").status, 200)
                waiting = [threads.submit(browser.get, "/plants/") for _ in range(10)]
                start = monotonic()
                self.assertEqual(step.stop(signal.SIGTERM), 0)
                self.assertLess(monotonic() - start, 5)
                self.assertTrue(all(page.exception() or page.result() for page in waiting))
            self.assertNotIn("Traceback", step.err)


class KillTests(ProgramTestCase):
    """
    C{kill -9}: what was confirmed is there afterwards.
    """

    def test_inTheMiddleOfWrites(self) -> None:
        """
        Several browsers add plants without a pause when the program is killed,
        again and again. Every plant that was confirmed is there.
        """
        confirmed: list[str] = []
        for life in range(3):
            with self.start() as step, ThreadPoolExecutor() as threads:
                enough = len(confirmed) + 40
                killed = Event()
                for writer in range(4):
                    threads.submit(self.write, step.port, f"{life}-{writer}", confirmed, killed)
                poll(lambda enough=enough: len(confirmed) >= enough)  # type: ignore[misc]
                step.process.kill()
                killed.set()
            self.assertEqual(lost(self.data, confirmed), [], f"life {life}")
        with self.start() as step:
            self.assertEqual(Browser(step.port).get("/plants/").status, 200)
            self.assertEqual((step.stop(), step.err), (0, ""))

    def write(self, port: int, prefix: str, confirmed: list[str], killed: Event) -> None:
        """
        Add plants until the server is gone.
        """
        browser = Browser(port)
        number = 0
        try:
            while not killed.is_set():
                name = f"{prefix}-{number}"
                if self.add(browser, name) == 303:
                    confirmed.append(name)
                number += 1
        except (OSError, HTTPException):
            return  # killed

    def test_inTheMiddleOfTheFirstStart(self) -> None:
        """
        Killed while it makes its file, it makes the rest at the next start.
        """
        for life in range(5):
            self.data = Path(self.mktemp()).absolute()
            file = self.data / (FILE if life % 2 else f"{FILE}-wal")
            with self.start() as step:
                poll(file.exists)
                step.process.kill()
            with self.start() as step:
                self.assertIn("32 plants", Browser(step.port).get("/plants/").text)
                self.assertEqual((step.stop(), step.err), (0, ""))


def count(data: Path) -> int:
    """
    Count the plants in a file.

    @return: 0 where there is no table yet.
    """
    try:
        connection = sqlite3.connect(f"file:{data / FILE}?mode=ro", uri=True)
        rows = connection.execute("SELECT count(*) FROM Plant_DB").fetchone()
        connection.close()
        return int(rows[0])
    except sqlite3.OperationalError:
        return 0


def lost(data: Path, names: list[str]) -> list[str]:
    """
    Look which plants are not in a file.
    """
    connection = sqlite3.connect(data / FILE)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    there = {name for (name,) in connection.execute("SELECT p_name FROM Plant_DB")}
    connection.close()
    return [name for name in names if name not in there]
