"""
Bytes as they are shown.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis.strategies import binary
from twisted.trial.unittest import SynchronousTestCase

from server.escapes import visible


class VisibleTests(SynchronousTestCase):
    """
    Bytes as text in which each of them is seen, and none has a meaning for a terminal.
    """

    def test_table(self) -> None:
        """
        Printable ASCII stands for itself, all else is an escape.
        """
        for data, text in [
            (b"abc ~", "abc ~"),
            (b"\r\n\t", r"\r\n\t"),
            (b"\\r", r"\\r"),
            (b"\x00\x1b\x7f\x80\xff", r"\x00\x1b\x7f\x80\xff"),
            ("é".encode(), r"\xc3\xa9"),
            (b"'\"", "'\""),
        ]:
            self.assertEqual(visible(data), text)

    def test_reversible(self) -> None:
        """
        No two byte strings look the same.
        """

        @given(binary())
        def check(data: bytes) -> None:
            text = visible(data)
            self.assertTrue(text.isascii() and (text.isprintable() or not text))
            self.assertEqual(text.encode().decode("unicode_escape").encode("latin-1"), data)

        check()
