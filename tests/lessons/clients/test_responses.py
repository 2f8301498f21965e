"""
The strict reader of responses: it takes what is well-formed, and says what is wrong in all
else.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.clients.responses import Malformed, Response, only, readResponse, readResponses

OK = b"HTTP/1.1 200 OK\r\n"

GOOD: dict[bytes, Response] = {
    OK + b"Content-Length: 2\r\n\r\nhi": Response(200, "OK", {"content-length": "2"}, b"hi"),
    OK + b"\r\nup to the end": Response(200, "OK", {}, b"up to the end"),
    b"HTTP/1.0 404 \r\n\r\n": Response(404, "", {}, b""),
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n": Response(
        304, "Not Modified", {"content-length": "9"}, b""
    ),
    OK + b"a:  1 \r\nA: 2\r\nb:\r\n\r\n": Response(200, "OK", {"a": "1, 2", "b": ""}, b""),
    OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n": Response(
        200, "OK", {"transfer-encoding": "chunked"}, b"abc0123456789"
    ),
    OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n": Response(
        200, "OK", {"transfer-encoding": "chunked"}, b""
    ),
}

CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

BAD: dict[bytes, str] = {
    b"": "no empty line ends the head",
    OK + b"a: b\r\n": "no empty line ends the head",
    OK.replace(b"\r", b"") + b"\n": "no empty line ends the head",
    b"HTTP/1.1 20 OK\r\n\r\n": "not a status line",
    b"HTTP/2 200 OK\r\n\r\n": "not a status line",
    b"http/1.1 200 OK\r\n\r\n": "not a status line",
    b"HTTP/1.1 200\r\n\r\n": "not a status line",
    b"HTTP/1.1 200 OK\x00\r\n\r\n": "not a status line",
    OK + b"no colon\r\n\r\n": "not a field line",
    OK + b"a : b\r\n\r\n": "not a field line",
    OK + b" a: b\r\n\r\n": "not a field line",
    OK + b"a: b\nc: d\r\n\r\n": "not a field line",
    OK + b"a: \x7f\r\n\r\n": "not a field line",
    OK + b"Content-Length: 1\r\ncontent-length: 1\r\n\r\nx": "Content-Length twice",
    OK + b"Content-Length: -1\r\n\r\n": "not a Content-Length: '-1'",
    OK + b"Content-Length: x\r\n\r\n": "not a Content-Length: 'x'",
    OK + b"Content-Length: 1_0\r\n\r\n0123456789": "not a Content-Length: '1_0'",
    OK + b"Content-Length: 5\r\n\r\nhalf": "5 bytes announced, 4 sent",
    CHUNKED: "not a chunk size",
    CHUNKED + b"3\r\nabc\r\n": "not a chunk size",
    CHUNKED + b"x\r\nabc\r\n0\r\n\r\n": "not a chunk size",
    CHUNKED + b"+3\r\nabc\r\n0\r\n\r\n": "not a chunk size",
    CHUNKED + b"3\r\nabcd\r\n0\r\n\r\n": "no line end after a chunk",
    CHUNKED + b"3\r\nab": "no line end after a chunk",
    CHUNKED + b"0\r\n": "no line end after a chunk",
}


class ReaderTests(SynchronousTestCase):
    """
    Responses, good and bad, as the reader sees them.
    """

    def test_good(self) -> None:
        """
        Well-formed responses are read, with a length, in chunks, or up to the end.
        """
        for data, response in GOOD.items():
            self.assertEqual(only(data), response, data)

    def test_bad(self) -> None:
        """
        Anything else is refused, with the reason, as a failed test.
        """
        for data, words in BAD.items():
            with self.assertRaises(Malformed, msg=data) as caught:
                only(data)
            self.assertIn(words, str(caught.exception), data)
        self.assertTrue(issubclass(Malformed, AssertionError))

    def test_cut(self) -> None:
        """
        No beginning of a response with a length is a response.
        """
        for whole in GOOD:
            if b"ength: 2" in whole or b"chunked" in whole:
                for end in range(len(whole)):
                    with self.assertRaises(Malformed, msg=whole[:end]):
                        only(whole[:end])

    def test_head(self) -> None:
        """
        The answer to HEAD has no content, whatever its length says.
        """
        data = OK + b"Content-Length: 5\r\n\r\n"
        self.assertEqual(only(data, toHead=True).content, b"")

    def test_several(self) -> None:
        """
        Responses on one connection are told apart, by a length or by chunks.
        """
        one, two = OK + b"Content-Length: 1\r\n\r\n1", CHUNKED + b"1\r\n2\r\n0\r\n\r\n"
        self.assertEqual([each.text for each in readResponses(one + two + one)], ["1", "2", "1"])
        self.assertEqual(readResponse(one + two)[1], two)

    def test_bytesAfterIt(self) -> None:
        """
        Where only one may come, bytes after it are an error.
        """
        with self.assertRaises(Malformed):
            only(OK + b"Content-Length: 1\r\n\r\n12")
