"""
The content of a request, as a resource finds it.

A resource is given a file. Most content is short and comes in one piece, and making a file
in Twisted's way, writing to it and going back to its beginning takes longer than reading
the head. So a file is made of the piece itself when all has come.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from server.channel.responding import Responding
from server.http1 import events

#: How many bytes of a request's content stay in memory: as many as with Twisted's request.
IN_MEMORY = 100_000


class Collecting(Responding):
    """
    A request of L{twisted.web.server}, as far as it collects content.

    @ivar event: its head.
    """

    event: events.Request
    _piece = b""  # of content: the first one, while there is no file

    @property
    def content(self) -> Any:
        """
        The content, as a file at its beginning; it is made when it is first asked for.
        """
        if self._content is None:
            self._makeFile()
        return self._content

    @content.setter
    def content(self, file: Any) -> None:
        self._content = file

    def gotLength(self, length: int | None) -> None:
        """
        C{length} bytes of content follow the head; L{None} where their number is not
        known.
        """
        isShort = length is not None and length < IN_MEMORY
        if not isShort or getattr(self.channel.site, "choosesFiles", True):
            super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:
        """
        A piece of the content has come.
        """
        if self._content is None and not self._piece:
            self._piece = data
        else:
            self.content.write(data)

    def _makeFile(self) -> None:
        """
        Make the file before all of the content has come, or where there is no content.
        """
        super().gotLength(self.event.contentLength)
        if self._piece:
            self._content.write(self._piece)

    def rewind(self) -> int:
        """
        All of the content has come: go to its beginning.

        @return: its length, in bytes.
        """
        if self._content is None:
            self._content = BytesIO(self._piece)  # which copies nothing
            return len(self._piece)
        length: int = self._content.tell()
        self._content.seek(0)
        return length
