"""
The C{Forwarded} field, RFC 7239 section 4::

    Forwarded         = 1#forwarded-element
    forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
    forwarded-pair    = token "=" value
    value             = token / quoted-string

Each proxy adds one element, the last proxy the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.forwarding.hop import NOTHING_SAID, Hop, readHost, readScheme
from server.forwarding.node import readNode
from server.http1.grammar import quotedString, token

PAIR = re.compile(
    rb"(?P<name>" + token + rb")=(?:(?P<token>" + token + rb")|(?P<quoted>" + quotedString + rb"))"
)
SEPARATOR = re.compile(rb";|(?P<element>[ \t]*+,[ \t]*+)|\Z")
QUOTED_PAIR = re.compile(rb"\\(.)", re.DOTALL)

Element = dict[bytes, bytes]


class BadForwarded(ValueError):
    """
    A line of the field does not follow the grammar.
    """


def readForwarded(line: bytes) -> list[Element]:
    """
    Read one line of the field.

    @return: its elements; each maps names in lower case to values without their quotes.
    @raise BadForwarded: when it does not follow the grammar.
    """
    line = line.strip(b" \t")
    elements: list[Element] = [{}]
    offset = 0
    while True:
        if pair := PAIR.match(line, offset):
            addPair(elements[-1], pair)
            offset = pair.end()
        separator = SEPARATOR.match(line, offset)
        if separator is None:
            raise BadForwarded(f"byte {offset} of {line!r}")
        if offset == len(line):
            # RFC 9110 section 5.6.1.2: "A recipient MUST parse and ignore a reasonable
            # number of empty list elements".
            return [element for element in elements if element]
        offset = separator.end()
        if separator["element"] is not None:
            elements.append({})


def addPair(element: Element, pair: re.Match[bytes]) -> None:
    """
    Add a pair to an element. "Each parameter MUST NOT occur more than once per
    field-value. ... Note that as ":" and "[]" are not valid characters in "token", IPv6
    addresses are written as "quoted-string"."

    @raise BadForwarded: when the element already has a pair of that name.
    """
    name = pair["name"].lower()
    if name in element:
        raise BadForwarded(f"{name!r} twice")
    quoted = pair["quoted"]
    element[name] = pair["token"] if quoted is None else QUOTED_PAIR.sub(rb"\1", quoted[1:-1])


def hopsInForwarded(lines: tuple[bytes, ...]) -> Iterator[Hop]:
    """
    Tell what the proxies say, the last one first.

    A proxy may add a line, or add to the line that has come. What is broken in a client's
    own line does not spoil the lines that proxies have added.

    @param lines: the lines of the field, as they came.
    """
    for line in reversed(lines):
        try:
            elements = readForwarded(line)
        except BadForwarded:
            yield NOTHING_SAID
            return
        yield from (hopOf(element) for element in reversed(elements))


def hopOf(element: Element) -> Hop:
    """
    Read what one proxy says. (C{by}, who the proxy is, changes nothing here.)
    """
    node = element.get(b"for")
    return Hop(
        None if node is None else readNode(node),
        readScheme(element.get(b"proto")),
        readHost(element.get(b"host")),
    )
