"""
Failures in plain words: what the programs beside the staircase tell a person
when something did not work, in one line::

    127.0.0.1:8001: connection refused: nothing listens there
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.python.failure import Failure

#: Longer than this, an unforeseen error's own words are cut.
MAX_WORDS = 200  # characters

#: What to say for which error. The errors are named and not imported, so that a program that uses
#: no TLS needs none installed. An HTTP client often reports several causes at once: of those, the
#: one that comes first here is told.
SENTENCES = {
    "service_identity.exceptions.VerificationError": (
        "certificate refused: it is made out for another host"
    ),
    "twisted.internet.error.DNSLookupError": "no such host: the name cannot be looked up (DNS)",
    "twisted.internet.error.UnknownHostError": "no such host: the name cannot be looked up (DNS)",
    "twisted.internet.error.ConnectionRefusedError": "connection refused: nothing listens there",
    "twisted.internet.error.NoRouteError": "no route: that host cannot be reached from here",
    "twisted.internet.error.TimeoutError": "timeout: no answer in time",
    "twisted.internet.error.TCPTimedOutError": "timeout: no answer in time",
    "twisted.internet.defer.TimeoutError": "timeout: no answer in time",
    "builtins.TimeoutError": "timeout: no answer in time",
    # A cancelled Deferred: treq's way to say that its timeout is over.
    "twisted.internet.defer.CancelledError": "timeout: no answer in time",
    "twisted.internet.error.ConnectingCancelledError": "timeout: no answer in time",
    "twisted.web._newclient.ParseError": "not understood: the answer is not HTTP",
    "twisted.web.http._DataLoss": "cut short: the connection ended before the answer did",
    "twisted.web.http.PotentialDataLoss": "cut short: the connection ended before the answer did",
    "twisted.internet.error.ConnectionLost": "connection lost: it broke off",
    "twisted.internet.error.ConnectionDone": "connection closed: by the other side, too early",
}

TLS_ERROR = "OpenSSL.SSL.Error"


def describeFailure(failure: Failure) -> str:
    """
    Say in one line why something did not work.

    @return: a sentence without a full stop and without control characters,
        whatever bytes of a server the error may quote.
    """
    causes = list(causesOf(failure))
    for cause in causes:
        if cause.check(TLS_ERROR):
            return describeTLS(cause)
    for name, sentence in SENTENCES.items():
        if any(cause.check(name) for cause in causes):
            return sentence
    return describeOther(causes[-1])


def causesOf(failure: Failure) -> Iterator[Failure]:
    """
    Find what lies behind a failure that only wraps others, as those of
    L{twisted.web.client} and of L{twisted.internet.defer.DeferredList} do.

    @return: the innermost failures; the failure itself where it wraps none.
    """
    error = failure.value
    inner = getattr(error, "reasons", None) or [getattr(error, "subFailure", None)]
    wrapped = [reason for reason in inner if isinstance(reason, Failure)]
    for reason in wrapped:
        yield from causesOf(reason)
    if not wrapped:
        yield failure


def describeTLS(failure: Failure) -> str:
    """
    Say why two sides could not agree on a TLS connection.

    OpenSSL reports a list of triples: library, function, reason.
    """
    reports = next(iter(getattr(failure.value, "args", ())), None)
    reasons = [str(report[-1]) for report in reports] if isinstance(reports, list) else []
    if "certificate verify failed" in reasons:
        return "certificate refused: nobody whom we trust has signed it"
    return oneLine("no TLS: " + (", ".join(reasons) or "the handshake broke off"))


def describeOther(failure: Failure) -> str:
    """
    Name an error that nobody foresaw: its type, and its own words.
    """
    if failure.check("twisted.internet.error.ConnectError"):
        kind, words = "cannot connect", " ".join(map(str, getattr(failure.value, "args", ())))
    else:
        kind, words = getattr(failure.type, "__name__", "error"), failure.getErrorMessage()
    words = words.strip().rstrip(".")
    return oneLine(f"{kind}: {words}" if words else kind)


def oneLine(text: str) -> str:
    """
    Make text fit to be printed in one line of a terminal: control characters
    become spaces, and what is too long is cut.
    """
    printable = "".join(char if char.isprintable() else " " for char in text)
    words = " ".join(printable.split())
    return words if len(words) <= MAX_WORDS else words[:MAX_WORDS] + " …"
