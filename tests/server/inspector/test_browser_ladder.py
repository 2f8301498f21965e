"""
The ladder and the teacher's controls, in a real browser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support.chromium import ELEMENT_PATIENCE
from tests.support.inspected import InspectedTestCase, askOften
from tests.support.process import poll

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ASK = b"GET /%b HTTP/1.1\r\nHost: localhost\r\n\r\n"

#: Has the part of the page in which something is put in place once more.
ASK_AGAIN = """async selector => {
  const { isOnItsWay, refresh } = await import("/uptodate.js");
  const part = document.querySelector(selector).closest("[data-part]");
  while (isOnItsWay(part)) await new Promise(done => setTimeout(done, 10));
  await refresh(part);
}"""
#: Puts newer children in place, of which the one that has the focus comes before another.
REORDER = """async () => {
  const { renew } = await import("/uptodate.js");
  const [old, fresh] = [1, 2].map(() => document.createElement("div"));
  old.innerHTML = "<a href='/' id='x'>x</a><a href='/' id='y'>y</a>";
  fresh.innerHTML = "<a href='/' id='y'>y</a><a href='/' id='x'>x</a>";
  document.body.append(old);
  old.lastChild.focus();
  renew(old, fresh);
  return [document.activeElement.id, old.textContent];
}"""


class LadderTestCase(InspectedTestCase):
    """
    Looks at the lanes of a step.
    """

    def lane(self, number: int, page: Page | None = None) -> Locator:
        """
        @return: where a connection's lane is on a page, by default on the one that is looked
            at.
        """
        return (page or self.page).locator(f"#entry-{number}")

    def arrows(self, number: int, page: Page | None = None) -> Locator:
        """
        @return: where the arrows of a connection's lane are, which are links.
        """
        return self.lane(number, page).locator("svg a")

    def awaitArrows(self, number: int, count: int, page: Page | None = None) -> None:
        """
        Wait until a lane has this many arrows.
        """
        self.arrows(number, page).nth(count - 1).wait_for()


class LiveTests(LadderTestCase):
    """
    The page shows what happens while it is open, and stays where its reader is.
    """

    def test_live(self) -> None:
        """
        A connection is on the page as soon as it is there, then each piece, then the close.
        """
        connection = self.connect(ASK % b"first")
        self.lane(1).get_by_role("link", name="GET /first, request 1").wait_for()
        self.lane(1).get_by_role("link", name="answer 1").wait_for()
        self.connect(ASK % b"second")
        self.lane(2).get_by_role("link", name="GET /second").wait_for()
        connection.close()
        self.lane(1).get_by_text("closed by the client").wait_for()
        self.assertIn("closed, 1 request, 1 answer", self.lane(1).inner_text())

    def test_focusStays(self) -> None:
        """
        Whoever has an arrow in the focus keeps it while more arrives.
        """
        connection = self.connect(ASK % b"a")
        self.awaitArrows(1, 2)
        self.arrows(1).first.focus()
        connection.sendall(ASK % b"b")
        self.awaitArrows(1, 4)
        focused = self.page.evaluate("document.activeElement.getAttribute('aria-label')")
        self.assertIn("GET /a", focused)

    def test_chosen(self) -> None:
        """
        Another connection is looked at without a new page: the link keeps the focus, what
        shows the connection shows it and goes on doing so, and the way back leads back.
        """
        connections = [self.connect(ASK % name) for name in (b"first", b"second")]
        self.awaitArrows(2, 2)
        self.page.evaluate("document.body.dataset.same = 'yes'")
        talk = self.page.locator("#conversation")
        for number, name in ((1, "/first"), (2, "/second")):
            link = self.lane(number).locator("h3 a")
            link.click()
            talk.get_by_text(f"Connection {number}:").wait_for()
            talk.get_by_text(name).first.wait_for()
            self.page.locator(f"#entry-{number}.chosen").wait_for()
            self.assertEqual(link.evaluate("it => it === document.activeElement"), True)
            self.page.wait_for_url(f"**/?connection={number}#conversation")
            self.page.locator(f"#freeze[href*='connection={number}']").wait_for()
        connections[1].sendall(ASK % b"later")
        talk.get_by_text("/later").first.wait_for()
        self.arrows(1).first.click()
        talk.locator("#piece-1").get_by_text("first").first.wait_for()
        self.page.wait_for_url("**/?connection=1#piece-1")
        self.page.go_back()
        talk.get_by_text("/later").first.wait_for()
        self.assertEqual(self.page.evaluate("document.body.dataset.same"), "yes")
        self.page.reload()
        talk.get_by_text("/later").first.wait_for()

    def test_catchesUp(self) -> None:
        """
        A page that is opened when much has been said catches up by itself, even when nothing
        happens any more.
        """
        self.page.set_default_timeout(6 * ELEMENT_PATIENCE)  # a lot of work, and others' beside it
        askOften(self.connect(), 20)
        self.open("/?connection=1")
        self.page.locator("#conversation").get_by_text("the end of 19").first.wait_for()
        self.lane(1).get_by_text("2,000 answers").wait_for()
        self.page.locator("[data-behind]").first.wait_for(state="detached")

    def test_follows(self) -> None:
        """
        A long lane shows its newest piece; one that was scrolled up stays where it is.
        """
        connection = self.connect(ASK % b"a" * 25)
        self.lane(1).get_by_text("25 answers").wait_for()
        rungs = self.page.locator("#rungs-1")
        atEnd = "it => it.scrollTop > 0 && it.scrollHeight - it.scrollTop - it.clientHeight < 5"
        poll(lambda: rungs.evaluate(atEnd))
        rungs.evaluate("it => it.scrollTop = 0")
        self.page.evaluate("new Promise(requestAnimationFrame)")  # the event of scrolling
        connection.sendall(ASK % b"b")
        self.lane(1).get_by_text("26 answers").wait_for()
        self.assertEqual(rungs.evaluate("it => it.scrollTop"), 0)

    def test_ended(self) -> None:
        """
        When the step ends, the page says so, and keeps what it has.
        """
        self.connect(ASK % b"a")
        self.awaitArrows(1, 2)
        self.step.process.stop()
        self.page.locator("#state", has_text="The step has ended").wait_for()
        self.assertEqual(self.arrows(1).count(), 2)
        self.page.keyboard.press("f")
        self.assertIn("The step has ended", self.page.locator("#state").inner_text())
        self.page.close()
        self.watch.take()

    def test_endedLinks(self) -> None:
        """
        When the step has ended, no link, form or key leads away from what it has said: it is
        said why. Places on the page can be gone to, and it can be frozen.
        """
        self.connect(ASK % b"a")
        self.awaitArrows(1, 2)
        self.page.get_by_label("Bytes", exact=True).fill("GET /kept")
        self.step.process.stop()
        self.page.locator("#state", has_text="The step has ended").wait_for()
        said = self.page.get_by_role("alert")
        for leave in (
            self.lane(1).get_by_role("link", name="#1").click,
            self.arrows(1).first.click,
            self.page.get_by_role("button", name="Send", exact=True).click,
            lambda: self.page.keyboard.press("p"),
            self.page.get_by_role("link", name="Show secrets").click,
        ):
            self.page.evaluate("document.getElementById('nowhere')?.remove()")
            leave()
            said.wait_for()
            self.assertIn("this leads nowhere", said.inner_text())
        self.page.get_by_role("link", name="Export and import").click()
        self.page.wait_for_url("**/#files-title")
        self.page.get_by_role("link", name="Freeze").click()
        self.assertEqual(self.arrows(1).count(), 2)
        self.assertEqual(self.page.get_by_label("Bytes", exact=True).input_value(), "GET /kept")
        self.page.close()
        self.watch.take()

    def test_leftOutLinks(self) -> None:
        """
        A page that hears nothing, while the step goes on, can be left as ever.
        """
        self.connect(ASK % b"a")
        self.page.route("**/live", lambda route: route.fulfill(status=503))
        self.page.reload()
        self.page.locator("#state", has_text="hears nothing new").wait_for()
        self.page.unroute("**/live")
        self.lane(1).get_by_role("link", name="#1").click()
        self.page.wait_for_url("**/?connection=1*")
        self.page.locator("#state", has_text="live").wait_for()
        self.page.route("**/live", lambda route: route.fulfill(status=503))
        self.page.reload()
        self.page.locator("#state", has_text="hears nothing new").wait_for()
        self.page.unroute("**/live")
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.wait_for_url("**/?connection=2*")
        self.watch.take()

    def test_silence(self) -> None:
        """
        On an open connection the time goes on, where nothing is told; not on a frozen page.
        """
        self.connect(b"GET")
        self.awaitArrows(1, 1)
        for seconds in ("1", "2"):
            self.lane(1).get_by_text(f"nothing for {seconds} s").wait_for()
        self.page.get_by_role("link", name="Freeze").click()
        said = self.lane(1).locator(".silent").inner_text()
        self.page.evaluate("new Promise((done) => setTimeout(done, 1100))")
        self.assertEqual(self.lane(1).locator(".silent").inner_text(), said)

    def test_leftOut(self) -> None:
        """
        A page that is refused, while the step goes on, does not say that it has ended.
        """
        self.page.route("**/live", lambda route: route.fulfill(status=503))
        self.page.reload()
        self.page.locator("#state", has_text="hears nothing new").wait_for()
        self.watch.take()

    def test_freeze(self) -> None:
        """
        A frozen page stays as it is, and counts what it has not shown; then it goes on.
        """
        self.connect(ASK % b"a")
        self.awaitArrows(1, 2)
        self.page.get_by_role("link", name="Freeze").click()
        self.connect(ASK % b"b")
        self.page.locator("#state", has_text="frozen, 3 new things").wait_for()
        self.assertEqual(self.lane(2).count(), 0)
        self.page.get_by_role("link", name="Go on").click()
        self.awaitArrows(2, 2)
        self.assertEqual(self.page.locator("#state").inner_text(), "live")

    def test_frozenLinks(self) -> None:
        """
        A link that is followed from a frozen page leads to a page that is frozen.
        """
        self.connect(ASK % b"a")
        self.awaitArrows(1, 2)
        self.page.keyboard.press("f")
        self.lane(1).get_by_role("link", name="#1").click()
        self.page.wait_for_url("**/?connection=1&frozen=1#conversation")
        self.page.locator("#state", has_text="frozen").wait_for()

    def test_filter(self) -> None:
        """
        Connections are chosen by what was asked and answered, and a filter goes on to hold
        for those that come.
        """
        self.connect(ASK % b"a")
        self.connect(b"POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        self.awaitArrows(2, 2)
        self.page.get_by_text("Filter").click()
        self.page.get_by_label("Method").fill("post")
        self.page.get_by_role("button", name="Show these").click()
        self.lane(2).wait_for()
        self.assertEqual(self.lane(1).count(), 0)
        self.page.locator("#state", has_text="live").wait_for()
        self.connect(b"POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        self.lane(3).wait_for()

    def test_secrets(self) -> None:
        """
        A secret is nowhere on the page, until somebody asks for it.
        """
        self.connect(b"GET /?token=geheim HTTP/1.1\r\nHost: a\r\nCookie: a=geheim\r\n\r\n")
        self.awaitArrows(1, 2)
        self.lane(1).get_by_role("link", name="#1").click()
        self.page.wait_for_url("**/?connection=1#conversation")
        self.page.locator("#piece-1").wait_for()
        self.assertNotIn("geheim", self.page.content())
        self.page.get_by_role("link", name="Show secrets").click()
        self.page.wait_for_url("**secrets=show**")
        self.assertIn("geheim", self.page.content())


class KeyboardTests(LadderTestCase):
    """
    Without a mouse, and without sight.
    """

    def test_arrows(self) -> None:
        """
        Each arrow is reached by the Tab key, and leads to its piece.
        """
        self.connect(ASK % b"a")
        self.awaitArrows(1, 2)
        self.lane(1).get_by_role("link", name="#1").focus()
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Tab")
        label = self.page.evaluate("document.activeElement.getAttribute('aria-label')")
        self.assertRegex(label, r"^\d\.\d{3} s: server sends [\d,]+ bytes, .*answer 1")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/?connection=1#piece-2")
        self.page.locator("#piece-2").wait_for()
        self.lane(1).locator("h3 a[aria-current='true']", has_text="#1").wait_for()

    def test_list(self) -> None:
        """
        A screen reader finds a list of what happened, and what may come.
        """
        self.connect(ASK % b"a")
        self.awaitArrows(1, 2)
        things = self.lane(1).get_by_role("list").get_by_role("listitem")
        said = [each.text_content() or "" for each in things.all()]
        self.assertEqual(len(said), 4)
        self.assertIn("opened", said[0])
        self.assertIn("kept open for request 2", said[-1])

    def test_help(self) -> None:
        """
        The question mark shows what the keys do, and hides it; in a field it is a character.
        """
        self.page.keyboard.press("?")
        self.page.get_by_text("a blank screen").wait_for()
        self.page.keyboard.press("?")
        self.page.get_by_text("a blank screen").wait_for(state="hidden")
        self.page.get_by_text("Filter").click()
        field = self.page.get_by_label("Path has")
        field.press("?")
        self.assertEqual(field.input_value(), "?")

    def test_helpInSight(self) -> None:
        """
        Whoever has scrolled down sees the help that they ask for.
        """
        self.page.get_by_role("button", name="Import", exact=True).focus()
        self.assertGreater(self.page.evaluate("scrollY"), 0)
        self.page.keyboard.press("?")
        top = self.page.evaluate("document.getElementById('help').getBoundingClientRect().top")
        self.assertGreaterEqual(top, 0)

    def test_conversationInSight(self) -> None:
        """
        On a telephone as well, whoever chooses a connection sees its conversation.
        """
        self.connect(ASK % b"a")
        self.awaitArrows(1, 1)
        self.page.set_viewport_size({"width": 390, "height": 844})
        self.page.get_by_role("link", name="#1", exact=True).click()
        self.page.wait_for_url("**#conversation")
        title = self.page.get_by_role("heading", name="Conversation")
        place = title.evaluate("it => it.getBoundingClientRect().top")
        self.assertTrue(0 <= place < 844, place)

    def test_accessible(self) -> None:
        """
        axe-core finds nothing, light or dark, with the filter and the help open.
        """
        self.connect(ASK % b"a", b"\x00")
        self.awaitArrows(1, 2)
        self.open("/?connection=1&refused=1")
        self.page.keyboard.press("?")
        self.page.emulate_media(color_scheme="light")
        self.assertAccessible()
        self.page.emulate_media(color_scheme="dark")
        self.assertAccessible()


class ProjectorTests(LadderTestCase):
    """
    The page on a projector, and what a teacher does there.
    """

    def setUp(self) -> None:
        """
        Open the page as it is on a projector.
        """
        super().setUp()
        self.page.set_viewport_size({"width": 1920, "height": 1080})
        self.connect(b"NICK ada\r\n")
        self.connect(ASK % b"a")
        self.awaitArrows(2, 2)

    def project(self, query: str = "") -> None:
        """
        Look at the page in the projector's mode.
        """
        self.open(f"/?mode=projector{query}")

    def test_large(self) -> None:
        """
        The text is 40 pixels high, one part is shown at a time, clients have no addresses,
        and nothing sticks out of the screen.
        """
        self.project()
        size = "parseFloat(getComputedStyle(document.body).fontSize)"
        self.assertEqual(self.page.evaluate(size), 40)
        self.assertEqual(self.page.locator("main > section").count(), 1)
        self.assertIn("client 1", self.lane(1).inner_text())
        self.assertIn("ada", self.lane(1).inner_text())
        self.assertNotIn("127.0.0.1", self.page.locator("main").inner_text())
        width = "document.documentElement.scrollWidth"
        self.assertLessEqual(self.page.evaluate(width), 1920)

    def test_accessible(self) -> None:
        """
        axe-core finds nothing, light or dark.
        """
        self.project()
        for part in ("connections", "conversation"):
            self.project(f"&connection=2&part={part}")
            self.page.emulate_media(color_scheme="light")
            self.assertAccessible()
            self.page.emulate_media(color_scheme="dark")
            self.assertAccessible()

    def test_presenter(self) -> None:
        """
        A presenter's keys go from piece to piece, and from connection to connection.
        """
        self.project()
        self.page.keyboard.press("PageDown")
        focused = "document.activeElement.getAttribute('aria-label') ?? ''"
        self.assertIn("GET /a", self.page.evaluate(focused))
        self.page.keyboard.press(" ")
        self.assertIn("answer 1", self.page.evaluate(focused))
        self.page.keyboard.press("PageUp")
        self.assertIn("request 1", self.page.evaluate(focused))
        self.page.keyboard.press("ArrowRight")
        self.assertIn("#1", self.page.evaluate("document.activeElement.textContent"))
        self.page.keyboard.press("ArrowDown")
        self.assertIn("NICK ada", self.page.evaluate(focused))

    def test_pieces(self) -> None:
        """
        In the conversation they go through its pieces, which keep the focus when the part is
        put in place again; and on to the next conversation.
        """
        self.project("&connection=2")
        for position in (0, 1, 2):
            self.page.keyboard.press("PageDown")
            self.page.evaluate(ASK_AGAIN, "#conversation .pieces")
            focused = self.page.evaluate("document.activeElement.id")
            self.assertEqual(focused, f"piece-{position}")
        self.page.keyboard.press("ArrowRight")
        self.page.wait_for_url("**/?mode=projector&connection=1")
        self.page.locator("main", has_text="NICK ada").wait_for()

    def test_moved(self) -> None:
        """
        Whatever has the focus keeps it, where it has another place in the newer page.
        """
        self.assertEqual(self.page.evaluate(REORDER), ["y", "yx"])

    def test_blank(self) -> None:
        """
        A full stop makes the screen dark, and any key light again.
        """
        self.project()
        self.page.keyboard.press(".")
        self.assertFalse(self.page.locator("h1").is_visible())
        self.page.keyboard.press("x")
        self.assertTrue(self.page.locator("h1").is_visible())

    def test_back(self) -> None:
        """
        The key that leads to the projector leads back as well, to the same connection.
        """
        self.open("/?connection=2")
        self.page.keyboard.press("p")
        self.page.wait_for_url("**mode=projector**")
        self.page.keyboard.press("p")
        self.page.wait_for_url(re.compile(r"/\?connection=2$"))


class BeyondTests(LadderTestCase):
    """
    Eight lanes, of which not all are in view.
    """

    def setUp(self) -> None:
        """
        Look at the ladder, and let eight clients ask, so that some lanes are out of view.
        """
        super().setUp()
        self.look(1280)
        for number in range(1, 9):
            self.connect(ASK % b"a")
            self.awaitArrows(number, 2)

    def look(self, width: int) -> None:
        """
        Look at the page on a screen that is so wide.
        """
        self.page.set_viewport_size({"width": width, "height": 900})

    def side(self, name: str) -> Locator:
        """
        Find what is said of one side, C{left} or C{right}.
        """
        return self.page.get_by_role("button", name=f"more to the {name}")

    def beyond(self) -> tuple[int, int]:
        """
        Count the lanes beyond the left edge, and beyond the right one.
        """
        row = self.page.locator("#lanes").bounding_box()
        boxes = [each.bounding_box() for each in self.page.locator(".entry").all()]
        assert row
        end = row["x"] + row["width"]
        left = sum(box["x"] < row["x"] - 1 for box in boxes if box)
        return left, sum(box["x"] + box["width"] > end + 1 for box in boxes if box)

    def said(self) -> tuple[int, int]:
        """
        How many there are on each side, as the page says it; 0 where it says nothing.
        """
        shown = [self.side(name).all_inner_texts() for name in ("left", "right")]
        counts = [int((re.findall(r"\d+", "".join(each)) or ["0"])[0]) for each in shown]
        return counts[0], counts[1]

    def test_count(self) -> None:
        """
        It is said how many are not seen whole, on screens of every width and while more come;
        on a phone none is.
        """
        for width in (1280, 1600, 1920):
            self.look(width)
            self.assertGreater(self.beyond()[1], 1)
            poll(lambda: self.said() == self.beyond())
        before = self.said()[1]
        self.connect(ASK % b"a")
        poll(lambda: self.said() == (0, before + 1))
        self.look(390)
        self.side("right").wait_for(state="hidden")

    def test_lead(self) -> None:
        """
        Whoever presses it is led to the nearest of them, with the keyboard and with the mouse.
        """
        focused = "document.activeElement.textContent"
        poll(lambda: self.said() == self.beyond())
        first = self.said()[1]
        self.side("right").press("Enter")
        self.assertEqual(self.page.evaluate(focused), f"#{first}")
        poll(lambda: self.said() == self.beyond() and self.said()[0] == 8 - first)
        self.assertAccessible()
        self.side("left").click()
        self.assertEqual(self.page.evaluate(focused), f"#{first + 1}")
        poll(lambda: self.said() == self.beyond() and self.said()[0] < 8 - first)


class SizeTests(LadderTestCase):
    """
    On a phone, and without a script.
    """

    def test_phone(self) -> None:
        """
        On a phone the lanes are one below the other, and nothing has to be scrolled
        aside.
        """
        for name in (b"a", b"b"):
            self.connect(ASK % name)
        self.awaitArrows(2, 2)
        self.page.set_viewport_size({"width": 390, "height": 844})
        upper, lower = self.lane(2).bounding_box(), self.lane(1).bounding_box()
        assert upper
        assert lower
        self.assertEqual(upper["x"], lower["x"])
        self.assertGreaterEqual(lower["y"], upper["y"] + upper["height"])
        width = "document.documentElement.scrollWidth"
        self.assertLessEqual(self.page.evaluate(width), 390)
        self.assertAccessible()

    def test_wide(self) -> None:
        """
        On a wide screen they are side by side, and the row scrolls by itself.
        """
        for number in range(1, 9):
            self.connect(ASK % b"a")
            self.awaitArrows(number, 2)
        for width in (1280, 1920):
            self.page.set_viewport_size({"width": width, "height": 900})
            first, second = self.lane(8).bounding_box(), self.lane(7).bounding_box()
            assert first
            assert second
            self.assertEqual(first["y"], second["y"])
            self.assertGreaterEqual(second["x"], first["x"] + first["width"])
            scrolled = self.page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(scrolled, width)

    def test_compare(self) -> None:
        """
        On a phone, the menus with the answers are as far from one edge as from the other.
        """
        for name in (b"a", b"b"):
            self.connect(ASK % name)
        self.awaitArrows(2, 2)
        self.page.set_viewport_size({"width": 390, "height": 844})
        self.open("/?connection=1")
        menu = self.page.get_by_label("with this one").bounding_box()
        form = self.page.locator("#compare form").bounding_box()
        assert menu
        assert form
        spare = form["x"] + form["width"] - menu["x"] - menu["width"]
        self.assertAlmostEqual(spare, menu["x"] - form["x"], delta=1)
        self.assertGreater(spare, 3)

    def test_noScript(self) -> None:
        """
        Without a script all of it is there: the lanes, the projector, the filter.
        """
        page = self.window(java_script_enabled=False)
        page.goto(self.step.link)
        self.connect(ASK % b"a")
        self.connect(b"POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        self.awaitArrows(2, 2)
        page.goto("/")
        self.awaitArrows(1, 2, page)
        page.get_by_text("Filter").click()
        page.get_by_label("Path has").fill("/b")
        page.get_by_role("button", name="Show these").click()
        self.assertEqual([self.lane(1, page).count(), self.lane(2, page).count()], [0, 1])
        page.get_by_role("link", name="Projector").click()
        self.assertIn("client 1", self.lane(2, page).inner_text())
        self.assertEqual(self.lane(1, page).count(), 0)
