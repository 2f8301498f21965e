"""
A day of classroom traffic, in minutes: thirty students who read, search, convert, write, and
make mistakes. At its end the server is as it was in the morning.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from tests.faults.bystander import Bystander
from tests.faults.clients import FORM, Gardener, Load, Reader
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import SEARCH, STEP, stops, storedPlants
from tests.faults.services import TEMPERATURE
from tests.support.process import StepProcess, poll

STUDENTS = 30
#: What a student looks at, one after the other; each begins elsewhere.
PAGES = (
    "/",
    "/hello",
    "/plants/",
    "/plants/show_plants_by_rating",
    "/plants/get_add_form?plant_name=Basil",
    "/course/",
    "/course/step1",
    "/course/step15",
    "/style.css",
    SEARCH,
    "/search/show_search_results?querystr=no+such+words",
    TEMPERATURE.path,
    "/temperature/convert_temperature?temperature=cold&direction=c2f",
    "/files/hello.txt",
    "/clock",
    "/calendar/2024",
    "/calendar/9999999",
    "/color/ff0000",
    "/session",
    "/form?name=x",
    "/non_blocking",
    "/dispatch/",
    "/no/such/page",
    "/healthz",
)
#: All that a student may be told; the last where more than twenty search at once.
FINE = (200, 302, 303, 307, 308, 400, 404, 422, 503)
#: How often a student writes something, in pages.
WRITES = 7
#: The most that may be left of a day, in bytes, descriptors and threads: what Python and
#: the system keep for the next; threads of pools that have been busier than before.
MOST_BYTES, MOST_DESCRIPTORS, MOST_THREADS = 12_000_000, 8, 12


class Student(Gardener):
    """
    Looks at one page after the other, and sometimes writes.
    """

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, number)
        self.seen = number

    def visit(self) -> bool:
        """
        Look at the next page, or write something.
        """
        self.seen += 1
        if self.seen % WRITES == 0:
            return super().visit() and self.remove()
        if self.seen % (3 * WRITES) == 1:
            self.connection.close()  # and comes back
        return self.ask(PAGES[self.seen % len(PAGES)]) is not None

    def remove(self) -> bool:
        """
        Delete the plant that was added last, every other time: so that the list does not
        grow all day.
        """
        if self.count % 2:
            return True
        name = self.acknowledged[-1].replace(" ", "+")
        fields = FORM | {"Cookie": self.cookie}
        form = f"token={self.token}&plant_name={name}"
        answer = self.ask("/plants/delete_plant", "POST", form, fields)
        if answer is not None and answer.status == 303:
            self.acknowledged.pop()
        return answer is not None


class Weight(NamedTuple):
    """
    What a server takes of the machine: bytes, descriptors, threads.
    """

    memory: int
    descriptors: int
    threads: int

    def __str__(self) -> str:
        return f"{self.memory / 2**20:.0f} MiB, {self.descriptors} fds, {self.threads} threads"


def weigh(step: StepProcess) -> Weight:
    """
    Look at a server from outside.
    """
    place = Path(f"/proc/{step.process.pid}")
    return Weight(step.memory(), len(os.listdir(place / "fd")), len(os.listdir(place / "task")))


def day(size: Size) -> Outcome:
    """
    Let a class work all day. The first fifth is not counted: then all has been used once.
    """
    with StepProcess(STEP, "--delay", "0.05") as step:
        poll(Reader(step.port, SEARCH).visit)
        poll(Reader(step.port, TEMPERATURE.path).visit)
        students = [Student(step.port, number) for number in range(STUDENTS)]
        with Bystander(step.port) as bystander:
            with Load(students):
                time.sleep(size.day / 5)
            morning = weigh(step)
            students += [Student(step.port, number) for number in range(STUDENTS, 2 * STUDENTS)]
            with Load(students[STUDENTS:]):
                time.sleep(size.day * 4 / 5)
            evening = weigh(step)
        hasStopped = stops(step)
        acknowledged = {name for student in students for name in student.acknowledged}
        lost = len(acknowledged - storedPlants(step))
    tried = sum(student.sent for student in students)
    survived = sum(student.statuses[status] for student in students for status in FINE)
    refused = sum(student.statuses[503] for student in students)
    note = f"{morning}, then {evening}; {refused:,} refused"
    isGood = hasStopped and hasNotGrown(morning, evening)
    return Outcome(tried + 1, survived + isGood, lost, bystander.waits, note)


def hasNotGrown(morning: Weight, evening: Weight) -> bool:
    """
    Tell whether a day has left no more than it may.
    """
    most = (MOST_BYTES, MOST_DESCRIPTORS, MOST_THREADS)
    pairs = zip(morning, evening, most, strict=True)
    return all(after - before <= allowed for before, after, allowed in pairs)
