"""
The page on using the Site in another application: its program runs, and answers as it says.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.book import readTranscripts
from lessons.book.transcript import literalBlocks
from server import channel
from tests.support.player import Player
from tests.support.process import PROGRAM_PATIENCE, ROOT, poll
from tests.support.steps import LESSONS

PAGE = LESSONS / "own.rst"
STARTING = re.compile(r"Site starting on (\d+)")


class OwnApplicationTests(SynchronousTestCase):
    """
    The program that C{own.rst} shows.
    """

    def setUp(self) -> None:
        """
        Write the program, with any free port.
        """
        self.place = Path(self.mktemp()).absolute()
        self.place.mkdir()
        program, *_ = literalBlocks(PAGE.read_text(encoding="utf-8").splitlines())
        text = "\n".join(line for _, line in program)
        self.assertEqual(text.count("8080"), 1)
        (self.place / "hello.tac").write_text(text.replace("8080", "0"), encoding="utf-8")
        self.log = self.place / "log"

    def start(self, command: str) -> str:
        """
        Run the application until the test is over.

        @param command: as the page shows it.
        @return: its port.
        """
        program, *arguments = command.split()
        executable = str(Path(sys.executable).with_name(program))
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                [executable, *arguments],
                cwd=self.place,
                env={"PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.addCleanup(process.wait, PROGRAM_PATIENCE)
        self.addCleanup(process.terminate)
        poll(lambda: STARTING.search(self.log.read_text()) or process.poll() is not None)
        started = STARTING.search(self.log.read_text())
        assert started, self.log.read_text()
        return started[1]

    def test_answers(self) -> None:
        """
        Under twistd, curl is told what the page says.
        """
        start, *questions = readTranscripts(PAGE)
        self.assertEqual(len(questions), 2)
        port = self.start(start.command)
        with Player() as player:
            player.ports["8080"] = port
            for question in questions:
                player.play(question)

    def test_public(self) -> None:
        """
        What the page imports is what the package offers, and all of that is there.
        """
        text = PAGE.read_text(encoding="utf-8")
        imported = re.search(r"from server\.channel import (.*)", text)
        assert imported
        self.assertLessEqual(set(imported[1].split(", ")), set(channel.__all__))
        for name in channel.__all__:
            self.assertTrue(hasattr(channel, name), name)
