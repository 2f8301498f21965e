"""
Step 7: resources made on demand.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from argparse import Namespace
from calendar import TextCalendar
from itertools import product

import pexpect
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from lessons import step7
from tests.support.memory import Conversation, optionsOf
from tests.support.needs import need
from tests.support.process import ROOT, StepProcess
from tests.support.producing import get, produceBy
from tests.support.raw import HOST
from tests.support.responses import Response, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "takes any text for a colour",
        'COLOR = re.compile(rb"[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}")',
        'COLOR = re.compile(rb"(?s).+")',
        "test_noColor",
    ),
    Variant(
        "looks only at how a colour begins",
        "if COLOR.fullmatch(path)",
        "if COLOR.match(path)",
        "test_noColor",
    ),
    Variant(
        "takes any digits for a year",
        "[1-9][0-9]{0,3}",
        "[0-9]+",
        "test_noYear",
    ),
    Variant(
        "lets the list of colours grow for ever",
        "][:MAX_COLORS]",
        "]",
        "test_latestColors",
    ),
    Variant(
        "links from the list as if it were one level higher",
        '<li><a href="{color}"',
        '<li><a href="color/{color}"',
        "test_colorLinks",
    ),
    Variant(
        "answers without the slash, where the links are wrong",
        'if not request.path.endswith(b"/"):',
        "if False:",
        "test_slash",
    ),
    Variant(
        "forgets that the clock is a leaf",
        "    isLeaf = True",
        "    isLeaf = False",
        "test_clockEverywhere",
    ),
    Variant(
        "remembers the year in which it was started",
        "time.localtime(self.reactor.seconds()).tm_year",
        "time.localtime(0).tm_year",
        "test_thisYear",
    ),
    Variant(
        "writes black on every colour",
        '{"black" if isBright else "white"}',
        "black",
        "test_contrast",
    ),
]

#: 14 March 2015, 09:26:53 UTC.
NOW = 1426325213


def chooseZone(zone: str | None) -> None:
    """
    Let the local time be that of some zone; of this machine's, for L{None}.
    """
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    time.tzset()


class StepCase(StepTestCase):
    """
    The tree, in memory, at a fixed time in UTC.
    """

    step = step7

    def setUp(self) -> None:
        """
        Connect to the step, on a clock.
        """
        self.setZone("UTC")
        self.clock = Clock()
        self.clock.advance(NOW)
        produceBy(self, self.clock)
        self.conversation = Conversation(self.step, clock=self.clock)

    def setZone(self, zone: str) -> None:
        """
        Let the local time be that of some zone, until the end of the test.
        """
        before = os.environ.get("TZ")
        self.addCleanup(chooseZone, before)
        chooseZone(zone)

    def get(self, target: str, *fields: str, method: str = "GET", host: str = "test") -> Response:
        """
        Make one request, on a connection of its own: an idle one is closed
        when the clock is advanced.
        """
        return get(self.conversation.again(), target, *fields, method=method, host=host)

    def assertNotFound(self, *targets: str) -> None:
        """
        Each is answered with 404, by a page of the step.
        """
        for target in targets:
            answer = self.get(target)
            self.assertEqual(answer.status, 404, target)
            self.assertIn("There is no such page here.", answer.text, target)

    def assertReadOnly(self, target: str) -> None:
        """
        POST is answered with 405 and what is allowed instead.
        """
        answer = self.get(target, "Content-Length: 0", method="POST")
        self.assertEqual(answer.status, 405, target)
        self.assertEqual(set(answer.fields["allow"].split(", ")), {"GET", "HEAD"}, target)


class PageTests(StepCase):
    """
    What all pages have in common.
    """

    def test_home(self) -> None:
        """
        The home page links the others, by relative links that work.
        """
        links = re.findall(r'^<li><a href="([^"]+)">', self.get("/").text, re.MULTILINE)
        self.assertEqual(links, ["clock", "calendar/", "color/"])
        for link in links:
            self.assertIn(self.get(f"/{link}").status, (200, 302), link)

    def test_page(self) -> None:
        """
        Each page is HTML5 in UTF-8.
        """
        for target in ("/", "/clock", "/calendar/2013", "/color/", "/color/fff", "/nothing"):
            answer = self.get(target)
            self.assertEqual(answer.fields["content-type"], "text/html; charset=utf-8")
            self.assertTrue(answer.text.startswith('<!DOCTYPE html>\n<html lang="en">\n'))
            self.assertIn('<meta name="viewport"', answer.text)
            self.assertRegex(answer.text, "<title>[^<]+</title>")
            self.assertTrue(answer.text.endswith("</html>\n"))

    def test_styles(self) -> None:
        """
        The style sheet that a page names beside the site's is a static file.
        """
        link = re.search(
            r'<link rel="stylesheet" href="([^"]+)">', self.get("/calendar/2013").text
        )
        assert link is not None
        answer = self.get(link[1])
        self.assertEqual(answer.fields["content-type"], "text/css")
        self.assertEqual(answer.content, (ROOT / "lessons" / "styles.css").read_bytes())

    def test_notFound(self) -> None:
        """
        What nobody has made is not found, and a second slash leads nowhere.
        """
        self.assertNotFound("/nothing", "/nothing/x", "//", "//clock", "/color//", "/calendar//")

    def test_slash(self) -> None:
        """
        A page whose links are relative to its slash redirects to it, whatever
        name the client has for this server.
        """
        for host in ("test", "evil.example", "[::1]:8000", ""):
            for name in ("color", "calendar"):
                answer = self.get(f"/{name}", host=host)
                self.assertEqual((answer.status, answer.fields["location"]), (302, f"{name}/"))

    def test_readOnly(self) -> None:
        """
        No page can be posted to.
        """
        for target in ("/", "/clock", "/calendar", "/calendar/", "/calendar/2013"):
            self.assertReadOnly(target)
        for target in ("/color", "/color/", "/color/fff", "/styles.css"):
            self.assertReadOnly(target)

    def test_head(self) -> None:
        """
        HEAD tells of the same page as GET.
        """
        for target in ("/", "/clock", "/calendar/", "/calendar/2013", "/color/", "/styles.css"):
            head, whole = self.get(target, method="HEAD"), self.get(target)
            self.assertEqual(head.status, whole.status, target)
            self.assertEqual(head.fields["content-length"], whole.fields["content-length"])

    def test_byteByByte(self) -> None:
        """
        A request may arrive in any number of pieces.
        """
        request = b"GET /calendar/2013 HTTP/1.1\r\nHost: test\r\n\r\n"
        (pieces,) = readResponses(self.conversation.sendByteByByte(request))
        (whole,) = readResponses(self.conversation.again().send(request))
        self.assertEqual((pieces.status, pieces.content), (200, whole.content))

    def test_glued(self) -> None:
        """
        Two requests may arrive in one piece, and are answered in order.
        """
        requests = (
            b"GET /color/ff0000 HTTP/1.1\r\nHost: test\r\n\r\n"
            b"GET /color/ HTTP/1.1\r\nHost: test\r\n\r\n"
        )
        first, second = readResponses(self.conversation.send(requests))
        self.assertIn("<title>#ff0000</title>", first.text)
        self.assertIn('href="ff0000"', second.text)

    def test_mounted(self) -> None:
        """
        Mounted below another path, the tree redirects and links within itself.
        """
        step = self.step

        class Elsewhere:
            @staticmethod
            def makeFactory(reactor: Clock, options: Namespace) -> Site:
                root = Resource()
                root.putChild(b"deep", step.makeRoot(reactor, optionsOf(step)))
                return Site(root, reactor=reactor)

        self.conversation = Conversation(Elsewhere, clock=self.clock)  # type: ignore[arg-type]
        self.assertEqual(self.get("/deep").fields["location"], "deep/")
        self.assertIn('<a href="color/">', self.get("/deep/").text)
        self.assertEqual(self.get("/deep/color").fields["location"], "color/")
        self.assertEqual(self.get("/deep/calendar/").fields["location"], "2015")
        self.assertEqual(self.get("/deep/calendar/2015").status, 200)


class ClockTests(StepCase):
    """
    A leaf: it has no children.
    """

    def test_time(self) -> None:
        """
        The page tells the time at which it was asked for.
        """
        self.assertIn("<p>It is Sat Mar 14 09:26:53 2015 here.</p>", self.get("/clock").text)
        self.clock.advance(60)
        self.assertIn("<p>It is Sat Mar 14 09:27:53 2015 here.</p>", self.get("/clock").text)

    def test_localTime(self) -> None:
        """
        The clock shows the time of the server's zone.
        """
        self.setZone("UTC-5:30")
        self.assertIn("<p>It is Sat Mar 14 14:56:53 2015 here.</p>", self.get("/clock").text)

    def test_clockEverywhere(self) -> None:
        """
        Every path below is that page as well.
        """
        whole = self.get("/clock").content
        for target in ("/clock/", "/clock/a/b", "/clock//", "/clock/%00%2f", "/clock?x=<b>"):
            answer = self.get(target)
            self.assertEqual((answer.status, answer.content), (200, whole), target)

    def test_post(self) -> None:
        """
        Below the clock, too, a POST is refused.
        """
        self.assertReadOnly("/clock/a/b")


class CalendarTests(StepCase):
    """
    Children that are made when they are asked for.
    """

    def test_thisYear(self) -> None:
        """
        The calendar redirects to the year that it is now.
        """
        answer = self.get("/calendar/")
        self.assertEqual((answer.status, answer.fields["location"]), (302, "2015"))
        self.clock.advance(366 * 24 * 3600)
        self.assertEqual(self.get("/calendar/").fields["location"], "2016")

    def test_newYear(self) -> None:
        """
        That is the year of the local time.
        """
        self.clock.advance(1451606399 - NOW)  # the last second of 2015 in UTC
        self.assertEqual(self.get("/calendar/").fields["location"], "2015")
        self.setZone("UTC-1")
        self.assertEqual(self.get("/calendar/").fields["location"], "2016")

    def test_year(self) -> None:
        """
        A year's page shows its months.
        """
        for year in (1, 1582, 2013, 2024, 9999):
            answer = self.get(f"/calendar/{year}")
            self.assertEqual(answer.status, 200, str(year))
            self.assertIn(f"<title>{year}</title>", answer.text)
            for month in range(1, 13):
                self.assertIn(TextCalendar().formatmonth(year, month), answer.text)

    def test_noYear(self) -> None:
        """
        Whatever is not a year from 1 to 9999 is not found, and raises nothing.
        """
        for name in (
            "abc",
            "0",
            "00",
            "02013",
            "10000",
            "99999",
            "-1",
            "+7",
            "%2B7",
            "1_0",
            "2013.0",
            "2013%20",
            "%202013",
            "2013%0A",
            "2013%00",
            "0x7",
            "1e3",
            "%D9%A2%D9%A0%D9%A1%D9%A3",  # 2013 in Arabic-Indic digits
            "%EF%BC%92%EF%BC%90",  # 20 in fullwidth digits
            "%C2%B2",  # superscript two
            "%FF",
            "9" * 5000,
        ):
            self.assertNotFound(f"/calendar/{name}")

    def test_belowAYear(self) -> None:
        """
        A year has nothing below it, not even an empty segment.
        """
        self.assertNotFound("/calendar/2013/foo", "/calendar/2013/", "/calendar/2013/2014")


class ColorTests(StepCase):
    """
    Children that the server makes on demand and remembers: the colours.
    """

    def seen(self) -> list[str]:
        """
        @return: the colours in the list, in its order.
        """
        return re.findall(r'^<li><a href="([^"]+)"', self.get("/color/").text, re.MULTILINE)

    def test_color(self) -> None:
        """
        A colour's page shows that colour.
        """
        self.assertIn(
            '<p class="color" style="background: #ff0000;', self.get("/color/ff0000").text
        )

    def test_spellings(self) -> None:
        """
        Capitals and the short form are other spellings of one colour.
        """
        for name in ("ff8800", "FF8800", "Ff8800", "f80", "F80"):
            self.assertIn("<title>#ff8800</title>", self.get(f"/color/{name}").text)
        self.assertEqual(self.seen(), ["ff8800"])

    def test_noColor(self) -> None:
        """
        Whatever is not a colour is not found, remembered or written on a page.
        """
        for name in (
            "red",
            "f",
            "ff",
            "ffff",
            "fffff",
            "fffffff",
            "%23fff",
            "ff000g",
            "fff%0A",
            "fff%00",
            "%EF%BC%91%EF%BC%91%EF%BC%91",
            "fff;x:y",
            "fff%22%3E%3Cscript%3E",
            "%3Cscript%3E",
            "a" * 6000,
        ):
            self.assertNotFound(f"/color/{name}")
        self.assertEqual(self.seen(), [])

    def test_belowAColor(self) -> None:
        """
        A colour has nothing below it, and is not remembered for that.
        """
        self.assertNotFound("/color/ff0000/", "/color/ff0000/x")
        self.assertEqual(self.seen(), [])

    def test_colorLinks(self) -> None:
        """
        The list links the colours seen so far, and the links work.
        """
        self.assertIn("None yet.", self.get("/color/").text)
        for color in ("ff0000", "00ff00"):
            self.get(f"/color/{color}")
        self.assertEqual(self.seen(), ["00ff00", "ff0000"])
        for link in self.seen():
            self.assertIn(f"<title>#{link}</title>", self.get(f"/color/{link}").text)

    def test_latestColors(self) -> None:
        """
        The list holds the latest twenty, each of them once.
        """
        names = [f"0000{number:02x}" for number in range(50)]
        for name in [*names, names[-5]]:
            self.get(f"/color/{name}")
        latest = [names[-5], *[name for name in reversed(names) if name != names[-5]]]
        self.assertEqual(self.seen(), latest[:20])

    def test_seenByAll(self) -> None:
        """
        The list is the server's: what one client asked for, the others see.
        """
        get(self.conversation.again(), "/color/123456")
        self.assertEqual(self.seen(), ["123456"])

    def test_twoTrees(self) -> None:
        """
        What one tree has seen of colours, another one does not know.
        """
        get(Conversation(self.step, clock=self.clock), "/color/123456")
        self.assertEqual(self.seen(), [])

    def test_contrast(self) -> None:
        """
        On every colour, the text has at least the contrast that WCAG 2.2 asks
        for where it is large (section 1.4.6: 4.5 to 1).
        """
        for parts in product(range(0, 256, 15), repeat=3):
            color = bytes(parts).hex()
            style = self.step.paint(color)
            text = "000000" if "color: black" in style else "ffffff"
            self.assertGreaterEqual(contrast(color, text), 4.5, color)


def contrast(one: str, other: str) -> float:
    """
    The contrast ratio of two colours, as WCAG 2.2 defines it.
    """
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """
    The relative luminance of a colour, as WCAG 2.2 defines it.
    """
    values = [value / 255 for value in bytes.fromhex(color)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values
    ]
    return sum(
        share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


class ProcessTests(SynchronousTestCase):
    """
    The program in a process of its own, whose redirects curl follows.
    """

    def test_curl(self) -> None:
        """
        curl follows the redirects, under the name by which it knows this
        server, to this year's calendar.
        """
        curl = [need("curl"), "-sSL", "--max-time", "20", "--noproxy", "*"]
        with StepProcess("lessons.step7") as step:
            curl += ["--resolve", f"garden.test:{step.port}:{HOST}", "-w", "%{url_effective}"]
            years = {time.localtime().tm_year}
            page = subprocess.check_output([*curl, f"http://garden.test:{step.port}/calendar"])
            years.add(time.localtime().tm_year)
            expected = [f"http://garden.test:{step.port}/calendar/{year}" for year in years]
            self.assertIn(page.decode().rpartition("\n")[2], expected)
            self.assertIn(b"December", page)
            self.assertEqual(step.err, "")

    def test_telnet(self) -> None:
        """
        A request that a person types is answered.
        """
        telnet = need("telnet")
        with StepProcess("lessons.step7") as step:
            child = pexpect.spawn(telnet, [HOST, str(step.port)], timeout=20)
            self.addCleanup(child.close, force=True)
            child.expect_exact("Escape character is")
            for line in ("GET /color HTTP/1.1", "Host: localhost", ""):
                child.sendline(line)
            child.expect_exact("HTTP/1.1 302 Found\r\n")
            child.expect_exact("Location: color/\r\n")

    def test_clock(self) -> None:
        """
        The real clock is told: the time between two looks at ours.
        """
        curl = [need("curl"), "-sS", "--max-time", "20"]
        with StepProcess("lessons.step7") as step:
            before = int(time.time())
            page = subprocess.check_output([*curl, f"http://{HOST}:{step.port}/clock"], text=True)
            said = re.search("It is (.+) here", page)
            assert said is not None
            shown = time.mktime(time.strptime(said[1]))
            self.assertLessEqual(before, shown)
            self.assertLessEqual(shown, time.time())


class RequestTests(SynchronousTestCase):
    """
    What Twisted does, and the walkthrough says.
    """

    def test_leafKeepsTheRest(self) -> None:
        """
        A leaf finds the segments after it in C{postpath}.
        """

        class Leaf(Resource):
            isLeaf = True

            def render_GET(self, request: Request) -> bytes:
                return repr((request.prepath, request.postpath)).encode()

        class Step:
            @staticmethod
            def makeFactory(reactor: Clock, options: Namespace) -> Site:
                root = Resource()
                root.putChild(b"leaf", Leaf())
                return Site(root, reactor=reactor)

        answer = get(Conversation(Step), "/leaf/a/b/")  # type: ignore[arg-type]
        self.assertEqual(answer.text, "([b'leaf'], [b'a', b'b', b''])")
