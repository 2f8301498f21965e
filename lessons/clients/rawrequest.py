"""
A request in bytes, written by hand.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from lessons.arguments import hostName, toBytes

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Address:
    """
    Where a URL leads.

    @ivar target: path and query, as they are written in the request line.
    """

    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """
        The value for the field Host.
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 80 else f"{host}:{self.port}"


def readAddress(text: str) -> Address:
    """
    Take a URL apart.

    @raise ArgumentTypeError: when it is not an C{http} URL, or does not fit in a request line.
    """
    try:
        parts = urlsplit(text)
        port = 80 if parts.port is None else parts.port
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a URL: {error}") from error
    if parts.scheme != "http" or not parts.hostname or port == 0:
        raise ArgumentTypeError(f"{text!r} is not a URL for this harness: http://HOST:PORT/PATH")
    if not text.isascii() or any(char <= " " or char == "\x7f" for char in text):
        raise ArgumentTypeError(f"{text!r} has a character that must be percent-encoded")
    query = f"?{parts.query}" if parts.query else ""
    return Address(hostName(parts.hostname), port, (parts.path or "/") + query)


def addArguments(target: str, arguments: Pairs) -> str:
    """
    Put arguments into the query of a target.
    """
    separator = "&" if "?" in target else "?"
    return target + separator + encode(arguments) if arguments else target


def encode(pairs: Pairs) -> str:
    """
    Write pairs as a form does (HTML, application/x-www-form-urlencoded).
    """
    return urlencode(pairs, errors="surrogateescape")


def makeRequest(method: str, address: Address, fields: Pairs = (), content: bytes = b"") -> bytes:
    """
    Write a request.

    @param fields: header fields; one that is named here is not added again.
    @return: the bytes to send.
    """
    own = [("Host", address.authority), ("Connection", "close")]
    if content:
        own.append(("Content-Length", str(len(content))))
    given = {name.lower() for name, _ in fields}
    lines = [f"{method} {address.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in own if name.lower() not in given]
    lines += [f"{name}: {value}" for name, value in fields]
    return toBytes("\r\n".join(lines)) + b"\r\n\r\n" + content
