"""
Exercises for step 15. A short function first. Then three of the rules that hold for every
request to the greenhouse: each is a function of its own, and a small server that obeys it.

Run one:         python -m lessons.exercises.step15 --exercise 15.2
Check your work: python -m lessons check 15       (or: check 15.2)
When stuck:      python -m lessons hint 15.2
"""

import gzip
import re
from argparse import Namespace
from collections.abc import Callable
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from lessons.exercises.choosing import offer
from server.runner import main

# ---- Exercise 15.a: a name without its port ----


def nameOf(host: str) -> str:
    """
    Take the port off the value of a Host field, and write the name in small letters:
    "Greenhouse.Example:8000" is "greenhouse.example".

    @param host: a name or an address, perhaps with a port after it. An address of IPv6 is written
        in brackets, and keeps them: "[::1]:8000" is "[::1]".
    """
    name, colon, port = host.rpartition(":")
    hasPort = colon and "]" not in port
    return (name if hasPort else host).lower()


# ---- Exercise 15.1: the names of this server ----


def answersTo(host: str, allowed: set[str]) -> bool:
    """
    Tell whether a request is for this server: whether its Host is localhost, an
    allowed name, or any IP address. A port may follow each.

    @param host: the value of the field Host.
    @param allowed: names, in small letters.
    """
    match = HOST.fullmatch(host)
    if match is None:
        return False
    name = match[1].lower().removesuffix(".")
    return name == "localhost" or name in allowed or isAddress(name)


HOST = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::[0-9]*)?")


def isAddress(name: str) -> bool:
    try:
        if name.startswith("["):
            IPv6Address(name[1:-1])
        else:
            IPv4Address(name)
    except ValueError:
        return False
    return True


# ---- Exercise 15.2: a page that has not changed ----


def isUnchanged(field: str, etag: str) -> bool:
    """
    Tell whether a client already has what we would send, so that 304 (Not
    Modified) is enough.

    @param field: the value of If-None-Match: a list of entity tags, or *.
    @param etag: of our page, as "abc" or W/"abc", with the quotes.
    """
    if field.strip(" \t") == "*":
        return True
    return etag.removeprefix("W/") in re.findall(r'(?:W/)?("[^"]*")', field)


# ---- Exercise 15.3: who can read gzip ----


def acceptsGzip(field: str) -> bool:
    """
    Tell whether a client can read what is compressed with gzip.

    @param field: the value of Accept-Encoding: a list of codings, each perhaps
        with a weight, as in "br, gzip;q=0.5, *;q=0". A weight of 0 means: not this.
    """
    weights: dict[str, float] = {}
    for item in field.lower().split(","):
        coding, _, parameter = item.partition(";")
        weights[coding.strip(" \t")] = readWeight(parameter.strip(" \t"))
    return weights.get("gzip", weights.get("*", 0)) > 0


def readWeight(parameter: str) -> float:
    if not parameter:
        return 1
    match = re.fullmatch(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", parameter)
    return float(match[1]) if match else 0


# ---- The program ----

ALLOWED = {"greenhouse.example"}
PAGE = b"A line about tulips.\n" * 40


def servePlain(request: Request) -> bytes:
    if not answersTo(request.getHeader("host") or "", ALLOWED):
        request.setResponseCode(421)
        return b"This server does not go by that name.\n"
    return PAGE


def serveTagged(request: Request) -> bytes:
    etag = f'"{sha256(PAGE).hexdigest()[:16]}"'
    request.setHeader("ETag", etag)
    if isUnchanged(request.getHeader("if-none-match") or "", etag):
        request.setResponseCode(304)
        return b""
    return PAGE


def serveCompressed(request: Request) -> bytes:
    request.setHeader("Vary", "Accept-Encoding")
    if not acceptsGzip(request.getHeader("accept-encoding") or ""):
        return PAGE
    request.setHeader("Content-Encoding", "gzip")
    return gzip.compress(PAGE)


SERVE = {"15.1": servePlain, "15.2": serveTagged, "15.3": serveCompressed}


class Page(Resource):
    """
    One page, under every path.
    """

    isLeaf = True

    def __init__(self, serve: Callable[[Request], bytes]) -> None:
        super().__init__()
        self.serve = serve

    def render_GET(self, request: Request) -> bytes:
        request.setHeader("Content-Type", "text/plain; charset=utf-8")
        return self.serve(request)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(Page(SERVE[options.exercise]), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "15.1: curl -i -H 'Host: evil.example' http://{host}:{port}/",
            "15.2: curl -i -H 'If-None-Match: *' http://{host}:{port}/",
            "15.3: curl -i --compressed http://{host}:{port}/",
        ],
        addOptions=offer(SERVE),
    )
