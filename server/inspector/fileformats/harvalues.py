"""
The values of fields in an HTTP Archive, as bytes.
"""

from __future__ import annotations

from server.inspector.fileformats.harcontent import Unfit

#: Fields that say how a message is framed.
FRAMING = ("content-length", "transfer-encoding")


def writeValue(name: str, value: str) -> bytes:
    """
    Write the value of a field.

    @raise Unfit: when it is not one.
    """
    data = bytesOf(value).strip(b" \t")
    if any(each in data for each in (b"\r", b"\n", b"\0")):
        raise Unfit(f"its field {name[:40]} holds the end of a line")
    return data


def bytesOf(text: str) -> bytes:
    """
    Write text as bytes: archives have one character for each byte, or text in UTF-8.

    @raise Unfit: when it is neither.
    """
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        pass
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unfit("it holds half a character") from None
