"""
An upload that is read as it arrives, and not kept.

Twisted keeps the content of a request in a temporary file until all of it has
come, then reads a form into memory. Here a form is taken apart while it comes.
"""

from __future__ import annotations

from functools import partial
from typing import BinaryIO, cast

from twisted.web.http import datetimeToString
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.practice.form import FormReader, makeReader

#: How many bytes are read at a time.
PIECE = 65536

FORM = b"""<!DOCTYPE html>
<title>Upload</title>
<form method="post" enctype="multipart/form-data">
<p><label>A word about it: <input name="note"></label></p>
<p><label>The file: <input type="file" name="file"></label></p>
<p><button>Upload</button></p>
</form>
"""


class FormRequest(Request):
    """
    A request whose multipart form is read as it arrives. The text fields are
    in C{args}, as with any form; of files, see L{FormReader.parts}.
    """

    def gotLength(self, length: int | None) -> None:
        """
        The head of the request has come, the content follows.
        """
        super().gotLength(length)
        reader = makeReader(self)
        if reader is not None:
            self.content = reader

    def process(self) -> None:
        """
        All of the request has come. A broken form reaches no resource.
        """
        if isinstance(self.content, FormReader):
            self.content.finish()
            if self.content.error:
                return refuse(self, 400, self.content.error)
            for name, value in self.content.fields():
                self.args.setdefault(name, []).append(value)
        super().process()


def refuse(request: Request, status: int, words: str) -> None:
    """
    Answer in plain text what is wrong with a request.
    """
    request.setResponseCode(status)
    content = f"{words}\n".encode()
    request.setHeader("date", datetimeToString())
    request.setHeader("content-type", "text/plain; charset=utf-8")
    request.setHeader("content-length", str(len(content)))
    request.write(content)
    request.finish()


def findForm(request: Request) -> FormReader | None:
    """
    Find the form that a request has brought. Where the site makes requests of
    another kind, its content is in a file, and is read again.

    @return: L{None} where the content is no multipart form.
    """
    if isinstance(request.content, FormReader):
        return request.content
    reader, content = makeReader(request), cast(BinaryIO, request.content)
    if reader is not None:
        content.seek(0)
        for piece in iter(partial(content.read, PIECE), b""):
            reader.write(piece)
        reader.finish()
    return reader


class Upload(Resource):
    """
    Takes a form with files, and says what has arrived.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Show a form to upload with.
        """
        request.setHeader("content-type", "text/html; charset=utf-8")
        return FORM

    def render_POST(self, request: Request) -> bytes:
        """
        Say what has arrived.
        """
        request.setHeader("content-type", "text/plain; charset=utf-8")
        request.setHeader("x-content-type-options", "nosniff")
        reader = findForm(request)
        if reader is None:
            request.setResponseCode(415)
            return b"Send a form as multipart/form-data.\n"
        if reader.error:
            request.setResponseCode(400)
            return f"{reader.error}\n".encode()
        lines = [str(part) for part in reader.parts] or ["an empty form"]
        return "".join(f"{line}\n" for line in lines).encode()
