"""
What kind of request a head makes, and what the greenhouse adds to it.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.support.greenhouse import startGreenhouse

PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
#: The type of a content, and whether it is a form with parts.
TYPES = (
    (b"Content-Type: multipart/form-data; boundary=x\r\n", True),
    (b"content-type: MULTIPART/Form-Data;boundary=x\r\n", True),
    (b"Content-Type: text/plain\r\nContent-Type: multipart/form-data; boundary=x\r\n", True),
    (b"Content-Type: multipart/form-data; boundary=x\r\nContent-Type: text/plain\r\n", False),
    (b"Content-Type: text/plain; x=multipart/form-data\r\n", False),
    (b"Content-Type: multipart/form-data-x; boundary=x\r\n", False),
    (b"Content-Type: application/x-www-form-urlencoded\r\n", False),
    (b"Content-Type: \xff\r\n", False),
    (b"Content-Type:\r\n", False),
    (b"", False),
)


class KindTests(SynchronousTestCase):
    """
    The greenhouse, on our channel and on Twisted's.
    """

    def answer(self, channel: str, pieces: list[bytes]) -> bytes:
        """
        Send pieces to a greenhouse of its own.
        """
        conversation = startGreenhouse(self, "--channel", channel)
        return b"".join(map(conversation.send, pieces)) + conversation.received()

    def test_forms(self) -> None:
        """
        A form with parts is read, whatever else comes, and in however many pieces; what is not one
        is said not to be.
        """
        for fields, isForm in TYPES:
            for framing in (
                b"Content-Length: %d\r\n" % len(PART),
                b"Transfer-Encoding: chunked\r\n",
            ):
                isChunked = framing.startswith(b"T")
                content = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PART), PART) if isChunked else PART
                head = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                data = head + fields + framing + b"\r\n" + content
                for channel in ("own", "stock"):
                    for pieces in ([data], [data[:-9], data[-9:]]):
                        answer = self.answer(channel, pieces)
                        status = b"200" if isForm else b"415"
                        self.assertTrue(answer.startswith(b"HTTP/1.1 " + status), answer)
                        self.assertEqual(b"field a: b" in answer, isForm)

    def test_aboutServer(self) -> None:
        """
        On either channel, whoever asks about the server as a whole is told what it allows.
        """
        for channel in ("own", "stock"):
            answer = self.answer(channel, [b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"])
            self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer)
            self.assertIn(b"\r\nAllow: GET", answer)
