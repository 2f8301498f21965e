"""
HTTP Archives, read: requests that other programs have recorded, to be sent again.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.http1 import EndOfMessage, NeedMore, RequestReader
from server.inspector.fileformats import harimport
from server.inspector.fileformats.errors import BadImport
from server.inspector.fileformats.har import writeHAR
from server.inspector.fileformats.harcontent import FORM
from server.inspector.fileformats.harimport import readHAR
from tests.server.inspector.fileformats.records import ARRIVED, LEFT, record

EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"


def archive(*requests: object) -> bytes:
    """
    Write an archive, as far as it is read.
    """
    entries = [{"request": request} for request in requests]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def request(url: str = "http://a/x", method: str = "GET", **members: object) -> dict[str, object]:
    """
    @param members: what else the entry's request has.
    @return: the request of an entry, without fields unless they are given.
    """
    return {"method": method, "url": url, "httpVersion": "HTTP/1.1", "headers": [], **members}


def fields(*lines: str) -> list[dict[str, str]]:
    """
    @param lines: fields as they are in a head, C{name: value}.
    @return: the same, as an archive has them.
    """
    return [dict(zip(("name", "value"), line.split(": ", 1), strict=True)) for line in lines]


def read(**members: Any) -> bytes:
    """
    Read an archive with one request.
    """
    archived = readHAR(archive(request(**members)))
    assert not archived.skipped, archived.skipped
    (asked,) = archived.requests
    return asked.data


class ReadRequestTests(SynchronousTestCase):
    """
    What becomes of the request of an entry: bytes that can be sent, with what was left out.
    """

    def test_again(self) -> None:
        """
        What we have written is read again, byte for byte, whatever its target, where its framing
        was a Content-Length at the end.
        """
        for data in (
            b"GET /a?b=%20&c HTTP/1.1\r\nHost: localhost:8000\r\nX: \xe9\r\nx: 2\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET http://b/x HTTP/1.1\r\nHost: b\r\n\r\n",
            b"CONNECT c:1 HTTP/1.1\r\nHost: c:1\r\n\r\n",
            b"GET /? HTTP/1.0\r\nHost: a\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n"
            b"\xc3\xa9\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n\xff\x00",
        ):
            text = writeHAR(record((ARRIVED, data), (LEFT, EMPTY), isMasked=False))
            self.assertEqual([each.data for each in readHAR(text.encode()).requests], [data])

    def test_newer(self) -> None:
        """
        What was said in HTTP/2 or HTTP/3 becomes HTTP/1.1, as Chromium writes it and as
        Firefox does.
        """
        chromium = fields(":authority: a:8443", ":method: GET", ":path: /x", "accept: */*")
        for version, lines, expected in [
            ("http/2.0", chromium, b"Host: a:8443\r\naccept: */*"),
            ("h3", chromium, b"Host: a:8443\r\naccept: */*"),
            ("HTTP/2", fields("Host: a", "Accept: */*"), b"Host: a\r\nAccept: */*"),
            ("", [], b"Host: a"),
        ]:
            got = read(url="https://a/x", httpVersion=version, headers=lines)
            self.assertEqual(got, b"GET /x HTTP/1.1\r\n" + expected + b"\r\n\r\n")

    def test_url(self) -> None:
        """
        The target is made of the URL, encoded where it has to be; a fragment is left out.
        """
        for url, target, host in [
            ("http://a", "/", "a"),
            ("http://a?", "/?", "a"),
            ("http://a:81/b?c=%41&d=[1]#e", "/b?c=%41&d=[1]", "a:81"),
            ("http://me:secret@a/é b", "/%C3%A9%20b", "a"),
            ("https://[::1]:8000/", "/", "[::1]:8000"),
            ("HTTP://bücher.example/", "/", "xn--bcher-kva.example"),
            ("http://a/%0d%0aX:y", "/%0d%0aX:y", "a"),
        ]:
            expected = f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
            self.assertEqual(read(url=url), expected)

    def test_content(self) -> None:
        """
        Content comes from text, from base64, from a character for each byte, or from the fields
        of a form; a Content-Length of our own says how long it is.
        """
        form = {"mimeType": FORM, "params": fields("a: 1", "b: é&")}
        old = fields("Content-Length: 2", "Transfer-Encoding: chunked")
        for post, lines, expected in [
            ({"mimeType": "text/plain", "text": "é"}, [], b"\xc3\xa9"),
            ({"text": "//4=", "encoding": "base64"}, [], b"\xff\xfe"),
            ({"text": "//4=", "_encoding": "base64"}, old, b"\xff\xfe"),
            ({"text": "\xff\xfe"}, old, b"\xff\xfe"),
            ({"text": "\xff\xfe"}, [], b"\xc3\xbf\xc3\xbe"),
            (form, [], b"a=1&b=%C3%A9%26"),
            (form | {"text": "a=1"}, [], b"a=1"),
            ({}, old, b""),
        ]:
            got = read(method="POST", postData=post, headers=lines)
            head = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(expected)
            self.assertEqual(got, head + expected)

    def test_mark(self) -> None:
        """
        A byte order mark is not a fault: HAR 1.2 expects it.
        """
        self.assertEqual(len(readHAR(b"\xef\xbb\xbf" + archive(request())).requests), 1)

    def test_name(self) -> None:
        """
        A request is named to a person by its method and its URL.
        """
        (asked,) = readHAR(archive(request("http://a/b", "PUT"))).requests
        self.assertEqual(asked.name, "PUT http://a/b")


class BadArchiveTests(SynchronousTestCase):
    """
    A file that is no archive, or that holds no request that can be sent, is refused in a
    sentence.
    """

    def test_archive(self) -> None:
        """
        What is not an archive is said in one sentence.
        """
        for data, expected in [
            (b"", "An archive is JSON, and this is not: Expecting value (line 1, column 1)."),
            (b"\xff", "An archive is JSON in UTF-8, and this is not UTF-8."),
            (b"[" * 100_000, "The JSON cannot be read: it is too deep, or a number too long."),
            (b"1" * 5000, "The JSON cannot be read"),
            (b"[]", "This is JSON, but not an HTTP Archive: log.entries is missing."),
            (b'{"log": {"entries": {}}}', "not an HTTP Archive"),
            (
                bytes(harimport.MOST_ARCHIVE + 1),
                "The archive is too large: at most 67,108,864 bytes are read.",
            ),
        ]:
            error = self.assertRaises(BadImport, readHAR, data)
            self.assertIn(expected, str(error))

    def test_entry(self) -> None:
        """
        An entry that cannot be sent is skipped, with the reason; the others are read.
        """
        entries: list[tuple[object, str]] = [
            (None, "its request is missing, or of the wrong type"),
            ([], "its request is missing, or of the wrong type"),
            (request(method="G T"), "its method is not a method"),
            (request(method=7), "its method is missing, or of the wrong type"),  # type: ignore[arg-type]
            (request("data:text/plain,a"), "the scheme of its url is not http, but data"),
            (request("wss://a/"), "but wss"),
            (request("/x"), "but nothing"),
            (request("http://[/"), "its url is not a URL"),
            (request("http://a b/"), "its url is not a URL"),
            (request("http://" + "a" * 64 + "é/"), "its url is not a URL"),
            (request(headers=fields("a b: c")), "the name of a field is not a valid name"),
            (request(headers=fields("A: b\r\nC: d")), "its field A holds the end of a line"),
            (request(headers=fields(":authority: a\r\nC: d")), "holds the end of a line"),
            (request(headers=["x"]), "it is not an object"),
            (request(headers=fields("A: \ud800")), "it holds half a character"),
            (request(postData={"text": "\ud800"}), "its content holds half a character"),
            (request(postData={"text": "?", "encoding": "base64"}), "is not in base64"),
            (request(postData={"params": fields("a: b")}), "but not how they were sent"),
            (request(postData={"text": "x" * (2**23 + 1)}), "it has more than 8,388,608 bytes"),
        ]
        for wrong, expected in entries:
            archived = readHAR(archive(wrong, request()))
            self.assertEqual(len(archived.requests), 1)
            (sentence,) = archived.skipped
            self.assertTrue(sentence.startswith("Entry 1: "), sentence)
            self.assertIn(expected, sentence)

    def test_target(self) -> None:
        """
        A target of our own that would end the line is not used.
        """
        self.assertEqual(read(_target="/\r\nX: y"), b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n")

    def test_many(self) -> None:
        """
        Of a great many entries, the first are read, and that is said.
        """
        archived = readHAR(archive(*[request()] * 5001))
        self.assertEqual(len(archived.requests), 5000)
        self.assertEqual(archived.skipped, ["Only the first 5,000 entries of 5,001 were read."])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
TEXT = st.text(max_size=12) | st.sampled_from(["http://a/", "POST", "\r\n", "a: b", "base64"])
POST = st.fixed_dictionaries({}, optional={"text": TEXT, "params": JSON, "encoding": TEXT})
FIELDS = st.lists(st.fixed_dictionaries({"name": TEXT, "value": TEXT}) | JSON, max_size=3)
REQUESTS = st.fixed_dictionaries(
    {"method": TEXT, "url": TEXT.map("http://a/{}".format) | TEXT},
    optional={"headers": FIELDS, "postData": POST | JSON, "_target": TEXT, "httpVersion": JSON},
)


class AnyArchiveTests(SynchronousTestCase):
    """
    Any JSON, and any values where an archive has some (hypothesis).
    """

    @given(JSON)
    def test_json(self, value: object) -> None:
        """
        Any JSON is an archive, or is refused in words.
        """
        try:
            readHAR(json.dumps(value).encode())
        except BadImport as error:
            self.assertTrue(str(error).endswith("."))

    @given(REQUESTS)
    def test_request(self, value: object) -> None:
        """
        What is read is one head that ends where it should: no value of an archive can end a
        line, or begin a second request.
        """
        for asked in readHAR(archive(value)).requests:
            head = asked.data.partition(b"\r\n\r\n")[0]
            self.assertEqual(head.count(b"\r"), head.count(b"\r\n"))
            self.assertEqual(head.count(b"\n"), head.count(b"\r\n"))
            self.assertEqual(head.lower().count(b"\r\ntransfer-encoding:"), 0)
            self.assertLessEqual(head.lower().count(b"\r\ncontent-length:"), 1)

    def test_complete(self) -> None:
        """
        Our own reader takes what was read for one complete request.
        """
        post = {"mimeType": "text/plain", "text": "hi"}
        reader = RequestReader()
        reader.feed(read(method="POST", postData=post, headers=fields("Content-Length: 99")))
        events = []
        while not isinstance(event := reader.nextEvent(), NeedMore):
            events.append(event)
        self.assertEqual(sum(isinstance(each, EndOfMessage) for each in events), 1)
