"""
What the clients and the warm-up programs read from a command line: a host, a
time; and text that began as bytes.
"""

from __future__ import annotations

import os
from argparse import ArgumentTypeError

from twisted.internet.abstract import isIPAddress, isIPv6Address

from server.console import printable

# RFC 1123 section 2.1 gives host names letters, digits, hyphens and dots. Names
# with "_" are looked up and answered all the same, so they are taken here.
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


def hostName(text: str) -> str:
    """
    Read a host's name or address from a command line.

    @return: the address, or the name in ASCII, as DNS has it.
    """
    if isIPAddress(text) or isIPv6Address(text):
        return text
    try:
        name = text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    if not name or not LETTERS.issuperset(name) or name[0] in "-.":
        raise ArgumentTypeError(f"{text!r} is neither the name of a host nor an address")
    return name


def someSeconds(text: str) -> float:
    """
    Read a time from a command line: seconds, above 0 and up to a day.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds above 0 and up to a day")
    return seconds


def toBytes(text: str) -> bytes:
    """
    Turn text into what goes over the wire. What a person types, what a file is called, and what a
    server sends are bytes, and need not be UTF-8: Python holds bytes that are not UTF-8 as
    surrogates.
    """
    return text.encode("utf-8", "surrogateescape")


def visible(path: str | bytes | os.PathLike[str]) -> str:
    """
    Write a file's name so that it can be shown. A name is bytes. Those that are not UTF-8, or not
    fit to be sent to a terminal, become escapes.
    """
    return printable(os.fsencode(path).decode("utf-8", "backslashreplace"))
