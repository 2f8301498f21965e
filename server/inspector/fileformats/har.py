"""
A conversation as an HTTP Archive, HAR 1.2, which the developer tools of browsers can read.

One entry is one request and its answer. Bodies are without their framing: chunks are put
together; a coding such as gzip stays. What the format has no word for is in C{comment}, and in
members whose names begin with C{_}, as the format asks: C{_target}, the target as it was sent,
and C{_interim}, the answers before the final one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from server.escapes import visible
from server.explain import Exchange, Pair
from server.http1 import Request, Response
from server.inspector.fileformats.harparts import (
    addressOf,
    cookiesOf,
    fieldsOf,
    postData,
    queryOf,
    responseContent,
    setCookiesOf,
    valueOf,
)
from server.inspector.fileformats.messages import Message, readAnswers, readRequests
from server.inspector.fileformats.record import Record
from server.wire import Direction

Members = dict[str, object]

ARRIVED, LEFT = Direction.ARRIVED, Direction.LEFT
CREATOR, PACKAGE = "HTTP from the wire up", "http-from-the-wire"
MASKED = "Secrets are masked: so a length may not fit what is shown. "
#: How many bytes are shown of what is not a request.
MOST_UNREAD = 4096


def writeHAR(record: Record) -> str:
    """
    Write a conversation as an archive, in JSON.
    """
    entries = list(Archive(record).entries())
    comment = (MASKED if record.isMasked else "") + "The client's address is left out."
    creator = {"name": CREATOR, "version": _version()}
    log: Members = {"version": "1.2", "creator": creator, "entries": entries, "comment": comment}
    return json.dumps({"log": log}, indent=1) + "\n"


def _version() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "0"


class Archive:
    """
    Makes the entries of the archive.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._exchange: Exchange = record.explained()
        self._scheme = "https" if record.isSecure else "http"
        hasEnded = record.closing is not None
        data = record.data(ARRIVED)
        self._requests = readRequests(data, record.isSecure, hasEnded)
        heads = [message.head for message in self._requests.byStart.values()]
        methods = [head.method for head in heads if isinstance(head, Request)]
        self._answers = readAnswers(record.data(LEFT), methods, hasEnded)

    def entries(self) -> Iterator[Members]:
        """
        Make an entry for each request and its answer.
        """
        pairs = list(self._exchange.pairs)
        isUnread = self._requests.end < self._exchange.requests.length
        last = self._requests.last
        isHead = last is None or last.isComplete
        if isUnread and isHead and not any(pair.request is None for pair in pairs):
            pairs.append(Pair(None))
        for pair in pairs:
            yield self._entry(pair)

    def _entry(self, pair: Pair) -> Members:
        asked = self._requests.of(pair.request)
        answer = self._answers.of(pair.response)
        started, timings = self._timings(asked, answer)
        entry: Members = {
            "startedDateTime": self._record.dateOf(started).isoformat(timespec="milliseconds"),
            "time": round(sum(timings.values()), 3),
            "request": self._request(pair.request, asked),
            "response": self._response(pair.response, answer),
            "cache": {},
            "timings": {"blocked": -1, "dns": -1, "connect": -1, **timings, "ssl": -1},
            "connection": "1",
        }
        if pair.interim:
            entry["_interim"] = [
                {"status": each.status, "statusText": _text(each.reason)} for each in pair.interim
            ]
        if comment := " ".join(self._remarks(pair, asked, answer)):
            entry["comment"] = comment
        return entry

    def _timings(
        self, asked: Message | None, answer: Message | None
    ) -> tuple[float, dict[str, float]]:
        """
        @return: when it began, in seconds; and how many milliseconds each part took: the
            request, the wait for the answer, and the answer.
        """
        when, unread = self._record.when, self._requests.end
        begun = when(ARRIVED, asked.head.start if asked else unread)
        sent = when(ARRIVED, (asked.end if asked else len(self._record.data(ARRIVED))) - 1)
        times = [begun, max(sent, begun)]
        if answer:
            first, last = when(LEFT, answer.head.start), when(LEFT, answer.end - 1)
            times += [max(first, times[1]), max(last, first, times[1])]
        else:
            times += [times[1]] * 2
        parts = zip(("send", "wait", "receive"), times, times[1:], strict=False)
        return begun, {name: round(1000 * (end - start), 3) for name, start, end in parts}

    def _request(self, head: Request | None, message: Message | None) -> Members:
        if head is None or message is None:
            return self._unread(head)
        isMasked = self._record.isMasked
        url = addressOf(head, self._scheme, isMasked)
        made: Members = {
            "method": _text(head.method),
            "url": url,
            "httpVersion": _text(head.version),
            "cookies": cookiesOf(head.fields, isMasked),
            "headers": fieldsOf(head.fields, isMasked),
            "queryString": queryOf(url),
            "headersSize": head.end - head.start,
            "bodySize": message.size,
            "_target": _text(self._shownTarget(head)),
        }
        if message.content:
            made["postData"] = postData(head.fields, self._content(ARRIVED, message))
        return made

    def _shownTarget(self, head: Request) -> bytes:
        start = head.start + len(head.method) + 1
        shown = self._record.shown(ARRIVED, start, start + len(head.target))
        return shown if self._record.isMasked else head.target

    def _unread(self, head: Request | None) -> Members:
        """
        Describe what is not a request, or not one yet.
        """
        start = head.start if head else self._requests.end
        data = self._record.shown(ARRIVED, start, start + MOST_UNREAD)
        return {
            "method": "",
            "url": f"{self._scheme}://unknown.invalid/",
            "httpVersion": "",
            "cookies": [],
            "headers": [],
            "queryString": [],
            "headersSize": -1,
            "bodySize": -1,
            "_sent": visible(data),
        }

    def _response(self, head: Response | None, message: Message | None) -> Members:
        isMasked = self._record.isMasked
        fields = head.fields if head else []
        content = self._content(LEFT, message) if message else b""
        return {
            "status": head.status if head else 0,
            "statusText": _text(head.reason) if head else "",
            "httpVersion": _text(head.version) if head else "",
            "cookies": setCookiesOf(fields, isMasked),
            "headers": fieldsOf(fields, isMasked),
            "content": responseContent(fields, content, message.size if message else 0),
            "redirectURL": _text(valueOf(fields, b"location", isMasked)),
            "headersSize": head.end - head.start if head else -1,
            "bodySize": message.size if message else -1,
        }

    def _content(self, way: Direction, message: Message) -> bytes:
        return b"".join(self._record.shown(way, *each) for each in message.content)

    def _remarks(self, pair: Pair, asked: Message | None, answer: Message | None) -> Iterator[str]:
        """
        Say what the format has no word for.
        """
        requests = self._exchange.requests
        diagnosis, waiting = requests.diagnosis(), requests.waiting()
        if asked is None or not asked.isComplete:
            why = diagnosis.sentence if diagnosis else waiting or "It was not read."
            yield f"The request is not complete, or not a request: {why}"
        if asked and not (isinstance(asked.head, Request) and asked.head.authority):
            yield "The request names no host."
        for each in pair.interim:
            yield f"Before the answer came {each.status} {_text(each.reason)}."
        if answer is None:
            yield "No answer was recorded."
        elif not answer.isComplete:
            yield "The answer is not complete."


def _text(data: bytes) -> str:
    """
    Write bytes as HAR has them: one character for each.
    """
    return data.decode("latin-1")
