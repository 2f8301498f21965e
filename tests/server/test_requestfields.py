"""
The one place that reads request fields as text.
"""

from __future__ import annotations

import re
from typing import Any

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.http import Request
from twisted.web.resource import Resource
from twisted.web.test.requesthelper import DummyChannel

from server.requestfields import fieldOf, hasAnyOf, listOf
from tests.server.channel.serving import converse
from tests.support.process import ROOT

#: What asks for a field of a request by a name that is text.
BY_TEXT = re.compile(r"""request(Headers)?\.\w*[gG]et(Raw)?Headers?\(\s*["']""")


def requestWith(*values: bytes) -> Request:
    """
    Make a request with a field in this many lines.
    """
    channel: Any = DummyChannel()
    request = Request(channel, False)
    if values:
        request.requestHeaders.setRawHeaders(b"X-Field", values)
    return request


class Asking(Resource):
    """
    Says whether a request has one of two fields.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        return b"yes" if hasAnyOf(request, frozenset([b"range", b"upgrade"])) else b"no"


class FieldTests(SynchronousTestCase):
    """
    Fields with one value, and lists.
    """

    def test_every(self) -> None:
        """
        Every byte that a value may have is one character.
        """
        value = bytes([9, *range(32, 127), *range(128, 256)])
        self.assertEqual(fieldOf(requestWith(value), b"x-field"), value.decode("latin-1"))
        self.assertEqual(listOf(requestWith(b"\xff"), b"x-field"), ["\xff"])

    def test_missing(self) -> None:
        """
        A field that has not come is something other than an empty one.
        """
        self.assertIsNone(fieldOf(requestWith(), b"X-Field"))
        self.assertEqual(fieldOf(requestWith(b""), b"X-Field"), "")
        self.assertEqual(listOf(requestWith(), b"X-Field"), [])

    def test_lists(self) -> None:
        """
        Several lines are one list, and empty members do not count.
        """
        for lines in [(b"a, b",), (b"a", b"b"), (b",a,,", b"", b"\tb ,"), (b"a,b", b",")]:
            self.assertEqual(listOf(requestWith(*lines), b"X-Field"), ["a", "b"], lines)

    def test_any(self) -> None:
        """
        Whether one of several comes can be asked at once; an empty one counts.
        """
        for request in (requestWith(b""), requestWith(b"a", b"b")):
            self.assertTrue(hasAnyOf(request, frozenset([b"range", b"x-field"])))
            self.assertFalse(hasAnyOf(request, frozenset([b"range"])))

    def test_anyOnOurChannel(self) -> None:
        """
        Whether one of several fields comes can be asked at once on our own channel, even
        where not all fields of the message count.
        """
        upgrade, other = b"Upgrade: x\r\n", b"Range: x\r\n"
        for version, fields, expected in (
            (b"1.1", upgrade, b"yes"),
            (b"1.0", upgrade, b"no"),  # a field that must be ignored in HTTP/1.0
            (b"1.0", upgrade + other, b"yes"),
            (b"1.1", b"", b"no"),
        ):
            head = b"GET / HTTP/%b\r\nHost: a\r\n%b\r\n" % (version, fields)
            self.assertIn(b"\r\n\r\n" + expected, converse(Asking()).send(head), head)

    def test_nobodyElse(self) -> None:
        """
        Nothing in the server asks a request for a field by a name that is text.
        """
        for path in sorted((ROOT / "server").rglob("*.py")):
            self.assertNotRegex(path.read_text(), BY_TEXT, path)
