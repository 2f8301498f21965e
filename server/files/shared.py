"""
The files that every page of a site asks for.
"""

from __future__ import annotations

from twisted.web.resource import Resource

from server.files.public import PublicFile
from server.pages.layout import ICON, STYLE_SHEET


def addStyleSheet(root: Resource) -> Resource:
    """
    Serve the style sheet where every page expects it: at the site's root.

    @return: the root.
    """
    root.putChild(b"style.css", PublicFile(str(STYLE_SHEET)))
    return root


def addIcon(root: Resource) -> Resource:
    """
    Serve the site's icon where every browser asks for one, whatever the page.

    @return: the root.
    """
    root.putChild(b"favicon.ico", PublicFile(str(ICON)))
    return root
