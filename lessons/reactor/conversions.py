"""
What becomes of bytes on their way between a person and a server.
"""

from __future__ import annotations

import codecs
import re


class Unchanged:
    """
    Passes bytes on as they are.
    """

    def convert(self, data: bytes) -> bytes:
        """
        Convert the next piece of a stream, wherever it was cut.
        """
        return data

    def finish(self) -> bytes:
        """
        The stream is at its end: give out what was held back.
        """
        return b""


class NetworkLines(Unchanged):
    """
    Ends every line in CR LF: a bare LF becomes CR LF, a CR LF stays.
    """

    before = b""  # CR, where the piece before ended in one

    def convert(self, data: bytes) -> bytes:
        ended = re.sub(rb"(?<!\r)\n", b"\r\n", self.before + data)[len(self.before) :]
        self.before = b"\r" if data.endswith(b"\r") else b""
        return ended


class SafeText(Unchanged):
    """
    Makes bytes fit for a terminal: UTF-8 text stays text, and whatever is not printable text, a
    tab or a line end becomes a visible escape.
    """

    def __init__(self) -> None:
        self.decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
        self.held = ""  # a CR at the end of a piece: does LF follow?

    def convert(self, data: bytes, final: bool = False) -> bytes:
        text = self.held + self.decoder.decode(data, final)
        self.held = "\r" if text.endswith("\r") and not final else ""
        lines = text.removesuffix(self.held).replace("\r\n", "\n")
        return "".join(map(self.show, lines)).encode()

    def finish(self) -> bytes:
        return self.convert(b"", final=True)

    def show(self, char: str) -> str:
        if char.isprintable() or char in "\t\n":
            return char
        return char.encode("unicode_escape").decode("ascii")
