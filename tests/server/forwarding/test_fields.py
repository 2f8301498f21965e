"""
The fields of proxies: what they say, and who asks after all.
"""

from __future__ import annotations

import contextlib
import time
from argparse import ArgumentTypeError

from twisted.trial.unittest import SynchronousTestCase

from server.forwarding.forwarded import BadForwarded, readForwarded
from server.forwarding.hop import Client
from server.forwarding.networks import readNetworks
from server.forwarding.node import Node, readLooseNode, readNode
from server.forwarding.trust import Said, Trust

#: RFC 7239's own examples among them, sections 4, 6.1, 6.3 and 7.4.
WELL_FORMED: list[tuple[bytes, list[dict[bytes, bytes]]]] = [
    (b'for="_gazonk"', [{b"for": b"_gazonk"}]),
    (b'For="[2001:db8:cafe::17]:4711"', [{b"for": b"[2001:db8:cafe::17]:4711"}]),
    (
        b"for=192.0.2.60;proto=http;by=203.0.113.43",
        [{b"for": b"192.0.2.60", b"proto": b"http", b"by": b"203.0.113.43"}],
    ),
    (b"for=192.0.2.43, for=198.51.100.17", [{b"for": b"192.0.2.43"}, {b"for": b"198.51.100.17"}]),
    (b"for=_hidden, for=_SEVKISEK", [{b"for": b"_hidden"}, {b"for": b"_SEVKISEK"}]),
    (b"for=unknown", [{b"for": b"unknown"}]),
    (b' \tfor=a;;host="b:1"; \t'.rstrip(b"; \t"), [{b"for": b"a", b"host": b"b:1"}]),
    (b"for=a;,;by=b;", [{b"for": b"a"}, {b"by": b"b"}]),
    (b",, for=a \t,\t ,", [{b"for": b"a"}]),
    (b'ext="a\\"b\\\\c, for=x"', [{b"ext": b'a"b\\c, for=x'}]),
    (b'for="";secret=caf', [{b"for": b"", b"secret": b"caf"}]),
    (b'ext="caf\xe9"', [{b"ext": b"caf\xe9"}]),
    (b"", []),
]

MALFORMED = [
    b"for",
    b"for=",
    b"for =a",
    b"for= a",
    b"for=a ;by=b",
    b"for=a; by=b",
    b"for=a:1",  # a colon may be in a quoted string only
    b"for=[::1]",
    b'for="a',
    b'for="a\\"',
    b'for="a"b',
    b'for="a"for=b',
    b"for=a;For=b",
    b"=a",
    b"for=caf\xe9",
    b'for="\x00"',
]

NODES = [
    (b"192.0.2.43", Node("192.0.2.43")),
    (b"192.0.2.43:47011", Node("192.0.2.43", 47011)),
    (b"192.0.2.43:_port", Node("192.0.2.43")),
    (b"[2001:DB8:0::17]:4711", Node("2001:db8::17", 4711)),
    (b"[::ffff:192.0.2.1]", Node("192.0.2.1")),
    (b"[::1]", Node("::1")),
    (b"unknown", Node("unknown")),
    (b"Unknown:80", Node("unknown", 80)),
    (b"_gazonk-1.x", Node("_gazonk-1.x")),
]

NO_NODES = [
    b"",
    b"_",
    b"_a b",
    b"a",
    b"localhost",
    b"1.2.3",
    b"1.2.3.4.5",
    b"01.2.3.4",
    b"1.2.3.256",
    b"1.2.3.4:",
    b"1.2.3.4:65536",
    b"1.2.3.4:123456",
    b"1.2.3.4:-1",
    b"[::1",
    b"[::g]",
    b"[fe80::1%eth0]",
    b"[1.2.3.4]",
    b"1.2.3.4\n",
    b"unix",
]


