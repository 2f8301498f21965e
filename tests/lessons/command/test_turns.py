"""
Checks take turns, and nobody waits for ever.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from queue import Queue

from twisted.trial.unittest import SynchronousTestCase

from lessons.command import turns
from lessons.command.turns import ownFolder, turn

#: Takes all turns, says so, and holds them until it is killed.
HOLD = """
import sys
from contextlib import ExitStack
from pathlib import Path
from lessons.command.turns import isTaken, openFiles
with ExitStack() as stack:
    assert all(map(isTaken, openFiles(Path(sys.argv[1]), stack)))
    print("held", flush=True)
    sys.stdin.read()
"""


class CheckTurnTests(SynchronousTestCase):
    """
    Checks on a machine with two processors.
    """

    def setUp(self) -> None:
        """
        Make a place for the files.
        """
        self.folder = Path(self.mktemp())
        self.folder.mkdir()
        self.patch(os, "cpu_count", lambda: 2)
        self.told: list[str] = []
        self.isTold = threading.Event()

    def tell(self) -> None:
        """
        Hear that one has to wait.
        """
        self.told.append("wait")
        self.isTold.set()

    def test_asManyAsProcessors(self) -> None:
        """
        Two have a turn at once, and a third one has it as soon as one of them gives it back.
        """
        come: Queue[str] = Queue()

        def third() -> None:
            with turn(self.tell, self.folder):
                come.put("third")

        self.patch(turns, "SOON", 0.0)
        thread = threading.Thread(target=third)
        with turn(self.tell, self.folder):
            with turn(self.tell, self.folder):
                thread.start()
                self.assertTrue(self.isTold.wait(60))
                self.assertTrue(come.empty())
            self.assertEqual(come.get(timeout=60), "third")
        thread.join()
        self.assertEqual(self.told, ["wait"])

    def test_bounded(self) -> None:
        """
        Whoever has waited long goes on without one.
        """
        self.patch(turns, "LONGEST_WAIT", 0.1)
        one, two, three = (turn(self.tell, self.folder) for _ in range(3))
        with one, two, three:
            pass
        self.assertEqual(self.told, [])

    def test_killed(self) -> None:
        """
        A process that is killed gives its turn back.
        """
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.addCleanup(holder.communicate)
        self.addCleanup(holder.kill)
        assert holder.stdout
        self.assertEqual(holder.stdout.readline(), b"held\n")
        self.patch(turns, "SOON", 0.0)
        with turn(holder.kill, self.folder):
            pass
        self.assertEqual(holder.wait(60), -9)

    def test_noPlace(self) -> None:
        """
        Where there is no place for the files, or it is somebody else's, nobody waits.
        """
        with turn(self.tell, self.folder / "not" / "there"):
            pass
        self.patch(os, "environ", {**os.environ, "XDG_RUNTIME_DIR": str(self.folder)})
        path = ownFolder()
        self.assertEqual(path.stat().st_mode & 0o777, 0o700)
        path.chmod(0o777)
        self.assertRaises(PermissionError, ownFolder)
        path.rmdir()
        path.symlink_to(self.folder)
        self.assertRaises(OSError, ownFolder)
        with turn(self.tell):
            pass
        self.assertEqual(self.told, [])
