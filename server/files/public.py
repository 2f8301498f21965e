"""
The resource for a file, or for a directory and what is in it.
"""

from __future__ import annotations

import os
from io import FileIO
from stat import S_ISDIR, S_ISREG
from typing import IO
from urllib.parse import quote

from twisted.python.filepath import FilePath
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.static import File

from server.files.fileresponse import answerWithFile
from server.files.listing import FORBIDDEN, NOT_FOUND, Listing, segments
from server.files.textpages import LONGEST, isReader, textPage
from server.files.types import TEXT, TYPES
from server.redirects import redirectTo


def isPlain(path: str) -> bool:
    """
    Tell whether there is a file or a directory.

    A link may lead out of the directory that it is in. Opening a pipe would block the
    whole server, until somebody writes into it.
    """
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return S_ISREG(mode) or S_ISDIR(mode)


class PublicFile(File):
    """
    A file, or a directory and what is in it, that everybody may see.

    Nothing hidden is served, nothing that a link points to, but only plain files and
    directories. No file can run a script in the name of this server. A directory always
    shows its listing.
    """

    childNotFound = NOT_FOUND  # type: ignore[assignment]
    forbidden = FORBIDDEN  # type: ignore[assignment]
    contentTypes = TYPES
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
        path = os.path.join(self.path, name)
        return FilePath(path) if isPlain(path) else None

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Go one segment down, to what the directory holds under that name.
        """
        if not path:
            listing: Resource = super().getChild("", request)
            return listing
        # RFC 3986 section 5.2.4 has clients leave out such a segment. Not all of them do:
        # apt, for one.
        if path == b"." and self.isdir():
            return self
        found = self.find(os.fsdecode(path))
        if found is None:
            return self.childNotFound
        child: Resource = self.createSimilarFile(found.path)
        return child

    def directoryListing(self) -> Resource:
        """
        @return: the page of what may be seen in the directory; a 403 where it cannot be read.
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

        The Location is relative as well, so it works for whatever name of this server the
        client has used. Since it is quoted, it cannot lead to another server.
        """
        return redirectTo(quote(segments(request)[-1], safe="").encode() + b"/", request)

    def render_GET(self, request: Request) -> bytes | int:
        """
        Send the file, or redirect to the directory. C{File} would do this with the faults
        that the walkthrough of step 6 lists.
        """
        try:
            file = self.openForReading()
        except OSError as error:
            return self.answerUnopened(request, error)
        kind = self.kind()
        isShort = os.fstat(file.fileno()).st_size <= LONGEST
        if kind == TEXT and isShort and isReader(request):
            return textPage(request, self.name(), file)
        request.setHeader(b"Content-Security-Policy", self.policy())
        request.setHeader(b"X-Content-Type-Options", b"nosniff")
        return answerWithFile(request, file, kind)

    render_HEAD = render_GET

    def policy(self) -> bytes:
        """
        Say what the file may do in a browser, as C{Content-Security-Policy} does: nothing.
        """
        return b"sandbox"

    def openForReading(self) -> IO[bytes]:
        """
        Open the file, without a buffer: it is read in large pieces, or by the system
        alone.
        """
        return FileIO(self.path)

    def answerUnopened(self, request: Request, error: OSError) -> bytes:
        """
        Answer for what cannot be opened: a directory, for one.
        """
        self.restat(False)
        if self.isdir():
            return self.redirect(request)
        if isinstance(error, FileNotFoundError):
            return self.childNotFound.render(request)
        if isinstance(error, PermissionError):
            return self.forbidden.render(request)
        raise error

    def name(self) -> str:
        """
        The name, as far as it is text: not every name on a disk is UTF-8.
        """
        return os.fsencode(self.basename()).decode(errors="replace")

    def kind(self) -> str:
        """
        The media type, by the ending of the name.
        """
        kind: str = self.contentTypes.get(self.splitext()[1].lower(), self.defaultType)
        return kind
