"""
What may be wrong with an answer to bad input.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from server.conformance.reply import LIMITS
from server.http1 import (
    Data,
    NeedMore,
    RemoteProtocolError,
    Request,
    RequestReader,
    Response,
    ResponseReader,
)
from server.http1.reader import MessageReader
from tests.badinput.fault import Fault, Kind
from tests.badinput.odd import CANARY
from tests.badinput.pages import injected, leadsAway

#: Our own fault; all other statuses say what is wrong with the request, or with somebody else.
OUR_FAULT = 500


def methodsOf(sent: bytes) -> list[bytes]:
    """
    Tell which methods some requests have, as far as they can be read.
    """
    methods = []
    for event in events(RequestReader(), sent):
        if isinstance(event, Request):
            methods.append(event.method)
        elif isinstance(event, RemoteProtocolError):
            # For a request of which only the first word could be read, or not even that.
            methods.append(b"HEAD" if event.answersHead else b"GET")
    return methods


def events(reader: MessageReader, data: bytes) -> Iterator[object]:
    """
    Read some bytes, to their end or to what is wrong with them: an error ends the events.
    """
    reader.feed(data)
    try:
        while not isinstance(event := reader.nextEvent(), NeedMore):
            yield event
        reader.end()
        while not isinstance(event := reader.nextEvent(), NeedMore):
            yield event
    except RemoteProtocolError as error:
        yield error


def readAnswers(
    methods: Sequence[bytes], received: bytes
) -> tuple[list[tuple[Response, bytes]], RemoteProtocolError | None]:
    """
    Read answers, and say what is wrong with the bytes after them.
    """
    reader = ResponseReader(LIMITS)
    for method in methods:
        reader.expect(method)
    answers: list[tuple[Response, bytes]] = []
    for event in events(reader, received):
        if isinstance(event, Response):
            answers.append((event, b""))
        elif isinstance(event, Data):
            head, content = answers[-1]
            answers[-1] = (head, content + event.data)
        elif isinstance(event, RemoteProtocolError):
            return answers, event
    return answers, None


def judge(sent: bytes, received: bytes) -> Iterator[Fault]:
    """
    Tell what is wrong with all that has come back.
    """
    methods = methodsOf(sent)
    answers, error = readAnswers(methods, received)
    if methods and not received:
        yield Fault(Kind.ANSWER, f"no answer at all to {sent[:200]!r}")
    for head, content in answers:
        yield from judgeAnswer(head, content)
    if error is not None and not isCut(answers):
        yield Fault(Kind.ANSWER, f"unreadable: {error.sentence} {received[error.offset :][:80]!r}")


def isCut(answers: Sequence[tuple[Response, bytes]]) -> bool:
    """
    Tell whether an answer may end early: C{/cut} shows what comes of that.
    """
    return bool(answers) and (b"ETag", b'"cut-1"') in answers[-1][0].fields


def judgeAnswer(head: Response, content: bytes) -> Iterator[Fault]:
    """
    Blame an answer for a status of 500, for bad fields, and for elements that bad input has
    put into its page.
    """
    if head.status == OUR_FAULT:
        yield Fault(Kind.ANSWER, f"500: {content[:300]!r}")
    fields = {name.decode().lower(): value.decode("latin-1") for name, value in head.fields}
    yield from judgeFields(fields)
    if "html" in fields.get("content-type", "") and not isSandboxed(fields):
        for found in injected(unpack(fields, content).decode("utf-8", "replace")):
            yield Fault(Kind.PAGE, found)


def judgeFields(fields: dict[str, str]) -> Iterator[Fault]:
    """
    Tell what is wrong with the fields of an answer.
    """
    for name, value in fields.items():
        if CANARY in name or (name == "set-cookie" and value.startswith(CANARY)):
            yield Fault(Kind.PAGE, f"the field {name}: {value[:60]}")
    if leadsAway(fields.get("location", "")):
        yield Fault(Kind.PAGE, f"the redirect to {fields['location'][:60]}")


def isSandboxed(fields: dict[str, str]) -> bool:
    """
    Tell whether a page is shown as somebody else's: no script of it runs (CSP, section 6.3.2).
    """
    policy = fields.get("content-security-policy", "")
    return "sandbox" in policy and "allow-scripts" not in policy


def unpack(fields: dict[str, str], content: bytes) -> bytes:
    """
    Undo the coding of a page.
    """
    if fields.get("content-encoding") == "gzip":
        return zlib.decompressobj(wbits=31).decompress(content)
    return content
