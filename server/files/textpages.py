"""
Texts in a browser: on a page of the site. Programs get them as they are; so does a
browser that asks for C{?raw}.
"""

from __future__ import annotations

from html import escape
from typing import IO

from twisted.web.server import Request

from server.pages import makePage, variesByAccept, wantsPage

#: A text that is longer than this is sent as it is.
LONGEST = 500_000  # bytes

RAW = b"raw"

PAGE = """<p><a href="./">The folder</a> · <a href="?raw">The file itself</a></p>
<pre tabindex="0">{text}</pre>
"""


def isReader(request: Request) -> bool:
    """
    Tell whether a person is going to read a text. The answer depends on what the client
    says about itself, and says so.
    """
    variesByAccept(request)
    return wantsPage(request) and request.uri.partition(b"?")[2] != RAW


def textPage(request: Request, name: str, file: IO[bytes]) -> bytes:
    """
    Show a text, line by line; where it is wider than the window, the keyboard can scroll it.

    @param file: open for reading; it is closed here.
    """
    with file:
        text = file.read(LONGEST).decode("utf-8", "replace")
    return makePage(request, name, PAGE.format(text=escape(text, quote=False)))
