"""
Tests of L{server.inspector.nicknames}, L{server.inspector.clients} and
L{server.inspector.clientnames}.
"""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.clientnames import addressOf, nameOf
from server.inspector.nicknames import LONGEST_NICKNAME, cleaned, nicknameOfLine
from server.inspector.parts import INNER, PARTS
from server.inspector.view import View
from tests.server.inspector.recorded import Recorded


class NicknameTests(SynchronousTestCase):
    """
    What a client calls itself, by its first line or by a cookie.
    """

    def nickname(self, *pieces: bytes) -> str:
        """
        Let a client send something, and tell how it is named.
        """
        recorded = Recorded()
        recorded.ask(1, *pieces)
        recorded.read()
        return nameOf(recorded.inspector, View(), recorded.inspector.recorder.conversations[1])

    def test_line(self) -> None:
        """
        It is the first line, in one piece or several, and only the first.
        """
        for pieces in ([b"NICK ada\r\n"], [b"NI", b"CK a", b"da\r", b"\nhello\r\n"]):
            self.assertEqual(self.nickname(*pieces), "ada (127.0.0.1:51234)")
        self.assertEqual(self.nickname(b"hello\r\n", b"NICK ada\r\n"), "127.0.0.1:51234")
        self.assertEqual(self.nickname(b"NICK ada"), "127.0.0.1:51234")

    def test_cookie(self) -> None:
        """
        Or a cookie, of any request and among others; the newest counts.
        """
        head = b"GET / HTTP/1.1\r\nHost: a\r\nCookie: session=x; nick=%b; b=c\r\n\r\n"
        self.assertEqual(self.nickname(head % b"grace"), "grace (127.0.0.1:51234)")
        self.assertEqual(self.nickname(head % b"a%20b"), "a b (127.0.0.1:51234)")
        self.assertEqual(self.nickname(head % b"ada", head % b"bob"), "bob (127.0.0.1:51234)")
        other = b"GET / HTTP/1.1\r\nHost: a\r\nCookie: xnick=no\r\n\r\n"
        self.assertEqual(self.nickname(other), "127.0.0.1:51234")

    def test_words(self) -> None:
        """
        Names of all languages are names.
        """
        for name in ("Zoë", "Владимир", "李雷", "נועה", "Jean-Luc"):
            self.assertEqual(nicknameOfLine(f"NICK {name}\r\n".encode()), name)

    def test_code(self) -> None:
        """
        A code beside it is not part of it.
        """
        for line in (b"NICK ada 7kq2m\r\n", b"NICK  ada\t7KQ2M \n"):
            self.assertEqual(nicknameOfLine(line), "ada")
        self.assertEqual(nicknameOfLine(b"NICK 7kq2m\r\n"), "")
        self.assertEqual(nicknameOfLine("NICK Zoë Владимир\n".encode()), "Zoë Владимир")

    @given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
    def test_hostile(self, data: bytes) -> None:
        """
        Whatever it is, it is short, on one line, and does nothing to what is beside it.
        """
        name = cleaned(data)
        self.assertLessEqual(len(name), LONGEST_NICKNAME)
        for each in name:
            self.assertNotIn(unicodedata.category(each)[0], "CZM" if each != " " else "")


class AddressTests(SynchronousTestCase):
    """
    A number for each client, where addresses are hidden.
    """

    def setUp(self) -> None:
        """
        Open three connections, the first and the last from the same address.
        """
        self.recorded = Recorded()
        for number, peer in enumerate(("10.0.0.7:5", "[::1]:6", "10.0.0.7:7"), 1):
            self.recorded.open(number, peer)

    def names(self, view: View) -> list[str]:
        """
        How the clients are named, the newest first.
        """
        kept = self.recorded.inspector.recorder.conversations
        return [addressOf(self.recorded.inspector, view, it) for it in reversed(kept.values())]

    def test_numbers(self) -> None:
        """
        The same client has the same number, the one that came first the first; whatever is looked
        at first.
        """
        self.assertEqual(self.names(View(peers="hide")), ["client 1", "client 2", "client 1"])
        self.recorded.open(4, "10.0.0.9:5")
        self.assertEqual(self.names(View(peers="hide"))[0], "client 3")

    def test_everywhere(self) -> None:
        """
        No part of the page shows an address that is hidden.
        """
        self.recorded.ask(1, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.recorded.close(1)
        view = View(connection=1, lane=1, mode="projector")
        for name in [*PARTS, *INNER]:
            self.assertNotIn("10.0.0.7", self.recorded.part(name, view), name)

    def test_projector(self) -> None:
        """
        The projector hides addresses by default.
        """
        self.assertIn("client 2", self.names(View(mode="projector")))
        self.assertIn("[::1]:6", self.names(View(mode="projector", peers="show")))
        self.assertIn("[::1]:6", self.names(View()))
