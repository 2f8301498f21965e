"""
Files in a browser: a text, and the list of what is in a directory, on pages of the
site. Programs get them as they are; so does a browser that asks for C{?raw}.
"""

from __future__ import annotations

import os

from twisted.internet.defer import succeed
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request
from twisted.web.template import tags

from server.files import PublicFile
from server.files.listing import Listing, titleOf
from server.files.types import TEXT
from server.pages import Answer, Layout, respond, textBlock, variesByAccept, wantsPage

#: A longer text is sent as it is.
LONGEST = 500_000  # bytes

RAW = b"raw"


def readable(resource: IResource, request: Request, layout: Layout) -> IResource:
    """
    Put a page in the place of a file or a listing, where a browser asks for it.
    """
    page: Resource
    if isinstance(resource, Listing):
        page = ListingPage(layout, resource)
    elif isinstance(resource, PublicFile) and isText(resource):
        page = TextPage(layout, resource)
    else:
        return resource
    variesByAccept(request)
    isRaw = request.uri.partition(b"?")[2] == RAW
    return page if wantsPage(request) and not isRaw else resource


def isText(file: PublicFile) -> bool:
    """
    Tell whether a file is plain text, and short enough to be read.
    """
    return file.kind() == TEXT and file.isfile() and file.getsize() <= LONGEST


class ListingPage(Resource):
    """
    The page of a directory.
    """

    isLeaf = True

    def __init__(self, layout: Layout, listing: Listing) -> None:
        super().__init__()
        self.layout = layout
        self.listing = listing

    def render_GET(self, request: Request) -> int:
        """
        Show it.
        """
        entries = [
            tags.li(tags.a(entry.text, href=entry.href), entry.size)
            for entry in self.listing.entries
        ]
        page = self.layout.page(titleOf(request), tags.ul(entries))
        return respond(request, self.layout, succeed(Answer(page)))


class TextPage(Resource):
    """
    The page of a text.
    """

    isLeaf = True

    def __init__(self, layout: Layout, file: PublicFile) -> None:
        super().__init__()
        self.layout = layout
        self.file = file

    def render_GET(self, request: Request) -> bytes | int:
        """
        Show it.
        """
        try:
            with self.file.openForReading() as file:
                text = file.read(LONGEST).decode("utf-8", "replace")
        except OSError:  # it has gone, or may not be read: the file knows what to say
            return self.file.render_GET(request)
        name = os.fsencode(self.file.basename()).decode("utf-8", "replace")
        folder, raw = tags.a("The folder", href="./"), tags.a("The file itself", href="?raw")
        page = self.layout.page(name, tags.p(folder, " · ", raw), textBlock(text))
        return respond(request, self.layout, succeed(Answer(page)))
