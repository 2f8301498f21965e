"""
What both back ends reply to what is not a call: the same, whoever reads the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xmlrpc.client import Fault, dumps, loads

from server.semantics import KNOWN
from server.temperature.procedures import LONGEST_CALL, WRONG_ARGUMENTS

XML = "text/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

#: The methods of the service, as the C{Allow} field lists them.
ALLOW = "POST, OPTIONS"


@dataclass(frozen=True)
class Reply:
    """
    What is sent back to a client.

    @ivar fields: further response fields, by name.
    """

    status: int
    content: bytes
    contentType: str = XML
    fields: Mapping[str, str] = field(default_factory=dict)


def say(status: int, sentence: str, **fields: str) -> Reply:
    """
    Make a reply for a person.
    """
    return Reply(status, f"{sentence}\n".encode(), TEXT, fields)


NOT_HTTP = say(400, "This is not a request that HTTP knows.")
NOT_ALLOWED = say(405, "A procedure is called with POST, and nothing else.", Allow=ALLOW)
NOT_KNOWN = say(501, "No such method is known here.")
OPTIONS = Reply(200, b"", TEXT, {"Allow": ALLOW})
TOO_LONG = say(413, f"A call has at most {LONGEST_CALL:,} bytes.")
# RFC 9110 section 15.5.16: where the coding is the problem, Accept-Encoding says so.
CODED = say(415, "A call is sent as it is, in no coding.", **{"Accept-Encoding": "identity"})
NO_CALL = Reply(200, dumps(Fault(WRONG_ARGUMENTS, "this is not a call in XML-RPC")).encode())


def refuse(method: bytes, coding: bytes, content: bytes) -> Reply | None:
    """
    Find out whether a request is a call.

    @param coding: the value of C{Content-Encoding}; empty where there is none.
    @return: what to reply; L{None} when it is a call.
    """
    if method == b"OPTIONS":
        return OPTIONS
    if method != b"POST":
        return NOT_ALLOWED if method in KNOWN else NOT_KNOWN
    if coding.strip().lower() not in (b"", b"identity"):
        return CODED
    if len(content) > LONGEST_CALL:
        return TOO_LONG
    return None if isCall(content) else NO_CALL


def isCall(content: bytes) -> bool:
    """
    Tell whether some content is a call: XML that names a procedure.
    """
    try:
        _, name = loads(content)
    except Exception:  # expat, and what unmarshals the values, have many exceptions of their own
        return False
    return name is not None
