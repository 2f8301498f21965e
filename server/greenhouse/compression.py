"""
Compression of what is worth it: text, sent whole or as a stream.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

from twisted.web.iweb import _IRequestEncoder, _IRequestEncoderFactory
from twisted.web.server import Request
from zope.interface import implementer

from server.requestfields import listOf
from server.responsefields import typeOf, variesBy

#: Types that shrink; pictures and archives have been compressed already.
SHRINKING = re.compile(rb"text/|application/(json|javascript|xml)|image/svg\+xml")

#: Content shorter than this, in bytes, would gain nothing.
SHORTEST = 500

# RFC 9110 section 12.5.3: Accept-Encoding = #( codings [ weight ] )
GZIP = re.compile(r"(gzip|x-gzip|\*)\s*(?:;\s*q\s*=\s*(?P<weight>[01](?:\.\d{0,3})?))?", re.I)

#: Makes zlib write the header and the trailer of a gzip file.
GZIP_WINDOW = 16 + zlib.MAX_WBITS


@lru_cache(64)  # browsers send the same value again and again
def acceptsGzip(members: tuple[str, ...]) -> bool:
    """
    Tell whether a client can read gzip. A member that names gzip takes precedence over
    C{*}.

    @param members: the members of C{Accept-Encoding}.
    """
    weights: dict[str, float] = {}
    for item in members:
        if match := GZIP.fullmatch(item):
            weights[match[1].lower()] = float(match["weight"] or 1)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0))) > 0


@lru_cache(64)  # resources know few types
def mayShrink(kind: bytes) -> bool:
    """
    Tell whether content of a media type is worth compressing.
    """
    return SHRINKING.match(kind) is not None


@implementer(_IRequestEncoderFactory)
class CompressText:
    """
    Offers compression to every request; see L{Compressor} for what comes of it.
    """

    shortest = SHORTEST

    def encoderForRequest(self, request: Request) -> Compressor | None:
        """
        Make the compressor that the response's content goes through, if the client can
        read gzip.

        RFC 9110 section 12.5.5: the answer depends on whether it can, so C{Vary} has to
        name that field even where it cannot.
        """
        variesBy(request, b"accept-encoding")
        kind = typeOf(request)
        if kind is not None and not mayShrink(kind):
            return None
        accepted = acceptsGzip(tuple(listOf(request, b"Accept-Encoding")))
        return Compressor(request) if accepted else None


@implementer(_IRequestEncoder)
class Compressor:
    """
    Compresses the content of one response, or lets it pass. Which of the two is
    decided when the first piece comes: only then are the fields known.

    @ivar deflate: compresses content that comes in pieces; L{None} as long as, or because,
        nothing is compressed.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.decided = False
        self.deflate: zlib._Compress | None = None

    def encode(self, data: bytes) -> bytes:
        """
        Pass on one piece. Each piece can be read as soon as it has come: what is sent in
        pieces is meant to be seen in pieces.
        """
        if not self.decided:
            self.decided = True
            return self.encodeFirst(data)
        if self.deflate is None:
            return data
        return self.deflate.compress(data) + self.deflate.flush(zlib.Z_SYNC_FLUSH)

    def encodeFirst(self, data: bytes) -> bytes:
        """
        Decide, and pass on the first piece. Where it is all that comes, the length of the
        compressed content is known, and announced.
        """
        length = self.announcedLength()
        if not self.isWorthIt(len(data) if length is None else length):
            return data
        self.announce()
        if length == len(data):
            whole = zlib.compress(data, wbits=GZIP_WINDOW)
            self.request.responseHeaders.setRawHeaders("content-length", [str(len(whole))])
            return whole
        if self.request.method == b"HEAD":  # whose content was kept back already
            return b""
        self.deflate = zlib.compressobj(wbits=GZIP_WINDOW)
        return self.encode(data)

    def finish(self) -> bytes:
        """
        Pass on what is still in the compressor, and the end of the gzip file.
        """
        return self.deflate.flush() if self.deflate is not None else b""

    def announcedLength(self) -> int | None:
        """
        The length of the content, if the response says it.
        """
        length = (self.request.responseHeaders.getRawHeaders("content-length") or [""])[0]
        return int(length) if length.isdigit() else None

    def isWorthIt(self, size: int) -> bool:
        """
        Tell whether this response may and should be compressed. Part of some content (206)
        is left alone: its range counts uncompressed bytes.

        @param size: of the content, in bytes; where that is not known, of the first piece.
        """
        if self.request.code != 200 or size < SHORTEST:
            return False
        fields = self.request.responseHeaders
        isPlain = not fields.hasHeader("content-encoding")
        return isPlain and mayShrink(typeOf(self.request) or b"")

    def announce(self) -> None:
        """
        Say in the fields what the content will be.
        """
        fields = self.request.responseHeaders
        fields.setRawHeaders("content-encoding", ["gzip"])
        fields.removeHeader("content-length")
        self.weaken()

    def weaken(self) -> None:
        """
        RFC 9110 section 8.8.1: a strong validator identifies one sequence of bytes. The
        compressed content is another sequence with the same meaning.
        """
        fields = self.request.responseHeaders
        for etag in fields.getRawHeaders("etag") or []:
            if not etag.startswith("W/"):
                fields.setRawHeaders("etag", [f"W/{etag}"])
