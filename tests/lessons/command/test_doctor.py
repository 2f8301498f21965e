"""
C{doctor}: each problem with its remedy.
"""

from __future__ import annotations

import re
import shutil
import socket
import sys
import tomllib
import webbrowser
from importlib.metadata import PackageNotFoundError
from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from lessons.command import doctor
from lessons.command.console import Console
from lessons.command.doctor import Finding, examine
from tests.support.process import ROOT


class DoctorTests(SynchronousTestCase):
    """
    Each look of C{doctor} by itself: what it finds, and with which remedy.
    """

    def test_python(self) -> None:
        """
        A Python that is too old is told.
        """
        self.assertEqual(doctor.lookAtPython().remedies, ())
        self.patch(sys, "version_info", (3, 10, 1))
        self.assertEqual(doctor.lookAtPython().state, "3.10.1 is older than 3.11")

    def test_packages(self) -> None:
        """
        A package that is missing or too old is told, each remedy on a line of its own.
        """
        self.assertEqual(doctor.lookAtPackage("Twisted", (26, 4)).remedies, ())
        old = doctor.lookAtPackage("Twisted", (99, 0))
        self.assertIn("too old", old.state)
        self.assertEqual(old.remedies, ("python -m pip install --editable .",))
        missing = doctor.lookAtPackage("no-such-package", (1, 0))
        self.assertEqual(missing.state, "missing")
        self.assertIn(". .venv/bin/activate", missing.remedies)

    def test_extras(self) -> None:
        """
        What a package needs for its extras is looked at as well.
        """

        def installed(name: str) -> str:
            if name == "h2":
                raise PackageNotFoundError
            return "99.0"

        self.patch(doctor, "version", installed)
        requires = ["attrs>=22", 'h2<5.0,>=3.2; extra == "http2"', "idna>=2.5; extra == 'tls'"]
        self.patch(doctor, "requires", lambda name: requires)
        finding = doctor.lookAtPackage("Twisted", (26, 4), "tls", "http2")
        self.assertEqual(finding.state, "99.0, but h2 is missing")
        self.assertEqual(finding.remedies, ("python -m pip install --editable .",))
        self.assertEqual(doctor.lookAtPackage("Twisted", (26, 4), "tls").remedies, ())

    def test_required(self) -> None:
        """
        What is required is what pyproject.toml requires; nothing else is a problem.
        """
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        required = []
        for name, oldest, *extras in doctor.REQUIRED_PACKAGES:
            inBrackets = f"[{','.join(extras)}]" if extras else ""
            required.append(f"{name}{inBrackets}>={'.'.join(map(str, oldest))}")
        self.assertEqual(required, project["dependencies"])
        brought = [
            re.split(r"\W", line)[0] for line in project["optional-dependencies"]["terminal"]
        ]
        self.assertEqual(sorted(brought), sorted(name for name, _ in doctor.EXTRAS))

    def test_optional(self) -> None:
        """
        What is only nice to have is not a problem where it is missing.
        """
        self.patch(doctor, "find_spec", lambda name: None)
        finding = doctor.lookAtExtra("watchfiles", "it is slower")
        command = "python -m pip install watchfiles"
        self.assertEqual(
            finding,
            Finding("watchfiles", "not installed: it is slower", (command,), isOptional=True),
        )
        out = StringIO()
        self.assertTrue(examine(Console(out), lambda: iter([finding])))
        self.assertIn(
            f"--  watchfiles not installed: it is slower\n               {command}\n",
            out.getvalue(),
        )
        self.assertIn("All is well.", out.getvalue())

    def test_programs(self) -> None:
        """
        A missing program is told with its package, and with what helps without it.
        """
        self.patch(shutil, "which", lambda name: None)
        finding = doctor.lookAtProgram("telnet", "telnet", "or use that")
        self.assertEqual(
            finding, Finding("telnet", "missing", ("apt-get install telnet", "or use that"))
        )

    def test_port(self) -> None:
        """
        A port that is taken is told with its owner, and how to get it back.
        """
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            finding = doctor.lookAtPort(port)
            self.assertRegex(finding.state, r"taken by: .*\(pid \d+\)")
            self.assertEqual(finding.remedies[1], "or choose another port: --port 8001")
        self.assertEqual(doctor.lookAtPort(port), Finding(f"port {port}", "free"))

    def test_browser(self) -> None:
        """
        That there is no browser is told, with a remedy.
        """

        def none() -> None:
            raise webbrowser.Error

        self.patch(shutil, "which", lambda name: None)
        self.patch(webbrowser, "get", none)
        self.assertIn("apt-get install", doctor.lookAtBrowser().remedies[0])

    def test_examine(self) -> None:
        """
        Problems are counted, and all being well is said.
        """
        for findings, isWell, said in [
            ([Finding("a", "fine")], True, "ok  a          fine\n\nAll is well.\n"),
            (
                [Finding("a", "bad", ("do b", "or c"))],
                False,
                "!!  a          bad\n            -> do b\n            -> or c\n\n1 problem\n",
            ),
        ]:
            out = StringIO()
            self.assertEqual(examine(Console(out), lambda f=findings: iter(f)), isWell)  # type: ignore[misc]
            self.assertEqual(out.getvalue(), said)
