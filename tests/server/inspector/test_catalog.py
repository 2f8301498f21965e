"""
Tests of L{server.inspector.catalog}.
"""

from __future__ import annotations

from math import inf
from typing import Any

from twisted.internet.defer import ensureDeferred
from twisted.trial.unittest import SynchronousTestCase

from server.inspector import catalog, pace
from server.inspector.catalog import LANES, Choice
from server.inspector.clientnames import nameOf
from server.inspector.view import View
from tests.server.inspector.recorded import ANSWER, ASK, Recorded

MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class CatalogTestCase(SynchronousTestCase):
    """
    Has connections of all kinds, to choose from.
    """

    def setUp(self) -> None:
        """
        One that is answered, one that is refused, one for the icon, and one that says
        nothing.
        """
        self.recorded = Recorded()
        self.recorded.ask(1, b"NICK ada\r\n")
        self.recorded.ask(2, ASK % b"plants/")
        self.recorded.answer(2, ANSWER)
        self.recorded.close(2)
        self.recorded.ask(3, b"POST /Form?a=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        self.recorded.answer(3, MISSING)
        self.recorded.ask(4, ASK % b"favicon.ico")
        self.recorded.answer(4, MISSING)
        self.recorded.open(5, "10.1.2.3:99")

    def choose(self, patience: float = 10.0, **wanted: Any) -> Choice:
        """
        Choose connections, as the page does.

        @param patience: for how many seconds at most it may look.
        @param wanted: what the view asks for.
        """
        view, inspector = View(**wanted), self.recorded.inspector
        found: list[Choice] = []
        search = inspector.catalog.search(
            view, lambda it: nameOf(inspector, view, it), inspector.pace, patience
        )
        ensureDeferred(search).addCallbacks(found.append, self.fail)
        while not found:
            self.recorded.clock.advance(0.001)
        return found[0]

    def chosen(self, **wanted: Any) -> list[int]:
        """
        Choose connections, and tell their numbers.
        """
        return [each.number for each in self.choose(**wanted).conversations]


class FilterTests(CatalogTestCase):
    """
    Each condition of the filter, alone and with others.
    """

    def setUp(self) -> None:
        """
        Nothing is left for later, however busy this machine is.
        """
        super().setUp()
        self.patch(catalog, "SLICE", inf)

    def test_all(self) -> None:
        """
        Without a filter all are, the newest first.
        """
        self.assertEqual(self.chosen(), [5, 4, 3, 2, 1])

    def test_method(self) -> None:
        """
        Only requests with this method, in whatever case it was typed.
        """
        self.assertEqual(self.chosen(method="post"), [3])
        self.assertEqual(self.chosen(method="GET"), [4, 2])

    def test_path(self) -> None:
        """
        A part of the target, as it is written there.
        """
        self.assertEqual(self.chosen(path="/Form?a"), [3])
        self.assertEqual(self.chosen(path="/form"), [])

    def test_status(self) -> None:
        """
        A status, or all that begin so.
        """
        for status in ("404", "4", "4xx", "4XX"):
            self.assertEqual(self.chosen(status=status), [4, 3])
        self.assertEqual(self.chosen(status="200"), [2])
        self.assertEqual(self.chosen(status="ä"), [])

    def test_peer(self) -> None:
        """
        A part of the address, or of the nickname.
        """
        self.assertEqual(self.chosen(peer="ADA"), [1])
        self.assertEqual(self.chosen(peer="10.1."), [5])

    def test_hiddenPeer(self) -> None:
        """
        Where addresses are hidden, the filter does not tell them: only what is shown can be
        looked for.
        """
        self.assertEqual(self.chosen(peer="10.1.", peers="hide"), [])
        self.assertEqual(self.chosen(peer="client 2", peers="hide"), [5])

    def test_state(self) -> None:
        """
        Only connections that are still open, or only those that are closed.
        """
        self.assertEqual(self.chosen(open="no"), [2])
        self.assertEqual(self.chosen(open="yes"), [5, 4, 3, 1])

    def test_refused(self) -> None:
        """
        Where an answer is an error.
        """
        self.assertEqual(self.chosen(refused=1), [4, 3])

    def test_favicon(self) -> None:
        """
        Without those that ask for nothing but the icon.
        """
        self.assertEqual(self.chosen(favicon="hide"), [5, 3, 2, 1])

    def test_together(self) -> None:
        """
        Several conditions hold together; and hold anew when something has happened.
        """
        self.assertEqual(self.chosen(method="GET", status="2"), [2])
        self.recorded.answer(5, ANSWER)
        self.recorded.ask(5, ASK % b"late")
        self.assertEqual(self.chosen(method="GET", status="2"), [5, 2])


class ManyTests(CatalogTestCase):
    """
    More connections than a page has room for, and than there is time to look at.
    """

    def setUp(self) -> None:
        """
        So many that they do not go on one page.
        """
        super().setUp()
        for number in range(6, 106):
            self.recorded.ask(number, ASK % b"%d" % number)

    def test_pages(self) -> None:
        """
        The newest are listed, and it is told where the older ones begin.
        """
        choice = self.choose()
        numbers = [each.number for each in choice.conversations]
        self.assertEqual((numbers, choice.next), (list(range(105, 105 - LANES, -1)), 76))
        self.assertEqual(self.chosen(older=76)[0], 75)
        last = self.choose(older=10)
        self.assertEqual((len(last.conversations), last.next), (9, 0))

    def test_patience(self) -> None:
        """
        Nobody waits long for a filter: what was not looked at is counted, and what was is
        known the next time. So it comes to its end.
        """
        slice = pace.SLICE
        self.patch(catalog, "SLICE", -1.0)
        choice = self.choose(patience=-1, path="/6")
        self.assertEqual((choice.conversations, choice.unknown), ([], 105))
        self.patch(catalog, "SLICE", slice)
        looks = 0
        while (choice := self.choose(patience=-1, path="/6")).unknown:
            looks += 1
            self.assertLess(looks, 105)
        numbers = [each.number for each in choice.conversations]
        self.assertEqual(numbers, [69, 68, 67, 66, 65, 64, 63, 62, 61, 60, 6])

    def test_long(self) -> None:
        """
        One that cannot be read in time goes on the next time from where it was.
        """
        self.recorded.ask(5, *[ASK % b"long"] * 2000)
        looks = 0
        while (choice := self.choose(patience=0.005, path="/long")).unknown:
            looks += 1
            self.assertLess(looks, 2000)
        self.assertEqual([each.number for each in choice.conversations], [5])
