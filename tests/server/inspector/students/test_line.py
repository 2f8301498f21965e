"""
Tests of L{server.inspector.students.line}.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.studentcodes import CODE, makeCode
from server.inspector.students.line import LONGEST, lengthOfLine, readLine


class LengthTests(SynchronousTestCase):
    """
    Which first bytes are the line.
    """

    def test_lines(self) -> None:
        """
        It ends with LF, or CR LF; what follows is not part of it.
        """
        for line in (b"NICK ada\r\n", b"NICK ada\n", b"NICK\tada\r\n", b"NICK \n", b"NICK a b\n"):
            self.assertEqual(lengthOfLine(line), len(line), line)
            self.assertEqual(lengthOfLine(line + b"GET / HTTP/1.1\r\n"), len(line), line)

    def test_byteByByte(self) -> None:
        """
        As long as it may become one, it is not known.
        """
        line = b"NICK ada\r\n"
        for length in range(len(line)):
            self.assertIsNone(lengthOfLine(line[:length]), length)

    def test_others(self) -> None:
        """
        Whatever else begins so is not one: other words, a line without a name, a method of that
        name.
        """
        others = (
            b"N\r\n",
            b"NIC \r",
            b"nick a\n",
            b"NICKY a\n",
            b"NICK\r\n",
            b" NICK a\n",
            b"\r\n",
        )
        for line in (*others, b"NICK / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\n", b"\x16\x03\x01"):
            self.assertEqual(lengthOfLine(line), 0, line)

    def test_long(self) -> None:
        """
        A line that does not end is not one from some length on, nor is a longer one.
        """
        self.assertIsNone(lengthOfLine(b"NICK " + b"a" * (LONGEST - 6)))
        self.assertEqual(lengthOfLine(b"NICK " + b"a" * LONGEST), 0)
        self.assertEqual(lengthOfLine(b"NICK " + b"a" * LONGEST + b"\n"), 0)

    @given(st.binary(max_size=300), st.binary(max_size=30))
    def test_decided(self, beginning: bytes, more: bytes) -> None:
        """
        Once it is known, it does not change with what follows.
        """
        for data in (beginning, b"NICK " + beginning):
            length = lengthOfLine(data)
            if length is not None:
                self.assertEqual(lengthOfLine(data + more), length)


class ReadLineTests(SynchronousTestCase):
    """
    The name and the code in a line C{NICK name code}, whatever bytes it has.
    """

    def test_name(self) -> None:
        """
        A name may have several words; what cannot be in a name is left out.
        """
        self.assertEqual(readLine(b"NICK ada\r\n"), ("ada", ""))
        self.assertEqual(readLine(b"NICK  ada \t lovelace \r\n"), ("ada lovelace", ""))
        self.assertEqual(readLine("NICK a\u202e\x00\x1b[1mda\n".encode()), ("a1mda", ""))
        self.assertEqual(readLine(b"NICK \r\n"), ("", ""))
        self.assertEqual(readLine(b"NICK " + b"a" * 150 + b"\n"), ("a" * 20, ""))

    def test_code(self) -> None:
        """
        The last word is a code if it looks like one; no word without a digit does.
        """
        self.assertEqual(readLine(b"NICK ada 7kq2m\r\n"), ("ada", "7kq2m"))
        self.assertEqual(readLine(b"NICK ada 7KQ2M\r\n"), ("ada", "7kq2m"))
        self.assertEqual(readLine(b"NICK 7kq2m\r\n"), ("", "7kq2m"))
        for name in ("ada guest", "ada 7kq2", "ada 1kq2m", "ada 7kq2mm"):
            self.assertEqual(readLine(f"NICK {name}\n".encode()), (name, ""))

    def test_made(self) -> None:
        """
        Codes that are made up look like codes, and differ.
        """
        codes = {makeCode() for _ in range(50)}
        self.assertGreater(len(codes), 45)
        for code in codes:
            self.assertTrue(CODE.fullmatch(code), code)

    @given(st.binary(max_size=200))
    def test_hostile(self, data: bytes) -> None:
        """
        Whatever a line holds, it is read.
        """
        said = readLine(b"NICK " + data + b"\n")
        self.assertLessEqual(len(said.nickname), 20)
