"""
The raw sender in a browser.
"""

from __future__ import annotations

from server.inspector.rawsender.notation import MOST_SENT, MOST_TYPED
from tests.support.inspected import InspectedTestCase

PARTIAL = "GET / HTTP/1.1\nHost: a\n"


class RawSenderTests(InspectedTestCase):
    """
    The raw sender with its script: what is typed is previewed, sent, and followed on the
    page.
    """

    def awaitPreview(self, text: str) -> None:
        """
        Wait until the preview says something.
        """
        self.page.locator("#preview", has_text=text).wait_for()

    def test_halfARequest(self) -> None:
        """
        A request whose empty line is missing waits; what is missing is said before it is
        sent, and the rest is sent on the same connection.
        """
        self.page.get_by_label("Bytes", exact=True).fill(PARTIAL)
        self.awaitPreview("The head is not finished: no empty line yet.")
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.wait_for_url("**/?connection=1#conversation")
        self.page.locator("#conversation", has_text="Host: a").wait_for()
        self.assertNotIn("200 OK", self.page.locator("#conversation").inner_text())
        self.assertEqual(self.page.get_by_label("Send on").input_value(), "1")
        self.page.get_by_label("Bytes", exact=True).fill("\n")
        self.awaitPreview("One request: GET /")
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.locator("#conversation", has_text="200 OK").wait_for()
        self.page.get_by_role("link", name="edit and send again").first.wait_for()
        self.assertAccessible()

    def test_keyboard(self) -> None:
        """
        Everything is done with keys alone; Control and Enter send from within the text.
        """
        page = self.page
        page.get_by_label("Bytes", exact=True).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("GET /keys HTTP/1.1|\nHost: a\n\n")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowUp")  # from the first way round to the last
        self.awaitPreview("31 bytes in 2 pieces.")
        page.keyboard.press("Tab")
        page.keyboard.type("5")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")  # half-close
        page.keyboard.press("Tab")
        self.assertEqual(page.evaluate("document.activeElement.textContent"), "Send")
        page.get_by_label("Bytes", exact=True).focus()
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/?connection=1#conversation")
        page.locator("#conversation", has_text="/keys").wait_for()
        page.locator("#conversation", has_text="closed").wait_for()

    def test_typedStays(self) -> None:
        """
        What was typed is still there when a connection has been looked at, and while the
        page follows what happens; a mistake in it is told while it is typed.
        """
        self.page.get_by_label("Bytes", exact=True).fill("GET /kept\\q")
        self.awaitPreview("The backslash in line 1, character 10 begins no escape")
        self.connect(b"GET /other HTTP/1.1\r\n")
        self.page.get_by_role("link", name="#1").first.click()
        self.page.wait_for_url("**/?connection=1*")
        self.assertEqual(self.page.get_by_label("Bytes", exact=True).input_value(), "GET /kept\\q")
        self.connect(b"GET /another HTTP/1.1\r\n")
        self.page.locator("#connections", has_text="#2").wait_for()
        self.assertEqual(self.page.get_by_label("Bytes", exact=True).input_value(), "GET /kept\\q")
        self.awaitPreview("The backslash")

    def test_refused(self) -> None:
        """
        What is not sent is still in the form, with the reason, even when the page has asked for
        its parts again.
        """
        self.page.get_by_label("Bytes", exact=True).fill("\\q")
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.get_by_role("alert").wait_for()
        self.connect(b"x")
        self.page.locator("#connections", has_text="#1").wait_for()
        self.assertIn("Nothing was sent.", self.page.get_by_role("alert").inner_text())
        self.assertEqual(self.page.get_by_label("Bytes", exact=True).input_value(), "\\q")
        self.assertTroubles("400 /send")

    def test_tooMuch(self) -> None:
        """
        What is too long to be read is not sent: it stays in the form, and it is said how long
        it may be. What is just short enough goes.
        """
        text = self.page.get_by_label("Bytes", exact=True)
        text.fill("|" * (MOST_TYPED + 1))
        self.awaitPreview("No more than 524,288 characters are read at a time.")
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.assertFalse(text.evaluate("it => it.checkValidity()"))
        self.assertEqual(len(text.input_value()), MOST_TYPED + 1)
        text.fill("\\x00" * MOST_SENT)
        self.awaitPreview("65,536 bytes in 1 piece.")
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.wait_for_url("**/?connection=1#conversation")

    def test_tooMuchForOurs(self) -> None:
        """
        Without a script, what is more than the server takes is refused on a page that leads
        back, and there it still is.
        """
        page = self.window(java_script_enabled=False)
        page.goto(self.step.link)
        typed = "|" * (2**22 + 1)
        page.get_by_label("Bytes", exact=True).fill(typed)
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("alert").wait_for()
        self.assertIn("4,194,304 bytes", page.get_by_role("alert").inner_text())
        page.go_back()
        self.assertEqual(page.get_by_label("Bytes", exact=True).input_value(), typed)

    def test_refusedElsewhere(self) -> None:
        """
        What was typed is still there when the step, started anew, did not know who sent it.
        """
        self.page.get_by_label("Bytes", exact=True).fill("GET /kept")
        self.page.context.clear_cookies()
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.get_by_role("alert").wait_for()
        self.assertEqual(self.page.get_by_label("You had typed").input_value(), "GET /kept")
        self.assertAccessible()
        self.page.goto(self.step.link)
        self.assertEqual(self.page.get_by_label("Bytes", exact=True).input_value(), "GET /kept")
        self.watch.take()

    def test_shelf(self) -> None:
        """
        The shelf is searched while somebody types; what is chosen is put into the form.
        """
        self.page.get_by_label("Find by name, rule or section").press_sequentially("post-form")
        self.page.locator("#shelf", has_text="One request.").wait_for()
        self.page.get_by_role("link", name="post-form", exact=True).click()
        self.page.wait_for_url("**draft=*#send")
        self.assertIn("name=Ada", self.page.get_by_label("Bytes").first.input_value())
        self.awaitPreview("One request: POST /")

    def test_copy(self) -> None:
        """
        A copy goes to the clipboard; where the browser refuses, it is marked; and it stays
        unfolded while somebody types.
        """
        self.page.locator("summary", has_text="Copy as nc").click()
        self.page.get_by_label("Bytes", exact=True).fill("ping")
        self.page.locator("#copy-nc[open] pre", has_text="printf 'ping'").wait_for()
        expected = f"printf 'ping' | nc 127.0.0.1 {self.step.port}"
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.get_by_role("button", name="Copy what is for nc").click()
        self.page.locator("#copy-nc button", has_text="Copied").wait_for()
        self.assertEqual(self.page.evaluate("navigator.clipboard.readText()"), expected)
        self.page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }"
        )
        self.page.get_by_role("button", name="Copy what is for nc").click()
        self.page.locator("#copy-nc button", has_text="Marked").wait_for()
        self.assertEqual(self.page.evaluate("getSelection().toString()"), expected)

    def test_accessible(self) -> None:
        """
        Nobody is kept from using it, on no screen, light or dark.
        """
        for width in (390, 1280, 1920):
            for scheme in ("light", "dark"):
                size = {"width": width, "height": 900}
                page = self.window(viewport=size, color_scheme=scheme)
                self.open(page=page)
                page.get_by_label("Bytes", exact=True).fill("GET /\n\n\\x00 \\|\\\\|x")
                page.locator("#preview", has_text="The HTTP version is missing").wait_for()
                page.locator("summary", has_text="Copy as nc").click()
                self.assertAccessible(page)
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                self.assertFalse(wide, f"scrolls sideways at {width}")


class ReplayTests(InspectedTestCase):
    """
    The button that sends the form's bytes to every step, and the answers that come to be
    seen.
    """

    def test_replay(self) -> None:
        """
        What is in the form goes to every step; the page shows how long it has taken so far,
        and then the answers, and who understood it first. It can be stopped.
        """
        page = self.page
        page.get_by_label("Bytes", exact=True).fill("GET / HTTP/1.1\n\n")
        page.get_by_role("button", name="Replay on every step").click()
        page.wait_for_url("**#replay")
        page.locator("#replay", has_text="Every step is started and asked").wait_for()
        page.locator("#replay").get_by_role("button", name="Stop").click()
        page.locator("#replay", has_text="It was stopped.").wait_for()
        self.assertEqual(
            page.get_by_label("Bytes", exact=True).input_value(), "GET / HTTP/1.1\n\n"
        )
        page.get_by_role("button", name="Replay on every step").click()
        end = page.locator("#replay", has_text="The first that does with it what the rules say")
        end.wait_for(timeout=90_000)
        self.assertIn("step 3.", end.inner_text())
        self.assertIn("400 Bad Request: no Host field", end.inner_text())
        self.assertAccessible()
