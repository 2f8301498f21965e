"""
The scripts that are within the pages: the theme brings one. A server that allows no others has to
know them.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from server.greenhouse.course import SCRIPTS

WITHIN = re.compile(r"<script(?: type=\"module\")?>(.*?)</script>", re.DOTALL)


def nameOf(script: str) -> str:
    """
    Name a script as C{Content-Security-Policy} does: by its digest (W3C CSP3 section 2.3.1).
    """
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def writeNames(book: Path) -> None:
    """
    Note the names of all scripts within a page of the book.
    """
    pages = [path.read_text(encoding="utf-8") for path in sorted(book.rglob("*.html"))]
    names = {nameOf(script) for page in pages for script in WITHIN.findall(page)}
    (book / SCRIPTS).write_text("".join(f"{name}\n" for name in sorted(names)), "ascii")
