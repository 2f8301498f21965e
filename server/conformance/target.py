"""
Which server is graded, and at which page.
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from dataclasses import dataclass, replace

from server.conformance.case import HOST, Case
from server.ownaddress import isLoopback

EXAMPLE = "such as 127.0.0.1:8000 or http://127.0.0.1:8000/page"
HTTPS = (
    "https is not spoken here: start the server without TLS, on another port, "
    "and name that one as HOST:PORT"
)
URL = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?"
    r"(?P<host>\[[^\]/?#]*\]|[^:/?#\[\]]*)(?::(?P<port>[^/?#]*))?(?P<page>[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Target:
    """
    @ivar host: without brackets.
    @ivar page: the path, and the query if any, that the cases ask for.
    """

    host: str
    port: int
    page: str = "/"

    @property
    def name(self) -> str:
        """
        The host, as it is written in a URL.
        """
        return f"[{self.host}]" if ":" in self.host else self.host

    def __str__(self) -> str:
        """
        The target as the command line names it.
        """
        page = "" if self.page == "/" else self.page
        return f"{self.name}:{self.port}{page}"


def readTarget(text: str) -> Target:
    """
    Read C{HOST:PORT}, C{HOST:PORT/PATH} or a URL from a command line. Only this
    machine is graded: others have not asked for it.

    @raise ArgumentTypeError: when it is something else, or another machine.
    """
    parts = URL.fullmatch(text.strip())
    if parts is None:
        raise ArgumentTypeError(f"{text!r} is not HOST:PORT, {EXAMPLE}")
    scheme = (parts["scheme"] or "").lower()
    if scheme not in ("", "http"):
        raise ArgumentTypeError(HTTPS if scheme == "https" else f"{scheme} is not HTTP: {EXAMPLE}")
    port = parts["port"] or ("80" if scheme else "")
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) <= 65535):
        raise ArgumentTypeError(f"{text!r} is not HOST:PORT, {EXAMPLE}")
    host = parts["host"].strip("[]")
    if not isLoopback(host):
        raise ArgumentTypeError(f"{host!r} is not this machine: only 127.0.0.1 and ::1 are graded")
    return Target(host, int(port), readPage(parts["page"] or "/"))


def readPage(text: str) -> str:
    """
    Read a path and query. A fragment is for the browser, not for the server.

    @raise ArgumentTypeError: when a request line cannot hold it.
    """
    page = text.partition("#")[0] or "/"
    if not re.fullmatch(r"[!-~]+", page):
        raise ArgumentTypeError(
            f"{page!r} is not a path: write other characters as %20 and the like"
        )
    return page if page.startswith("/") else "/" + page


def addressed(case: Case, target: Target) -> Case:
    """
    Make a case ask for a server by the name that it has, as it may not answer to another;
    and for the page that is named, where the case asks for just any.
    """
    sent = case.sent.replace(HOST, target.name.encode("ascii"))
    return replace(
        case, sent=sent.replace(b" / HTTP/", b" %b HTTP/" % target.page.encode("ascii"))
    )
