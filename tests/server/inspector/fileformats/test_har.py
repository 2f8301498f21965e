"""
HTTP Archives (HAR 1.2), written: what a browser's network panel can open.
"""

from __future__ import annotations

import json
from base64 import b64decode
from gzip import compress
from typing import Any

from hypothesis import given
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.fileformats.har import writeHAR
from server.inspector.fileformats.record import Record
from server.wire import Chunk, Direction
from tests.server.inspector.fileformats.records import (
    ARRIVED,
    CHUNKS,
    LEFT,
    OPENED,
    PEER,
    record,
    talk,
)
from tests.server.inspector.fileformats.schema import check, checkTimes

GET = b"GET /a?x=1&y=%20 HTTP/1.1\r\nHost: localhost:8000\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nhi\n"
EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nA: b\r\n\r\n"


def entries(archive: Record) -> list[dict[str, Any]]:
    """
    Write an archive, check it, and read its entries.
    """
    read = json.loads(writeHAR(archive))
    check(read)
    found: list[dict[str, Any]] = read["log"]["entries"]
    for entry in found:
        checkTimes(entry)
    return found


def only(archive: Record) -> dict[str, Any]:
    """
    As L{entries}, where there is one.
    """
    (entry,) = entries(archive)
    return entry


class EntryTests(SynchronousTestCase):
    """
    An entry of the archive: one request with its answer, as HAR 1.2 has them.
    """

    def test_plain(self) -> None:
        """
        All that was said is there, under the names of the specification.
        """
        entry = only(record((ARRIVED, GET[:9]), (ARRIVED, GET[9:]), (LEFT, ANSWER)))
        request, response = entry["request"], entry["response"]
        self.assertEqual(
            (request["method"], request["url"], request["httpVersion"]),
            ("GET", "http://localhost:8000/a?x=1&y=%20", "HTTP/1.1"),
        )
        self.assertEqual(request["headers"], [{"name": "Host", "value": "localhost:8000"}])
        self.assertEqual(
            request["queryString"], [{"name": "x", "value": "1"}, {"name": "y", "value": " "}]
        )
        self.assertEqual((request["headersSize"], request["bodySize"]), (len(GET), 0))
        self.assertEqual((response["status"], response["statusText"]), (200, "OK"))
        self.assertEqual(
            response["content"], {"size": 3, "mimeType": "text/plain", "text": "hi\n"}
        )
        self.assertNotIn("comment", entry)

    def test_times(self) -> None:
        """
        The times are those of the pieces: to send, to wait, to receive.
        """
        cut = len(ANSWER) - 2
        said = [(ARRIVED, GET[:9]), (ARRIVED, GET[9:]), (LEFT, ANSWER[:cut]), (LEFT, ANSWER[cut:])]
        chunks = talk(*said)
        moved = [chunk._replace(seconds=chunk.seconds**2) for chunk in chunks]
        entry = only(Record(moved, OPENED))
        timings = entry["timings"]
        self.assertEqual((timings["send"], timings["wait"], timings["receive"]), (30, 50, 70))
        self.assertEqual(entry["startedDateTime"], "2026-03-01T12:30:15.260+00:00")
        self.assertEqual(entry["time"], 150)

    def test_framing(self) -> None:
        """
        Content is without its framing, in both directions, however it is framed.
        """
        post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
        for sent, answer in [
            (post + CHUNKED, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + CHUNKED),
            (
                post + b"Content-Length: 5\r\n\r\nabcde",
                b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nabcde",
            ),
        ]:
            for size in 1, 7, 1000:
                pieces = [(ARRIVED, sent[at : at + size]) for at in range(0, len(sent), size)]
                pieces += [(LEFT, answer[at : at + size]) for at in range(0, len(answer), size)]
                entry = only(record(*pieces))
                self.assertEqual(entry["request"]["postData"]["text"], "abcde")
                self.assertEqual(entry["request"]["bodySize"], 5)
                self.assertEqual(entry["response"]["content"]["text"], "abcde")
                self.assertNotIn("comment", entry)

    def test_noContent(self) -> None:
        """
        After HEAD, 204 and 304 there is none, whatever the fields say; the next answer is
        found all the same.
        """
        head = GET.replace(b"GET", b"HEAD")
        long = b"HTTP/1.1 %d X\r\nContent-Length: 99\r\n\r\n"
        said = (ARRIVED, head + GET * 3), (LEFT, long % 200 + long % 304 + long % 204 + ANSWER)
        found = entries(record(*said))
        self.assertEqual([each["response"]["status"] for each in found], [200, 304, 204, 200])
        sizes = [each["response"]["content"]["size"] for each in found]
        self.assertEqual(sizes, [0, 0, 0, 3])

    def test_interim(self) -> None:
        """
        Answers before the final one are told.
        """
        interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
        entry = only(record((ARRIVED, GET), (LEFT, interim + ANSWER)))
        self.assertEqual([each["status"] for each in entry["_interim"]], [100, 103])
        self.assertEqual(entry["response"]["status"], 200)
        self.assertIn("Before the answer came 100 Continue.", entry["comment"])

    def test_bytes(self) -> None:
        """
        Content that is not text, or is coded, is in base64.
        """
        for fields, content in [
            (b"Content-Type: image/png", b"\x89PNG"),
            (b"Content-Type: text/html", b"\xff"),
            (b"X: y", b"text"),
            (b"Content-Type: text/html\r\nContent-Encoding: gzip", compress(b"hi")),
        ]:
            answer = b"HTTP/1.1 200 OK\r\n%b\r\nContent-Length: %d\r\n\r\n" % (
                fields,
                len(content),
            )
            got = only(record((ARRIVED, GET), (LEFT, answer + content)))["response"]["content"]
            self.assertEqual(got["encoding"], "base64")
            self.assertEqual(b64decode(got["text"]), content)

    def test_incomplete(self) -> None:
        """
        What is not complete says so, in every place where it can break off.
        """
        post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc"
        for said, status, expected in [
            ([(ARRIVED, GET)], 0, "No answer was recorded."),
            ([(ARRIVED, GET), (LEFT, ANSWER[:-1])], 200, "The answer is not complete."),
            ([(ARRIVED, GET), (LEFT, ANSWER[:9])], 0, "No answer was recorded."),
            ([(ARRIVED, post)], 0, "The request is not complete, or not a request: 3 of 5 bytes"),
            ([(ARRIVED, GET[:9])], 0, "not a request: The first line is not finished"),
            ([(ARRIVED, b"GET /\r\n"), (LEFT, EMPTY)], 200, "not a request: No version: HTTP/0.9"),
            ([(ARRIVED, GET[:9]), (LEFT, EMPTY)], 200, "not a request: The first line is not"),
        ]:
            entry = only(record(*said, by=""))
            self.assertEqual(entry["response"]["status"], status, said)
            self.assertIn(expected, entry["comment"])

    def test_unread(self) -> None:
        """
        Of what is not a request, the bytes are shown; those before it are an entry of their own.
        """
        first, second = entries(record((ARRIVED, GET + b"G\x01T /\r\n\r\n"), (LEFT, ANSWER)))
        self.assertEqual(first["response"]["status"], 200)
        self.assertEqual(second["request"]["_sent"], "G\\x01T /\\r\\n\\r\\n")
        self.assertEqual(second["response"]["status"], 0)

    def test_targets(self) -> None:
        """
        A target that is not a path is written beside the URL; a host that nobody named is said.
        """
        for sent, url, target in [
            (b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "http://a/", "*"),
            (b"GET http://b/x HTTP/1.1\r\nHost: b\r\n\r\n", "http://b/x", "http://b/x"),
            (b"CONNECT c:1 HTTP/1.1\r\nHost: c:1\r\n\r\n", "http://c:1/", "c:1"),
            (b"GET / HTTP/1.0\r\n\r\n", "http://unknown.invalid/", "/"),
        ]:
            request = only(record((ARRIVED, sent)))["request"]
            self.assertEqual((request["url"], request["_target"]), (url, target))
        self.assertIn("names no host", only(record((ARRIVED, sent)))["comment"])

    def test_secure(self) -> None:
        """
        On a connection under TLS, the URL of an entry is one of https.
        """
        chunks = talk((ARRIVED, GET))
        chunks[0] = chunks[0]._replace(note=PEER + " with TLS; shown decrypted")
        url = only(Record(chunks, OPENED))["request"]["url"]
        self.assertTrue(url.startswith("https://localhost:8000/"))


