r"""
Bytes as a person types them, and back.

What is typed is sent, as UTF-8; the end of a line is sent as CR LF. A backslash begins what
cannot be typed:

  - C{\r}, C{\n} and C{\t} are the bytes CR, LF and tab;
  - C{\xNN} is the byte with this number, in two hexadecimal digits;
  - C{\\} and C{\|} are a backslash and a bar;
  - a backslash at the end of a line says that this line end is not sent.

A bar is not sent: it says where the bytes are cut, when they are sent as cut by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from server.pages import BadRequest

#: How many bytes are sent at a time, and how many characters it may take to write them: each
#: byte may be an escape, cut from the next, on a line of its own.
MOST_SENT = 2**16
MOST_TYPED = len("\\x00|\\\r\n") * MOST_SENT

TOO_LONG = (
    f"No more than {MOST_TYPED:,} characters are read at a time. "
    f"That is enough for {MOST_SENT:,} bytes, however they are written."
)

#: One token: what is sent as it is; a line end; a cut; an escape, right or wrong.
NOTATION_TOKEN = re.compile(
    r"(?P<plain>[^\\|\r\n]+)|(?P<lineEnd>\r\n|\r|\n)|(?P<cut>\|)"
    r"|(?P<numbers>(?:\\x[0-9A-Fa-f]{2})+)|\\(?:(?P<named>[rnt\\|])|(?P<joined>\r\n|\r|\n))"
    r"|(?P<wrong>\\)"
)
NAMED_ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\", "|": b"|"}

ESCAPED = {value[0]: f"\\{name}" for name, value in NAMED_ESCAPES.items()}
# After a bare LF a new line begins, as it will for many who read it; the line end that is
# written there is not sent.
ESCAPED[10] += "\\\n"
#: How each byte is written, outside of a line end.
WRITTEN = [
    ESCAPED.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}")
    for byte in range(256)
]


class BadNotation(BadRequest):
    """
    What was typed does not mean any bytes.
    """


@dataclass(frozen=True)
class Draft:
    """
    Bytes that may be sent.

    @ivar cuts: where they are cut, as offsets: rising, and none at the beginning or end.
    """

    data: bytes = b""
    cuts: tuple[int, ...] = ()


class Reading:
    """
    The bytes that were read so far.
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self.cuts: list[int] = []

    def take(self, token: re.Match[str]) -> None:
        """
        Read one token that is right: text, an escape, a line end, or a cut.
        """
        TAKEN[token.lastgroup or ""](self, token[token.lastgroup or ""])

    def takePlain(self, text: str) -> None:
        """
        Take text as UTF-8. What is not a character by itself, half of a pair, is sent as
        C{?}.
        """
        self.data += text.encode("utf-8", "replace")

    def takeLineEnd(self, text: str) -> None:
        """
        Take the end of a line as CR LF, however the browser writes it.
        """
        self.data += b"\r\n"

    def takeCut(self, text: str) -> None:
        """
        Note a cut. Two cuts in one place are one.
        """
        if self.data and self.cuts[-1:] != [len(self.data)]:
            self.cuts.append(len(self.data))

    def takeNumbers(self, text: str) -> None:
        """
        Take bytes by their numbers, as many as there are side by side.
        """
        self.data += bytes.fromhex(text.replace("\\x", ""))

    def takeNamed(self, name: str) -> None:
        """
        Take a byte by its name, such as C{r}.
        """
        self.data += NAMED_ESCAPES[name]

    def takeJoined(self, text: str) -> None:
        """
        The line goes on: take nothing.
        """

    def draft(self) -> Draft:
        """
        The bytes and the cuts that have been read.
        """
        cuts = self.cuts[:-1] if self.cuts[-1:] == [len(self.data)] else self.cuts
        return Draft(bytes(self.data), tuple(cuts))


TAKEN: dict[str, Callable[[Reading, str], None]] = {
    "plain": Reading.takePlain,
    "lineEnd": Reading.takeLineEnd,
    "cut": Reading.takeCut,
    "numbers": Reading.takeNumbers,
    "named": Reading.takeNamed,
    "joined": Reading.takeJoined,
}


def readNotation(text: str) -> Draft:
    """
    Read what was typed.

    @raise BadNotation: with the place, where it is wrong, or too long.
    """
    if len(text) > MOST_TYPED:
        raise BadNotation(TOO_LONG)
    reading = Reading()
    for token in NOTATION_TOKEN.finditer(text):
        if token.lastgroup == "wrong":
            raise _wrongEscape(text, token.start())
        reading.take(token)
        if len(reading.data) > MOST_SENT:
            raise _tooLong()
    return reading.draft()


def writeNotation(draft: Draft) -> str:
    """
    Write bytes so that a person can read them, and go on typing. Reading them gives the
    same bytes and cuts.
    """
    ends = (*draft.cuts, len(draft.data))
    starts = (0, *draft.cuts)
    pieces = [draft.data[start:end] for start, end in zip(starts, ends, strict=True)]
    return "|".join(map(_writePiece, pieces))


def _writePiece(piece: bytes) -> str:
    return "\n".join(map(_writeLine, piece.split(b"\r\n")))


def _writeLine(line: bytes) -> str:
    return "".join(map(WRITTEN.__getitem__, line))


def _tooLong() -> BadNotation:
    return BadNotation(f"No more than {MOST_SENT:,} bytes are sent at a time.")


def _wrongEscape(text: str, position: int) -> BadNotation:
    before = re.split(r"\r\n|\r|\n", text[:position])
    place = f"line {len(before)}, character {len(before[-1]) + 1}"
    return BadNotation(
        f"The backslash in {place} begins no escape: write \\r, \\n, \\t, \\xNN with two "
        "hexadecimal digits, \\| or \\\\."
    )
