"""
A class on one step, in a real browser: the teacher's screen, and a student's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.inspected import InspectedTestCase
from tests.support.raw import readUntil
from tests.support.sharedstep import Student, mePortOf

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route, ViewportSize

LANES = "document.querySelector('.entry').closest('[data-part]')"
#: Asks for the lanes again, and wishes for them once more while they are on their way.
TWICE = f"""async () => {{
    const {{ refresh }} = await import("/uptodate.js");
    refresh({LANES});
    refresh({LANES});
}}"""
THERE = f"""async () => !(await import("/uptodate.js")).isOnItsWay({LANES})"""
ASK = b"GET /%b HTTP/1.1\r\nHost: localhost\r\n\r\n"


class RoomTests(InspectedTestCase):
    """
    Three students, of whom one uses another's name.
    """

    arguments = ("--interface", "127.0.0.1")

    def setUp(self) -> None:
        """
        Let two of them say who they are.
        """
        super().setUp()
        port = mePortOf(self.step)
        self.ada, self.bob = Student(port, "ada"), Student(port, "bob")

    def ask(self, student: Student, path: bytes) -> None:
        """
        Ask the step for something, on a connection of its own.
        """
        self.say(student.line, path)

    def say(self, line: bytes, path: bytes) -> None:
        """
        The same, with any first line.
        """
        readUntil(self.connect(line + b"\r\n", ASK % path), b"\n")

    def lanes(self) -> list[str]:
        """
        @return: the names above the lanes that the teacher sees.
        """
        return self.page.locator(".entry h3 a").all_inner_texts()

    def test_follow(self) -> None:
        """
        A student is chosen with the mouse: hers are the lanes, and what she does next comes to
        the front by itself, while others are not there; a key goes on to the next.
        """
        self.ask(self.ada, b"first")
        self.ask(self.bob, b"other")
        self.page.locator("#students").get_by_role("link", name="bob").wait_for()
        self.page.locator("#students").get_by_role("link", name="ada").click()
        self.page.wait_for_url("**/?student=ada")
        self.page.locator("#entry-1").wait_for()
        self.assertEqual(self.lanes(), ["#1 ada"])
        self.ask(self.bob, b"more")
        self.ask(self.ada, b"second")
        self.page.locator("#entry-4").get_by_role("link", name="GET /second").wait_for()
        self.assertEqual(self.lanes(), ["#4 ada", "#1 ada"])
        self.page.keyboard.press("s")
        self.page.wait_for_url("**/?student=bob")
        self.page.locator("#entry-3").wait_for()
        self.page.locator("#state:not(:empty)").wait_for()
        self.page.keyboard.press("a")
        self.page.wait_for_url(lambda url: "student" not in url)
        self.page.locator("#entry-4").wait_for()
        self.assertEqual(len(self.lanes()), 4)

    def test_frozen(self) -> None:
        """
        A page that is frozen while it follows shows what it showed; and all when it goes on.
        """
        self.ask(self.ada, b"first")
        self.open("/?student=ada")
        self.page.locator("#entry-1").wait_for()
        self.page.keyboard.press("f")
        self.ask(self.ada, b"second")
        self.page.get_by_text("new thing").wait_for()
        self.assertEqual(self.lanes(), ["#1 ada"])
        self.page.keyboard.press("f")
        self.page.locator("#entry-2").wait_for()
        self.assertEqual(self.lanes(), ["#2 ada", "#1 ada"])

    def test_frozenOnItsWay(self) -> None:
        """
        What was asked for again before the page was frozen is not put in place afterwards.
        """
        self.ask(self.ada, b"first")
        self.open("/?student=ada")
        self.page.locator("#entry-1").wait_for()
        held: list[Route] = []
        self.page.route("**/part/**", lambda route: held.append(route))
        self.page.evaluate(TWICE)
        self.page.keyboard.press("f")
        self.ask(self.ada, b"second")
        self.page.get_by_text("new thing").wait_for()
        for route in held:
            route.continue_()
        self.page.unroute("**/part/**")
        self.page.wait_for_function(THERE)
        self.assertEqual(self.lanes(), ["#1 ada"])

    def test_borrowedName(self) -> None:
        """
        Whoever uses another's name without her code is told apart from her.
        """
        self.ask(self.ada, b"")
        self.say(b"NICK ada", b"")
        self.page.locator("#students").get_by_role("link", name="ada (no code)").wait_for()
        self.open("/?student=ada")
        self.page.locator("#entry-1").wait_for()
        self.assertEqual(self.lanes(), ["#1 ada"])

    def test_compare(self) -> None:
        """
        Two answers of two students are side by side, and what differs is marked.
        """
        self.ask(self.ada, b"")
        self.ask(self.bob, b"nothing")
        self.open("/?part=compare")
        self.page.get_by_label("This answer").select_option("1.0")
        self.page.get_by_label("with this one").select_option("2.0")
        self.page.get_by_role("button", name="Compare").click()
        self.page.locator(".compared").wait_for()
        marks = self.page.locator(".compared .differs mark").all_inner_texts()
        self.assertEqual(marks[:2], ["200 OK", "404 Not Found"])
        self.assertIn("lines differ", self.page.locator("#compare").inner_text())

    def test_fits(self) -> None:
        """
        Both fit on a phone, in light, and on a projector, in dark; and nothing keeps anybody from
        using them.
        """
        self.ask(self.ada, b"")
        self.ask(self.bob, b"nothing")
        for scheme, width, mode in (("light", 390, ""), ("dark", 1600, "&mode=projector")):
            size: ViewportSize = {"width": width, "height": 900}
            page = self.window(color_scheme=scheme, viewport=size)
            for path in ("/?student=ada", "/?part=compare&one=1.0&other=2.0"):
                self.open(path + mode, page)
                self.assertAccessible(page)
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                self.assertFalse(wide, (width, path))

    def me(self, student: Student) -> Page:
        """
        Open a student's page in a window of her own.
        """
        page = self.window(base_url=student.root)
        name, _, value = student.cookie.decode().removeprefix("Cookie: ").strip().partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": student.root}])
        page.goto("/me")
        page.locator("#state:not(:empty)").wait_for()
        return page

    def test_me(self) -> None:
        """
        A student's page shows what she does when she does it, and nothing of another's.
        """
        ada, bob = self.me(self.ada), self.me(self.bob)
        self.ask(self.ada, b"of-ada")
        ada.get_by_text("GET /of-ada").wait_for()
        self.ask(self.bob, b"of-bob")
        bob.get_by_text("GET /of-bob").wait_for()
        self.assertNotIn("of-bob", ada.content())
        self.assertNotIn("of-ada", bob.content())
        self.assertAccessible(ada)

    def test_join(self) -> None:
        """
        Somebody says her name at the page, and what her browser asks the step is hers.
        """
        page = self.window(base_url=self.ada.root)
        page.goto("/me")
        self.assertAccessible(page)
        page.get_by_label("What shall the class call you?").fill("ada")
        page.get_by_role("button", name="Show mine").click()
        page.get_by_text("Somebody is called ada already").wait_for()
        page.get_by_label("What shall the class call you?").fill("grace")
        page.get_by_role("button", name="Show mine").click()
        page.get_by_text("You are grace.").wait_for()
        page.locator("#state:not(:empty)").wait_for()
        other = page.context.new_page()
        other.goto(f"http://127.0.0.1:{self.step.port}/of-grace")
        page.get_by_text("GET /of-grace").first.wait_for()
        self.page.locator("#students").get_by_role("link", name="grace").wait_for()
