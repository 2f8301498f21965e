"""
Which class a student is in.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.classroom.membership import BadAddress, join, read, readAddress, write


class AddressTests(SynchronousTestCase):
    """
    What is typed after C{--teacher}: the class page's address, and perhaps the code.
    """

    def test_right(self) -> None:
        """
        With a code or without, with a slash at the end or without, with a scheme or with a
        port alone, for IPv6 as well.
        """
        for text, expected in {
            "http://127.0.0.1:8080": ("http://127.0.0.1:8080", ""),
            "http://127.0.0.1:8080/": ("http://127.0.0.1:8080", ""),
            "http://teacher.local:8080/k7px": ("http://teacher.local:8080", "K7PX"),
            "http://[::1]:8080/K7PX/": ("http://[::1]:8080", "K7PX"),
            "127.0.0.1:8080": ("http://127.0.0.1:8080", ""),
            "127.0.0.1:8080/3w6p": ("http://127.0.0.1:8080", "3W6P"),
            "[::1]:8080/K7PX": ("http://[::1]:8080", "K7PX"),
        }.items():
            self.assertEqual(readAddress(text), expected)

    def test_wrong(self) -> None:
        """
        What has no port, another scheme, or a code alone is not the address of a class.
        """
        for text in (
            *(
                "",
                "127.0.0.1",
                "K7PX",
                "h:65536",
                "https://h",
                "https://h:80",
                "file:///etc/passwd",
                "http://",
            ),
            *("http://h:65536", "http://h/K7", "http://h/K7PX/x", "http://u:p@h/", "http://h/?a"),
        ):
            with self.assertRaises(BadAddress, msg=text):
                readAddress(text)


class FileTests(SynchronousTestCase):
    """
    The file that remembers the class: kept, read again, or not what it should be.
    """

    def test_kept(self) -> None:
        """
        What is written is read; each student who joins has another key.
        """
        path = Path(self.mktemp())
        ada, bob = (join("http://127.0.0.1:8080", "K7PX", name) for name in ("ada", "bob"))
        self.assertNotEqual(ada.student, bob.student)
        write(path, ada)
        self.assertEqual(read(path), ada)

    def test_nothing(self) -> None:
        """
        Where there is none, or one that was written by hand and makes no sense, nobody is told.
        """
        path = Path(self.mktemp())
        self.assertIsNone(read(path))
        for text in (
            "",
            "[]",
            "{}",
            "[" * 9999,
            '{"teacher": 1, "code": 2, "student": 3, "name": 4}',
        ):
            path.write_text(text)
            self.assertIsNone(read(path), text[:20])
