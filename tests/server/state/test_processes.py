"""
Two servers over the same data, as two workers or two machines are: what one has given
away, the other knows.
"""

from __future__ import annotations

import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from itertools import cycle
from urllib.parse import urlencode

from twisted.trial.unittest import SynchronousTestCase

from tests.support.postgres import theCluster
from tests.support.process import PROGRAM_PATIENCE, StepProcess

#: Nothing behind the pages that are asked for.
ARGUMENTS = ("--temperature", "http://127.0.0.1:1/")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

#: What there is to see, except forms with a token, and what tells the time.
PAGES = [
    *("/", "/plants/", "/plants/show_plants_by_rating", "/plants/show_plants?name=a&rating=3"),
    *("/search/", "/temperature/", "/course/", "/files/", "/doc/", "/doc/step6.py", "/logs/"),
    *("/calendar/2013", "/color/", "/color/ff0000", "/styles.css", "/style.css", "/form"),
    *("/session", "/shared", "/dispatch/", "/dispatch/table/index", "/hello", "/healthz"),
    *("/upload", "/protected", "/etag", "/stream?pieces=2&pause=0", "/inspector", "/nothing"),
]


class Answer:
    """
    What a server has answered, read whole.
    """

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.fields = response.headers
        self.text = response.read().decode()

    def find(self, pattern: str) -> str:
        """
        @param pattern: with one group.
        @return: the group, in the first place of the page that fits.
        """
        match = re.search(pattern, self.text)
        assert match, self.text
        return match[1]


class Visitor:
    """
    A browser with its cookies. Who answers it is chosen with each request, as a proxy does.
    """

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def ask(
        self, server: StepProcess, path: str, content: str | None = None, **fields: str
    ) -> Answer:
        """
        Make a request, and keep the cookies of its answer.

        @param content: of a POST.
        """
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PROGRAM_PATIENCE)
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        fields |= {"Cookie": sent} if sent else {}
        method, kind = ("GET", {}) if content is None else ("POST", FORM)
        try:
            connection.request(method, path, content, kind | fields)
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for cookie in answer.fields.get_all("Set-Cookie", []):
            self.keep(cookie)
        return answer

    def keep(self, cookie: str) -> None:
        """
        Keep a cookie, or drop it where its Max-Age is 0.
        """
        name, _, rest = cookie.partition("=")
        self.cookies[name] = rest.partition(";")[0]
        if "Max-Age=0" in cookie:
            del self.cookies[name]

    def add(self, shown: StepProcess, sent: StepProcess, name: str) -> Answer:
        """
        Add a plant: one server shows the form, and another gets it.
        """
        token = self.ask(shown, "/plants/get_add_form").find(r'name="token" value="(\w+)"')
        values = {"token": token, "plant_name": name, "plant_desc": "", "plant_rating": "3"}
        return self.ask(sent, "/plants/add_plant", urlencode(values))

    def count(self, server: StepProcess, path: str) -> int:
        """
        @return: the count on this page, as this server tells it.
        """
        return int(self.ask(server, path).find(r"Counted so far: (\d+)<"))


