"""
The patterns, where a repetition begins to match and does not match to its end.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import grammar


class HalfTests(SynchronousTestCase):
    """
    Nothing is kept of a repetition that has not matched to its end.
    """

    def check(self, pattern: re.Pattern[bytes], text: bytes, matched: bytes) -> None:
        """
        Demand how far a pattern comes.
        """
        match = pattern.match(text)
        assert match is not None
        self.assertEqual(match[0], matched)

    def test_percent(self) -> None:
        """
        A percent sign without two digits is no part of a path, a query or a host.
        """
        for half in (b"%", b"%2", b"%2g"):
            self.check(grammar.ORIGIN_FORM, b"/a%20" + half, b"/a%20")
            self.check(grammar.ORIGIN_FORM, b"/a?b" + half, b"/a?b")
            self.check(grammar.HOST, b"a.example" + half, b"a.example")

    def test_extension(self) -> None:
        """
        A chunk's size goes no further than its last whole extension.
        """
        for half in (b" ", b";", b" ; =b", b";;b"):
            self.check(grammar.CHUNK_LINE, b"5;a" + half, b"5;a")
        self.check(grammar.CHUNK_LINE, b'5;a="b', b"5;a")

    def test_parameter(self) -> None:
        """
        A transfer coding goes no further than its last whole parameter.
        """
        for half in (b";", b";b", b" ; b=", b';b="c\\'):
            self.check(grammar.TRANSFER_CODING, b"gzip;a=1" + half, b"gzip;a=1")

    def test_noUser(self) -> None:
        """
        A host that could have been a user name, but for the at sign, is the host.
        """
        for host in (b"a.example", b"127.0.0.1:8000", b"a%20b"):
            match = grammar.HTTP_URI.fullmatch(b"http://%b/c" % host)
            assert match is not None
            self.assertEqual((match["authority"], match["path"]), (host, b"/c"))
