"""
Bytes as they are written in a shell and in Python, so that they arrive as they are.
"""

from __future__ import annotations

import re

LINE = re.compile(rb"[^\n]*\n|[^\n]+")
#: A word that means nothing else to a shell.
SAFE = re.compile(rb"[A-Za-z0-9/._:-]+")

#: How each byte is written in the format of printf. POSIX: a percent sign is written twice,
#: and a backslash and three octal digits are a byte.
FORMAT = [
    chr(byte) if byte in range(0x20, 0x7F) and chr(byte) not in "\\'" else f"\\{byte:03o}"
    for byte in range(256)
]
FORMAT[ord("%")], FORMAT[ord("\r")], FORMAT[ord("\n")] = "%%", "\\r", "\\n"


def quoted(text: bytes) -> str:
    """
    Quote a word for the shell, where it needs it.

    @param text: printable ASCII.
    """
    if SAFE.fullmatch(text):
        return text.decode("ascii")
    return "'" + text.decode("ascii").replace("'", "'\\''") + "'"


def printf(data: bytes) -> str:
    """
    Write the command that prints bytes, line by line. Words with nothing between them are
    one argument, and after a backslash at the end of a line it goes on.
    """
    lines = ["".join(FORMAT[byte] for byte in line) for line in LINE.findall(data)] or [""]
    if lines[0].startswith("-"):  # it would be taken for an option
        lines[0] = f"\\{ord('-'):03o}{lines[0][1:]}"
    return "printf " + "\\\n".join(f"'{line}'" for line in lines)


def word(data: bytes) -> str:
    """
    Write bytes as one word for the shell; none of them is NUL.
    """
    isPlain = all(byte in range(0x20, 0x7F) for byte in data)
    return quoted(data) if isPlain else f'"$({printf(data)})"'


def literals(data: bytes) -> list[str]:
    """
    Write bytes as Python literals, line by line. Python joins literals that follow each
    other.
    """
    return [repr(line) for line in LINE.findall(data)] or ["b''"]
