"""
The checks for the exercise before step 1: C{trial lessons.exercises.test_step0}.
"""

from __future__ import annotations

from lessons.exercises.checks import ExerciseTestCase

TEXT = 'the line says "Hello, ", the name, and "!" (exercise 0.1).'
BYTES = "what goes over the wire is bytes, not text (exercise 0.1)."
ENDS = "CR LF ends a line, and nothing comes after it (RFC 9112 section 2.1)."


class Exercise1ToolTests(ExerciseTestCase):
    """
    How exercises are done.
    """

    exercise = "0.1"

    def test_1_text(self) -> None:
        """
        The line says "Hello, ", the name, and "!".
        """
        name = self.word().title()
        got = self.call("greet", name)
        expected = f"Hello, {name}!".encode()
        if not isinstance(got, bytes):
            self.complain("The function does not return bytes.", BYTES, name, got, expected)
        if not got.startswith(expected):
            self.complain("The text is not right.", TEXT, name, got, expected)

    def test_2_end(self) -> None:
        """
        CR LF ends the line.
        """
        name = self.word().title()
        self.mustReturn(f"Hello, {name}!\r\n".encode(), "greet", name, rule=ENDS)

    def complain(self, problem: str, rule: str, name: str, got: object, begins: bytes) -> None:
        """
        Say what is wrong with a line.
        """
        parts = [(f'greet("{name}") returned', repr(got)[:200]), ("it should begin", repr(begins))]
        self.report(problem, rule, parts=parts)
