"""
Reading a form as it arrives.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.http import Request
from twisted.web.test.requesthelper import DummyChannel

from server.practice.form import MAX_PARTS, MAX_TEXT, FormReader, makeReader

HEAD = b'--x\r\nContent-Disposition: form-data; name="%b"'
NOTE = HEAD % b"note" + b"\r\n\r\nhello\r\n"
FILE = HEAD % b"file" + b'; filename="a.bin"\r\nContent-Type: image/png\r\n\r\n\0\xff\r\n--y\r\n'
END = b"--x--\r\n"

BAD = {
    b"": "Unexpected end",
    b"hello": "Unexpected end",
    NOTE: "Unexpected end",
    b"nonsense, much longer than the line that must stand there": "Unexpected end",
    b"--x\r\n\r\nhello\r\n--x--\r\n": "Content-Disposition",
    b"--x\r\nContent-Disposition: attachment\r\n\r\n\r\n" + END: "Wrong type",
    b"--x\r\nno colon\r\n\r\n\r\n" + END: "Malformed",
    b"--x\r\n" + b"a" * 10_000: "header length",
    (HEAD % b"a" + b"\r\n\r\n\r\n") * (MAX_PARTS + 1) + END: "segment count",
    HEAD % b"a" + b"\r\n\r\n" + b"x" * (MAX_TEXT + 1) + b"\r\n" + END: "the text fields hold",
}


def read(data: bytes, size: int) -> FormReader:
    """
    Read a form in pieces.

    @param size: of a piece, in bytes.
    """
    reader = FormReader(b"x")
    for start in range(0, len(data), size):
        reader.write(data[start : start + size])
    reader.finish()
    return reader


def requestOf(kind: bytes | None) -> Request:
    """
    Make a request, as far as its Content-Type goes.
    """
    channel: Any = DummyChannel()
    request = Request(channel, False)
    if kind is not None:
        request.requestHeaders.setRawHeaders(b"Content-Type", [kind])
    return request


class FormReaderTests(SynchronousTestCase):
    """
    Forms with files, cut into pieces: their fields, the files' sizes, and what is
    malformed.
    """

    def test_notUTF8(self) -> None:
        """
        Names that are not UTF-8 are names: their bytes are kept, and shown so that they fit
        in a line.
        """
        form = HEAD % b"f\xff" + b"\r\n\r\na\r\n"
        file = HEAD % b"file" + b'; filename="na\xefve.txt"\r\n\r\nb\r\n'
        for size in (1, 7, 1000):
            reader = read(form + file + END, size)
            self.assertEqual(reader.error, "")
            self.assertEqual(list(reader.fields()), [(b"f\xff", b"a")])
            self.assertIn("file na\\udcefve.txt in field file", str(reader.parts[1]))

    def test_good(self) -> None:
        """
        A form is read, in whatever pieces it comes.
        """
        data = NOTE + FILE + END
        content = b"\0\xff\r\n--y"
        lines = [
            "field note: hello",
            f"file a.bin in field file: image/png, {len(content)} bytes, "
            f"SHA-256 {sha256(content).hexdigest()}",
        ]
        for size in (1, 2, 7, len(data)):
            reader = read(data, size)
            self.assertEqual(reader.error, "", size)
            self.assertEqual([str(part) for part in reader.parts], lines)
            self.assertEqual(list(reader.fields()), [(b"note", b"hello")])

    def test_bad(self) -> None:
        """
        What is not a form is refused, with the reason.
        """
        for data, words in BAD.items():
            for size in (100, len(data) + 1):
                self.assertIn(words, read(data, size).error, data[:80])

    def test_badBoundary(self) -> None:
        """
        A boundary that cannot be one is refused.
        """
        for boundary in (b"", b"a\nb", b"x" * 71, b"\xff", b"x "):
            reader = FormReader(boundary)
            reader.write(b"anything")
            reader.finish()
            self.assertNotEqual(reader.error, "", boundary[:10])

    def test_afterAnError(self) -> None:
        """
        After the first error nothing more is read.
        """
        reader = FormReader(b"x")
        reader.write(b"--x\r\nno colon\r\n")
        error = reader.error
        self.assertNotEqual(error, "")
        reader.write(NOTE + END)
        reader.finish()
        self.assertEqual((reader.error, reader.parts), (error, []))

    def test_fileIsNotKept(self) -> None:
        """
        Of a file only the size and the digest are kept.
        """
        reader = FormReader(b"x")
        reader.write(FILE[:-5])
        for _ in range(1000):
            reader.write(b"z" * 65536)
        part = reader.parts[0]
        self.assertEqual((len(part.text), part.size > 65_000_000), (0, True))
        self.assertLess(len(reader.parser._buffer), 65536)

    def test_hostileNames(self) -> None:
        """
        A client's words cannot make lines of their own in our answer.
        """
        data = HEAD % b"a\x1b[2J\xe2\x80\xae" + b"\r\n\r\none\r\ntwo\x00\r\n" + END
        (part,) = read(data, 1000).parts
        self.assertEqual(str(part), r"field a\x1b[2J\u202e: one\r\ntwo\x00")

    def test_makeReader(self) -> None:
        """
        Only a multipart form gets a reader.
        """
        for kind in (
            None,
            b"",
            b"text/plain",
            b"multipart/mixed; boundary=x",
            b"\xff",
            b"form-data",
        ):
            self.assertIsNone(makeReader(requestOf(kind)), kind)
        for kind in (b"multipart/form-data; boundary=x", b'Multipart/Form-Data; boundary="x"'):
            reader = makeReader(requestOf(kind))
            assert reader is not None
            reader.write(NOTE + END)
            reader.finish()
            self.assertEqual(reader.error, "")
