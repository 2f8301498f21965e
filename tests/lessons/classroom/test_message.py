"""
What a student's command tells, and what is not such a message.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from twisted.trial.unittest import SynchronousTestCase

from lessons.classroom.message import MOST_NAME, MOST_TEXT, BadMessage, Message, readMessage

STUDENT = "0123456789abcdef" * 2
MESSAGE = Message("K7PX", STUDENT, "Zoë", "3.2", False, "It answers.", "It has not answered.")


class MessageTests(SynchronousTestCase):
    """
    A message of a student's command to the class, in JSON: what is written can be read, and
    nothing else.
    """

    def read(self, **others: object) -> Message:
        """
        Read a message in which something is different.
        """
        return readMessage(json.dumps(asdict(MESSAGE) | others).encode())

    def test_written(self) -> None:
        """
        A message that a command has written is read as the same one.
        """
        for message in MESSAGE, Message("K7PX", STUDENT, "ada", "10.a", True):
            self.assertEqual(readMessage(message.written()), message)

    def test_limits(self) -> None:
        """
        A text may be as long as a text may be, and no longer.
        """
        self.read(name="n" * MOST_NAME, requirement="r" * MOST_TEXT)
        self.assertRaises(BadMessage, self.read, name="n" * (MOST_NAME + 1))
        self.assertRaises(BadMessage, self.read, sentence="s" * (MOST_TEXT + 1))

    def test_wrong(self) -> None:
        """
        What is not part of a message, or cannot be shown in a line, is refused.
        """
        wrong: dict[str, list[object]] = {
            "code": ["", "K7P", "k7px", "K7PXX", 7, None],
            "student": ["", STUDENT[1:], STUDENT.upper(), "../../../etc/passwd"],
            "name": ["", " ", "a\nb", "\x1b[31m", "a\u202eb", ["ada"], 1],
            "exercise": ["", "3", "3.", "x" * 30 + ".1", "3.2 ", "<b>"],
            "passed": [1, 0, "true", None],
            "requirement": ["two\nlines", "\x07", {}],
            "sentence": ["\x1b]0;title\x07", 5],
        }
        for name, values in wrong.items():
            for value in values:
                with self.assertRaises(BadMessage, msg=f"{name}: {value!r}"):
                    self.read(**{name: value})

    def test_noMessage(self) -> None:
        """
        What is not a JSON object of just these parts is refused.
        """
        others = json.dumps(asdict(MESSAGE) | {"path": "/"}).encode()
        for data in b"", b"[]", b"null", b"\xff", b"{}", b"[" * 100_000, others:
            with self.assertRaises(BadMessage, msg=repr(data[:20])):
                readMessage(data)
