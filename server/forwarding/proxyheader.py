"""
The PROXY protocol: what a proxy that passes on bytes, and does not know HTTP, says about a
connection before its first byte.

It is described by those who made it, in C{doc/proxy-protocol.txt} of HAProxy, "The PROXY
protocol, Versions 1 & 2"; quotations here are from there. Version 1 is a line to be read by
people, version 2 is binary and can say more.

Twisted has a reader for it, C{twisted.protocols.haproxy}. It wants the first 16 bytes in
one piece, does not check the numbers and addresses of version 1 (what a proxy calls an
address may be any text, and reaches the log), does not read what is said about TLS, and has
no limit but 64 KiB. So this is our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from struct import unpack_from
from typing import NamedTuple

from server.forwarding.crc32c import crc32c
from server.forwarding.node import UNKNOWN, Node, plainHost, readAddress

#: "If the CRLF sequence is not found in the first 107 characters, the receiver should declare
#: the line invalid."
LONGEST_LINE = 107
#: How many bytes a header of version 2 may have. With all that is said about TLS it has
#: about 1,000.
LONGEST_HEADER = 4096

BEGINNING = b"PROXY "
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
FIXED = 16  # bytes before the addresses

number = rb"(?:0|[1-9][0-9]{0,4})"
LINE = re.compile(
    rb"PROXY (?:UNKNOWN(?: [^\r\n]*+)?|TCP(?P<version>[46]) (?P<source>[0-9A-Fa-f:.]++)"
    rb" (?P<destination>[0-9A-Fa-f:.]++) (?P<from>" + number + rb") (?P<to>" + number + rb"))\r\n"
)

LOCAL, PROXY = 0, 1
#: Families of addresses, and how many bytes their two addresses and ports have.
INET, INET6, UNIX = 1, 2, 3
LENGTHS = {INET: 12, INET6: 36, UNIX: 216}
UNSPECIFIED, DATAGRAM = 0, 2
CRC32C, SSL = 0x03, 0x20
CLIENT_SSL = 0x01


class BadProxyHeader(Exception):
    """
    What comes first on a connection is not a header of the PROXY protocol.

    @ivar isOther: whether it does not even begin like one.
    """

    def __init__(self, sentence: str, isOther: bool = False) -> None:
        super().__init__(sentence)
        self.isOther = isOther


class ProxyHeader(NamedTuple):
    """
    What a proxy says about a connection.

    @ivar source: who has connected to it, C{unknown} if it does not say; L{None} where it
        speaks for itself, as it does for a health check.
    @ivar destination: where to, if it says so.
    @ivar isSecure: whether it says that this was over TLS.
    """

    source: Node | None = None
    destination: Node | None = None
    isSecure: bool = False


#: Somebody whom the proxy does not name. This is not the proxy itself: what they say about
#: others must not be believed.
SOMEBODY = ProxyHeader(Node(UNKNOWN))


def readProxyHeader(data: bytes) -> tuple[ProxyHeader, int] | None:
    """
    Read a header.

    @param data: all that has come on a connection.
    @return: the header, and how many bytes it has; L{None} where more must come.
    @raise BadProxyHeader: as soon as it can no longer be one.
    """
    if data[: len(BEGINNING)] == BEGINNING[: len(data)]:
        return readLine(data)
    if data[: len(SIGNATURE)] == SIGNATURE[: len(data)]:
        return readBinary(data)
    raise BadProxyHeader("it does not begin with a header of the PROXY protocol", True)


def readLine(data: bytes) -> tuple[ProxyHeader, int] | None:
    """
    Read version 1: "PROXY", the protocol, two addresses, two ports, each after exactly one
    space; and a CRLF. For "UNKNOWN", "the receiver must ignore anything presented before the
    CRLF is found". And "Heading zeroes are not permitted in front of numbers".
    """
    length = data.find(b"\n", 0, LONGEST_LINE) + 1
    if not length:
        if len(data) >= LONGEST_LINE:
            raise BadProxyHeader(f"its line has more than {LONGEST_LINE} bytes")
        return None
    match = LINE.fullmatch(data, 0, length)
    if match is None:
        raise BadProxyHeader("its line is not well-formed")
    if match["version"] is None:
        return SOMEBODY, length
    version = int(match["version"])
    source = readEnd(match["source"], match["from"], version)
    destination = readEnd(match["destination"], match["to"], version)
    return ProxyHeader(source, destination), length


def readEnd(host: bytes, port: bytes, version: int) -> Node:
    """
    Read an address and a port.
    """
    address = readAddress(host, version)
    if address is None or int(port) > 65535:
        raise BadProxyHeader("its line names no address")
    return Node(address, int(port))


def readBinary(data: bytes) -> tuple[ProxyHeader, int] | None:
    """
    Read a header of version 2, which is binary.
    """
    if len(data) < FIXED:
        return None
    version, command = divmod(data[12], 16)
    length = FIXED + unpack_from("!H", data, 14)[0]
    if version != 2 or command not in (LOCAL, PROXY):
        raise BadProxyHeader(f"byte 12 is {data[12]:#04x}: not a version and command that exist")
    if length > LONGEST_HEADER:
        raise BadProxyHeader(f"it has {length} bytes, more than {LONGEST_HEADER}")
    if len(data) < length:
        return None
    # LOCAL: "The receiver must accept this connection as valid and must use the real
    # connection endpoints and discard the protocol block including the family which is
    # ignored."
    found = ProxyHeader() if command == LOCAL else readBlock(data[:length])
    return found, length


def readBlock(header: bytes) -> ProxyHeader:
    """
    Read what a proxy says on behalf of somebody else.
    """
    family, kind = divmod(header[13], 16)
    if family > UNIX or kind > DATAGRAM:
        sentence = f"byte 13 is {header[13]:#04x}: not a family and protocol that exist"
        raise BadProxyHeader(sentence)
    if UNSPECIFIED in (family, kind):  # "The receiver should ignore address information."
        return SOMEBODY
    found = readAddresses(header, family)
    return found._replace(isSecure=readFurther(header, FIXED + LENGTHS[family]))


def readAddresses(header: bytes, family: int) -> ProxyHeader:
    """
    Read who has connected to whom.
    """
    if len(header) < FIXED + LENGTHS[family]:
        raise BadProxyHeader("its addresses are cut off")
    if family == UNIX:  # paths on the proxy's machine, which mean nothing here
        return SOMEBODY
    if family == INET:
        source, destination, sourcePort, port = unpack_from("!4s4sHH", header, FIXED)
        hosts = plainHost(IPv4Address(source)), plainHost(IPv4Address(destination))
    else:
        source, destination, sourcePort, port = unpack_from("!16s16sHH", header, FIXED)
        hosts = plainHost(IPv6Address(source)), plainHost(IPv6Address(destination))
    return ProxyHeader(Node(hosts[0], sourcePort), Node(hosts[1], port))


def readFurther(header: bytes, offset: int) -> bool:
    """
    Read what else is said, each item as a type, a length and a value.

    PP2_TYPE_CRC32C: "the receiver MUST: ... replace the 32 bits of the checksum field in the
    received PROXY header with all '0's and calculate a CRC32c checksum value of the whole PROXY
    header", and where it is not the same, "treat the TCP connection providing the header as
    invalid".

    @return: whether the client has spoken TLS to the proxy.
    """
    isSecure = False
    for kind, begin, end in furtherOf(header, offset):
        value = header[begin:end]
        if kind == SSL and value:
            isSecure = bool(value[0] & CLIENT_SSL)
        elif kind == CRC32C:
            whole = header[:begin] + bytes(len(value)) + header[end:]
            if value != crc32c(whole).to_bytes(4, "big"):
                raise BadProxyHeader("its checksum is wrong")
    return isSecure


def furtherOf(header: bytes, offset: int) -> Iterator[tuple[int, int, int]]:
    """
    Find what else is said.

    @return: for each item its type, and where its value begins and ends.
    """
    while offset < len(header):
        if offset + 3 > len(header):
            raise BadProxyHeader("what follows its addresses is cut off")
        kind, length = unpack_from("!BH", header, offset)
        begin, offset = offset + 3, offset + 3 + length
        if offset > len(header):
            raise BadProxyHeader("what follows its addresses is cut off")
        yield kind, begin, offset
