"""
Preconditions, as a table: RFC 9110 section 13, with the order of section 13.2.2.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.semantics import Validators, evaluate
from server.semantics.preconditions import matches

BEFORE = b"Sun, 09 Sep 2001 01:46:39 GMT"
SAME = b"Sun, 09 Sep 2001 01:46:40 GMT"
AFTER = b"Sun, 09 Sep 2001 01:46:41 GMT"
MODIFIED = 1_000_000_000
NOW = MODIFIED + 1000

BOTH = Validators(b'"a"', MODIFIED)
WEAK = Validators(b'W/"a"', MODIFIED)
TAGGED = Validators(b'"a"')
DATED = Validators(None, MODIFIED)
NEITHER = Validators()

#: Methods, validators, fields, and what is to come of them.
TABLE: list[tuple[str, Validators, dict[bytes, bytes], int]] = [
    ("GET POST OPTIONS", BOTH, {}, 200),
    # Step 1: If-Match.
    ("GET HEAD PUT POST DELETE", BOTH, {b"if-match": b'"a"'}, 200),
    ("GET HEAD PUT POST DELETE", BOTH, {b"if-match": b'"b"'}, 412),
    ("GET PUT", BOTH, {b"if-match": b"*"}, 200),
    ("GET PUT", DATED, {b"if-match": b"*"}, 200),
    ("GET PUT", DATED, {b"if-match": b'"a"'}, 412),
    ("GET PUT", BOTH, {b"if-match": b'W/"a"'}, 412),
    ("GET PUT", WEAK, {b"if-match": b'W/"a"'}, 412),
    ("GET PUT", BOTH, {b"if-match": b""}, 412),
    ("PUT", BOTH, {b"if-match": b'"b", W/"a", "a"'}, 200),
    # Step 2: If-Unmodified-Since, unless there is an If-Match.
    ("GET PUT", BOTH, {b"if-unmodified-since": BEFORE}, 412),
    ("GET PUT", BOTH, {b"if-unmodified-since": SAME}, 200),
    ("GET PUT", BOTH, {b"if-unmodified-since": AFTER}, 200),
    ("GET PUT", TAGGED, {b"if-unmodified-since": BEFORE}, 200),
    ("GET PUT", BOTH, {b"if-unmodified-since": b";;;"}, 200),
    ("GET PUT", BOTH, {b"if-match": b'"a"', b"if-unmodified-since": BEFORE}, 200),
    ("GET PUT", BOTH, {b"if-match": b'"b"', b"if-unmodified-since": AFTER}, 412),
    # Step 3: If-None-Match.
    ("GET HEAD", BOTH, {b"if-none-match": b'"a"'}, 304),
    ("GET HEAD", BOTH, {b"if-none-match": b'W/"a"'}, 304),
    ("GET HEAD", WEAK, {b"if-none-match": b'"a"'}, 304),
    ("GET HEAD", NEITHER, {b"if-none-match": b"*"}, 304),
    ("GET PUT", BOTH, {b"if-none-match": b'"b"'}, 200),
    ("PUT POST DELETE", BOTH, {b"if-none-match": b'"a"'}, 412),
    ("PUT POST DELETE", BOTH, {b"if-none-match": b"*"}, 412),
    # Step 4: If-Modified-Since, unless there is an If-None-Match; reading only.
    ("GET HEAD", BOTH, {b"if-modified-since": BEFORE}, 200),
    ("GET HEAD", BOTH, {b"if-modified-since": SAME}, 304),
    ("GET HEAD", BOTH, {b"if-modified-since": AFTER}, 304),
    ("GET HEAD", BOTH, {b"if-modified-since": b";;;"}, 200),
    ("GET HEAD", BOTH, {b"if-modified-since": SAME + b", " + SAME}, 200),
    ("GET HEAD", TAGGED, {b"if-modified-since": SAME}, 200),
    ("PUT POST", BOTH, {b"if-modified-since": SAME}, 200),
    ("GET HEAD", BOTH, {b"if-none-match": b'"x"', b"if-modified-since": SAME}, 200),
    ("GET HEAD", BOTH, {b"if-none-match": b'"a"', b"if-modified-since": BEFORE}, 304),
    # What is unmet first decides.
    ("GET", BOTH, {b"if-match": b'"b"', b"if-none-match": b'"a"'}, 412),
    ("GET", BOTH, {b"if-unmodified-since": BEFORE, b"if-modified-since": SAME}, 412),
    ("GET", BOTH, {b"if-match": b'"a"', b"if-none-match": b'"a"'}, 304),
    # Step 5: If-Range.
    ("GET", BOTH, {b"range": b"bytes=0-"}, 206),
    ("HEAD POST PUT", BOTH, {b"range": b"bytes=0-"}, 200),
    ("GET", BOTH, {b"if-range": b'"a"'}, 200),
    ("GET", BOTH, {b"range": b"x", b"if-range": b'"a"'}, 206),
    ("GET", BOTH, {b"range": b"x", b"if-range": b'"b"'}, 200),
    ("GET", BOTH, {b"range": b"x", b"if-range": b'W/"a"'}, 200),
    ("GET", WEAK, {b"range": b"x", b"if-range": b'W/"a"'}, 200),
    ("GET", BOTH, {b"range": b"x", b"if-range": b"*"}, 200),
    ("GET", BOTH, {b"range": b"x", b"if-range": SAME}, 206),
    ("GET", BOTH, {b"range": b"x", b"if-range": b"Sun Sep  9 01:46:40 2001"}, 206),
    ("GET", BOTH, {b"range": b"x", b"if-range": AFTER}, 200),
    ("GET", BOTH, {b"range": b"x", b"if-range": BEFORE}, 200),
    ("GET", TAGGED, {b"range": b"x", b"if-range": SAME}, 200),
    ("GET", BOTH, {b"range": b"x", b"if-range": b""}, 200),
    ("GET", Validators(None, NOW), {b"range": b"x", b"if-range": AFTER}, 200),
    ("GET", BOTH, {b"range": b"x", b"if-none-match": b'"a"'}, 304),
    ("GET", BOTH, {b"range": b"x", b"if-match": b'"b"'}, 412),
    # Methods that select no representation.
    ("OPTIONS TRACE CONNECT", BOTH, {b"if-match": b'"b"', b"if-none-match": b"*"}, 200),
]

#: Whether a list names the entity tag "a", weakly compared.
LISTS = {
    b"": False,
    b'"a"': True,
    b'"b"': False,
    b'"b", "a"': True,
    b'"b","a"': True,
    b'W/"a"': True,
    b"*": True,
    b" * ": True,
    b"a": False,
    b'"a': False,
    b'"ba"': False,
    b'"*"': False,
    b'"x,a"': False,
    b'"\xff"': False,
}


class PreconditionTests(SynchronousTestCase):
    """
    The order of RFC 9110 section 13.2.2.
    """

    def test_table(self) -> None:
        """
        Each method, with each set of fields, comes to what the section says.
        """
        for methods, validators, fields, expected in TABLE:
            for method in methods.split():
                outcome = evaluate(method.encode(), validators, fields, NOW)
                self.assertEqual(outcome, expected, (method, validators, fields))

    def test_freshDate(self) -> None:
        """
        A date is not a strong validator within the second that it names.
        """
        fields = {b"range": b"x", b"if-range": SAME}
        for now, expected in ((MODIFIED + 0.5, 200), (MODIFIED + 1, 206)):
            self.assertEqual(evaluate(b"GET", DATED, fields, now), expected)

    def test_lists(self) -> None:
        """
        If-None-Match is a list, compared weakly.
        """
        for condition, expected in LISTS.items():
            self.assertIs(matches(b'"a"', condition, isStrong=False), expected, condition)
