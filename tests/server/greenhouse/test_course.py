"""
The walkthroughs as pages.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource

from server.greenhouse.course import CourseResource, pageOf, walkthroughs
from server.pages import Layout
from server.stock import Site
from tests.server.search.support import memoryReactor
from tests.support.memory import Conversation
from tests.support.responses import Response, only
from tests.support.steps import LESSONS, STEPS
from tests.support.threaded import Pool

TEXT = """\
A & <title>
===========

A section
---------

Type ``ls`` & look::

    $ ls <here>

Another
-------

.. raw:: html

   <script>alert(1)</script>

.. include:: {secret}
"""


class LaterPool(Pool):
    """
    Threads that work when the test says so.
    """

    def __init__(self) -> None:
        self.given: list[Callable[[], None]] = []

    def callInThreadWithCallback(
        self,
        onResult: Callable[[bool, object], None],
        function: Callable[..., object],
        *args: object,
        **kwargs: object,
    ) -> None:
        """
        Keep what is to be done.
        """
        do = super().callInThreadWithCallback
        self.given.append(lambda: do(onResult, function, *args, **kwargs))

    def work(self) -> None:
        """
        Do the first.
        """
        self.given.pop(0)()


class CourseTests(SynchronousTestCase):
    """
    The resource, in memory.
    """

    def setUp(self) -> None:
        """
        Write a walkthrough, and serve it.
        """
        self.reactor = memoryReactor()
        self.folder = Path(self.mktemp())
        (self.folder / "clients").mkdir(parents=True)
        secret = self.folder / "secret.txt"
        secret.write_text("not for you")
        self.path = self.folder / "step1.rst"
        self.path.write_text(TEXT.format(secret=secret))
        (self.folder / "clients" / "webcat.rst").write_text("Webcat\n======\n\nText.\n")
        self.conversation = self.serve(self.folder)

    def serve(self, folder: Path) -> Conversation:
        """
        Serve a folder.
        """
        root = Resource()
        root.putChild(b"course", CourseResource(Layout(), folder, self.reactor))
        step = SimpleNamespace(makeFactory=lambda clock, options: Site(root, reactor=clock))
        return Conversation(step, clock=self.reactor)  # type: ignore[arg-type]

    def get(self, path: str) -> Response:
        """
        Ask for a page.
        """
        request = f"GET /course/{path} HTTP/1.1\r\nHost: a\r\n\r\n"
        return only(self.conversation.send(request.encode()))

    def test_contents(self) -> None:
        """
        The table of contents links every walkthrough by its title.
        """
        text = self.get("").text
        self.assertIn('<a href="step1">A &amp; &lt;title&gt;</a>', text)
        self.assertIn('<a href="clients-webcat">Webcat</a>', text)

    def test_page(self) -> None:
        """
        A walkthrough is rendered: title, sections, code, all of it escaped.
        """
        text = self.get("step1").text
        self.assertIn("<h1>A &amp; &lt;title&gt;</h1>", text)
        self.assertIn("<h2>A section</h2>", text)
        self.assertIn("$ ls &lt;here&gt;", text)

    def test_directives(self) -> None:
        """
        A text can neither include a file nor write HTML of its own.
        """
        text = self.get("step1").text
        self.assertNotIn("<script", text)
        self.assertNotIn("not for you", text)

    def test_changed(self) -> None:
        """
        A text that has changed is rendered again.
        """
        self.get("step1")
        self.path.write_text("New\n===\n\nOther words.\n")
        self.assertIn("Other words.", self.get("step1").text)

    def test_thread(self) -> None:
        """
        A walkthrough is rendered in a thread, once, however many ask for it, and others
        are answered meanwhile; the next one is rendered when it is done, even where
        nobody waits for it any more.
        """
        self.reactor.pool = pool = LaterPool()
        self.conversation = self.serve(self.folder)
        asking = [self.conversation.again() for _ in range(4)]
        for conversation, page in zip(
            asking, ["step1", "step1", "step1", "clients-webcat"], strict=True
        ):
            conversation.send(f"GET /course/{page} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        self.assertEqual(len(pool.given), 1)
        self.assertEqual(self.get("").status, 200)
        asking[0].hangUp()
        pool.work()
        self.assertEqual(len(pool.given), 1)
        pool.work()
        self.assertEqual(pool.given, [])
        for conversation in asking[1:]:
            self.assertEqual(only(conversation.received()).status, 200)

    def test_many(self) -> None:
        """
        Hundreds may wait for the same walkthrough.
        """
        self.reactor.pool = pool = LaterPool()
        self.conversation = self.serve(self.folder)
        asking = [self.conversation.again() for _ in range(300)]
        for conversation in asking:
            conversation.send(b"GET /course/step1 HTTP/1.1\r\nHost: a\r\n\r\n")
        pool.work()
        statuses = {only(conversation.received()).status for conversation in asking}
        self.assertEqual((statuses, pool.given), ({200}, []))

    def test_fails(self) -> None:
        """
        One that cannot be rendered does not keep the next from it.
        """
        self.path.write_bytes(b"\xff")
        self.assertEqual(self.get("step1").status, 500)
        self.assertEqual(len(self.flushLoggedErrors(UnicodeDecodeError)), 1)
        self.assertEqual(self.get("clients-webcat").status, 200)

    def test_pageOf(self) -> None:
        """
        A file of the course is found as its page; what is none has none.
        """
        for path in ("step1.rst", "clients/webcat.rst"):
            page = pageOf(path) or ""
            self.assertTrue(page.startswith("/course/"))
            self.assertIn(
                page.removeprefix("/course/"), CourseResource(Layout(), LESSONS, None).pages
            )
        self.assertIs(pageOf("notes/basil.txt"), None)

    def test_elsewhere(self) -> None:
        """
        What is no walkthrough is not there.
        """
        for path in ("step2", "step1.rst", "..%2fstep1", "secret.txt", "%ff", "clients/webcat"):
            self.assertEqual(self.get(path).status, 404, path)

    def test_all(self) -> None:
        """
        Every walkthrough of the course can be rendered, without a complaint in
        it, and the steps come first, in their order.
        """
        self.conversation = self.serve(LESSONS)
        paths = walkthroughs(LESSONS)
        self.assertEqual([path.stem for path in paths[: len(STEPS)]], STEPS)
        for path in paths:
            name = "-".join(path.relative_to(LESSONS).with_suffix("").parts)
            response = self.get(name)
            self.assertEqual(response.status, 200, name)
            self.assertNotIn("system-message", response.text, name)
            self.assertNotIn("problematic", response.text, name)
