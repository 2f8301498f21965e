"""
The pages of step 8 where the numbers are in a database: what the tests of step 8 ask of its
memory, asked of the database.
"""

from __future__ import annotations

from argparse import Namespace
from types import ModuleType, SimpleNamespace
from typing import cast

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock
from twisted.web.resource import Resource
from twisted.web.server import Site

from lessons import step8
from server.database import Outage
from server.greenhousesite import OwnSite
from server.pages import Layout, Section
from server.state import COUNTER_TABLE, SESSION_TABLE, SHARED, SessionStore, StoredCounter
from server.state import sessions as module
from server.state.counters import ETAG
from server.state.pages import SessionPage, SharedPage
from server.state.sessions import SILENCE, keyOf
from tests.lessons import test_step8
from tests.support.databases import ImmediateDatabase
from tests.support.memory import Conversation


def makeDatabase() -> ImmediateDatabase:
    """
    Make a database with nobody in it.
    """
    return ImmediateDatabase([SESSION_TABLE, COUNTER_TABLE])


def serve(database: ImmediateDatabase, clock: Clock) -> Site:
    """
    Make a site of the two pages, and the others of step 8.
    """
    layout, known = Layout(), database.asDatabase()
    root: Resource = Section(layout)
    root.putChild(b"session", SessionPage(layout, SessionStore(known, clock.seconds)))
    root.putChild(b"shared", SharedPage(layout, StoredCounter(known, SHARED)))
    for name, child in step8.makeRoot(clock, Namespace()).children.items():
        if name not in root.children:
            root.putChild(name, child)
    site = OwnSite(root, reactor=clock)
    site.obey(layout, Namespace(allow_host=[], access_log="none", data=None, database=None))
    return site


