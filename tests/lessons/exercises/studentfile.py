"""
What the tests of the machinery have in common: a file that a student might write,
and the sample of checks.
"""

from __future__ import annotations

from textwrap import dedent

from twisted.trial.reporter import TestResult
from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.subject import EXERCISES, Subject
from tests.lessons.exercises import sample

PROGRAM = """
from twisted.internet.protocol import Factory, Protocol

class Server(Protocol):
    def dataReceived(self, data):
        {}

def makeFactory(reactor, options):
    return Factory.forProtocol(Server)
"""


class MachineryTestCase(SynchronousTestCase):
    """
    Checks made-up files of a student's by the sample of checks.
    """

    def check(self, source: str) -> dict[str, str]:
        """
        Run the sample against a file.

        @return: what is said of each test: empty where it has passed.
        """
        subject = Subject(EXERCISES / "step99.py", source)
        against = type(
            "Against", (sample.SampleTests,), {"given": subject, "__doc__": "A sample."}
        )
        result = TestResult()
        tests = [against(name) for name in sorted(dir(against)) if name.startswith("test_")]
        for test in tests:
            test.run(result)
        self.assertEqual(result.errors, [])
        said = dict.fromkeys(tests, "")
        said.update((test, one.getErrorMessage()) for test, one in result.failures)  # type: ignore
        said.update((test, f"skipped: {reason}") for test, reason in result.skips)
        return {test._testMethodName: text for test, text in said.items()}

    def says(self, body: str) -> str:
        """
        Check a server that does something when bytes come.

        @return: the message for requirement 1.
        """
        indented = dedent(body).strip().replace("\n", "\n        ")
        return self.check(PROGRAM.format(indented))["test_1_echo"]
