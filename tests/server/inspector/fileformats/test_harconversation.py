"""
Tests of the conversations of an archive.
"""

from __future__ import annotations

import json
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from server.inspector.fileformats import conversationsOf, readHAR, writeHAR
from server.wire import Chunk, Direction
from tests.server.inspector.fileformats.records import ARRIVED, LEFT, record, went

ASK = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nX: \xe9\r\nContent-Length: 2\r\n\r\nok"


def entry(url: str = "http://a/", **members: Any) -> dict[str, Any]:
    """
    Make an entry with an answer, as Chromium has it.
    """
    answer = {"status": 200, "statusText": "OK", "headers": [], "content": {"text": "ok"}}
    request = {"method": "GET", "url": url, "headers": []}
    return {"request": request, "response": answer} | members


def talksOf(*entries: object) -> list[list[Chunk]]:
    """
    Read the conversations of an archive.
    """
    archive = readHAR(json.dumps({"log": {"entries": entries}}).encode())
    return conversationsOf([each.exchange for each in archive.requests])


class ConversationTests(SynchronousTestCase):
    """
    The requests and answers of an archive, put together to one conversation.
    """

    def test_again(self) -> None:
        """
        What we have written comes back byte for byte, with codings, and in order.
        """
        coded = (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x00"
        )
        bare = b"HTTP/1.1 204 No Content\r\n\r\n"
        said = (ASK % b"1", OK), (ASK % b"2", coded), (ASK % b"3", bare)
        pairs = [((ARRIVED, asked), (LEFT, answer)) for asked, answer in said]
        text = writeHAR(record(*(each for pair in pairs for each in pair), isMasked=False))
        archive = readHAR(text.encode())
        (talk,) = conversationsOf([each.exchange for each in archive.requests])
        for way, index in ((ARRIVED, 0), (LEFT, 1)):
            self.assertEqual(went(talk, way), b"".join(each[index] for each in said))
        self.assertEqual([each.direction for each in talk[1:]], [ARRIVED, LEFT] * 3)
        self.assertEqual(talk[0].direction, Direction.OPENED)

    def test_decoded(self) -> None:
        """
        Where a browser has undone the coding, the field that names it goes.
        """
        fields = [{"name": "content-encoding", "value": "br"}, {"name": "x", "value": "y"}]
        answer = {"status": 200, "headers": fields, "content": {"text": "é"}}
        (talk,) = talksOf(entry(response=answer))
        self.assertEqual(
            went(talk, LEFT), b"HTTP/1.1 200 \r\nx: y\r\nContent-Length: 2\r\n\r\n\xc3\xa9"
        )

    def test_connections(self) -> None:
        """
        Each connection is a conversation; a new one begins after what could not be followed.
        """
        numbered = [entry(connection=number) for number in ("1", "2", "1")]
        self.assertEqual([len(each) for each in talksOf(*numbered)], [5, 3])
        closing = {"status": 200, "headers": [{"name": "Connection", "value": "close"}]}
        for last in (closing, {"status": 101}, {"status": 0}, {}, None):
            talks = talksOf(entry(response=last), entry())
            self.assertEqual(len(talks), 2, last)

    def test_times(self) -> None:
        """
        Times are those of the archive, and never run back; what is not a time is left out.
        """
        talk = talksOf(
            entry(startedDateTime="2026-03-01T12:00:00.500Z", time=250),
            entry(startedDateTime="2026-03-01T12:00:02Z", time="soon"),
            entry(startedDateTime="yesterday", time=float("nan")),
        )[0]
        self.assertEqual([each.seconds for each in talk], [0, 0, 0.25, 1.5, 1.5, 1.5, 1.5])

    def test_unfit(self) -> None:
        """
        An answer that is not one is left out; its request is not.
        """
        for answer in (
            {"status": "200"},
            {"status": True},
            {"status": 10**30},
            {"status": 200, "statusText": "a\r\nb"},
            {"status": 200, "content": {"text": "?", "encoding": "base64"}},
            {"status": 200, "headers": [{"name": "a", "value": "\r\n"}]},
            {"status": 200, "headers": 7},
            7,
        ):
            (talk,) = talksOf(entry(response=answer))
            self.assertEqual([each.direction for each in talk], [Direction.OPENED, ARRIVED])
