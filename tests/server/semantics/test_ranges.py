"""
Ranges, as a table: which part of the content the field Range names (RFC 9110 section 14).
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.semantics import NotSatisfiable, Part, findPart

#: The part of ten bytes that a field names; None where the field is ignored.
PARTS: dict[bytes, tuple[int, int] | None] = {
    b"bytes=2-4": (2, 3),
    b"bytes=7-": (7, 3),
    b"bytes=7-99": (7, 3),
    b"bytes=0-0": (0, 1),
    b"bytes=9-9": (9, 1),
    b"Bytes=2-4": (2, 3),
    b"bytes=-3": (7, 3),
    b"bytes=-10": (0, 10),
    b"bytes=-9999": (0, 10),
    b"bytes=-" + b"9" * 5000: (0, 10),
    b"bytes=002-0004": (2, 3),
    b"bytes=0-" + b"9" * 5000: (0, 10),
    # Several that are one.
    b"bytes=0-0,-99999": (0, 10),
    b"bytes=5-6, 1-5": (1, 6),
    b"bytes=0-1,2-3": (0, 4),
    b"bytes=3-4,3-4,3-4": (3, 2),
    b"bytes=,2-4,": (2, 3),
    b"bytes=2-4, 99-": (2, 3),
    b"bytes=" + b",".join([b"0-"] * 10): (0, 10),
    # Ignored.
    b"bytes=0-1,3-4": None,
    b"bytes=" + b",".join([b"0-"] * 11): None,
    b"bytes=" + b"0-," * 2000: None,
    b"bytes=4-2": None,
    b"bytes=2-3,4-2": None,
    b"bytes=-": None,
    b"bytes=": None,
    b"bytes": None,
    b"": None,
    b"bytes=--3": None,
    b"bytes=+1-2": None,
    b"bytes=1 -2": None,
    b"bytes=\xd9\xa1-": None,
    b"lines=1-2": None,
    b"\xff": None,
}

PAST_THE_END = (b"bytes=10-", b"bytes=99-100", b"bytes=-0", b"bytes=" + b"9" * 5000 + b"-")


class RangeTests(SynchronousTestCase):
    """
    The one part of ten bytes that the field names, or that it is ignored or cannot be
    satisfied.
    """

    def test_table(self) -> None:
        """
        Ranges that overlap or touch are one part; what is several parts, too many
        ranges, or none, is ignored.
        """
        for value, expected in PARTS.items():
            self.assertEqual(findPart(value, 10), expected, value)

    def test_pastTheEnd(self) -> None:
        """
        What begins after the end cannot be had; of nothing, no part can.
        """
        for value in PAST_THE_END:
            self.assertRaises(NotSatisfiable, findPart, value, 10)
        for value in (b"bytes=0-", b"bytes=-1", b"bytes=0-0"):
            self.assertRaises(NotSatisfiable, findPart, value, 0)

    def test_contentRange(self) -> None:
        """
        A part says which it is.
        """
        self.assertEqual(Part(2, 3).contentRange(10), b"bytes 2-4/10")
