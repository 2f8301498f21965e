"""
The book of the course, as it is served.
"""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from types import SimpleNamespace

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource

from server.greenhouse.course import CourseResource, pageOf, workshopOf
from server.pages import Layout
from server.stock import Site
from tests.server.search.support import memoryReactor
from tests.support.memory import Conversation
from tests.support.responses import Response, only

SCRIPT = "'sha256-c2NyaXB0'"


class CourseTests(SynchronousTestCase):
    """
    A small book of two languages, served in memory: its pages, redirects and missing pages.
    """

    def setUp(self) -> None:
        """
        Write a book, and serve it.
        """
        self.folder = Path(self.mktemp())
        for folder in ("clients", "zh/clients", "_static"):
            (self.folder / folder).mkdir(parents=True)
        for name in ("index", "step3", "clients/webcat", "zh/index", "zh/step3"):
            (self.folder / f"{name}.html").write_text(f"<title>{name}</title>")
        (self.folder / "_static" / "book.css").write_text("p {}")
        (self.folder / "scripts.txt").write_text(f"{SCRIPT}\n")
        root = Resource()
        root.putChild(b"course", CourseResource(Layout(), self.folder))
        step = SimpleNamespace(makeFactory=lambda clock, options: Site(root, reactor=clock))
        self.conversation = Conversation(step, clock=memoryReactor())  # type: ignore[arg-type]

    def get(self, path: str, method: str = "GET") -> Response:
        """
        Ask for a page, and read the answer.
        """
        request = f"{method} /course{path} HTTP/1.1\r\nHost: a\r\n\r\n"
        return only(self.conversation.send(request.encode()), toHead=method == "HEAD")

    def test_chinese(self) -> None:
        """
        What the Chinese book does not have is said to be missing in Chinese, with the way to the
        English page where there is one; what no book has, with the way to the first page.
        """
        english = '<a href="/course/clients/webcat" hreflang="en">'
        for path, hasEnglish in [
            ("/zh/clients/webcat", True),
            ("/zh/clients/webcat.html", True),
            ("/zh/nothing", False),
            ("/zh/%2e%2e/scripts.txt", False),
            ("/zh/clients/%00", False),
        ]:
            page = self.get(path)
            self.assertEqual(page.status, 404, path)
            self.assertIn("没有这一页", page.text)
            self.assertIn('<div lang="zh-Hans">', page.text)
            self.assertIn("RFC 9110 section 15.5.5", page.text)
            self.assertIn('href="/course/zh/"', page.text)
            self.assertEqual(english in page.text, hasEnglish, path)
        self.assertNotIn("没有", self.get("/nothing").text)

    def test_pages(self) -> None:
        """
        A page's address is that of its file, without the ending.
        """
        for path, name in [
            ("/", "index"),
            ("/index", "index"),
            ("/step3", "step3"),
            ("/clients/webcat", "clients/webcat"),
            ("/step3.html", "step3"),
            ("/zh/", "zh/index"),
            ("/zh/index", "zh/index"),
            ("/zh/step3", "zh/step3"),
        ]:
            response = self.get(path)
            self.assertEqual((response.status, response.text), (200, f"<title>{name}</title>"))
            self.assertEqual(response.fields["content-type"], "text/html")

    def test_slash(self) -> None:
        """
        Without the slash, one is led to where relative links are right.
        """
        response = self.get("")
        self.assertEqual((response.status, response.fields["location"]), (301, "course/"))
        response = self.get("/zh?a=1")
        self.assertEqual((response.status, response.fields["location"]), (302, "zh/?a=1"))

    def test_moved(self) -> None:
        """
        The names that the pages of folders once had lead to them.
        """
        response = self.get("/clients-webcat")
        self.assertEqual((response.status, response.fields["location"]), (301, "clients/webcat"))

    def test_files(self) -> None:
        """
        What belongs to the pages is there as well.
        """
        response = self.get("/_static/book.css")
        self.assertEqual((response.status, response.text), (200, "p {}"))
        self.assertEqual(response.fields["content-type"], "text/css")

    def test_scripts(self) -> None:
        """
        A page may run the scripts of the book, and no others.
        """
        policy = self.get("/step3").fields["content-security-policy"]
        self.assertIn(f"script-src 'self' {SCRIPT};", policy)
        (self.folder / "scripts.txt").unlink()
        policy = self.get("/step3").fields["content-security-policy"]
        self.assertIn("script-src 'self';", policy)

    def test_elsewhere(self) -> None:
        """
        What is not a page is not there; no path leads out of the book.
        """
        (self.folder.parent / "secret.html").write_text("not for you")
        for path in (
            *("/step2", "/..%2fsecret", "/../secret", "/%ff", "/clients", "/clients/", "/_static"),
            *(
                "/zh//",
                "/zh/clients",
                "/zh/clients/",
                "/zh/step2",
                "/zh/step3/",
                "/zh/..",
                "/zh/.",
            ),
            *("/.hidden", "//", "/./index", "/step3/", "/clients-", "/clients-a/b", "/%00"),
        ):
            response = self.get(path)
            self.assertEqual(response.status, 404, path)
            self.assertNotIn("not for you", response.text)

    def test_head(self) -> None:
        """
        HEAD tells of a page what GET would.
        """
        response = self.get("/step3", "HEAD")
        self.assertEqual((response.status, response.fields["content-length"]), (200, "20"))

    def test_beingMade(self) -> None:
        """
        While a book is being made, what is not there yet may come: the browser asks again by
        itself. What is there is shown, and of what is not whole nothing.
        """
        workshop = workshopOf(self.folder)
        (workshop / "new").mkdir(parents=True)
        (self.folder / "zh").rename(workshop / "new" / "zh")
        for path in ("/zh", "/zh/", "/zh/step3", "/step99"):
            response = self.get(path)
            self.assertEqual((response.status, response.fields["refresh"]), (503, "5"))
            self.assertIn("生成本书", response.text)
        self.assertEqual(self.get("/step3").status, 200)
        for path in (f"/../{workshop.name}/new/zh/step3", f"/..%2f{workshop.name}/new/zh/step3"):
            self.assertEqual(self.get(path).status, 503)
        (workshop / "new" / "zh").rename(self.folder / "zh")
        self.assertEqual(self.get("/zh/step3").status, 200)

    def test_notMade(self) -> None:
        """
        Where there is no book yet, it is said how to make it; where it is being made, that.
        """
        rmtree(self.folder)
        for path in ("/", "/step3"):
            response = self.get(path)
            self.assertEqual((response.status, "refresh" in response.fields), (503, False))
            self.assertIn("make docs", response.text)
        workshopOf(self.folder).mkdir()
        for path in ("/", "/step3"):
            response = self.get(path)
            self.assertEqual((response.status, response.fields["refresh"]), (503, "5"))


class PageOfTests(SynchronousTestCase):
    """
    From a file of the course to its page.
    """

    def test_pageOf(self) -> None:
        """
        A text has its page; what is not a text has none.
        """
        self.assertEqual(pageOf("step1.rst"), "/course/step1")
        self.assertEqual(pageOf("clients/webcat.rst"), "/course/clients/webcat")
        for path in ("notes/basil.txt", "step1.py"):
            self.assertIs(pageOf(path), None)
