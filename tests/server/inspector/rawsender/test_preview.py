"""
What bytes mean before they are sent.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.explain import Direction, Explainer
from server.inspector.rawsender.preview import look
from server.inspector.rawsender.shelf import chapters

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"


class PreviewTests(SynchronousTestCase):
    """
    The preview, which takes a shortcut, beside the explainer, which knows all.
    """

    def assertSame(self, data: bytes, before: bytes = b"") -> None:
        """
        Preview and explainer find as many requests, are waiting for the same, and diagnose
        the same.

        @param before: what was sent on the connection before these bytes.
        """
        explainer = Explainer(Direction.REQUESTS)
        explainer.feed(before)
        known = len(explainer.heads)
        explainer.feed(data)
        found = look(data, before)
        self.assertEqual(found.waiting, explainer.waiting(), data)
        self.assertEqual(found.diagnosis, explainer.diagnosis(), data)
        self.assertEqual(len(found.found), len(explainer.heads) - known, data)

    def test_shelf(self) -> None:
        """
        They do so of everything on the shelf, alone and after another request.
        """
        for content in chapters("127.0.0.1", 8000).values():
            for ready in content:
                self.assertSame(ready.data)
                self.assertSame(ready.data, GET + POST + b"all of it")

    def test_cut(self) -> None:
        """
        They do so wherever the bytes are cut.
        """
        data = POST + b"all of it" + GET + POST + b"some"
        for end in range(len(data) + 1):
            self.assertSame(data[:end])
            self.assertSame(data[end:], data[:end])

    def test_named(self) -> None:
        """
        The requests are named, those that are long not to their end.
        """
        found = look(GET + GET.replace(b"/ ", b"/" + b"x" * 99 + b" "))
        self.assertEqual(found.found[0], "GET /")
        self.assertEqual(len(found.found[1]), 61)
