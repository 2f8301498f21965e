"""
Which names the server answers to.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.hosts import isAllowed


class HostTests(SynchronousTestCase):
    """
    The C{Host} field against what is allowed.
    """

    def test_always(self) -> None:
        """
        C{localhost} and addresses pass, however they are written.
        """
        for host in [
            "localhost",
            "LocalHost:8000",
            "localhost.",
            "127.0.0.1",
            "127.0.0.1:8000",
            "192.0.2.7:80",
            "[::1]",
            "[::1]:8000",
            "127.0.0.1:",
        ]:
            self.assertTrue(isAllowed(host.encode(), frozenset()), host)

    def test_never(self) -> None:
        """
        Names do not pass, nor does what only looks like an address.
        """
        for host in [
            "",
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "localhost:8000:8000",
            "localhost:x",
            "::1",
            "[127.0.0.1]",
            "[::1",
            "2130706433",
            "0x7f.1",
            "a@localhost",
            "localhost\t",
            ".",
        ]:
            self.assertFalse(isAllowed(host.encode(), frozenset(("green.example",))), host)

    def test_named(self) -> None:
        """
        What is allowed by name passes, with and without a port.
        """
        for host in ("green.example", "GREEN.example:8000", "green.example."):
            self.assertTrue(isAllowed(host.encode(), frozenset(("green.example",))), host)
        self.assertFalse(isAllowed(b"x.green.example", frozenset(("green.example",))))

    def test_any(self) -> None:
        """
        C{*} lets every name pass.
        """
        self.assertTrue(isAllowed(b"example.com", frozenset("*")))