class SecretTests(SynchronousTestCase):
    """
    What logs somebody in is not in an archive, unless it was asked for.
    """

    SENT = (
        b"GET /?token=S1&a=1 HTTP/1.1\r\nHost: a\r\nCookie: id=S2\r\n"
        b"Authorization: Basic S3\r\nReferer: http://me:S7@a/?session=S8\r\n\r\n"
    )
    ANSWER = (
        b"HTTP/1.1 302 Found\r\nSet-Cookie: id=S4; HttpOnly\r\nLocation: /?session=S5\r\n"
        b"Content-Type: text/plain\r\nContent-Length: 12\r\n\r\nCookie: S6\r\n"
    )

    def test_masked(self) -> None:
        """
        They are nowhere, unless that is not wanted; and messages are told apart all the same,
        although a mask is longer than a secret.
        """
        said = (ARRIVED, self.SENT * 2), (LEFT, self.ANSWER * 2)
        text = writeHAR(record(*said))
        for number in range(1, 9):
            self.assertNotIn(f"S{number}", text)
        found = entries(record(*said))
        self.assertEqual([each["response"]["status"] for each in found], [302, 302])
        self.assertEqual(found[0]["response"]["content"]["text"], "Cookie: (secret)\r\n")
        self.assertEqual(found[0]["response"]["content"]["size"], 12)
        self.assertIn("Secrets are masked", json.loads(text)["log"]["comment"])

    def test_shown(self) -> None:
        """
        All of them are there where that is wanted.
        """
        shown = record((ARRIVED, self.SENT), (LEFT, self.ANSWER), isMasked=False)
        request, response = only(shown)["request"], only(shown)["response"]
        self.assertEqual(request["cookies"], [{"name": "id", "value": "S2"}])
        self.assertEqual(
            response["cookies"],
            [{"name": "id", "value": "S4", "httpOnly": True, "secure": False}],
        )
        self.assertEqual(response["redirectURL"], "/?session=S5")


