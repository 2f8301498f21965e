"""
What happens to the access log while the server writes it: it is moved away, deleted, cut
off; its disk is full.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.faults.bystander import Bystander
from tests.faults.clients import CLIENTS, Load, Reader, tally
from tests.faults.disk import smallDisk
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import alone, frozen, stops
from tests.support.process import StepProcess, poll

#: What the clients whose lines are counted ask for; the bystander asks without it.
PAGE = "/hello?counted"
#: A whole line of theirs, and any other.
COUNTED = re.compile(r'127\.0\.0\.1 - - \[[^]]+\] "GET /hello\?counted [^"]+" 200 \d+ "-" "-"\n')
LINE = re.compile(r'127\.0\.0\.1 - - \[[^]]+\] "[A-Z]+ [^"]+" \d{3} \S+ "[^"]*" "[^"]*"\n')

#: Does something to a log; is given the server, the log, and where to keep the old one.
Change = Callable[[StepProcess, Path, Path], None]


def rotate(step: StepProcess, log: Path, old: Path) -> None:
    """
    Move the log away, as logrotate does.
    """
    log.rename(old)
    reopen(step, log)


def delete(step: StepProcess, log: Path, old: Path) -> None:
    """
    Delete the log, as somebody who makes room does. To count its lines, we keep it under another
    name.
    """
    os.link(log, old)
    log.unlink()
    reopen(step, log)


def reopen(step: StepProcess, log: Path) -> None:
    """
    Send SIGHUP, and wait for the new file.
    """
    step.process.send_signal(signal.SIGHUP)
    poll(log.exists)


def truncate(step: StepProcess, log: Path, old: Path) -> None:
    """
    As logrotate does with C{copytruncate}. What is written between the copy and the cut is
    lost to anybody; so the server stands still meanwhile.
    """
    with frozen(step.process.pid):
        shutil.copy(log, old)
        os.truncate(log, 0)


def changed(size: Size, change: Change) -> Outcome:
    """
    Change a log under load. Each answer has a line, and each line is whole.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with alone("--access-log", str(folder / "log")) as step:
            readers = [Reader(step.port, PAGE) for _ in range(CLIENTS)]
            with Bystander(step.port) as bystander, Load(readers):
                for number in range(size.times):
                    time.sleep(size.seconds)
                    change(step, folder / "log", folder / f"old{number}")
                time.sleep(size.seconds)
            tried, survived = tally(readers, [200])
            hasStopped = stops(step)
        lines = [line for file in folder.iterdir() for line in linesOf(file)]
    whole = sum(bool(COUNTED.fullmatch(line)) for line in lines)
    note = f"{size.times} x; {whole:,} lines, {broken(lines)} broken"
    lost = tried - whole + broken(lines)
    return Outcome(tried + 1, survived + hasStopped, lost, bystander.waits, note)


def full(size: Size) -> Outcome:
    """
    Log where no room is left, under load: everybody is answered, the log has no broken line
    in the end, and goes on when there is room.
    """
    with smallDisk() as disk, alone("--access-log", str(disk.folder / "log")) as step:
        readers = [Reader(step.port, PAGE) for _ in range(CLIENTS)]
        log = disk.folder / "log"
        with Bystander(step.port) as bystander, Load(readers):
            for _ in range(size.times):
                time.sleep(size.seconds)
                # Otherwise a line might fit in between, and the disk would be full twice.
                with frozen(step.process.pid):
                    disk.fill(step)
                time.sleep(size.seconds)
                disk.free(step)
                awaitGrowth(log)
            time.sleep(size.seconds)
        tried, survived = tally(readers, [200])
        hasStopped = stops(step)
        lost = broken(linesOf(log))
        said = step.err.count("requests are not logged")
    note = f"{disk.kind}, full {size.times} x, said {said} x, {lost} broken lines"
    isGood = hasStopped and 0 < said <= size.times
    return Outcome(tried + 1, survived + isGood, lost, bystander.waits, note)


def awaitGrowth(log: Path) -> None:
    """
    Wait until something is written.
    """
    before = log.stat().st_size
    poll(lambda: log.stat().st_size > before)


def linesOf(file: Path) -> list[str]:
    """
    Read the lines of a log, each with its end.
    """
    return file.read_text("latin-1").splitlines(keepends=True)


def broken(lines: Iterable[str]) -> int:
    """
    Count those that are not whole.
    """
    return sum(not LINE.fullmatch(line) for line in lines)
