"""
C{watch}: check again whenever the student's file is saved.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from lessons.command import showing
from lessons.command.checking import check
from lessons.command.course import ROOT, Step, findUntouched
from lessons.command.following import EVERYTHING, findNext
from lessons.command.keys import Keys
from lessons.command.paper import Paper, Trouble
from lessons.command.progress import Progress

#: Seconds between two looks at the file, where nobody tells us of a change, and where
#: somebody does.
INTERVAL, SELDOM = 0.05, 0.5
HELP = "h hint · n next exercise · a all messages · Enter check again · q quit"


class Changes:
    """
    Notices that a file has been saved, inside a C{with}.

    With the package watchfiles the operating system tells, at once; but not of
    everything: nothing of a file that a link leads to, and nothing of what another
    machine has written to a folder that both have mounted. So we look as well, every
    C{SELDOM} seconds; without the package, every C{INTERVAL} seconds. In any case the
    contents decide: an editor may save by putting another file in the place of the old
    one, or empty the file before it writes.
    """

    def __init__(self, path: Path, useWatchfiles: bool | None = None) -> None:
        """
        @param useWatchfiles: whether it is installed, unless told.
        """
        self.path = path
        self.isTold = bool(find_spec("watchfiles")) if useWatchfiles is None else useWatchfiles
        self.seen = self.look()

    def look(self) -> bytes | None:
        """
        Read the file; L{None} while it is not there.
        """
        try:
            return self.path.read_bytes()
        except OSError:
            return None

    def __enter__(self) -> Changes:
        self.reader, self.writer = os.pipe()
        self.stop = threading.Event()
        if self.isTold:
            self.thread = threading.Thread(target=self.listen, daemon=True)
            self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop.set()
        if self.isTold:
            self.thread.join()
        os.close(self.reader)
        os.close(self.writer)

    def listen(self) -> None:
        """
        In a thread: pass on what the operating system tells.
        """
        from watchfiles import watch

        # Where the system cannot tell (a folder that is gone, too many watches), we look.
        with suppress(OSError, RuntimeError):
            for _ in watch(
                self.path.parent, stop_event=self.stop, debounce=50, step=10, rust_timeout=200
            ):
                os.write(self.writer, b"!")

    def happened(self, keys: Keys) -> tuple[str, bool]:
        """
        Wait for a key or a look at the file.

        @return: the key that was pressed, if any; and whether the file is another.
        """
        key, told = keys.wait(SELDOM if self.isTold else INTERVAL, self.reader)
        if told:
            os.read(self.reader, 4096)
        now = self.look()
        isOther = bool(now) and now != self.seen
        if isOther:
            self.seen = now
        return key, isOther


class Watcher:
    """
    One session: what is checked, and what keys do.
    """

    def __init__(self, paper: Paper, progress: Progress, step: Step, exercise: str) -> None:
        """
        @param exercise: the number of an exercise; empty for the whole step.
        """
        self.paper = paper
        self.progress = progress
        self.step = step
        self.exercise = exercise
        self.passed = False

    def check(self, every: bool = False) -> None:
        """
        Check, and say what the keys do.
        """
        if self.paper.colours:
            self.paper.say("\x1b[2J\x1b[H", "dim")  # clear the screen, ECMA-48 section 8.3.39
        try:
            arguments = self.paper, self.progress, self.step, self.exercise
            self.passed = check(*arguments, every=every, isBrief=not every)
        except Trouble as error:
            self.passed = False
            self.paper.retell(str(error))
        self.paper.say()
        self.paper.tell(f"watching {self.step.exercises.relative_to(ROOT)}: {HELP}")

    def hint(self) -> None:
        """
        Show the next hint for the exercise in hand.
        """
        wanted = [
            section
            for section in self.step.sections
            if section.number == self.exercise
            or not (self.exercise or self.progress.of(section.number).passed)
        ]
        untouched = findUntouched(self.step)
        begun = [section for section in wanted if section.number not in untouched]
        for section in (begun + wanted)[:1]:
            self.paper.say()
            showing.showHint(self.paper, self.progress, self.step, section, None)

    def next(self) -> bool:
        """
        Go on to the next exercise that is not passed.

        @return: whether there is one in another file.
        """
        following = findNext(self.progress, self.exercise)
        if following is None:
            self.paper.say(EVERYTHING)
            return False
        isElsewhere = following[0].name != self.step.name
        self.step, self.exercise = following[0], following[1].number
        showing.showTask(self.paper, *following)
        return isElsewhere

    def obey(self, key: str) -> bool:
        """
        Do what a key says.

        @return: whether another file is to be watched.
        """
        if key == "h":
            self.hint()
        elif key == "a":
            self.check(every=True)
        elif key == "n":
            return self.next()
        elif key in ("\n", "\r", " "):
            self.check()
        return False


def watch(paper: Paper, progress: Progress, step: Step, exercise: str) -> bool:
    """
    Check now and whenever the file is saved, until q or Ctrl-C.

    @return: whether all was well the last time.
    """
    watcher = Watcher(paper, progress, step, exercise)
    with Keys() as keys:
        isOn = True
        while isOn:
            isOn = watchOne(watcher, keys)
    return watcher.passed


def watchOne(watcher: Watcher, keys: Keys) -> bool:
    """
    Watch one file.

    @return: whether there is another file to watch; false to end.
    """
    with Changes(watcher.step.exercises) as changes:
        watcher.check()
        while True:
            key, isOther = changes.happened(keys)
            if key == "q":
                return False
            if isOther:
                watcher.check()
            elif key and watcher.obey(key):
                return True
