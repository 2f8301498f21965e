"""
Bytes that were sent by mistake, and what they tell about how that happened.

The engine names the first byte that breaks a rule. Many such bytes come from a program or
a key that everybody meets sooner or later; here they are recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True, slots=True)
class Clue:
    """
    What was found.

    @ivar sentence: what it is; C{{at}} in it is replaced by the offset, C{{bytes}} by the
        bytes.
    @ivar position: where it was found.
    @ivar found: the bytes.
    """

    sentence: str
    position: int
    found: bytes

    def tell(self, start: int) -> str:
        """
        Say it in one sentence, with the offset and the bytes filled in.

        @param start: the offset of the first byte that was searched.
        """
        said = self.sentence.replace("{at}", f"{start + self.position:,}")
        return said.replace("{bytes}", self.found[:LONGEST_CLUE].hex(" "))


def _clue(pattern: bytes, sentence: str) -> tuple[Pattern[bytes], str]:
    return re.compile(pattern), sentence


# The first that is found counts.
ANYWHERE = (
    _clue(
        rb"\xff\xf4\xff\xfd\x06",
        "Five bytes {bytes}: Ctrl-C in telnet (at byte {at}), which sends them and goes on."
        " Leave telnet with Ctrl-] and quit.",
    ),
    _clue(
        rb"\xff[\xfb-\xfe][\x00-\x31]",
        "Three bytes {bytes} at byte {at}: telnet asks how the other side wants to talk.",
    ),
    _clue(
        rb"\x08",
        "0x08: a backspace typed in telnet is sent, not erased (byte {at}).",
    ),
    _clue(
        rb"\x7f",
        "0x7f: the key that erases a letter, typed in telnet, is sent, and erases nothing (byte"
        " {at}).",
    ),
    _clue(
        rb"\x1b[\[O][A-DHF]",
        "{bytes}: an arrow key typed in telnet is sent as these bytes (byte {at}).",
    ),
    _clue(
        rb"\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb]",
        "{bytes}: a typographic quotation mark at byte {at}, copied from a text, not typed.",
    ),
    _clue(
        rb"\xe2\x80[\x90-\x95]",
        "{bytes}: a typographic dash at byte {at}, copied from a text, not typed.",
    ),
    _clue(
        rb"\xc2\xa0",
        "{bytes} at byte {at} looks like a space, but is not one: it was copied from a text.",
    ),
)
#: The length of the longest of them, in bytes.
LONGEST_CLUE = 5

# What begins a connection that speaks another protocol.
BEGINNINGS = (
    _clue(
        rb"\x16\x03[\x00-\x04]",
        "{bytes}: a TLS greeting on a plain port. The client was told https, and this is http.",
    ),
    _clue(rb"\x15\x03[\x00-\x04]", "{bytes}: a TLS alert on a plain port."),
    _clue(
        rb"\xef\xbb\xbf",
        "{bytes}: a byte order mark, which an editor has put before the text.",
    ),
    _clue(
        rb"\xff\xfe[!-~]\x00|\xfe\xff\x00[!-~]",
        "{bytes}: a byte order mark, and text in UTF-16, two bytes a letter.",
    ),
    _clue(
        rb"PRI \* HTTP/2\.0",
        "PRI * HTTP/2.0: the greeting of HTTP/2; the client takes for granted that this is"
        " spoken here.",
    ),
    _clue(rb"SSH-[12]\.", "SSH-: the greeting of SSH, which speaks on port 22."),
    _clue(rb"\x05[\x01-\x09][\x00-\x09]", "{bytes}: a SOCKS greeting. This is not a SOCKS proxy."),
    _clue(rb"\x04[\x01\x02]..", "{bytes}: a SOCKS 4 request. This is not a SOCKS proxy."),
    _clue(
        rb"PROXY (?:TCP|UNKNOWN)|\r\n\r\n\x00\r\nQUIT\n",
        "PROXY: a load balancer announces its client; the server must be told to expect that.",
    ),
)

# What lines look like that come where the first line of a message should be, in either
# direction.
IN_REQUESTS = (
    _clue(
        rb"[A-Za-z]{1,32} +[^ \r\n]++ *+\r?\n",
        "No version: HTTP/0.9, as it was spoken before 1996. It had no fields and no status.",
    ),
    _clue(
        rb"[A-Za-z]{1,32} +[^ \r\n]++ +(?!HTTP)(?i:http)/",
        "HTTP is written in capital letters in the version.",
    ),
    _clue(
        rb"HTTP/[0-9]\.[0-9] [0-9]{3}",
        "This is an answer, in the direction in which requests go.",
    ),
    _clue(
        rb"https?://|www\.",
        "This is an address, as it is typed into a browser, and not a request.",
    ),
)
IN_ANSWERS = (
    _clue(
        rb"[A-Z]{1,32} [^ \r\n]++ HTTP/1\.[0-9]\r?\n",
        "This is a request, in the direction in which answers go.",
    ),
    _clue(
        rb"\s*+[<{]",
        "Content without a status line: HTTP/0.9 answered like this, before 1996.",
    ),
)
NOT_ENDED = "Byte {at} is LF without CR."


def search(
    data: bytes, patterns: Iterable[tuple[Pattern[bytes], str]], start: int = 0, length: int = 0
) -> Clue | None:
    """
    Find the first pattern that occurs in some bytes.

    @param start: the position of the first of those that matter.
    @param length: how many of them matter; 0 for all after C{start}.
    """
    end = start + length if length else len(data)
    for pattern, sentence in patterns:
        for match in pattern.finditer(data, max(0, start - LONGEST_CLUE), end + LONGEST_CLUE):
            if match.start() < end and match.end() > start:
                return Clue(sentence, match.start(), match[0])
    return None


def begin(data: bytes, patterns: Iterable[tuple[Pattern[bytes], str]]) -> Clue | None:
    """
    Find the first pattern that some bytes begin with.
    """
    for pattern, sentence in patterns:
        if match := pattern.match(data):
            return Clue(sentence, 0, match[0])
    return None
