"""
What is kept of the servers: how each was graded, and what it answers.
"""

from __future__ import annotations

from twisted.internet.threads import deferToThread
from twisted.trial.unittest import SynchronousTestCase, TestCase

from lessons.field.gradings import readGradings, readServers
from lessons.field.gradingservers import STEPS_GRADED
from lessons.field.questions import NAMES, OF_ALL, askAll, titles
from lessons.replay.servers import Servers


class ServersTests(SynchronousTestCase):
    """
    The list and what was found belong together.
    """

    def test_complete(self) -> None:
        """
        Each server of the list has been graded, and the steps beside them; each names its
        version and its day, and has an answer to each question that it was asked.
        """
        wanted = [*readServers(), *(f"step{step}" for step in STEPS_GRADED)]
        self.assertEqual([one.server for one in readGradings()], wanted)
        self.assertGreaterEqual(len(readServers()), 30)
        for one in readGradings():
            server = readServers().get(one.server)
            asked = len(titles()) if server is not None and server.files else len(OF_ALL)
            self.assertEqual(len(one.answers), asked, one.server)
            self.assertRegex(one.date, r"^20\d\d-\d\d-\d\d$")

    def test_titles(self) -> None:
        """
        Each question has a title of its own, and ten names of files are asked for.
        """
        self.assertEqual(len(set(titles().values())), len(titles()))
        self.assertEqual(len(NAMES), 10)

    def answers(self, question: str) -> dict[str, str]:
        """
        What each server answers to a question.
        """
        return {one.server: one.answers.get(question, "") for one in readGradings()}

    def test_busybox(self) -> None:
        """
        BusyBox answers HEAD with the file, and one byte with all of it.
        """
        self.assertEqual(self.answers("head")["busybox"], "200, with content")
        self.assertEqual(self.answers("firstByte")["busybox"], "206, 10,000 bytes")

    def test_oddTypes(self) -> None:
        """
        mini-httpd's error pages have a character set that is not a name of one.
        """
        self.assertEqual(self.answers("missing")["mini-httpd"], "404 text/html; charset=%s")

    def test_ranges(self) -> None:
        """
        webfs refuses a range that ends beyond the end of the file; several send a 416 without
        Content-Range; and Go's servers send 0 bytes where nobody can.
        """
        self.assertTrue(self.answers("acrossTheEnd")["webfs"].startswith("400"))
        without = [name for name, one in self.answers("pastTheEnd").items() if "without" in one]
        self.assertGreaterEqual(len(without), 2)
        for name in ("caddy", "rclone"):
            self.assertEqual(self.answers("noBytes")[name], "206, 0 bytes")

    def test_versions(self) -> None:
        """
        Gunicorn answers HTTP/1.0 in HTTP/1.0, where most answer in their own version; node 18 does
        not demand Host.
        """
        self.assertEqual(self.answers("earlier")["gunicorn"], "200 in HTTP/1.0")
        self.assertEqual(self.answers("earlier")["nginx"], "200 in HTTP/1.1")
        self.assertEqual(self.answers("noHost")["node"], "200")

    def test_halfClosed(self) -> None:
        """
        Three or more servers drop the answer to a client that has closed its side.
        """
        silent = {name for name, one in self.answers("halfClosed").items() if one == "no answer"}
        self.assertLessEqual({"aiohttp", "daphne", "http-server-js"}, silent)

    def test_parsers(self) -> None:
        """
        The same application under Uvicorn's two parsers is two servers.
        """
        both = [one for one in readGradings() if one.server.startswith("uvicorn")]
        self.assertEqual(len(both), 2)
        self.assertNotEqual(both[0].levels, both[1].levels)


class QuestionTests(TestCase):
    """
    The questions, asked of a step of the course.
    """

    async def test_asked(self) -> None:
        """
        A step answers today what was kept of it. (Twisted's transport drops what it has not
        written yet when the client's side ends: so step 4 answers such a client, or does not,
        as it happens.)
        """
        kept = {one.server: dict(one.answers) for one in readGradings()}
        for step in (3, 4):
            found = await deferToThread(askStep, step)
            if step == 4:
                self.assertIn(found.pop("halfClosed"), ("200", kept["step4"].pop("halfClosed")))
            self.assertEqual(found, kept[f"step{step}"])


def askStep(step: int) -> dict[str, str]:
    """
    Start a step, and ask it the questions that servers were asked.

    @return: its answers, by the names of the questions.
    """
    with Servers() as servers:
        return dict(askAll(servers.start(step).port, False))