class GrammarTests(SynchronousTestCase):
    """
    What Forwarded and X-Forwarded-For hold: read by their grammar, or not at all.
    """

    def test_wellFormed(self) -> None:
        """
        What follows the grammar of RFC 7239 is read.
        """
        for line, elements in WELL_FORMED:
            self.assertEqual(readForwarded(line), elements, line)

    def test_malformed(self) -> None:
        """
        What does not follow it is not read, whatever else the line holds.
        """
        for line in MALFORMED:
            for whole in (line, b"for=a, " + line, line + b", for=a"):
                self.assertRaises(BadForwarded, readForwarded, whole)

    def test_linear(self) -> None:
        """
        A line of any kind is read in a time that grows with its length alone.
        """
        began = time.process_time()
        for piece in (b" ", b"\t,", b";", b'a="', b"a=b;", b"\\", b'"\\"', b"a" * 50):
            for end in (b"", b"\x00", b'"'):
                line = piece * (60_000 // len(piece)) + end
                with contextlib.suppress(BadForwarded):
                    readForwarded(line)
        self.assertLess(time.process_time() - began, 5)

    def test_nodes(self) -> None:
        """
        A node is an address, or a name that hides one; it may have a port. An address is
        written in one way only.
        """
        for value, node in NODES:
            self.assertEqual(readNode(value), node, value)
            self.assertEqual(readLooseNode(value), node, value)

    def test_noNodes(self) -> None:
        """
        What is no address, or has a port that is none, is not a node in either field.
        """
        for value in NO_NODES:
            self.assertIsNone(readNode(value), value)
            self.assertIsNone(readLooseNode(value), value)

    def test_bareIPv6(self) -> None:
        """
        In X-Forwarded-For an IPv6 address needs no brackets; in Forwarded it does.
        """
        self.assertEqual(readLooseNode(b"2001:db8::17"), Node("2001:db8::17"))
        self.assertIsNone(readNode(b"2001:db8::17"))
        for value in (b"2001:db8::17::", b":::", b"1:2:3", b"::1%1"):
            self.assertIsNone(readLooseNode(value))


PROXY, CDN, US = Node("10.0.0.7"), Node("192.0.2.1"), Node("203.0.113.9")
TRUST = Trust([n for n in readNetworks("10.0.0.0/8,192.0.2.1,2001:db8::/32") if n])

#: What the last proxy, which is trusted, sends; and who asks.
SAID: list[tuple[Said, Client]] = [
    # One proxy.
    (Said((b"for=203.0.113.9",)), Client(US)),
    (Said((b"for=203.0.113.9;proto=https;host=a.example",)), Client(US, b"https", b"a.example")),
    (Said((), (b"203.0.113.9",)), Client(US)),
    (Said((), (b"203.0.113.9",), (b"HTTPS",), (b"a.example:1",)),
     Client(US, b"https", b"a.example:1")),
    # What a client has sent itself is further left, or in lines before.
    (Said((b"for=1.1.1.1;proto=https, for=203.0.113.9",)), Client(US)),
    (Said((b"for=1.1.1.1;host=evil", b"for=203.0.113.9;proto=http")), Client(US, b"http")),
    (Said((), (b"1.1.1.1, 203.0.113.9",)), Client(US)),
    (Said((), (b"1.1.1.1", b"203.0.113.9")), Client(US)),
    (Said((b'for="', b"for=203.0.113.9")), Client(US)),
    (Said((), (b"nonsense, 203.0.113.9",)), Client(US)),
    # Several proxies, all of them trusted but the client.
    (Said((b"for=203.0.113.9;proto=https, for=192.0.2.1;proto=http",)), Client(US, b"https")),
    (Said((), (b"203.0.113.9, 192.0.2.1, 10.1.1.1",)), Client(US)),
    (Said((), (b"203.0.113.9, 192.0.2.1",), (b"https, http",)), Client(US, b"https")),
    (Said((), (b"203.0.113.9, 192.0.2.1",), (b"https",), (b"h",)), Client(US, b"https", b"h")),
    (Said((), (b"203.0.113.9, 192.0.2.1",), (b"https, https, http",)), Client(US, b"http")),
    (Said((), (b"5.5.5.5, 203.0.113.9, 192.0.2.1",), (b"http, https, http",)),
     Client(US, b"https")),
    # Nobody but proxies: the first one asks for itself.
    (Said((), (b"192.0.2.1",)), Client(CDN)),
    (Said((b'for="[2001:db8::5]:1"',)), Client(Node("2001:db8::5", 1))),
    # Whoever is hidden, or not told, is not trusted.
    (Said((b"for=1.1.1.1, for=_gazonk",)), Client(Node("_gazonk"))),
    (Said((b"for=unknown;proto=https",)), Client(Node("unknown"), b"https")),
    (Said((), (b"1.1.1.1, unknown",)), Client(Node("unknown"))),
    # What says nothing, or nonsense, changes nothing.
    (Said((b"for=nonsense",)), Client(PROXY)),
    (Said((b"for=1.1.1.1, for=nonsense",)), Client(PROXY)),
    (Said((b"proto=https",)), Client(PROXY, b"https")),
    (Said((), (), (b"https",)), Client(PROXY, b"https")),
    (Said((), (b"203.0.113.9",), (b"ftp",), (b"a b",)), Client(US)),
    (Said((), (b"",), (b"",), (b"",)), Client(PROXY)),
    (Said((b'for="',)), Client(PROXY)),
    # Both, when they agree.
    (Said((b"for=203.0.113.9;proto=https",), (b"203.0.113.9",), (b"https",)),
     Client(US, b"https")),
]  # fmt: skip

CONTRADICTIONS = [
    Said((b"for=1.1.1.1",), (b"203.0.113.9",)),
    Said((b"for=203.0.113.9;proto=https",), (b"203.0.113.9",)),
    Said((b"for=203.0.113.9;host=evil",), (b"203.0.113.9",), (b"https",)),
    Said((b"for=203.0.113.9",), (b"203.0.113.9",), (), (b"evil",)),
    Said((b'for="',), (b"203.0.113.9",)),
]


class ClientTests(SynchronousTestCase):
    """
    Whom a server takes for the client, by what trusted and other nodes say.
    """

    def test_table(self) -> None:
        """
        The client is the last of the nodes that is not trusted.
        """
        for said, client in SAID:
            self.assertEqual(TRUST.findClient(PROXY, said), client, said)

    def test_contradictions(self) -> None:
        """
        Where one proxy says two things, nothing of it is believed.
        """
        for said in CONTRADICTIONS:
            self.assertIsNone(TRUST.findClient(PROXY, said), said)

    def test_trust(self) -> None:
        """
        Whoever has one of the addresses is trusted, in whatever way it is written.
        """
        for host in ("10.255.0.1", "192.0.2.1", "::ffff:10.0.0.1", "2001:db8:0:0::9"):
            self.assertTrue(TRUST.trusts(host), host)
        for host in ("11.0.0.1", "192.0.2.2", "2001:db9::", "unknown", "_a", "unix", ""):
            self.assertFalse(TRUST.trusts(host), host)
        self.assertTrue(Trust([], isUnixTrusted=True).trusts("unix"))

    def test_options(self) -> None:
        """
        What is not a network is refused, with the network that was meant.
        """
        self.assertEqual(readNetworks("unix,::1"), [None, *readNetworks("::1/128")])
        for text, sentence in (
            ("10.0.0.7/8", "'10.0.0.7/8' is not a network: did you mean 10.0.0.0/8?"),
            ("proxy", "'proxy' is neither an address"),
            ("::1,", "'' is neither an address"),
            ("10.0.0.0/33", "'10.0.0.0/33' is neither an address"),
        ):
            error = self.assertRaises(ArgumentTypeError, readNetworks, text)
            self.assertIn(sentence, str(error))