class StoredTests(test_step8.MemoryTests):
    """
    What the server remembers of each browser, and of all.
    """

    def setUp(self) -> None:
        """
        Start the site with one browser.
        """
        self.databases: list[ImmediateDatabase] = []
        make = SimpleNamespace(makeFactory=self.makeFactory, addOptions=lambda parser: None)
        self.step = cast(ModuleType, make)
        super().setUp()

    def makeFactory(self, clock: Clock, options: Namespace) -> Site:
        """
        Make a site with a database of its own.
        """
        self.databases.append(makeDatabase())
        return serve(self.databases[-1], clock)

    @property
    def sessions(self) -> dict[bytes, object]:
        """
        The sessions that have not ended.
        """
        query = "SELECT s_key, s_count FROM Session_DB WHERE s_used > ?"
        ended = self.clock.seconds() * 1000 - SILENCE
        rows = self.successResultOf(self.databases[0].query(query, ended))
        return {key.encode(): count for key, count in rows}

    def test_sessionsAreBounded(self) -> None:
        """
        A client that never sends its cookie back cannot fill the database.
        """
        self.patch(module, "MOST_SESSIONS", 20)
        for _ in range(30):
            self.another().press()
            self.clock.advance(0.01)
        self.assertEqual(len(self.sessions), 20)
        self.browser.press()
        self.assertEqual((len(self.sessions), self.browser.count()), (20, 1))

    def test_silentMakesRoom(self) -> None:
        """
        Beyond the limit, the session that was silent for longest makes room.
        """
        self.patch(module, "MOST_SESSIONS", 2)
        silent = self.another()
        self.browser.press()
        self.clock.advance(1)
        silent.press()
        self.wait(61)
        self.browser.get("/session")
        third, silent.conversation = self.another(), self.conversation.again()
        third.press()
        counts = [browser.count() for browser in (self.browser, silent, third)]
        self.assertEqual(counts, [1, 0, 1])

    def test_endedMakeRoom(self) -> None:
        """
        Sessions that have ended are removed when one is opened.
        """
        self.browser.press()
        self.wait(901)
        self.another().press()
        rows = self.successResultOf(self.databases[0].query("SELECT count(*) FROM Session_DB"))
        self.assertEqual(rows, [(1,)])

    def test_looksAreNoted(self) -> None:
        """
        Whoever looks again and again causes no more than one write a minute; whoever has no
        cookie, or an odd one, does not make the database work at all.
        """
        self.browser.press()
        changes: list[str] = []
        change = self.databases[0].change

        def noted(statement: str, *values: object) -> Deferred[int]:
            changes.append(statement)
            return change(statement, *values)

        self.patch(self.databases[0], "change", noted)
        self.wait(59)
        self.browser.count()
        self.assertEqual(changes, [])
        self.wait(2)
        for _ in range(5):
            self.browser.count()
        self.assertEqual(len(changes), 1)
        self.databases[0].error = Outage()
        for cookie in (b"visitor=x", b"visitor=" + b"F" * 64, b"other=1"):
            other = self.another()
            other.cookie = (b"Cookie: " + cookie,)
            self.assertEqual(other.count(), 0)

    def test_odd(self) -> None:
        """
        What somebody has written into the database, and is not a number, counts as none yet.
        """
        self.browser.press()
        for value in ("x", b"\xff", 1e300):
            self.databases[0].change("UPDATE Session_DB SET s_count = ?", value)
            self.databases[0].change("UPDATE Counter_DB SET c_value = ?", value)
            self.assertEqual(self.browser.count(), 0, value)
            self.assertIn("Counted so far: 0", self.browser.get("/shared").text)
        self.databases[0].change("UPDATE Session_DB SET s_count = 7, s_used = 'x'")
        self.assertEqual(self.browser.count(), 7)

    def test_beginsAnew(self) -> None:
        """
        A count that is not a number, or not there, begins anew when it is added to: nobody tries
        for ever.
        """
        database = self.databases[0]
        counter = StoredCounter(database.asDatabase(), ETAG)
        for spoil in (
            "UPDATE Counter_DB SET c_value = 'x' WHERE c_name = 'etag'",
            "UPDATE Counter_DB SET c_value = 1e300 WHERE c_name = 'etag'",
            "DELETE FROM Counter_DB WHERE c_name = 'etag'",
        ):
            database.change(spoil)
            seen = self.successResultOf(ensureDeferred(counter.get()))
            self.assertTrue(self.successResultOf(ensureDeferred(counter.addTo(seen))), spoil)
            self.assertEqual(self.successResultOf(ensureDeferred(counter.get())), seen + 1)
            self.assertFalse(self.successResultOf(ensureDeferred(counter.addTo(seen))))

    def test_notTheCookie(self) -> None:
        """
        What is stored is not what the browser has: whoever reads the one cannot pass for the
        other.
        """
        cookie = self.browser.press().fields["set-cookie"].partition(";")[0]
        name = cookie.partition("=")[2].encode()
        self.assertEqual(list(self.sessions), [keyOf(name).encode()])
        self.assertNotIn(name, self.sessions)

    def test_outage(self) -> None:
        """
        Where the database cannot be used, the pages say so, when to come again, and set no
        cookie; nothing is counted, neither for one nor for all.
        """
        self.browser.press()
        self.databases[0].error = Outage()
        for answer in (
            self.browser.press(),
            self.browser.get("/session"),
            self.browser.get("/shared"),
        ):
            self.assertEqual((answer.status, answer.fields["retry-after"]), (503, "5"))
            self.assertIn("The database cannot be used at the moment.", answer.text)
            self.assertNotIn("set-cookie", answer.fields)
        self.databases[0].error = None
        self.assertEqual((self.browser.count(), self.browser.count("/shared")), (1, 1))

    def test_half(self) -> None:
        """
        Where a session cannot be opened, nothing is counted for all either.
        """
        self.successResultOf(self.databases[0].change("DROP TABLE Session_DB"))
        self.assertEqual(self.browser.press().status, 500)
        self.assertEqual(self.browser.count("/shared"), 0)
        self.flushLoggedErrors()

    def test_mistake(self) -> None:
        """
        An error that nobody expected is a page without detail, and in the log.
        """
        self.databases[0].error = ZeroDivisionError("secret")
        answer = self.browser.get("/shared")
        self.assertEqual(answer.status, 500)
        self.assertNotIn("secret", answer.text)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_samePages(self) -> None:
        """
        What the pages say is what those of step 8 say.
        """
        theirs = test_step8.Browser(Conversation(step8))
        for path in ("/session", "/shared"):
            ours, original = self.browser.get(path).text, theirs.get(path).text
            self.assertEqual(ours.partition("<h1>")[2], original.partition("<h1>")[2])
        ours, original = self.browser.press().text, theirs.press().text
        self.assertEqual(ours.partition("<h1>")[2], original.partition("<h1>")[2])

    def test_nothingBelow(self) -> None:
        """
        Below the pages there is nothing.
        """
        for path in ("/session/", "/session/more", "/shared/"):
            self.assertEqual(self.browser.get(path).status, 404, path)
