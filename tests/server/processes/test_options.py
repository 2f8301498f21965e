"""
The command line of several processes.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from server.commandline import makeParser
from server.processes.inherited import Inherited, readInherited
from server.processes.options import addProcessOptions, problemWith


class OptionsTests(SynchronousTestCase):
    """
    What is typed, and what a worker is told.
    """

    def parse(self, *arguments: str) -> Namespace:
        """
        @return: the options, of a program that can have several processes.
        @raise SystemExit: where the parser refuses them.
        """
        parser = makeParser("step", "")
        parser.set_defaults(endpoint=None)
        addProcessOptions(parser, lambda reactor, options, tell: None)
        return parser.parse_args(arguments)

    def refused(self, *arguments: str) -> str:
        """
        Read a command line that is wrong.

        @return: the line that says why.
        """
        err = StringIO()
        self.patch(sys, "stderr", err)
        self.assertEqual(self.assertRaises(SystemExit, self.parse, *arguments).code, 2)
        self.assertEqual(err.getvalue().count("\n"), 1)
        return err.getvalue()

    def test_count(self) -> None:
        """
        A number of workers; none by default.
        """
        self.assertIsNone(self.parse().processes)
        self.assertEqual(self.parse("--processes", "3").processes, 3)
        for text in ("0", "-1", "1000", "two", "٣"):
            self.assertIn(f"{text!r} is not a number from 1 to", self.refused("--processes", text))

    def test_worker(self) -> None:
        """
        What a worker inherits is read as it was written; nobody can make it up.
        """
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        self.addCleanup(os.close, writing)
        given = Inherited(2, "a.1", {"control": reading, "port0": writing})
        self.assertEqual(self.parse("--worker", str(given)).worker, given)
        self.assertEqual(given.ports(), [writing])
        gone = Inherited(2, "a.1", {"control": 10_000})
        for text in (str(gone), "", "number=x,control=1", "control"):
            self.assertIn(
                "only the server itself gives its workers this option",
                self.refused("--worker", text),
            )

    def test_inherited(self) -> None:
        """
        The ports are those with a number, in order.
        """
        read = readInherited("number=1,generation=g,control=3,scoreboard=4,port0=6,port1=5")
        self.assertEqual((read.number, read.generation, read.ports()), (1, "g", [6, 5]))
        self.assertEqual(read.descriptors["scoreboard"], 4)

    def test_endpoints(self) -> None:
        """
        An endpoint that is more than a listening socket cannot be inherited.
        """
        for text, isGood in (("tcp:80", True), ("unix:/a", True), ("ssl:443", False)):
            problem = problemWith(Namespace(endpoint=text))
            self.assertEqual(problem is None, isGood, text)
