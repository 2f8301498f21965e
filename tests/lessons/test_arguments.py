"""
What the clients and the warm-up programs read from a command line.
"""

from __future__ import annotations

from argparse import ArgumentTypeError

from twisted.trial.unittest import SynchronousTestCase

from lessons.arguments import hostName, someSeconds

HOSTS = [
    ("127.0.0.1", "127.0.0.1"),
    ("::1", "::1"),
    ("localhost", "localhost"),
    ("Example.COM", "example.com"),
    ("example.com.", "example.com."),
    ("b\u00fccher.example", "xn--bcher-kva.example"),
    ("a_b-c.example", "a_b-c.example"),
]

NO_HOSTS = ["", "a..b", "a b", "-h", ".x", "x\ny", "x" * 64, "\u00e9" * 80, "http://x/", "[::1]"]


class HostNameTests(SynchronousTestCase):
    """
    Names and addresses on a command line: what DNS is asked for, or what is refused.
    """

    def test_hosts(self) -> None:
        """
        Addresses stay as they are; names become what DNS looks up.
        """
        for text, name in HOSTS:
            self.assertEqual(hostName(text), name)

    def test_noHosts(self) -> None:
        """
        What cannot name a host is refused, before any look-up could stumble.
        """
        for text in NO_HOSTS:
            self.assertRaises(ArgumentTypeError, hostName, text)


class SecondsTests(SynchronousTestCase):
    """
    Seconds on a command line: what is a time, and what is refused.
    """

    def test_seconds(self) -> None:
        """
        A time is a number of seconds.
        """
        self.assertEqual([someSeconds("0.5"), someSeconds("1e3")], [0.5, 1000])

    def test_noSeconds(self) -> None:
        """
        Nothing, less than nothing, more than a day, and what is not a number are refused.
        """
        for text in ("", "x", "0", "-1", "86401", "1e9", "inf", "nan"):
            self.assertRaises(ArgumentTypeError, someSeconds, text)
