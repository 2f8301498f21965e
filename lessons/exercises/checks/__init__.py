"""
What checks are made of: a test case that explains, connections in memory with
a time limit, and messages that show the bytes.
"""

from lessons.exercises.checks.answers import Answer
from lessons.exercises.checks.case import ExerciseTestCase
from lessons.exercises.checks.connection import Connection
from lessons.exercises.checks.failures import CheckFailed
from lessons.exercises.checks.requirements import needs
from lessons.exercises.checks.response import Response

__all__ = ["Answer", "CheckFailed", "Connection", "ExerciseTestCase", "Response", "needs"]
