"""
Headers of the PROXY protocol, good and bad, for tests.
"""

from __future__ import annotations

from ipaddress import ip_address
from struct import pack

from server.forwarding.crc32c import crc32c
from server.forwarding.node import Node
from server.forwarding.proxyheader import SIGNATURE, ProxyHeader

CLIENT, SERVER = Node("192.0.2.7", 56324), Node("198.51.100.1", 443)
CLIENT6, SERVER6 = Node("2001:db8::7", 56324), Node("2001:db8::1", 443)


def binary(
    addresses: bytes = b"", kind: int = 0x11, command: int = 0x21, length: int | None = None
) -> bytes:
    """
    Write a header of version 2.

    @param addresses: all that follows the fixed part.
    @param length: of that, if it is not to be the truth.
    """
    said = len(addresses) if length is None else length
    return SIGNATURE + bytes((command, kind)) + pack("!H", said) + addresses


def ends(source: Node = CLIENT, destination: Node = SERVER) -> bytes:
    """
    Write two addresses and two ports.
    """
    hosts = ip_address(source.host).packed + ip_address(destination.host).packed
    return hosts + pack("!HH", source.port, destination.port)


def further(kind: int, value: bytes) -> bytes:
    """
    Write one of the things that may follow the addresses.
    """
    return pack("!BH", kind, len(value)) + value


def summed(change: int = 0) -> bytes:
    """
    Write a header with a checksum.

    @param change: what is wrong with it.
    """
    blank = binary(ends() + further(3, bytes(4)))
    return blank[:-4] + pack("!I", crc32c(blank) ^ change)


FOUND, FOUND6 = ProxyHeader(CLIENT, SERVER), ProxyHeader(CLIENT6, SERVER6)
#: PP2_TYPE_SSL: the client has spoken TLS, no certificate; and its version.
TLS = further(0x20, b"\x01" + bytes(4) + further(0x21, b"TLSv1.3"))
NO_TLS = further(0x20, b"\x00" + bytes(4))
#: Somebody, and the proxy itself.
UNNAMED, ITSELF = ProxyHeader(Node("unknown")), ProxyHeader()

GOOD: list[tuple[bytes, ProxyHeader]] = [
    (b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n", FOUND),
    (b"PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n", FOUND6),
    (b"PROXY TCP6 2001:0DB8:0:0:0:0:0:7 2001:db8::1 56324 443\r\n", FOUND6),
    (b"PROXY TCP6 ::ffff:192.0.2.7 ::ffff:198.51.100.1 56324 443\r\n", FOUND),
    (
        b"PROXY TCP4 255.255.255.255 0.0.0.0 65535 0\r\n",
        ProxyHeader(Node("255.255.255.255", 65535), Node("0.0.0.0", 0)),
    ),
    (b"PROXY UNKNOWN\r\n", UNNAMED),
    (b"PROXY UNKNOWN " + b"f" * 91 + b"\r\n", UNNAMED),  # 107 bytes
    (b"PROXY UNKNOWN ffff:f ffff:f 65535 65535\r\n", UNNAMED),
    (binary(ends()), FOUND),
    (binary(ends(), 0x12), FOUND),  # the client speaks HTTP/3
    (binary(ends(CLIENT6, SERVER6), 0x21), FOUND6),
    (binary(bytes(216), 0x31), UNNAMED),
    (binary(b"", 0x00), UNNAMED),
    (binary(b"anything", 0x00), UNNAMED),
    (binary(ends() + TLS, 0x10), UNNAMED),
    (binary(b"", 0x00, command=0x20), ITSELF),
    (binary(ends(), 0x11, command=0x20), ITSELF),
    (binary(b"a", 0x47, command=0x20), ITSELF),
    (binary(ends() + TLS), FOUND._replace(isSecure=True)),
    (binary(ends() + NO_TLS), FOUND),
    (binary(ends() + further(0x04, bytes(3000))), FOUND),
    (binary(ends() + further(0xEA, b"") + further(0x20, b"")), FOUND),
    (summed(), FOUND),
]

BAD = [
    b"GET / HTTP/1.1\r\n",
    b"\x16\x03\x01",
    b"proxy TCP4 ",
    b"PROXY\r\n",
    b"PROXY \r\n",
    b"PROXY\tTCP4 192.0.2.7 198.51.100.1 56324 443\r\n",
    b"PROXY TCP5 192.0.2.7 198.51.100.1 56324 443\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443 \r\n",
    b"PROXY TCP4  192.0.2.7 198.51.100.1 56324 443\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 056324 443\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 65536 443\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 -1 443\r\n",
    b"PROXY TCP4 192.0.2.300 198.51.100.1 56324 443\r\n",
    b"PROXY TCP4 localhost 198.51.100.1 56324 443\r\n",
    b"PROXY TCP4 2001:db8::7 2001:db8::1 56324 443\r\n",
    b"PROXY TCP6 192.0.2.7 198.51.100.1 56324 443\r\n",
    b"PROXY TCP6 fe80::1%1 2001:db8::1 56324 443\r\n",
    b"PROXY UNKNOWN\rGET / HTTP/1.1\r\n",
    b"PROXY UNKNOWN " + b"f" * 92 + b"\r\n",  # 108 bytes
    b"PROXY UNKNOWN " + b"f" * 5000,
    SIGNATURE[:-1] + b"\r",
    binary(ends(), command=0x11),
    binary(ends(), command=0x22),
    binary(ends(), 0x41),
    binary(ends(), 0x13),
    binary(ends()[:-1]),
    binary(ends(), 0x21),
    binary(ends() + b"\x04\x00"),
    binary(ends() + b"\x04\x00\x02a"),
    binary(ends() + further(0x03, b"")),
    binary(b"", length=65535),
    binary(b"", length=4081),
    summed(1),
]
