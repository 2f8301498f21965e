"""
Where the proxy may go.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from ipaddress import ip_address

from twisted.trial.unittest import SynchronousTestCase

from server.pages import Forbidden
from server.proxy.destinations import Allowed, Policy, isPublic, readAllowed
from server.proxy.target import Target

PUBLIC = """
    1.1.1.1 93.184.215.14 172.15.255.255 172.32.0.1 192.167.1.1 100.63.1.1 100.128.0.1
    2606:2800:21f:cb07:6820:80da:af6b:8b2c 2a00:1450:4001::200e
    ::ffff:93.184.215.14 64:ff9b::93.184.215.14 2002:5db8:d70e::1
"""

NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
    172.31.255.255 192.168.1.1 100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1
    203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::2 fe80::1 febf::1 fec0::1 fc00::1 fd12:3456::1 ff02::1 100::1
    2001:db8::1 2001::1 5f00::1 fe80::1%eth0
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0.0.0.0
    64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1::1 2002:a00:1::1
    2001:0:7f00:1::1
"""


class PublicTests(SynchronousTestCase):
    """
    Which addresses are public, so that anybody may be sent there.
    """

    def test_public(self) -> None:
        """
        Addresses that everybody can reach are public, also those at the edges of private
        networks.
        """
        for text in PUBLIC.split():
            self.assertTrue(isPublic(ip_address(text)), text)

    def test_notPublic(self) -> None:
        """
        These are not: of this machine, private, of a link, of a group, reserved, for
        documentation, and IPv6 addresses that lead to such in IPv4.
        """
        for text in NOT_PUBLIC.split():
            self.assertFalse(isPublic(ip_address(text)), text)


class PolicyTests(SynchronousTestCase):
    """
    What C{--allow} opens of what is closed otherwise.
    """

    def test_readAllowed(self) -> None:
        """
        A host, with a port or without; IPv6 with brackets or without.
        """
        written = {
            "127.0.0.1:8080": Allowed("127.0.0.1", 8080),
            "127.0.0.1": Allowed("127.0.0.1"),
            "LocalHost": Allowed("localhost"),
            "::1": Allowed("::1"),
            "[::1]": Allowed("::1"),
            "[::1]:80": Allowed("::1", 80),
        }
        for text, allowed in written.items():
            self.assertEqual(readAllowed(text), allowed, text)

    def test_notReadAllowed(self) -> None:
        """
        What is neither of these is refused.
        """
        wrong = (
            "",
            "a b",
            "a:",
            "a:0",
            "a:x",
            "a:65536",
            "http://a",
            "ä",
            "[::1",
            ":80",
            "10.0.0.0/8",
        )
        for text in wrong:
            self.assertRaises(ArgumentTypeError, readAllowed, text)

    def test_named(self) -> None:
        """
        What is named is permitted, as it is named, at its port only.
        """
        policy = Policy([Allowed("localhost", 8080), Allowed("127.0.0.1")])
        permitted = [("localhost", 8080), ("127.0.0.1", 1), ("127.0.0.1", 8080)]
        refused = [("localhost", 80), ("evil.example", 8080), ("127.1", 1), ("::1", 8080)]
        for host, port in permitted:
            self.assertTrue(policy.permits(Target(host, port), "127.0.0.1"), host)
        for host, port in refused:
            self.assertFalse(policy.permits(Target(host, port), "127.0.0.1"), host)

    def test_public(self) -> None:
        """
        A public address is permitted, whatever its name.
        """
        self.assertTrue(Policy().permits(Target("a.example", 1), "1.1.1.1"))

    def test_tunnels(self) -> None:
        """
        Tunnels lead to port 443, or where they are named.
        """
        policy = Policy([Allowed("a.example", 25)])
        policy.checkTarget(Target("b.example", 443, isTunnel=True))
        policy.checkTarget(Target("a.example", 25, isTunnel=True))
        policy.checkTarget(Target("b.example", 25))
        wrong = Target("b.example", 25, isTunnel=True)
        error = self.assertRaises(Forbidden, policy.checkTarget, wrong)
        self.assertIn("--allow b.example:25", error.sentence)
