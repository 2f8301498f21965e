"""
How much is done for a request, counted: that is the same on every machine, however busy.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

from twisted.trial.unittest import SynchronousTestCase

from tests.support.greenhouse import startGreenhouse
from tests.support.process import ROOT

PLAIN = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
BROWSER = (
    b"GET /hello HTTP/1.1\r\nHost: localhost:8000\r\nConnection: keep-alive\r\n"
    b"Cache-Control: max-age=0\r\nUpgrade-Insecure-Requests: 1\r\nUser-Agent: Mozilla/5.0\r\n"
    b"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nSec-Fetch-Site: none\r\n"
    b"Sec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n"
    b"Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n\r\n"
)

POST = (
    b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
    b"Hello, world!\n" + bytes(986)
)

#: The most that we let it become: somewhat more than it is.
MOST = 60
MOST_FOR_POST = 80


def placeOf(frame: FrameType) -> str:
    """
    Tell in which part of the program a function is.
    """
    path = Path(frame.f_code.co_filename)
    if path.is_relative_to(ROOT / "server"):
        return path.parent.name
    return "tests" if path.is_relative_to(ROOT / "tests") else "elsewhere"


class CallTests(SynchronousTestCase):
    """
    The calls of Python functions from the bytes of a request to those of its answer.
    """

    def count(self, request: bytes) -> Counter[str]:
        """
        Count those of one request, of a kind that has come before.
        """
        conversation = startGreenhouse(self)
        for _ in range(3):
            self.assertIn(b"Hello, world!", conversation.send(request))
        calls: Counter[str] = Counter()

        def note(frame: FrameType, event: str, argument: object) -> None:
            if event == "call":
                calls[placeOf(frame)] += 1

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            conversation.protocol.dataReceived(request)
        finally:
            sys.setprofile(before)
        return calls

    def test_plain(self) -> None:
        """
        A request like that of a benchmark takes few.
        """
        calls = self.count(PLAIN)
        self.assertLess(calls.total() - calls["tests"], MOST, calls)

    def test_browser(self) -> None:
        """
        The fields of a browser, gzip among them, cost no more.
        """
        self.assertEqual(self.count(BROWSER), self.count(PLAIN))

    def test_content(self) -> None:
        """
        Content that comes with its head costs a few more.
        """
        calls = self.count(POST)
        self.assertLess(calls.total() - calls["tests"], MOST_FOR_POST, calls)

    def test_text(self) -> None:
        """
        The page of the course names the numbers.
        """
        text = (ROOT / "lessons" / "fast.rst").read_text(encoding="utf-8")
        for request, words in ((PLAIN, r"there are (\d+) now"), (POST, r"``/echo`` takes (\d+)")):
            told = re.search(words, text)
            assert told is not None
            calls = self.count(request)
            self.assertLess(abs(int(told[1]) - calls.total() + calls["tests"]), 9, calls)