class SharedStateContract(SynchronousTestCase):
    """
    What holds for two servers, whichever database they share.
    """

    def setUp(self) -> None:
        self.running = ExitStack()
        self.addCleanup(self.running.close)
        self.folder = self.running.enter_context(tempfile.TemporaryDirectory())
        self.place = self.findPlace()

    def findPlace(self) -> tuple[str, ...]:
        """
        Say where the data is, as on the command line.
        """
        return ("--data", self.folder)

    def start(self) -> StepProcess:
        """
        @return: one more server on the same data; it is stopped when the test ends.
        """
        return self.running.enter_context(StepProcess("server", *self.place, *ARGUMENTS))

    def together(self) -> tuple[StepProcess, StepProcess]:
        """
        Start two servers at the same time, before there is anything.
        """
        with ThreadPoolExecutor(2) as pool:
            one, other = (pool.submit(self.start) for _ in "12")
            return one.result(), other.result()

    def test_everything(self) -> None:
        """
        Each server accepts the other's forms, tells its notices once, knows its sessions
        and versions, counts for it, and has the same pages; one that is started later
        does as well.
        """
        one, other = self.together()
        self.tryForms(one, other)
        self.trySessions(one, other)
        self.tryVersions(one, other)
        self.tryPages(one, other)
        visitor = Visitor()
        visitor.ask(one, "/session", "")
        token = visitor.ask(one, "/plants/get_add_form").find(r'name="token" value="(\w+)"')
        self.assertEqual([one.stop(), other.stop()], [0, 0])
        self.assertEqual([one.err, other.err], ["", ""])
        third = self.start()
        self.assertEqual(visitor.count(third, "/session"), 1)
        values = {"token": token, "plant_name": "Late", "plant_desc": "", "plant_rating": "3"}
        answer = visitor.ask(third, "/plants/add_plant", urlencode(values))
        self.assertEqual(answer.status, 303)
        self.assertEqual(visitor.count(third, "/shared"), 4)

    def tryForms(self, one: StepProcess, other: StepProcess) -> None:
        """
        A form and a notice go from server to server.
        """
        visitor = Visitor()
        self.assertEqual(visitor.add(one, other, "Aster").status, 303)
        told = "“<bdi>Aster</bdi>” was added. Its rating is 3."
        self.assertIn(told, visitor.ask(one, "/plants/").text)
        for server in (one, other):
            self.assertNotIn(told, visitor.ask(server, "/plants/").text)

    def trySessions(self, one: StepProcess, other: StepProcess) -> None:
        """
        A session is one session, and all are counted together.
        """
        visitor, another = Visitor(), Visitor()
        for server in (one, other):
            self.assertEqual(visitor.ask(server, "/session", "").status, 303)
        another.ask(other, "/session", "")
        for server in (one, other):
            counts = [each.count(server, "/session") for each in (visitor, another)]
            self.assertEqual([*counts, another.count(server, "/shared")], [2, 1, 3])

    def tryVersions(self, one: StepProcess, other: StepProcess) -> None:
        """
        What one server has changed, the other shows; with the same entity tag.
        """
        visitor = Visitor()
        self.assertEqual(visitor.ask(one, "/etag", "").text, "This is version 2.\n")
        page = visitor.ask(other, "/etag")
        self.assertEqual(page.text, "This is version 2.\n")
        again = visitor.ask(one, "/etag", **{"If-None-Match": str(page.fields["ETag"])})
        self.assertEqual(again.status, 304)

    def tryPages(self, one: StepProcess, other: StepProcess) -> None:
        """
        After all that, no page of the one looks different at the other.
        """
        for path in PAGES:
            first, second = (Visitor().ask(server, path) for server in (one, other))
            self.assertEqual((first.status, first.text), (second.status, second.text), path)
            self.assertEqual(first.fields["ETag"], second.fields["ETag"], path)

    def test_writers(self) -> None:
        """
        However many write at the same time, by way of both servers, nobody is turned away,
        and nothing is lost.
        """
        servers = self.together()

        def press(server: StepProcess) -> set[int]:
            visitor = Visitor()
            return {visitor.ask(server, "/session", "").status for _ in range(20)}

        with ThreadPoolExecutor(8) as pool:
            statuses = set().union(*pool.map(press, [*servers] * 4))
        self.assertEqual(statuses, {303})
        self.assertEqual([Visitor().count(each, "/shared") for each in servers], [160, 160])
        self.assertEqual([each.err for each in servers], ["", ""])


class PostgreSQLStateTests(SharedStateContract):
    """
    Two servers, and a database server: as on two machines, with nothing else in common.
    """

    def findPlace(self) -> tuple[str, ...]:
        """
        @return: the option for a new database.
        """
        folders = cycle(("one", "other"))
        self.folders = folders
        return ("--database", theCluster().makeDatabase())

    def start(self) -> StepProcess:
        """
        Each server has a folder of its own.
        """
        folder = f"{self.folder}/{next(self.folders)}"
        place = (*self.place, "--data", folder)
        return self.running.enter_context(StepProcess("server", *place, *ARGUMENTS))


class SQLiteStateTests(SharedStateContract):
    """
    Two servers, and one folder: as several workers on one machine.
    """


del SharedStateContract
