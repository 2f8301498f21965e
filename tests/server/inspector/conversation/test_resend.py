"""
Requests that were recorded, to be sent again.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from twisted.trial.unittest import SynchronousTestCase

from server.drafts import MOST_DRAFT, decodeDraft
from server.inspector import Inspector
from server.inspector.view import View
from tests.server.inspector.conversation.conversations import (
    FIRST,
    LEFT,
    inspectorThatRead,
    inspectorThatSaw,
    shown,
)

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
SECRET = b"GET / HTTP/1.1\r\nHost: a\r\nCookie: id=7\r\n\r\n"
HOSTILE = b'"><script>\0\xff|\\\r\nx: \r\r\n\r\n'


class ResendOfferTests(SynchronousTestCase):
    """
    The links and buttons that offer a recorded request to be sent again.
    """

    def links(self, inspector: Inspector, view: View = FIRST) -> list[Element]:
        """
        Find the links that lead to the form.
        """
        root = shown(inspector, view)
        return [each for each in root.iter("a") if (each.text or "").startswith("edit and")]

    def drafts(self, inspector: Inspector) -> list[bytes]:
        """
        Find the bytes that they hold.
        """
        queries = [urlsplit(each.get("href", "")).query for each in self.links(inspector)]
        return [decodeDraft(parse_qs(query)["draft"][0]) for query in queries]

    def test_each(self) -> None:
        """
        Each request can be sent again, with its content; and so can what is not one, or not yet
        one.
        """
        post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na|b"
        self.assertEqual(self.drafts(inspectorThatRead(GET + post[:9], post[9:])), [GET, post])
        self.assertEqual(self.drafts(inspectorThatRead(GET[:9])), [GET[:9]])
        self.assertEqual(self.drafts(inspectorThatRead(HOSTILE)), [HOSTILE])
        self.assertEqual(self.drafts(inspectorThatSaw([(LEFT, b"HTTP/1.1 408 R\r\n\r\n")])), [])

    def test_replay(self) -> None:
        """
        The button has the same bytes, in the form's own notation.
        """
        (form,) = shown(inspectorThatRead(HOSTILE)).iter("form")
        values = {each.get("name"): each.get("value") for each in form.iter("input")}
        self.assertIn("><script>\\x00\\xff\\|\\\\", str(values["text"]))
        self.assertEqual((form.get("method"), form.get("action")), ("post", "/send?connection=1"))

    def test_secret(self) -> None:
        """
        Where secrets are masked, the link says that it shows them, and no button has them.
        """
        self.assertEqual(list(shown(inspectorThatRead(SECRET)).iter("form")), [])
        (link,) = self.links(inspectorThatRead(SECRET))
        self.assertEqual(link.text, "edit and send again, secrets shown")
        (link,) = self.links(inspectorThatRead(SECRET), View(connection=1, secrets="show"))
        self.assertEqual(link.text, "edit and send again")

    def test_long(self) -> None:
        """
        What is too long for an address has no link.
        """
        head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % MOST_DRAFT
        self.assertEqual(self.links(inspectorThatRead(head + b"x" * MOST_DRAFT)), [])
