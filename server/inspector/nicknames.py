"""
What a client calls itself, so that a class sees who is who: a connection whose first line
is C{NICK ada}, or a request with a cookie C{nick=ada}.

It may be anything that anybody has sent: so it is cut short, and rid of characters that
can disturb what is beside it.
"""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import unquote_to_bytes

from server.http1 import Request
from server.inspector.studentcodes import isCode

LINE = re.compile(rb"NICK[ \t]+([^\r\n]{1,120})\r?\n")
COOKIE = re.compile(rb"(?:^|;)[ \t]*nick=\"?([^;\"\r\n]{1,120})")
#: How many characters a nickname has, and which it may have besides letters and digits.
LONGEST_NICKNAME, SIGNS = 20, " -_."


def nicknameOfLine(beginning: bytes) -> str:
    """
    Find the nickname in the first line of a connection; empty where there is none. A code that
    comes with it is not part of it.
    """
    match = LINE.match(beginning)
    words = match[1].split() if match else []
    return cleaned(b" ".join(each for each in words if not isCode(each.decode("latin-1"))))


def nicknameOfCookie(request: Request) -> str:
    """
    Find the nickname in a request; empty where there is none.
    """
    for name, value in request.fields:
        if name.lower() == b"cookie":
            match = COOKIE.search(value)
            if match:
                return cleaned(unquote_to_bytes(match[1]))
    return ""


def cleaned(data: bytes) -> str:
    """
    Make a nickname that can be shown anywhere: it has no control characters, and none that
    changes the direction of a text.
    """
    text = normalize("NFC", data.decode("utf-8", "replace"))
    kept = "".join(each for each in text if each.isalnum() or each in SIGNS)
    return " ".join(kept.split())[:LONGEST_NICKNAME].rstrip()
