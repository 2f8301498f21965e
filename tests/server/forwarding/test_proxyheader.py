"""
The PROXY protocol: its header whole, byte by byte, and with the request after it.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.forwarding.crc32c import crc32c
from server.forwarding.proxyheader import (
    LONGEST_HEADER,
    LONGEST_LINE,
    SIGNATURE,
    BadProxyHeader,
    readProxyHeader,
)
from tests.server.forwarding.proxyheaders import BAD, FOUND, GOOD, binary, ends, further


class HeaderTests(SynchronousTestCase):
    """
    A header of the PROXY protocol in bytes: where it ends, what it says, or that it is bad.
    """

    def test_good(self) -> None:
        """
        A header is found as soon as its last byte is there, and no byte more is taken.
        """
        for data, header in GOOD:
            for end in range(len(data)):
                self.assertIsNone(readProxyHeader(data[:end]), data)
            for rest in (b"", b"GET / HTTP/1.1\r\n", b"\r\n", b"PROXY UNKNOWN\r\n"):
                self.assertEqual(readProxyHeader(data + rest), (header, len(data)), data)

    def test_bad(self) -> None:
        """
        What is not a header is refused, however it is cut, and with whatever after it; nothing of
        it is taken before.
        """
        for data in BAD:
            self.assertRaises(BadProxyHeader, readProxyHeader, data)
            self.assertRaises(BadProxyHeader, readProxyHeader, data + b"GET / HTTP/1.1\r\n\r\n")
            accepted = []
            for end in range(len(data) + 1):
                try:
                    accepted.append(readProxyHeader(data[:end]))
                except BadProxyHeader:
                    break
            self.assertEqual(set(accepted), {None}, data)

    def test_bounded(self) -> None:
        """
        Nothing is waited for beyond the longest header.
        """
        for begin, longest in ((b"PROXY UNKNOWN ", LONGEST_LINE), (SIGNATURE, LONGEST_HEADER)):
            for filler in (b"\x01", b"!", b"\xff"):
                data = begin + filler * longest
                self.assertRaises(BadProxyHeader, readProxyHeader, data[:longest])
        last = binary(ends() + further(0x04, bytes(LONGEST_HEADER - 31)))
        self.assertEqual(len(last), LONGEST_HEADER)
        self.assertIsNone(readProxyHeader(last[:-1]))
        self.assertEqual(readProxyHeader(last), (FOUND, LONGEST_HEADER))

    def test_checksum(self) -> None:
        """
        It is that of RFC 3720 appendix B.4, by its own examples.
        """
        for data, expected in (
            (bytes(32), 0x8A9136AA),
            (b"\xff" * 32, 0x62A8AB43),
            (bytes(range(32)), 0x46DD794E),
            (b"123456789", 0xE3069283),
        ):
            self.assertEqual(crc32c(data), expected)
