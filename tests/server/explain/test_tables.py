"""
The tables of sentences: what the explainer can say of methods, fields, statuses and parts.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from lessons.syllabus.course import findWalkthrough
from server.explain.descriptions import (
    FIELDS,
    FOLDER,
    KINDS,
    METHODS,
    PARTS,
    STATUSES,
    TARGETS,
    Description,
    ofField,
    ofMethod,
    ofPart,
    ofStatus,
    ofValue,
    readTable,
)
from server.explain.value import SEPARATORS
from server.http1.status import REASONS
from server.semantics import KNOWN

NAMES = ("kinds", "methods", "statuses", "targets", "fields", "parts")

#: The fields that a class meets.
# fmt: off
MET = (
    "Host", "Connection", "Content-Length", "Transfer-Encoding", "Content-Type", "Expect",
    "Upgrade", "Date", "Server", "Location", "Allow", "ETag", "If-Match", "If-None-Match",
    "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range", "Content-Range",
    "Accept", "Accept-Encoding", "Accept-Language", "Accept-Ranges", "Authorization",
    "WWW-Authenticate", "Cookie", "Set-Cookie", "Cache-Control", "Vary", "User-Agent",
    "Referer", "Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Via", "Forwarded",
    "X-Forwarded-For", "X-Forwarded-Proto", "TE", "Trailer", "Keep-Alive", "Last-Modified",
    "Retry-After", "Sec-WebSocket-Key", "Content-Encoding", "Content-Disposition",
)
# fmt: on


def every() -> list[tuple[str, bytes, Description]]:
    """
    @return: all entries: each with the name of its table, and its key.
    """
    return [(name, key, one) for name in NAMES for key, one in readTable(name).items()]


class TableTests(SynchronousTestCase):
    """
    Each entry has a sentence, and a rule that exists.
    """

    def test_sentences(self) -> None:
        """
        Each entry has a sentence that begins with a capital, or a number, and ends.
        """
        for name, key, meaning in every():
            self.assertRegex(meaning.sentence, r"\A[A-Z0-9].*[.:]\Z", f"{name}: {key!r}")

    def test_rules(self) -> None:
        """
        Each names the section of an RFC, or of another standard.
        """
        pattern = re.compile(r"(RFC \d{4}|RFC 6265bis|WHATWG .+|W3C .+|WICG .+) ")
        for name, key, meaning in every():
            self.assertRegex(
                meaning.rule, r"(section|appendix) [A-Z]?\d*[\d.]*\Z", f"{name}: {key!r}"
            )
            self.assertRegex(meaning.rule, pattern, f"{name}: {key!r}")

    def test_steps(self) -> None:
        """
        Each names a step, or a program beside the staircase, that there is.
        """
        for name, key, meaning in every():
            if meaning.step:
                self.assertTrue(findWalkthrough(meaning.step).exists(), f"{name}: {key!r}")

    def test_taught(self) -> None:
        """
        The walkthrough that is said to teach a field, a method or a status code speaks of it.
        """
        for name in ("fields", "methods", "statuses"):
            for key, meaning in readTable(name).items():
                if meaning.step and not key.endswith(b"xx"):
                    text = findWalkthrough(meaning.step).read_text(encoding="utf-8").lower()
                    self.assertIn(key.decode().lower(), text, f"{name}, step {meaning.step}")

    def test_once(self) -> None:
        """
        No table has a key twice.
        """
        for name in NAMES:
            lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
            keys = [line.partition("|")[0].strip().lower() for line in lines if "|" in line]
            keys = [key for key in keys if not key.startswith("#")]
            if name != "methods":
                self.assertEqual(len(keys), len(set(keys)), name)
            self.assertEqual(len(keys), len(readTable(name)), name)


class CoverageTests(SynchronousTestCase):
    """
    The tables have what the course meets.
    """

    def test_fields(self) -> None:
        """
        Each field that a class meets has a sentence of its own.
        """
        unknown = ofField(b"X-Nobody-Knows-This")
        self.assertIn("We know no field", unknown.sentence)
        for name in MET:
            self.assertNotEqual(ofField(name.encode()), unknown, name)

    def test_prefixes(self) -> None:
        """
        Where several prefixes fit, the longest counts.
        """
        self.assertEqual(ofField(b"SEC-FETCH-SITE"), FIELDS[b"sec-fetch-"])
        self.assertEqual(ofField(b"Sec-CH-UA-Mobile"), FIELDS[b"sec-ch-ua-"])
        self.assertEqual(ofField(b"Sec-CH-UA"), FIELDS[b"sec-ch-ua"])

    def test_methods(self) -> None:
        """
        Each method that the server knows has a sentence of its own.
        """
        self.assertEqual(set(METHODS), set(KNOWN))
        self.assertIn("Not a method of the HTTP standard", ofMethod(b"BREW").sentence)

    def test_statuses(self) -> None:
        """
        Each class of status codes has a sentence, and each code is one that is registered.
        """
        for first in b"12345":
            self.assertIn(b"%cxx" % first, STATUSES)
        registered = {b"%d" % status for status in REASONS}
        codes = {code for code in STATUSES if not code.endswith(b"xx")}
        self.assertEqual(codes - registered, set())
        self.assertEqual(ofStatus(b"599"), STATUSES[b"5xx"])

    def test_parts(self) -> None:
        """
        Each part belongs to a field that is known, and is found in a value.
        """
        for key in PARTS:
            name = key.partition(b":")[0]
            self.assertNotIn("We know no field", ofField(name).sentence)
            word = key.partition(b": ")[2]
            if word and name in SEPARATORS:
                self.assertIn(PARTS[key], (ofPart(name, word + end, True) for end in (b"=x", b"")))
            else:
                self.assertEqual(PARTS[key], ofValue(name, word + b" x" if word else b"zz"))
        self.assertEqual(ofPart(b"Allow", b"GET", False), KINDS["member"])
        self.assertEqual(ofPart(b"Accept", b"v=1", True), KINDS["parameter"])

    def test_targets(self) -> None:
        """
        What browsers ask for by themselves is known.
        """
        self.assertIn(b"/favicon.ico", TARGETS)
