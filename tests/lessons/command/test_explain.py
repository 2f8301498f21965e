"""
C{python -m lessons explain}: says what each byte of a file or of standard input means.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from tests.lessons.command.sheets import SheetTestCase
from tests.support import warm
from tests.support.process import PROGRAM_PATIENCE, ROOT

REQUEST = b"GET /favicon.ico HTTP/1.1\r\nHost: a\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"


class ExplainTests(SheetTestCase):
    """
    The command on files of requests and answers: what it prints, and its exit status.
    """

    def run_(self, data: bytes | None, *arguments: str, status: int = 0) -> str:
        """
        Explain a file.

        @param data: what it holds; L{None} for no file.
        @return: what is printed.
        """
        if data is not None:
            path = Path(self.mktemp())
            path.write_bytes(data)
            arguments = (str(path), *arguments)
        return self.command("explain", *arguments, status=status)

    def asData(self, data: bytes, *arguments: str) -> Any:
        """
        @return: what C{--json} says of these bytes.
        """
        self.clear()
        return json.loads(self.run_(data, "--json", *arguments))

    def test_spans(self) -> None:
        """
        Each span is printed with its offset, its bytes, and what they are.
        """
        rows = self.run_(REQUEST).splitlines()
        self.assertEqual(rows[:2], ["request line", "     0  GET"])
        self.assertIn("    25  \\r\\n", rows)
        self.assertIn('     3  " "', rows)
        self.assertIn("GET asks for what is there.", self.flat())
        self.assertIn("(RFC 9110 section 9.3.1; step 3)", self.flat())
        self.assertIn("Nobody typed this: a browser asks", self.flat())
        self.assertEqual(rows[-1], "Nothing is missing, and no rule is broken.")

    def test_once(self) -> None:
        """
        What has been said is not said again.
        """
        self.run_(REQUEST * 3)
        self.assertEqual(self.flat().count("GET asks for what is there."), 1)
        self.assertEqual(self.flat().count(" GET method"), 3)

    def test_waiting(self) -> None:
        """
        Of a head that is not finished it is said that the empty line is missing.
        """
        self.run_(REQUEST[:-2])
        self.assertIn("Waiting: The head is not finished: no empty line yet.", self.flat())

    def test_fault(self) -> None:
        """
        What is wrong is said, with the rule, the answer to it, and how it is written right.
        """
        said = self.run_(b"GET /a b HTTP/1.1\nHost: a\n\n")
        self.assertIn("Wrong at byte 17: Byte 17 is LF without CR.", self.flat())
        self.assertIn("(RFC 9112 section 2.2; the first byte is byte 0)", self.flat())
        self.assertIn("A server that keeps the rules answers 400 Bad Request.", self.flat())
        self.assertIn("    GET /a%20b HTTP/1.1\\r\\n\n    Host: a\\r\\n\n    \\r\\n\n", said)

    def test_response(self) -> None:
        """
        Answers are explained with C{--response}; C{--method} tells what they answer.
        """
        self.run_(ANSWER, "--response")
        self.assertIn("Waiting: 0 of 2 bytes of content have come.", self.flat())
        self.clear()
        self.run_(ANSWER * 3, "--response", "--method", "head")
        self.assertIn("Nothing is missing", self.flat())

    def test_json(self) -> None:
        """
        As data, there are the spans in order, the diagnosis, and what is missing.
        """
        found = self.asData(REQUEST)
        self.assertEqual(list(found), ["spans", "diagnosis", "waiting"])
        self.assertEqual(list(found["spans"][0]), ["start", "end", "kind", "meaning", "rule"])
        joined = b"".join(REQUEST[span["start"] : span["end"]] for span in found["spans"])
        self.assertEqual(joined, REQUEST)
        self.assertEqual((found["diagnosis"], found["waiting"]), (None, None))
        found = self.asData(b"GET /\r\n")
        self.assertEqual(list(found["diagnosis"]), ["sentence", "rule", "offset"])
        self.assertEqual(found["diagnosis"]["offset"], 5)
        self.assertIn("HTTP/0.9", found["diagnosis"]["sentence"])
        self.assertIn("no empty line", self.asData(REQUEST[:-2])["waiting"])

    def test_step(self) -> None:
        """
        With C{--step}, it is said what a step does otherwise.
        """
        data = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
        self.run_(data, "--step", "2")
        self.assertIn("Step 2: This step answers before the content has arrived", self.flat())
        self.run_(data, "--step", "15")
        self.assertIn("Step 15 does with these bytes what the rules say.", self.flat())
        self.assertEqual(len(self.asData(data, "--step", "2")["step"]), 2)

    def test_colours(self) -> None:
        """
        Colours are for a terminal, and for those who want them.
        """
        self.assertNotIn("\x1b", self.run_(REQUEST))
        self.out.isTerminal = True
        self.assertIn("\x1b[1;35mGET\x1b[0m", self.run_(REQUEST))
        self.clear()
        os.environ["NO_COLOR"] = "1"
        self.assertNotIn("\x1b", self.run_(REQUEST))

    def test_columns(self) -> None:
        """
        No row is wider than the terminal, whatever the bytes are.
        """
        data = REQUEST + b"GET /" + b"\xff" * 500 + b" HTTP/1.1\r\n" + bytes(range(256)) * 9
        for columns in 40, 80:
            os.environ["COLUMNS"] = str(columns)
            for row in self.run_(data).splitlines():
                self.assertLessEqual(len(row), columns, row)
            self.clear()

    def test_wrong(self) -> None:
        """
        What cannot be done is said in one sentence.
        """
        for arguments, expected in [
            (["/nowhere"], "/nowhere cannot be read: No such file or directory"),
            (["/"], "/ is a directory: explain wants a file"),
            (["a\0b"], "cannot be read: embedded null byte"),
            (["/dev/null", "--step", "99"], "there is no step '99'"),
            (["/dev/null", "--step", "clients"], "clients are not a server"),
            (["/dev/null", "--step", "1", "--response"], "--step tells how a step reads requests"),
            (["/dev/null", "--method", "HEAD"], "--method says what an answer answers"),
        ]:
            self.run_(None, *arguments, status=1)
            said = " ".join(self.err.getvalue().split())
            self.assertIn(expected, said)
            self.assertEqual(self.out.getvalue(), "")

    def test_large(self) -> None:
        """
        Of a file without end, the first part is explained, and it is said that there is more.
        """
        self.run_(None, "/dev/zero")
        self.assertIn(
            "there is more: only the first 1,048,576 bytes are explained", self.err.getvalue()
        )
        self.assertIn("... and 1,048,5", self.out.getvalue())
        self.assertLess(len(self.out.getvalue()), 2000)

    def test_many(self) -> None:
        """
        Of a great many spans, the newest are shown, and it is said which are not.
        """
        self.run_(REQUEST * 4000)
        self.assertIn("bytes are left out: there are too many spans.", self.out.getvalue())

    def test_nothing(self) -> None:
        """
        An empty file is explained, too.
        """
        self.run_(b"")
        self.assertIn("No byte has come yet. Browsers open such spare connections", self.flat())


class InputTests(SynchronousTestCase):
    """
    The command on standard input, which is explained where no file is named.
    """

    def test_input(self) -> None:
        """
        Without a file, or with a hyphen, standard input is explained.
        """
        for arguments in ([], ["-"]):
            ended = warm.run(
                [sys.executable, "-m", "lessons", "explain", *arguments],
                cwd=ROOT,
                input=REQUEST,
                capture_output=True,
                timeout=PROGRAM_PATIENCE,
            )
            self.assertEqual((ended.returncode, ended.stderr), (0, b""))
            self.assertIn(b"     0  GET\n", ended.stdout)
