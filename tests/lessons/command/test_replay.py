"""
C{python -m lessons replay}: sends the same bytes to steps, and shows their answers side by
side.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from lessons.replay import servers
from tests.lessons.command.sheets import SheetTestCase
from tests.support.warm import beginAllAtOnce

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
NO_HOST = b"GET / HTTP/1.1\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
#: Seconds that are waited for an answer: on a machine that is busy, it may take long.
WAIT = ("--wait", "30")


class ReplayTestCase(SheetTestCase):
    """
    Runs the command on files, and reads what it prints.
    """

    def setUp(self) -> None:
        """
        Have the steps begin at once.
        """
        super().setUp()
        beginAllAtOnce(self)

    def file(self, data: bytes) -> str:
        """
        Write a file.

        @return: its name.
        """
        path = Path(self.mktemp())
        path.write_bytes(data)
        return str(path)

    def replay(self, data: bytes, *arguments: str) -> str:
        """
        Replay some bytes.

        @return: what is printed.
        """
        self.clear()
        return self.command("replay", self.file(data), *WAIT, *arguments)

    def asData(self, data: bytes, *arguments: str) -> Any:
        """
        Replay some bytes.

        @return: what comes as JSON.
        """
        return json.loads(self.replay(data, "--json", *arguments))


class RealStepTests(ReplayTestCase):
    """
    Requests to the real steps, each in a process of its own.
    """

    def test_all(self) -> None:
        """
        Without a Host, all fifteen steps answer, and it is told who sees that it is missing.
        """
        self.replay(NO_HOST)
        said = self.flat()
        self.assertIn("Sent: 18 bytes, as they are", said)
        self.assertIn("Wrong at byte 16: An HTTP/1.1 request must say in a Host field", said)
        self.assertIn("steps 4-13", said)
        self.assertIn("does not see what is wrong: 200 OK;", said)
        self.assertIn("Steps 4-13: This step answers with the page: Twisted's channel", said)
        self.assertTrue(said.endswith("The first to see what is wrong: step 3."))
        self.assertEqual(self.err.getvalue(), "")

    def test_json(self) -> None:
        """
        As data, there is one answer for each step, with all that is known of it.
        """
        first, second, third = self.asData(GET, "--steps", "1-3")
        names = "step answer status closed milliseconds group right how differences"
        self.assertEqual(list(first), names.split())
        self.assertEqual(
            first["answer"],
            "You said: GET / HTTP/1.1\\r\\nYou said: Host: localhost\\r\\nYou said: \\r\\n",
        )
        self.assertEqual([first["step"], second["step"], third["step"]], [1, 2, 3])
        self.assertEqual([first["status"], second["status"], third["status"]], [[], [200], [200]])
        self.assertEqual(
            [first["closed"], second["closed"], third["closed"]], [False, True, False]
        )
        self.assertEqual([first["group"], second["group"], third["group"]], [1, 2, 3])
        self.assertEqual([first["right"], second["right"], third["right"]], [False, False, True])
        self.assertLessEqual(0, third["milliseconds"])
        self.assertIn("says each line back", first["differences"][0])

    def test_pieces(self) -> None:
        """
        How the bytes are cut changes nothing.
        """
        for data in GET * 2, CHUNKED, NO_HOST:
            whole = self.asData(data, "--steps", "3-4,15")
            pieces = self.asData(data, "--steps", "3-4,15", "--pieces")
            for each in *whole, *pieces:
                self.assertEqual(each["answer"].count("Date: "), len(each["status"]))
            self.assertEqual(
                [(one["status"], one["closed"]) for one in whole],
                [(one["status"], one["closed"]) for one in pieces],
            )

    def test_chunks(self) -> None:
        """
        Step 3 refuses chunks, and step 4 understands them.
        """
        said = self.replay(CHUNKED, "--steps", "3,4")
        self.assertIn("refuses what is right: 501 Not", said)
        self.assertIn("Step 3: This step answers 501 to every transfer coding", self.flat())
        self.assertTrue(said.endswith("The first to understand it: step 4.\n"))

    def test_transcript(self) -> None:
        """
        The typed lines of a transcript are sent, and that is said.
        """
        transcript = b"$ telnet 127.0.0.1 8000\n> GET / HTTP/1.1\n> Host: localhost\n>\n"
        said = self.replay(transcript, "--steps", "3")
        self.assertIn("Sent: 35 bytes, what is typed in a transcript", said)
        self.assertIn("    Host: localhost\\r\\n\n    \\r\\n\n", said)
        self.assertIn("understands it: 200 OK", said)
        self.replay(transcript, "--steps", "3", "--raw")
        self.assertIn("bytes, as they are $ telnet 127.0.0.1 8000\\n", self.flat())

    def test_case(self) -> None:
        """
        A ready request is sent by its name.
        """
        said = self.command("replay", "--case", "no-request-line", "--steps", "3", *WAIT)
        self.assertIn("the case no-request-line: Bytes that are not an HTTP message", said)
        self.assertIn("sees what is wrong: 400 Bad Request", said)

    def test_waiting(self) -> None:
        """
        Of a request that is not complete, it is said what is missing, and nobody answers.
        """
        self.clear()
        said = self.command("replay", self.file(GET[:-2]), "--steps", "3", "--wait", "0.2")
        self.assertIn("Waiting: The head is not finished: no empty line yet.", said)
        self.assertTrue(said.endswith("The first to wait for the rest: step 3.\n"))

    def test_columns(self) -> None:
        """
        No row is wider than the terminal, whatever the bytes are; and no byte steers it.
        """
        for columns in 40, 80, 200, 1:
            os.environ["COLUMNS"] = str(columns)
            said = self.replay(b"\x1b[2J" * 30 + b"\xff\r\n\r\n" + b"x" * 900, "--steps", "1-3")
            self.assertNotIn("\x1b", said)
            for row in said.splitlines():
                self.assertLessEqual(len(row), max(columns, 40), row)

    def test_colours(self) -> None:
        """
        Colours are for a terminal; there, it is said as well why it takes a moment.
        """
        self.assertNotIn("\x1b", self.replay(NO_HOST, "--steps", "3"))
        self.out.isTerminal = self.err.isTerminal = True
        self.assertIn("\x1b[1mstep 3\x1b[0m", self.replay(NO_HOST, "--steps", "3"))
        self.assertIn("Asking step 3 ...", self.err.getvalue())


class BadInputTests(ReplayTestCase):
    """
    What makes no sense, and how it is refused.
    """

    def test_input(self) -> None:
        """
        It is said in one sentence, with status 2, and no step is started.
        """
        self.patch(servers, "launch", lambda *arguments: self.fail("a step was started"))
        name = self.file(GET)
        for arguments, expected in [
            (["/nowhere"], "/nowhere cannot be read: No such file or directory"),
            (["/"], "/ is a directory: replay wants a file"),
            (["a\0b"], "cannot be read: embedded null byte"),
            (["/dev/null"], "/dev/null is empty: there is nothing to send"),
            (["/dev/zero"], "/dev/zero is too long: 1,048,576 bytes can be sent"),
            ([self.file(b"$ ls\n")], "it is a transcript of `ls`"),
            ([self.file(bytes(20_000)), "--pieces"], "--pieces takes 16,384 bytes"),
            (["--case", "plain-gat"], "did you mean plain-get?"),
            ([name, "--case", "plain-get"], "leave out the file, or the case"),
            ([name, "--steps", "x"], "'x' names no steps"),
            ([name, "--steps", ""], "'' names no steps"),
            ([name, "--steps", "0"], "there are no steps 0: there are 1 to 15"),
            ([name, "--steps", "9-3"], "there are no steps 9-3"),
            ([name, "--steps", "3,16"], "there are no steps 16"),
            ([name, "--steps", "\u0663"], "names no steps"),
            ([name, "--wait", "nan"], "--wait takes a number of seconds"),
            ([name, "--wait", "0"], "--wait takes a number of seconds"),
            ([name, "more"], "unrecognized arguments: more"),
        ]:
            self.clear()
            self.command("replay", *arguments, status=2)
            self.assertIn(expected, self.flat(self.err))
            self.assertEqual(self.out.getvalue(), "")

    def test_list(self) -> None:
        """
        All ready requests are named, by family.
        """
        said = self.command("replay", "--list")
        self.assertIn("request line\n  plain-get: A well-formed request is answered.", said)

    def test_notStarted(self) -> None:
        """
        A step that does not start is told with its own last words; the others answer.
        """
        self.patch(servers, "FREE_PORTS", {"step2": ("--nonsense",)})
        name = self.file(GET)
        said = self.command("replay", name, "--steps", "2-3", *WAIT, status=1)
        self.assertIn("it did not start: python -m", said)
        self.assertIn("--nonsense", said)
        self.assertIn("understands it: 200 OK", said)
