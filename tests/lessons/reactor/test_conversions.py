"""
What becomes of bytes between a person and a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from twisted.trial.unittest import SynchronousTestCase

from lessons.reactor.conversions import NetworkLines, SafeText, Unchanged

LINES = [
    (b"", b""),
    (b"hello", b"hello"),
    (b"hello\n", b"hello\r\n"),
    (b"hello\r\n", b"hello\r\n"),
    (b"one\ntwo\n", b"one\r\ntwo\r\n"),
    (b"one\r\ntwo\n", b"one\r\ntwo\r\n"),
    (b"\n\n", b"\r\n\r\n"),
    (b"\n\r\n\r", b"\r\n\r\n\r"),
    (b"\r\r\n\n", b"\r\r\n\r\n"),
    (b"\x00\xff\n", b"\x00\xff\r\n"),
]

TEXT = [
    (b"", ""),
    (b"hello\r\n", "hello\n"),
    (b"hello\n\tworld\n", "hello\n\tworld\n"),
    ("gr\u00fcn \u6e29\u5ea6 \U0001f331\r\n".encode(), "gr\u00fcn \u6e29\u5ea6 \U0001f331\n"),
    (b"\x1b[2J\x07", "\\x1b[2J\\x07"),
    (b"over\rwritten", "over\\rwritten"),
    (b"end\r", "end\\r"),
    (b"\r\r\n", "\\r\n"),
    (b"\xff\xfd\x01", "\\xff\\xfd\\x01"),
    (b"cut \xe6\xb8", "cut \\xe6\\xb8"),
    ("\u009b31m".encode(), "\\x9b31m"),
    ("\u202egnp.exe".encode(), "\\u202egnp.exe"),
    (b"\x00\x7f", "\\x00\\x7f"),
]

Make = Callable[[], Unchanged]


def whole(make: Make, pieces: list[bytes]) -> bytes:
    """
    Convert a stream that comes in pieces.
    """
    conversion = make()
    return b"".join([*map(conversion.convert, pieces), conversion.finish()])


def cuts(data: bytes) -> Iterator[list[bytes]]:
    """
    Cut a stream: not at all, at each place once, and everywhere.
    """
    yield [data]
    yield from ([data[:place], data[place:]] for place in range(1, len(data)))
    yield [data[place : place + 1] for place in range(len(data))]


class ConversionTests(SynchronousTestCase):
    """
    Each conversion, however the stream is cut.
    """

    def check(self, make: Make, data: bytes, expected: bytes) -> None:
        """
        Compare what becomes of a stream in each cut.
        """
        for pieces in cuts(data):
            self.assertEqual(whole(make, pieces), expected, repr(pieces))

    def test_unchanged(self) -> None:
        """
        Without a conversion, every byte stays.
        """
        everything = bytes(range(256)) + b"\r\n\n\r"
        self.check(Unchanged, everything, everything)

    def test_lines(self) -> None:
        """
        A bare LF becomes CR LF, and nothing else changes.
        """
        for typed, sent in LINES:
            self.check(NetworkLines, typed, sent)

    def test_text(self) -> None:
        """
        Text stays text, and every byte that could steer a terminal is seen.
        """
        for sent, shown in TEXT:
            self.check(SafeText, sent, shown.encode())

    def test_allBytes(self) -> None:
        """
        No byte but LF and tab reaches a terminal as a control character.
        """
        for number in range(256):
            shown = whole(SafeText, [bytes([number])]).decode()
            self.assertTrue(shown.isprintable() or shown in "\t\n", repr(shown))
