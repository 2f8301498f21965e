"""
Every command that is printed with a failure shows that failure.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.messagelayout import PASTE_HEADING
from lessons.exercises.checks.paste import APART
from lessons.exercises.checks.subject import EXERCISES
from lessons.syllabus.course import allSteps
from tests.lessons.exercises.pasteoffers import Offer, makeOffer
from tests.lessons.exercises.pasting import complaintOf, makeRoot
from tests.support.needs import need

#: How many are pasted at the same time: most of the time they wait.
AT_ONCE = 16
#: What a command that sends pieces does between two of them.
WAITS = f"sleep {APART}"
#: Paste the offer of every wrong answer, and not the first of each exercise.
EVERY = "EVERY_PASTE" in os.environ


class PasteTests(SynchronousTestCase):
    """
    Pastes into a real shell.
    """

    def test_all(self) -> None:
        """
        What is offered for a wrong answer shows the same bytes that the check has seen, and
        leaves the connection as open.
        """
        need("nc")
        top = Path(self.mktemp()).absolute()
        every = list(offers())  # before anything is timed
        with ThreadPoolExecutor(AT_ONCE) as pool:
            pasting = [
                pool.submit(complaintOf, offer, makeRoot(top / f"{number}", step, offer.source))
                for number, (step, offer) in enumerate(every)
            ]
        complaints = []
        for number, ((step, offer), one) in enumerate(zip(every, pasting, strict=True)):
            complaint = one.result()
            if complaint and WAITS in offer.commands.get(PASTE_HEADING, ""):
                # Pieces that are sent one after the other reach a server together where that
                # has to wait for a processor as long: what complains is pasted once more, alone.
                root = makeRoot(top / f"alone{number}", step, offer.source)
                complaint = complaintOf(offer, root)
            complaints += [complaint] if complaint else []
        self.assertEqual(complaints, [], "\n\n".join(["", *complaints]))


def offers() -> Iterator[tuple[str, Offer]]:
    """
    Find what the messages for the wrong answers offer: the first of each exercise.
    """
    for step in (one.file for one in allSteps()):
        wrongs = importlib.import_module(f"tests.lessons.exercises.test_{step}").WRONG
        tests = importlib.import_module(f"lessons.exercises.test_{step}")
        solution = (EXERCISES / "solutions" / f"{step}.py").read_text("utf-8")
        found: set[str] = set()
        for wrong in wrongs:
            offer = (
                makeOffer(tests, solution, wrong) if EVERY or wrong.number not in found else None
            )
            if offer is not None:
                found.add(wrong.number)
                yield step, offer
