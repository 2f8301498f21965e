"""
From the greenhouse's pages to the inspector.
"""

from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource

from server.greenhouse.inspectorlink import FindLink, InspectorLink
from server.pages import Layout
from server.stock import Site
from tests.server.search.support import memoryReactor
from tests.support.browser import Browser
from tests.support.inspected import InspectedStep
from tests.support.memory import Conversation
from tests.support.responses import Response, only

LINK = "http://127.0.0.1:9/?token=t"


class InspectorLinkTests(SynchronousTestCase):
    """
    The resource C{/inspector}: it leads whoever may look there, and tells all others why
    not.
    """

    def get(self, query: str, findLink: FindLink | None) -> Response:
        """
        @param query: with its question mark, or empty.
        @param findLink: finds the inspector's link; L{None} where there is no inspector.
        @return: the answer to C{/inspector}.
        """
        root = Resource()
        root.putChild(b"inspector", InspectorLink(Layout(), findLink))
        step = SimpleNamespace(makeFactory=lambda clock, options: Site(root, reactor=clock))
        conversation = Conversation(step, clock=memoryReactor())  # type: ignore[arg-type]
        request = f"GET /inspector{query} HTTP/1.1\r\nHost: a\r\n\r\n"
        return only(conversation.send(request.encode()))

    def test_link(self) -> None:
        """
        Whoever may look is led there, with the bytes that come along; no cache keeps it.
        """
        for query, more in [("", ""), ("?draft=R0VU", "&draft=R0VU")]:
            response = self.get(query, lambda request: LINK)
            self.assertEqual((response.status, response.fields["location"]), (302, LINK + more))
            self.assertEqual(response.fields["cache-control"], "no-store")

    def test_draft(self) -> None:
        """
        What is not a draft does not come along, nor does anything else.
        """
        for query in (
            *("?draft=", "?draft=a&draft=b", "?draft=a%20b", "?draft=%0d%0aA:b", "?secrets=show"),
            *("?draft=" + "a" * 10924, "?draft=a%26secrets%3Dshow"),
        ):
            self.assertEqual(self.get(query, lambda request: LINK).fields["location"], LINK, query)

    def test_others(self) -> None:
        """
        Whoever may not look, and whoever asks a server without an inspector, is told so.
        """
        response = self.get("", lambda request: None)
        self.assertEqual(response.status, 404)
        self.assertIn("its link is in the terminal", response.text)
        self.assertNotIn("token", response.text)
        self.assertIn("--inspect 0 starts one", self.get("", None).text)


class BookTests(SynchronousTestCase):
    """
    From a page of the book into the form of a running inspector.
    """

    def test_bytes(self) -> None:
        """
        The bytes of a transcript are in the sender's form.
        """
        with ExitStack() as resources:
            house = InspectedStep(resources, "server")
            place = Browser(house.port).get("/inspector?draft=R0VUIC9hYm91dA").headers["Location"]
            inspector = Browser(int(house.root.rpartition(":")[2]))
            answer = inspector.get(place.removeprefix(house.root))
            self.assertEqual(answer.status, 303)
            page = inspector.get(answer.headers["Location"]).text
        self.assertRegex(page, r"<textarea[^>]*>\s*GET /about")
