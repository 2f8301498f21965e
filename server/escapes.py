"""
Bytes as they are shown: on one line, in ASCII, and nothing invisible left invisible.
"""

from __future__ import annotations

NAMED = {ord("\r"): "\\r", ord("\n"): "\\n", ord("\t"): "\\t", ord("\\"): "\\\\"}
ESCAPES = {byte: NAMED.get(byte, f"\\x{byte:02x}") for byte in range(256)} | {
    byte: chr(byte) for byte in range(0x20, 0x7F) if byte != ord("\\")
}


def visible(data: bytes) -> str:
    """
    Write bytes as Python writes them in a bytes literal: printable ASCII as it
    is, everything else as an escape.

    @return: text without any control character.
    """
    return "".join(map(ESCAPES.__getitem__, data))
