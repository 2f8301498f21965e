"""
Bytes to be sent, as an address holds them: in base64url, without padding (RFC 4648
sections 5 and 3.2). Links in the book and in the greenhouse bring them into the
inspector's form.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

#: How many bytes an address can hold; and how they look there.
MOST_DRAFT = 8192
DRAFT = re.compile(rb"[A-Za-z0-9_-]{1,10923}")


def encodeDraft(data: bytes) -> str:
    """
    @return: the bytes in base64url, for a query.
    """
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def decodeDraft(text: str) -> bytes:
    """
    Read bytes from an address. What is not base64 counts as nothing.
    """
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except Error:
        return b""
