"""
Requests that nobody should send, made of good ones: for every channel and every program.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from urllib.parse import quote_from_bytes

from server.conformance import CASES
from tests.badinput.chance import Chance
from tests.server.greenhouse.test_oddfields import FIELDS, ODD, PAGES
from tests.support.process import ROOT

RECORDED = ROOT / "lessons" / "field" / "recorded"

METHODS = [
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "HEAD",
    "OPTIONS",
    "PUT",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PATCH",
    "get",
]
#: What the pages read from a query.
PARAMETERS = [
    "name",
    "rating",
    "page",
    "after",
    "before",
    "sort",
    "querystr",
    "casesensitive",
    "temperature",
    "direction",
    "plant_name",
    "plant_desc",
    "plant_rating",
    "old_name",
    "path",
    "line",
    "first",
    "delay",
    "color",
    "flavour",
    "q",
    "text",
]


@cache
def seeds() -> list[bytes]:
    """
    Requests that were sent, or are in the table of the judge.
    """
    recorded = [path.read_bytes() for path in sorted(RECORDED.rglob("*.bin"))]
    return [each for each in [*recorded, *(case.sent for case in CASES)] if each]


def makeTarget(chance: Chance, pages: list[str]) -> bytes:
    """
    Make up a target: a page of ours, with something odd below it or after it.
    """
    path = chance.choice(pages).encode()
    if chance.often(0.4):
        path += b"/" * chance.randint(0, 2) + written(chance, chance.oddBytes())
    if chance.often(0.6):
        path += b"?" + makeQuery(chance)
    return path


def makeQuery(chance: Chance, names: list[str] = PARAMETERS) -> bytes:
    """
    Make up a query, of known names and odd values.
    """
    pairs = []
    for name in chance.some(names, 4):
        key = chance.oddBytes() if chance.often(0.1) else name.encode()
        pairs.append(written(chance, key) + b"=" + written(chance, chance.oddBytes()))
    return chance.choice([b"&", b"&", b"&", b";"]).join(pairs)


def written(chance: Chance, data: bytes) -> bytes:
    """
    Write bytes in an address: encoded, or, seldom, as they are.
    """
    if chance.often(0.15):
        return data
    return quote_from_bytes(data, safe=chance.choice(["", "/", "<>\"'"])).encode()


def makeFields(chance: Chance) -> Iterator[bytes]:
    """
    Make up field lines, good and odd.
    """
    yield b"Host: " + (chance.oddBytes() if chance.often(0.1) else b"localhost")
    for _ in range(chance.randint(0, 4)):
        name = chance.oddBytes() if chance.often(0.1) else chance.choice(FIELDS).encode()
        value = chance.choice(ODD) if chance.often(0.6) else chance.oddBytes()
        yield name + b": " + value


def makeRequest(chance: Chance, pages: list[str] = PAGES) -> bytes:
    """
    Make up one request, with its content.
    """
    method = chance.odd().encode("utf-8", "replace") if chance.often(0.05) else b""
    line = [method or chance.choice(METHODS).encode(), makeTarget(chance, pages), b"HTTP/1.1"]
    lines = [b" ".join(line), *makeFields(chance)]
    content = chance.oddBytes() if chance.often(0.4) else b""
    if content:
        lines.append(b"Content-Length: %d" % len(content))
    data = b"\r\n".join([*lines, b"", content])
    return chance.mangled(data) if chance.often(0.3) else data


def makeRequests(chance: Chance, pages: list[str] = PAGES) -> bytes:
    """
    Make up what is sent on one connection: requests of our own, or some that were sent before,
    with changes.
    """
    pieces = []
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        isOurs = chance.often(0.6)
        pieces.append(
            makeRequest(chance, pages) if isOurs else chance.mangled(chance.choice(seeds()))
        )
    return b"".join(pieces)
