"""
Grading servers.
"""

from __future__ import annotations

import socket
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from threading import Thread

from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES, Level
from server.conformance.grade import (
    Grade,
    addressed,
    count,
    describe,
    grade,
    gradeOne,
    isLoopback,
    main,
    readAddress,
    report,
)
from tests.server.channel import page
from tests.support.process import StepProcess

HOST = "127.0.0.1"
PAGE = page.__name__
PLAIN = next(case for case in CASES if case.name == "plain-get")
NO_HOST = next(case for case in CASES if case.name == "host-missing")


@contextmanager
def serving(answer: bytes) -> Iterator[int]:
    """
    Run a server that answers everything alike, and closes.
    """
    listening = socket.create_server((HOST, 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                if connection.recv(65536):
                    connection.sendall(answer)

    thread = Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


class AddressTests(SynchronousTestCase):
    """
    Only this machine is graded.
    """

    def test_read(self) -> None:
        """
        Host and port are told apart.
        """
        self.assertEqual(readAddress("127.0.0.1:8000"), ("127.0.0.1", 8000))
        self.assertEqual(readAddress("[::1]:80"), ("::1", 80))
        self.assertEqual(readAddress("localhost:80"), ("localhost", 80))

    def test_others(self) -> None:
        """
        Another machine, or what is no address, is refused.
        """
        for text in ("example.com:80", "8.8.8.8:80", "0.0.0.0:80", "127.0.0.1", ":80", "a:b", ""):
            self.assertRaises(ArgumentTypeError, readAddress, text)
        for text in ("127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:٣"):
            self.assertRaises(ArgumentTypeError, readAddress, text)
        self.assertTrue(isLoopback("127.1.2.3"))

    def test_oneLine(self) -> None:
        """
        On a command line that is said in one line, under the name that was called.
        """
        err = StringIO()
        self.patch(sys, "stderr", err)
        called = self.assertRaises(SystemExit, main, ["localhost"], "python -m lessons grade")
        self.assertEqual(called.code, 2)
        self.assertTrue(err.getvalue().startswith("python -m lessons grade: "), err.getvalue())
        self.assertEqual(err.getvalue().count("\n"), 1)

    def test_library(self) -> None:
        """
        Even without a command line.
        """
        self.assertRaises(ValueError, grade, ("example.com", 80))


class GradeTests(SynchronousTestCase):
    """
    Real servers.
    """

    def test_ours(self) -> None:
        """
        Our own server keeps every rule, and chooses as we say that it does.
        """
        with StepProcess(PAGE) as step:
            faults = [each for each in grade((HOST, step.port)) if each.fault]
        self.assertEqual(faults, [])

    def test_hosts(self) -> None:
        """
        A server that answers to its own name only is asked by that.
        """
        self.assertIn(b"\r\nHost: 127.0.0.1\r\n", addressed(PLAIN, "127.0.0.1").sent)
        self.assertIn(b"\r\nHost: [::1]\r\n", addressed(PLAIN, "::1").sent)
        with StepProcess("lessons.step15") as step:
            faults = [each for each in grade((HOST, step.port)) if each.fault]
        self.assertEqual(faults, [])

    def test_simple(self) -> None:
        """
        One that answers everything alike is caught.
        """
        with serving(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as port:
            self.assertIn("closed", str(gradeOne((HOST, port), PLAIN).fault))
            self.assertEqual(
                gradeOne((HOST, port), NO_HOST).fault,
                "the answer was 200, as to a right request, and not 400",
            )

    def test_noHttp(self) -> None:
        """
        What answers something else is no reason to fail.
        """
        with serving(b"220 mail.example.com\r\n") as port:
            self.assertIn("not well-formed", str(gradeOne((HOST, port), PLAIN).fault))

    def test_nobody(self) -> None:
        """
        Where nobody listens, one line says so.
        """
        with closing(socket.create_server((HOST, 0))) as listening:
            port = listening.getsockname()[1]
        err = StringIO()
        self.patch(sys, "stderr", err)
        self.assertEqual(main([f"{HOST}:{port}"]), 2)
        self.assertEqual(
            err.getvalue(), f"{HOST}:{port}: Connection refused. Does a server run there?\n"
        )


class ReportTests(SynchronousTestCase):
    """
    What a person reads.
    """

    def test_table(self) -> None:
        """
        A line for each family, one for all, then the faults.
        """
        wrong = Grade(NO_HOST, "the answer was 200, not 400")
        lines = report([Grade(PLAIN, None), wrong]).splitlines()
        self.assertEqual(lines[0].split(), ["MUST", "SHOULD", "MAY"])
        self.assertTrue(lines[1].startswith(PLAIN.family))
        self.assertIn("all", lines[3])
        self.assertEqual("\n".join(lines[-2:]), describe(wrong))

    def test_count(self) -> None:
        """
        What is not asked is not counted.
        """
        self.assertEqual(count([Grade(PLAIN, None)], Level.MAY), "-")

    def test_noFaults(self) -> None:
        """
        Where all is well, nothing more is said.
        """
        self.assertNotIn("not as", report([Grade(PLAIN, None)]))
