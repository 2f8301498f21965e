"""
Exercises for step 14: three small parts of a proxy. Each is a function or a class
of its own; the program below lets you try it by hand.

Run one:         python -m lessons.exercises.step14 --exercise 14.2
Check your work: python -m lessons check 14       (or: check 14.2)
When stuck:      python -m lessons hint 14.2
"""

import re
from argparse import Namespace
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import inet_aton

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from lessons.exercises.choosing import offer
from server.runner import main

# ---- Exercise 14.1: fields that do not go on ----

# This part is done: the fields that are always for the next program only.
HOP_BY_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-connection",
    b"te",
    b"transfer-encoding",
    b"upgrade",
}


def endToEnd(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """
    Choose the fields that a proxy passes on. Two kinds are left out: those in
    HOP_BY_HOP, and those that this message names in its field Connection.

    @param fields: names and values, in the order in which they came.
    @return: the others, as they came.
    """
    named: set[bytes] = set()
    for name, value in fields:
        if name.lower() == b"connection":
            named.update(option.strip(b" \t") for option in value.lower().split(b","))
    dropped = HOP_BY_HOP | named
    return [(name, value) for name, value in fields if name.lower() not in dropped]


# ---- Exercise 14.2: public addresses ----


def isPublic(host: str) -> bool:
    """
    Tell whether a proxy may go to an address: only if it is an address of the
    public Internet, however it is spelled. A name is not an address yet:
    False.

    @param host: as in a URL, without the brackets of IPv6.
    """
    if host.split() != [host]:  # inet_aton reads to the first blank, and no further
        return False
    try:
        address = readAddress(host)
    except (OSError, ValueError):
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def readAddress(host: str) -> IPv4Address | IPv6Address:
    return ip_address(host) if ":" in host else IPv4Address(inet_aton(host))


# ---- Exercise 14.3: words that come in pieces ----

LONGEST = 40  # of a longer word, this many letters are kept
WORD = re.compile(r"[^\W\d_]+")  # a run of letters


class WordFinder:
    """
    Finds the words of a page as it passes, in pieces of any length. A word may
    begin in one piece and end in the next, or in the one after that.
    """

    def __init__(self) -> None:
        self.rest = ""  # the beginning of a word whose end has not come yet

    def feed(self, text: str) -> list[str]:
        """
        Take a piece.

        @return: the words that are whole now, in small letters.
        """
        text = self.rest + text.lower()
        words = WORD.findall(text)
        self.rest = words.pop()[:LONGEST] if WORD.fullmatch(text[-1:]) else ""
        return [word[:LONGEST] for word in words]

    def end(self) -> list[str]:
        """
        The page is over, and another may come.

        @return: the word that was held back, if there is one.
        """
        rest, self.rest = self.rest, ""
        return [rest] if rest else []


# ---- The program ----


def tryFields(request: Request) -> str:
    fields = [
        (name, value)
        for name, values in request.requestHeaders.getAllRawHeaders()
        for value in values
    ]
    lines = [b"%b: %b\n" % field for field in endToEnd(fields)]
    return b"".join(lines).decode("utf-8", "replace")


def tryAddress(request: Request) -> str:
    host = request.path.decode("utf-8", "replace").lstrip("/")
    return f"isPublic({host!r}) is {isPublic(host)}\n"


def tryWords(request: Request) -> str:
    data = request.content.read() if request.content else b""
    text, finder = data.decode("utf-8", "replace"), WordFinder()
    pieces = [text[at : at + 3] for at in range(0, len(text), 3)]
    return f"{[finder.feed(piece) for piece in pieces]} and then {finder.end()}\n"


TRY = {"14.1": tryFields, "14.2": tryAddress, "14.3": tryWords}


class TryIt(Resource):
    """
    Answers every request with what an exercise makes of it.
    """

    isLeaf = True

    def __init__(self, use: Callable[[Request], str]) -> None:
        super().__init__()
        self.use = use

    def render(self, request: Request) -> bytes:
        request.setHeader("Content-Type", "text/plain; charset=utf-8")
        return self.use(request).encode("utf-8", "replace")


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(TryIt(TRY[options.exercise]), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "14.1: curl -H 'Connection: close, X-Mine' -H 'X-Mine: 1' http://{host}:{port}/",
            "14.2: curl http://{host}:{port}/127.1",
            "14.3: curl -d 'a long sentence' http://{host}:{port}/",
        ],
        addOptions=offer(TRY),
    )
