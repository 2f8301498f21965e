"""
The conversations of an HTTP Archive, as far as they can be put together again.

An archive has no pieces: one is made of each request, and one of each answer. The framing of an
answer is our own, as that of the requests is. Browsers undo the coding of an answer, such as
gzip, before they write it down: so the field that names it goes as well, unless the archive is
ours.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from server.http1.grammar import TOKEN
from server.inspector.fileformats.harcontent import AnyMembers, Unfit, memberOf, objectOf
from server.inspector.fileformats.harvalues import FRAMING, bytesOf, writeValue
from server.wire import Chunk, Direction

#: A coding stays in our own archives.
CODING = "content-encoding"
#: Answers without content (RFC 9110 section 6.4.1), besides all answers to HEAD.
WITHOUT_CONTENT = (204, 304)


class Exchanged(NamedTuple):
    """
    One request and its answer.

    @ivar connection: what the archive calls the connection.
    @ivar began: when, in seconds of Unix time; L{None} where the archive does not say.
    @ivar took: how many seconds it took until all of the answer had come.
    @ivar answer: its bytes; empty where there was none.
    """

    connection: str
    began: float | None
    took: float
    request: bytes
    answer: bytes

    @property
    def isLast(self) -> bool:
        """
        Whether another request on the same connection would not be read, or not be answered.
        """
        heads = [data.partition(b"\r\n\r\n")[0].lower() for data in (self.request, self.answer)]
        lines = [line.replace(b" ", b"") for head in heads for line in head.split(b"\r\n")]
        isOld = b" http/1.0" in heads[0].partition(b"\r\n")[0]
        isOther = heads[0].startswith(b"connect ") or heads[1][8:12] == b" 101"
        return not self.answer or isOld or isOther or b"connection:close" in lines


def readExchange(entry: AnyMembers, request: bytes, isOurs: bool) -> Exchanged:
    """
    Read an entry whose request has been read.

    @param isOurs: whether an inspector has written the archive.
    """
    try:
        answer = _readAnswer(entry, request, isOurs)
    except Unfit:
        answer = b""
    connection = str(entry.get("connection", ""))[:40]
    return Exchanged(connection, _timeOf(entry), _tookOf(entry), request, answer)


def _timeOf(entry: AnyMembers) -> float | None:
    try:
        return datetime.fromisoformat(str(entry.get("startedDateTime"))).timestamp()
    except (ValueError, OverflowError):
        return None


def _tookOf(entry: AnyMembers) -> float:
    took = entry.get("time")
    return took / 1000 if isinstance(took, int | float) and 0 <= took < 1e9 else 0.0


def _readAnswer(entry: AnyMembers, request: bytes, isOurs: bool) -> bytes:
    response = memberOf(entry, "response", dict, {})
    status = response.get("status")
    if not isinstance(status, int) or not 100 <= status <= 999:
        return b""
    reason = bytesOf(memberOf(response, "statusText", str, ""))
    if not bytes(each for each in reason if each >= 0x20 or each == 9) == reason:
        raise Unfit("its reason contains the end of a line")
    lines = [b"HTTP/1.1 %d %b" % (status, reason), *_fieldLines(response, isOurs)]
    isBare = request.startswith(b"HEAD ") or status < 200 or status in WITHOUT_CONTENT
    content = b"" if isBare else _contentOf(response)
    if not isBare:
        lines.append(b"Content-Length: %d" % len(content))
    return b"\r\n".join([*lines, b"", content])


def _fieldLines(response: AnyMembers, isOurs: bool) -> Iterator[bytes]:
    for each in memberOf(response, "headers", list, []):
        field = objectOf(each)
        name, value = memberOf(field, "name", str), memberOf(field, "value", str, "")
        isLeftOut = name.lower() in FRAMING or (name.lower() == CODING and not isOurs)
        if not isLeftOut and TOKEN.fullmatch(bytesOf(name)):
            yield bytesOf(name) + b": " + writeValue(name, value)


def _contentOf(response: AnyMembers) -> bytes:
    content = memberOf(response, "content", dict, {})
    text: str = memberOf(content, "text", str, "")
    if content.get("encoding") != "base64":
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:
            raise Unfit("the content of its answer holds half a character") from None
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise Unfit("the content of its answer is not in base64") from None


def conversationsOf(exchanges: Sequence[Exchanged]) -> list[list[Chunk]]:
    """
    Put together what was said on each connection, in order.
    """
    talks: list[list[Chunk]] = []
    running: dict[str, tuple[list[Chunk], float]] = {}
    for each in exchanges:
        if each.connection not in running:
            talks.append([Chunk(1, 0.0, Direction.OPENED, note="client 1")])
            running[each.connection] = talks[-1], each.began or 0.0
        talk, began = running[each.connection]
        asked = max((each.began or began) - began, talk[-1].seconds)
        talk.append(Chunk(1, asked, Direction.ARRIVED, each.request))
        if each.answer:
            talk.append(Chunk(1, asked + each.took, Direction.LEFT, each.answer))
        if each.isLast:
            del running[each.connection]
    return talks