class AnyConversationTests(SynchronousTestCase):
    """
    Any chunks, in any order (hypothesis).
    """

    @given(CHUNKS)
    def test_any(self, chunks: list[Chunk]) -> None:
        """
        It becomes an archive that keeps the specification, and names no address.
        """
        archive = Record(chunks, OPENED)
        entries(archive)
        self.assertNotIn(PEER, writeHAR(archive))

    def test_nothing(self) -> None:
        """
        Of a connection on which nothing was said, there is no entry.
        """
        self.assertEqual(entries(record()), [])
        self.assertEqual(entries(Record([], OPENED)), [])

    def test_many(self) -> None:
        """
        Of a great many requests, the newest thousand are there.
        """
        found = entries(record((ARRIVED, GET * 50), (LEFT, EMPTY * 50)))
        self.assertEqual(len(found), 50)
        said = [each for _ in range(1100) for each in ((ARRIVED, GET), (LEFT, EMPTY))]
        found = entries(record(*said))
        self.assertEqual(len(found), 1000)
        self.assertEqual(found[-1]["response"]["status"], 200)

    def test_ended(self) -> None:
        """
        A half-close in the middle of an exchange changes nothing of its entry.
        """
        chunks = [
            Chunk(1, 0.0, Direction.OPENED, note=PEER),
            Chunk(1, 0.1, ARRIVED, GET),
            Chunk(1, 0.2, Direction.ENDED, by="client"),
            Chunk(1, 0.3, LEFT, ANSWER),
            Chunk(1, 0.4, Direction.CLOSED, by="server"),
        ]
        self.assertEqual(only(Record(chunks, OPENED))["response"]["content"]["text"], "hi\n")
