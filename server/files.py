"""
Files for everybody to see: Twisted's C{File}, with house rules.

C{File} serves all that lies below a directory. That is more than one means to
show (hidden files; whatever a link points to), and some requests make it fail.
C{PublicFile} is a C{File} in every other respect.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from html import escape
from typing import IO, cast
from urllib.parse import quote

from twisted.python.filepath import FilePath
from twisted.web.http import datetimeToString
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.static import File, SingleRangeStaticProducer
from twisted.web.util import redirectTo

#: The type of everything that a person can read and whose ending tells no other.
TEXT = "text/plain; charset=utf-8"
TEXT_ENDINGS = ".cfg .conf .diff .ini .log .md .patch .py .rst .sh .toml .txt .yaml"

# RFC 9110 section 14.1.2, but one range only: a request for a thousand ranges
# that overlap would be answered with a thousand times the file.
RANGE = re.compile(rb"bytes=(?:\d{1,15}-\d{0,15}|-(?P<last>\d{1,15}))")

# Section 5.6.7, the format that every sender has to use.
DATE = re.compile(rb"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")


def makePage(title: str, body: str) -> bytes:
    """
    Make a small page.

    @param title: as text; it is escaped here.
    @param body: as HTML.
    """
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>body {{ font: 1.25em/1.5 sans-serif; max-width: 32em; margin: 1em auto; padding: 0 1em }}
h1, li {{ overflow-wrap: anywhere }}</style>
</head>
<body>
<h1>{escape(title)}</h1>
{body}
</body>
</html>
""".encode()


class Message(Resource):
    """
    A page that says why there is no file, here and at every path below.
    """

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__()
        self.status = status
        self.content = makePage(title, f"<p>{escape(text)}</p>")

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Say the same of what lies below.
        """
        return self

    def render(self, request: Request) -> bytes:
        """
        Say it, whatever the method.
        """
        request.setResponseCode(self.status)
        request.setHeader(b"Content-Type", b"text/html; charset=utf-8")
        return self.content


NOT_FOUND = Message(404, "Not found", "There is no such file here.")
FORBIDDEN = Message(403, "Forbidden", "The server itself is not allowed to read this.")


class Listing(Resource):
    """
    The page that shows what is in a directory.

    Twisted's own, L{twisted.web.static.DirectoryLister}, shows what it is given
    in a table that is no HTML5, and fails where a name is not UTF-8.
    """

    def __init__(self, children: Iterable[FilePath[str]]) -> None:
        super().__init__()
        self.rows = [listingRow(child) for child in children]

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Below C{directory/}, with its slash, a second slash leads nowhere.
        """
        return NOT_FOUND

    def render_GET(self, request: Request) -> bytes:
        """
        Show the directory under the name by which the client asked for it.
        """
        path = b"/".join([b"", *segments(request)]).decode(errors="replace")
        rows = ['<li><a href="../">../</a></li>', *self.rows]
        request.setHeader(b"Content-Type", b"text/html; charset=utf-8")
        return makePage(f"Directory listing for {path}", "\n".join(["<ul>", *rows, "</ul>"]))


def segments(request: Request) -> list[bytes]:
    """
    The segments of the path down to the resource that is rendered.
    """
    return cast(list[bytes], request.prepath)


def listingRow(child: FilePath[str]) -> str:
    """
    Show one file or directory, as a link relative to its directory's page.
    """
    name = os.fsencode(child.basename())  # not every name on a disk is UTF-8
    text = escape(name.decode(errors="replace"))
    if child.isdir():
        return f'<li><a href="{quote(name, safe="")}/">{text}/</a></li>'
    return f'<li><a href="{quote(name, safe="")}">{text}</a>, {child.getsize():,} bytes</li>'


