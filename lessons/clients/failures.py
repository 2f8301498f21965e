"""
One sentence and one exit status for every way in which a client can fail.
"""

from __future__ import annotations

from typing import NamedTuple

from twisted.python.failure import Failure

from lessons.arguments import visible
from lessons.clients.errors import ClientError
from lessons.clients.heads import NO_HTTP, BadAnswer
from lessons.clients.statuses import Exit
from lessons.plain import causesOf, describeFailure, oneLine


class Row(NamedTuple):
    """
    One kind of failure.

    @ivar error: the error's full name.
    @ivar words: the sentence; L{None} where L{lessons.plain} has one.
    """

    error: str
    status: Exit
    words: str | None = None


#: Of several causes the first in this table is told. Network errors that are OSErrors as well come
#: before those of files.
TABLE = (
    Row("OpenSSL.SSL.Error", Exit.CERTIFICATE),
    Row("service_identity.exceptions.VerificationError", Exit.CERTIFICATE),
    Row("twisted.internet.error.ConnectError", Exit.NETWORK),
    Row("twisted.internet.error.DNSLookupError", Exit.NETWORK),
    Row("twisted.internet.defer.TimeoutError", Exit.NETWORK),
    Row("twisted.internet.defer.CancelledError", Exit.NETWORK),
    Row("twisted.internet.error.ConnectingCancelledError", Exit.NETWORK),
    Row(
        "twisted.web._newclient.WrongBodyLength",
        Exit.PROTOCOL,
        "the file changed while it was sent",
    ),
    Row(
        "twisted.web.http._MalformedChunkedDataError",
        Exit.PROTOCOL,
        "not understood: the content is not in well-formed chunks",
    ),
    Row("twisted.web._newclient.ParseError", Exit.PROTOCOL),
    Row("twisted.web.http._DataLoss", Exit.PROTOCOL),
    Row("twisted.internet.error.ConnectionLost", Exit.PROTOCOL),
    Row("twisted.internet.error.ConnectionDone", Exit.PROTOCOL),
    Row("builtins.OSError", Exit.FILE),
    # Whatever else stops Twisted's client while it reads an answer.
    Row("twisted.web._newclient.ResponseFailed", Exit.PROTOCOL, NO_HTTP),
)


def explain(failure: Failure) -> tuple[str, Exit]:
    """
    Say in one line why a client failed, and how it ends.
    """
    causes = list(causesOf(failure))
    for error in [cause.value for cause in causes]:
        if isinstance(error, ClientError):
            return str(error), error.status
        if isinstance(error, BadAnswer):
            return str(error), Exit.PROTOCOL
        if isinstance(error, OSError) and error.strerror:
            return describeFile(error), Exit.FILE
    row = findRow([*causes, failure])
    return row.words or describeFailure(failure), row.status


def describeFile(error: OSError) -> str:
    """
    Say what is wrong with a file.
    """
    words = error.strerror or "it cannot be used"
    return oneLine(f"{visible(error.filename)}: {words}" if error.filename else words)


def findRow(failures: list[Failure]) -> Row:
    """
    Find the row of the table that fits one of some failures.
    """
    for row in TABLE:
        if any(failure.check(row.error) for failure in failures):
            return row
    return Row("", Exit.OTHER)
