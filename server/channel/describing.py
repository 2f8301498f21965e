"""
The fields of the response, as a resource sets them on its request.
"""

from __future__ import annotations

from typing import Any

from twisted.web import server

# Not through the module: see L{server.channel.responding}.
from twisted.web.http import NO_CONTENT, NOT_MODIFIED, datetimeToString
from twisted.web.http_headers import Headers

from server.channel.fields import CANONICAL, CODING, FRAMING, fieldsOf
from server.channel.lazyattribute import LazyAttribute
from server.channel.twistednames import headersOf
from server.http1.events import Field

#: As numbers: looking for a number among bytes takes a tenth of the time.
CR, LF = b"\r\n"

CONTENT_TYPE = b"Content-Type"
CONTENT_LENGTH = b"Content-Length"


class Describing(server.Request):
    """
    A request of L{twisted.web.server}, as far as it holds the fields of a response.
    """

    _connection: Any  # the channel, to the end
    _length: int | None = None  # of the content that a resource has returned
    #: The fields by canonical name, besides those that the channel has for every response,
    #: until somebody wants all of them as Headers.
    _plain: dict[bytes, bytes] | None

    responseHeaders = LazyAttribute(lambda self: self._makeHeaders())

    def _makeHeaders(self) -> Headers:
        """
        Make Headers of the fields; from now on they are kept there.
        """
        fields = self._connection.fields.beside(self._plain or {})
        self._plain = None
        return headersOf({name: [value] for name, value in fields.items()})

    def _makeFresh(self) -> None:
        """
        Forget the fields that have been set: the answer will be another one.
        """
        self._plain = {}
        self.responseHeaders = self._makeHeaders()

    def setHeader(self, name: str | bytes, value: str | bytes) -> None:
        """
        Set a field, in place of all others of its name.
        """
        plain = self._plain
        if (
            plain is None
            or type(name) is not bytes
            or type(value) is not bytes
            or LF in value
            or CR in value
        ):
            self.responseHeaders.setRawHeaders(name, [value])
        else:
            plain[CANONICAL[name]] = value

    def addMember(self, name: bytes, member: bytes) -> None:
        """
        Add a member to a field that is a list.

        RFC 9110 section 5.3: field lines of one name "can be combined ... by appending each
        subsequent field line value to the initial field line value in order, separated by a
        comma". So one plain field can hold them all.
        """
        if self._plain is None:
            self.responseHeaders.addRawHeader(name, member)
            return
        before = self.getResponseHeader(name)
        self.setHeader(name, member if before is None else b"%b, %b" % (before, member))

    def getResponseHeader(self, name: bytes) -> bytes | None:
        """
        Look up a field of the response; where it comes several times, its last value.
        """
        if self._plain is not None:
            spelling = CANONICAL[name]
            value = self._plain.get(spelling)
            return self._connection.fields.fields.get(spelling) if value is None else value
        values: Any = self.responseHeaders.getRawHeaders(name)
        return values[-1] if values else None

    def _fields(self) -> list[Field]:
        """
        Collect the header fields, including those that have an attribute of their own.
        """
        # The length of what a resource has returned goes before what it has said.
        without = CODING if self._length is None else FRAMING
        if self._plain is not None and not self._hasAttributes() and self._hasType():
            fields = self._connection.fields.beside(self._plain).items()
            return [field for field in fields if field[0] not in without]
        headers = self.responseHeaders
        if self.lastModified is not None and not headers.hasHeader(b"Last-Modified"):
            headers.setRawHeaders(b"Last-Modified", [datetimeToString(self.lastModified)])
        if self.etag is not None:
            headers.setRawHeaders(b"ETag", [self.etag])
        if self.cookies:
            headers.setRawHeaders(b"Set-Cookie", self.cookies)
        listed = fieldsOf(headers, without)
        kind = self.defaultContentType
        if kind is not None and not headers.hasHeader(b"Content-Type") and self._hasContent():
            listed.append((b"Content-Type", kind))
        return listed

    def _hasType(self) -> bool:
        return self.getResponseHeader(CONTENT_TYPE) is not None

    def _hasAttributes(self) -> bool:
        return bool(self.cookies) or self.etag is not None or self.lastModified is not None

    def _hasContent(self) -> bool:
        """
        Tell whether there is content: without it, no type is needed.
        """
        if self.code in (NOT_MODIFIED, NO_CONTENT):
            return False
        if self._length is not None:
            return self._length > 0
        lengths: Any = self.responseHeaders.getRawHeaders(CONTENT_LENGTH)
        return bool(lengths != [b"0"])
