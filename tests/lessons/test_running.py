"""
The page on leaving the server running: what it names is there, and what it says to type works.
"""

from __future__ import annotations

import re
import shlex
import sqlite3
from argparse import ArgumentParser
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from server.__main__ import addOptions
from server.commandline import makeParser
from tests.support.fetching import fetch
from tests.support.process import ROOT, StepProcess
from tests.support.steps import LESSONS

PAGE = (LESSONS / "running.rst").read_text(encoding="utf-8")
DEPLOY = ROOT / "server" / "deploy"
#: Options of other programs.
OTHERS = {"--user", "--unit", "--now", "--upgrade", "--read-only", "--tmpfs", "--volume"}
OTHERS |= {"--publish", "--tag", "--file"}


def optionsOf(parser: ArgumentParser) -> set[str]:
    """
    List what a command line takes.
    """
    return {name for action in parser._actions for name in action.option_strings}


class PageTests(SynchronousTestCase):
    """
    What C{running.rst} says to type or to copy is right.
    """

    def test_options(self) -> None:
        """
        Each option that the page names is one of the server's, or of another program's that
        it speaks of.
        """
        parser = makeParser("server", "")
        addOptions(parser)
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE)) - OTHERS
        self.assertEqual(named - optionsOf(parser), set())
        self.assertIn("--processes", named)

    def test_files(self) -> None:
        """
        Each file that is ready is there, and says the same as the page.
        """
        unit = (DEPLOY / "greenhouse.service").read_text(encoding="utf-8")
        for name in ("greenhouse.service", "greenhouse.socket", "Containerfile"):
            self.assertIn(name, PAGE)
            self.assertTrue((DEPLOY / name).exists())
        command = re.search(r"^ExecStart=(/.*\\\n.*)$", unit, re.MULTILINE)
        changed = re.search(r"^ +ExecStart=(/(?:.*\\\n)+.*)$", PAGE, re.MULTILINE)
        assert command
        assert changed
        ours, theirs = (shlex.split(each[1].replace("\\\n", "")) for each in (command, changed))
        self.assertEqual(set(ours) - set(theirs), {"2"})
        self.assertEqual(set(theirs) - set(ours), {"4", "--allow-host", "garden.example"})
        comment = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
        build = re.search(r"podman build .*", PAGE)
        assert build
        self.assertIn(build[0], comment)

    def test_backup(self) -> None:
        """
        The copy of the database is whole, while the server goes on.
        """
        match = re.search(r'greenhouse\.db "(VACUUM INTO \'(.*)\')"', PAGE)
        assert match
        with StepProcess("server") as server:
            fetch(server.port, "/plants/")  # makes the tables
            data = Path(server.files.name) / "data"
            copy = data / "copy.db"
            database = sqlite3.connect(data / "greenhouse.db")
            self.addCleanup(database.close)
            database.execute(match[1].replace(match[2], str(copy)))
            saved = sqlite3.connect(copy)
            self.addCleanup(saved.close)
            plants = "SELECT count(*) FROM Plant_DB"
            self.assertEqual(saved.execute(plants).fetchall(), database.execute(plants).fetchall())
            self.assertEqual(saved.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            self.assertEqual(server.stop(), 0)
