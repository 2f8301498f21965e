"""
What is shown of a connection, in a real browser: a class types, and the page tells what
happens.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, ClassVar

from tests.support.inspected import InspectedTestCase
from tests.support.raw import readToEnd, readUntil

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

#: The content that ends the answer of step 3.
HELLO = b"Hello!\n"


class ClassTests(InspectedTestCase):
    """
    Four connections at a time, read off the page.
    """

    module: ClassVar[str] = "lessons.step3"

    def type(self, connection: socket.socket, data: bytes, number: int) -> None:
        """
        Send something more, and wait until it is on the page as a piece of its own.
        """
        connection.sendall(data)
        self.page.locator(f"#piece-{number}").wait_for()

    def look(self, number: int, more: str = "") -> None:
        """
        Open the page of a connection.

        @param more: what else is in the address, with an C{&} before it.
        """
        self.open(f"/?connection={number}{more}")

    def state(self) -> str:
        """
        @return: the sentences with which the connection's part of the page begins.
        """
        return self.page.locator("#conversation .state").inner_text()

    def test_class(self) -> None:
        """
        The page alone tells why the server is silent, which byte is wrong, in how many
        pieces a request came, and which connection was used again.
        """
        typing, other = self.connect(), self.connect()
        stuck = self.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        wrong = self.connect(b"GET / HTTP/1.1\nHost: localhost\n\n")
        readToEnd(wrong)
        self.look(1)
        for number, piece in enumerate((b"GET /", b" HTTP/1.1\r\nHo", b"st: localhost\r\n"), 1):
            self.type(typing, piece, number)
            self.assertIn("because the request is not complete", self.state())
        other.sendall(GET)
        readUntil(other, HELLO)
        other.sendall(GET)
        readUntil(other, HELLO)
        self.type(typing, b"\r\n", 4)
        row = self.page.get_by_role("row").filter(has_text="GET /")
        row.filter(has_text="4 pieces: #1 #2 #3 #4").filter(has_text="200 OK").wait_for()
        self.assertIn("Every request is answered", self.state())
        self.look(2)
        self.page.get_by_text("This one connection was used again: 2 requests").wait_for()
        self.look(3)
        self.assertIn("The server does not answer yet", self.state())
        self.assertIn("no empty line yet", self.state())
        self.look(4)
        self.assertIn("Byte 14 of what the client has sent breaks a rule", self.state())
        self.page.get_by_text("Byte 14, LF (0x0a); the first byte is byte 0.").wait_for()
        stuck.sendall(b"\r\n")
        readUntil(stuck, HELLO)

    def sendCorrected(self, page: Page) -> None:
        """
        Send what was wrong on connection 1 corrected: the page shows what comes of it, and
        leads back, and from there on again.
        """
        self.assertTrue(readToEnd(self.connect(b"GET /a HTTP/1.1\nHost: localhost\n\n")))
        page.goto("/?connection=1")
        page.get_by_role("button", name="Send it corrected").click()
        page.wait_for_url("**/?connection=2#conversation")
        page.get_by_text("This was sent in place of what was wrong on connection").wait_for()
        page.locator("#conversation", has_text="Every request is answered").wait_for()
        page.locator(".corrected a").click()
        page.wait_for_url("**/?connection=1#conversation")
        page.get_by_text("It was sent again, corrected: connection #2.").wait_for()

    def test_corrected(self) -> None:
        """
        What is wrong is sent again, corrected, at once.
        """
        self.sendCorrected(self.page)
        self.assertAccessible()

    def test_correctedWithoutScript(self) -> None:
        """
        The corrected request can be sent in a browser that runs no script, too.
        """
        page = self.window(java_script_enabled=False)
        page.goto(self.step.link)
        self.sendCorrected(page)

    def test_correctedKeys(self) -> None:
        """
        With keys alone it is sent corrected, or put into the sender's form to be edited first.
        """
        self.assertTrue(readToEnd(self.connect(b"GET / HTTP/1.1\nHost: localhost\n\n")))
        self.look(1)
        self.page.get_by_role("button", name="Send it corrected").focus()
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**#send")
        draft = self.page.locator("#send textarea").first.input_value()
        self.assertEqual(draft.split("\n")[0].rstrip(), "GET / HTTP/1.1")
        self.page.get_by_role("button", name="Send it corrected").focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/?connection=2#conversation")

    def test_pointer(self) -> None:
        """
        What the pointer is on is lit in all three views, and explained; a click keeps it, even
        when more comes, and when the page is loaded again.
        """
        typing = self.connect(b"GET /ab")
        self.look(1)
        self.page.locator(".hex [data-span='r-4']").hover()
        meaning = self.page.locator("#meaning")
        meaning.get_by_role("heading", name="target").wait_for()
        self.assertEqual(self.page.locator(".lit[data-span='r-4']").count(), 3)
        self.page.locator(".text [data-span='r-4']").click()
        self.page.locator("h1").hover()
        self.type(typing, b"out HTTP/1.1\r\n", 2)
        meaning.get_by_role("heading", name="path").wait_for()
        self.page.reload()
        meaning.get_by_role("heading", name="path").wait_for()
        self.assertEqual(self.page.locator(".lit[data-span='r-4']").count(), 6)
        self.assertIn("/about", meaning.inner_text())
        meaning.get_by_role("link", name="step 3").click()
        self.page.get_by_text("Step 3", exact=False).first.wait_for()

    def test_keyboard(self) -> None:
        """
        With the keyboard alone: Tab comes to the spans and leaves them, arrow keys go from
        one to the next, Enter keeps one.
        """
        self.connect(GET)
        self.look(1)
        self.page.locator("#piece-2").wait_for()
        stops = self.page.locator("#conversation .chip[tabindex='0']")
        self.assertEqual(stops.count(), 1)
        stops.focus()
        heading = self.page.locator("#meaning h3")
        for key, kind in (
            ("ArrowRight", "space"),
            ("ArrowDown", "path"),
            ("End", "content"),
            ("Home", "method"),
        ):
            self.page.keyboard.press(key)
            heading.filter(has_text=kind).wait_for()
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**span=r-0*")
        self.page.keyboard.press("Tab")
        inside = "document.activeElement.matches('.chip')"
        self.assertFalse(self.page.evaluate(inside))
        self.page.keyboard.press("Shift+Tab")
        self.assertEqual(self.page.evaluate("document.activeElement.dataset.span"), "r-0")
        self.page.keyboard.press("Escape")
        self.page.wait_for_function("!location.search.includes('span')")

    def test_slider(self) -> None:
        """
        The reader fills as bytes come; the slider takes it back, byte by byte.
        """
        typing = self.connect(b"GET / HTTP/1.1\r\n")
        self.look(1)
        reader = self.page.locator("#reader")
        reader.get_by_text("16 of 16 bytes").wait_for()
        typing.sendall(b"Host: localhost\r\n")
        reader.get_by_text("33 of 33 bytes").wait_for()
        slider = reader.get_by_role("slider")
        slider.focus()
        for byte in (32, 31, 30):
            self.page.keyboard.press("ArrowLeft")
            reader.get_by_text(f"{byte} of 33 bytes").wait_for()
        typing.sendall(b"\r\n")
        reader.get_by_text("30 of 35 bytes").wait_for()
        self.assertEqual(slider.input_value(), "30")
        self.page.keyboard.press("Home")
        reader.get_by_text("0 of 35 bytes").wait_for()
        self.page.keyboard.press("End")
        reader.get_by_text("the request is complete").wait_for()

    def test_longSlider(self) -> None:
        """
        Any part of a long request is reached: by its links, and there with the slider; at the
        end of a part that is not the last one it stays where it is.
        """
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n"
        typing = self.connect(head + b"x" * 30_000)
        size = len(head) + 50_000
        self.look(1)
        reader = self.page.locator("#reader")
        reader.get_by_text("30,000 of 50,000 bytes of content have come.").wait_for()
        reader.get_by_role("link", name="the beginning").click()
        reader.get_by_text("The slider is for bytes 0 to 4,095.").wait_for()
        slider = reader.get_by_role("slider")
        slider.focus()
        self.page.keyboard.press("End")
        reader.get_by_text("4,096 of").wait_for()
        typing.sendall(b"x" * 20_000)
        reader.get_by_text(f"4,096 of {size:,} bytes have been read").wait_for()
        reader.get_by_role("link", name="the next part").click()
        reader.get_by_text(f"4,097 of {size:,} bytes have been read").wait_for()
        reader.get_by_role("slider").focus()
        self.page.keyboard.press("ArrowRight")
        reader.get_by_text("4,098 of").wait_for()
        reader.get_by_role("link", name="the end").click()
        reader.get_by_text("the request is complete").wait_for()

    def test_keptKey(self) -> None:
        """
        A key that does not move the slider, because it is at the end of what is there, is
        not lost while another part is on its way.
        """
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n"
        self.connect(head + b"x" * 30_000)
        self.look(1)
        reader = self.page.locator("#reader")
        reader.get_by_text("30,000 of 50,000 bytes of content have come.").wait_for()
        held: list[Route] = []
        self.page.route("**/part/reader*", lambda route: held.append(route))
        with self.page.expect_request("**/part/reader*"):
            reader.get_by_role("link", name="the beginning").click()
        reader.get_by_role("slider").focus()
        self.page.keyboard.press("End")  # it is there already
        for each in held:
            each.continue_()
        self.page.unroute("**/part/reader*")
        reader.get_by_text("The slider is for bytes 0 to 4,095.").wait_for()
        reader.get_by_text("4,096 of").wait_for()

    def test_quiz(self) -> None:
        """
        In the quiz nothing is told before it is asked for, by mouse or by keyboard.
        """
        connection = self.connect(GET)
        readUntil(connection, HELLO)
        self.look(1, "&quiz=1")
        self.page.locator(".chip[data-span='r-0']").focus()
        question = self.page.locator("#meaning summary").filter(has_text="What is this?")
        question.wait_for()
        self.assertFalse(self.page.get_by_role("heading", name="method").is_visible())
        question.focus()
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", name="method").wait_for()
        self.page.get_by_text("What is wrong, or missing, here?").click()
        self.page.get_by_text("Every request is answered").wait_for()
        self.type(connection, b"G", 3)
        self.page.get_by_text("The server does not answer yet").wait_for()
        self.assertTrue(self.page.get_by_role("heading", name="method").is_visible())

    def test_accessible(self) -> None:
        """
        axe-core finds nothing, small and large, in light and in dark, whatever is shown.
        """
        self.connect(b"GET /ab", b"out HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wrong = self.connect(b"GET / HTTP/1.1\nHost: localhost\n\n")
        readToEnd(wrong)
        self.assertFits("/?connection=1&span=r-4", "/?connection=2&quiz=1&span=r-0")


class WithoutScriptTests(InspectedTestCase):
    """
    The page does as much as it can in a browser that runs no script.
    """

    module: ClassVar[str] = "lessons.step3"

    def test_links(self) -> None:
        """
        A span is a link to what is known of it, and the slider is a form.
        """
        self.connect(GET)
        page = self.window(java_script_enabled=False)
        page.goto(self.step.link)
        page.goto("/?connection=1")
        page.locator(".chip[data-span='r-4']").click()
        self.assertIn("path", page.locator("#meaning h3").inner_text())
        self.assertEqual(page.locator(".lit[data-span='r-4']").count(), 3)
        page.get_by_role("slider").fill("3")
        page.get_by_role("button", name="Show").click()
        self.assertIn("3 of 35 bytes", page.locator("#reader").inner_text())
        page.get_by_role("link", name="one byte on").click()
        self.assertIn("4 of 35 bytes", page.locator("#reader").inner_text())
