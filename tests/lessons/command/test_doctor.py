"""
C{doctor}: each problem with its remedy.
"""

from __future__ import annotations

import shutil
import socket
import sys
import webbrowser
from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from lessons.command import doctor
from lessons.command.doctor import Finding, examine
from lessons.command.paper import Paper


class DoctorTests(SynchronousTestCase):
    """
    One look after the other.
    """

    def test_python(self) -> None:
        """
        A Python that is too old is told.
        """
        self.assertEqual(doctor.lookAtPython().remedy, "")
        self.patch(sys, "version_info", (3, 10, 1))
        self.assertIn("3.11", doctor.lookAtPython().remedy)

    def test_packages(self) -> None:
        """
        A package that is missing or too old is told.
        """
        self.assertEqual(doctor.lookAtPackage("Twisted", (26, 4)).remedy, "")
        self.assertIn("too old", doctor.lookAtPackage("Twisted", (99, 0)).state)
        missing = doctor.lookAtPackage("no-such-package", (1, 0))
        self.assertEqual(missing.state, "missing")
        self.assertIn("activate", missing.remedy)

    def test_programs(self) -> None:
        """
        A missing program is told with its package, and with what helps without it.
        """
        self.patch(shutil, "which", lambda name: None)
        finding = doctor.lookAtProgram("telnet", "telnet", "or use that")
        self.assertEqual(
            finding, Finding("telnet", "missing", "apt-get install telnet; or use that")
        )

    def test_port(self) -> None:
        """
        A port that is taken is told with its owner, and how to get it back.
        """
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            finding = doctor.lookAtPort(port)
            self.assertRegex(finding.state, r"taken by: .*\(pid \d+\)")
            self.assertIn("--port 8001", finding.remedy)
        self.assertEqual(doctor.lookAtPort(port), Finding(f"port {port}", "free"))

    def test_browser(self) -> None:
        """
        No browser is told.
        """

        def none() -> None:
            raise webbrowser.Error

        self.patch(shutil, "which", lambda name: None)
        self.patch(webbrowser, "get", none)
        self.assertIn("apt-get install", doctor.lookAtBrowser().remedy)

    def test_examine(self) -> None:
        """
        Problems are counted, and all being well is said.
        """
        for findings, isWell, said in [
            ([Finding("a", "fine")], True, "ok  a          fine\n\nAll is well.\n"),
            (
                [Finding("a", "bad", "do b")],
                False,
                "!!  a          bad\n            -> do b\n\n1 problem\n",
            ),
        ]:
            out = StringIO()
            self.assertEqual(examine(Paper(out), lambda f=findings: iter(f)), isWell)  # type: ignore[misc]
            self.assertEqual(out.getvalue(), said)
