"""
Reading what a client asks a proxy for: as strict as for any other server, except for what
the server behind the proxy has to judge.
"""

from __future__ import annotations

import re

from server.http1.requests import RequestReader

#: The beginning of a request line or of a target, up to where the path begins.
UP_TO_PATH = re.compile(rb"(?:[^ ]+ )?(?i:http)://[^/? ]*")

#: Bytes that browsers send in paths and queries, though they ought to be encoded:
#: see L{server.http1.target.TYPED}.
TYPED = b'"<>[]\\^`{|}%'
HIDE_TYPED = bytes.maketrans(TYPED, b"_" * len(TYPED))


def withoutTyped(text: bytes) -> bytes:
    """
    Replace each byte that is the server's business by another. Everything stays where it
    was.
    """
    match = UP_TO_PATH.match(text)
    if match is None:
        return text
    return match[0] + text[match.end() :].translate(HIDE_TYPED)


class ProxyReader(RequestReader):
    """
    Reads requests to a proxy.

    Browsers ask for C{http://HOST/?a[]=1}, and no grammar allows the brackets. RFC 9112
    section 3.2: "A recipient SHOULD NOT attempt to autocorrect and then process the
    request without a redirect". So this goes on as it came, and the server, whose path it
    is, answers as it likes.
    """

    __slots__ = ()

    def checkStartLine(self, line: bytes) -> None:
        """
        Check the request line, except for what is the server's business.
        """
        super().checkStartLine(withoutTyped(line))

    def splitTarget(self, method: bytes, target: bytes) -> tuple[bytes, bytes]:
        """
        Tell which host a target asks, and what for, and let the path go on as it came.
        """
        authority, path = super().splitTarget(method, withoutTyped(target))
        match = UP_TO_PATH.match(target)
        if match is None:
            return authority, path
        rest = target[match.end() :]
        return authority, path[: len(path) - len(rest)] + rest