class PublicFile(File):
    """
    A file, or a directory and what is in it, that everybody may see.

    Nothing hidden is served, nothing that a link points to, and nothing but
    plain files and directories. No file can run a script in the name of this
    server. A directory always shows its listing.
    """

    childNotFound = NOT_FOUND  # type: ignore[assignment]
    forbidden = FORBIDDEN  # type: ignore[assignment]
    contentTypes = File.contentTypes | dict.fromkeys(TEXT_ENDINGS.split(), TEXT)
    indexNames: list[str] = []

    def __init__(self, path: str, defaultType: str = TEXT, *others: object) -> None:
        """
        @param defaultType: C{File} would take C{text/html}, so a browser would
            run what a stranger has managed to write into a log.
        """
        super().__init__(path, defaultType, *others)  # type: ignore[arg-type]

    def find(self, name: str) -> FilePath[str] | None:
        """
        Find what a directory holds under a name, if it may be shown.
        """
        # This takes care of ".." as well. A slash or a NUL can be in the name
        # where the client wrote %2F or %00.
        if name.startswith(".") or "/" in name or "\0" in name:
            return None
        child = self.child(name)
        # A link may lead out of the directory. To open a pipe would block the
        # whole server, until somebody writes into it.
        mayShow = not child.islink() and (child.isfile() or child.isdir())
        return child if mayShow else None

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Go one segment down.
        """
        name = os.fsdecode(path)
        if name and self.find(name) is None:
            return self.childNotFound
        child: Resource = super().getChild(name, request)
        return child

    def directoryListing(self) -> Resource:
        """
        Make the page for a directory.
        """
        try:
            names = self.listNames()
        except OSError:
            return self.forbidden
        return Listing(filter(None, map(self.find, names)))

    def redirect(self, request: Request) -> bytes:
        """
        Send a client that asked for C{directory} to C{directory/}, where the
        relative links of the listing are right.

        The Location is relative as well, so it holds for whatever name of this
        server the client used. Quoted, it cannot lead to another server.
        """
        return redirectTo(quote(segments(request)[-1], safe="").encode() + b"/", request)

    def render_GET(self, request: Request) -> bytes | int:
        """
        Send the file, or redirect to the directory.
        """
        request.setHeader(b"Content-Security-Policy", b"sandbox")
        request.setHeader(b"X-Content-Type-Options", b"nosniff")
        # RFC 9110 section 13.1.3: "A recipient MUST ignore the If-Modified-Since
        # header field if the received field value is not a valid HTTP-date".
        if not DATE.fullmatch(request.getHeader(b"if-modified-since") or b""):
            request.requestHeaders.removeHeader(b"if-modified-since")
        result: bytes | int = super().render_GET(request)
        return result

    render_HEAD = render_GET

    def makeProducer(self, request: Request, fileForReading: IO[bytes]) -> ExactProducer:
        """
        Announce the length and choose what sends the content.
        """
        # RFC 9110 section 14.2: "A server MAY ignore the Range header field."
        if not self.understandsRange(request):
            request.requestHeaders.removeHeader(b"range")
        plan = super().makeProducer(request, fileForReading)
        offset, size = getattr(plan, "offset", 0), getattr(plan, "size", self.getFileSize())
        return ExactProducer(request, fileForReading, offset, size)

    def understandsRange(self, request: Request) -> bool:
        """
        Tell whether C{File} handles the request's Range field correctly.

        It fails where more of a file's end is asked for than there is.
        """
        match = RANGE.fullmatch(request.getHeader(b"range") or b"")
        isWithin = match is not None and int(match["last"] or 0) <= self.getFileSize()
        return isWithin and self.isVersionWanted(request)

    # RFC 9110 section 13.1.5: a date in If-Range has to match exactly, and to be
    # strong: a second must have passed since, in which nothing has changed.
    def isVersionWanted(self, request: Request) -> bool:
        """
        Tell whether If-Range, of which C{File} knows nothing, allows a range:
        it names the version that the client has a part of.
        """
        condition = request.getHeader(b"if-range")
        changed = cast(int, request.lastModified)  # set by render_GET
        isStrong = time.time() >= changed + 1
        return condition is None or (isStrong and condition == datetimeToString(changed))


class ExactProducer(SingleRangeStaticProducer):
    """
    Sends as many bytes as were announced, even of a file that grows meanwhile,
    as logs do. Where it has become shorter, the connection is broken off: only
    so can a client tell that the content is incomplete (RFC 9112 section 8).
    """

    def resumeProducing(self) -> None:
        """
        Send the next piece.
        """
        before = self.bytesWritten
        super().resumeProducing()
        if self.request and self.bytesWritten == before:
            self.request.unregisterProducer()
            self.request.loseConnection()
            self.stopProducing()
