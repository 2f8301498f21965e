"""
Checks are checked here: against the untouched skeleton, against the reference
solution, and against wrong answers.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks import limits, requirements
from lessons.exercises.checks.messagelayout import MESSAGE_ROWS
from lessons.exercises.checks.subject import EXERCISES
from lessons.syllabus.notes import Notes, readNotes
from lessons.syllabus.sections import Section, readSections
from tests.lessons.exercises.judging import (
    Outcome,
    Wrong,
    cases,
    check,
    firstFailed,
    folded,
    rowsOf,
)
from tests.lessons.exercises.rightanswers import readRights

#: The fewest wrong answers for an exercise, and the fewest right ones beside the
#: reference solution.
FEWEST_WRONG = 3
FEWEST_RIGHT = 3
#: The steps that begin with short exercises.
WITH_SHORT = [f"step{number}" for number in range(2, 10)]
#: What is made up differs with the seed; the verdict must not.
SEEDS = ["1", "2", "3"]
#: Seconds for which a wrong answer may go round in circles. What is right needs less than a
#: thousandth of them.
BRIEF = 1.5
#: What only a type checker needs.
FOR_MYPY = {"cast"}


def namedExercises(walkthrough: str) -> list[str]:
    """
    Find the exercises that the text of a walkthrough names in its section.
    """
    section = walkthrough.partition("\nExercises\n---")[2].partition("\nWhy\n---")[0]
    return re.findall(r"^\*\*(\S+?)\*\*", section, re.M)


def importedNames(source: str) -> set[str]:
    """
    @return: the names by which a file knows what it imports.
    """
    imports = (ast.Import, ast.ImportFrom)
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, imports)]
    return {alias.asname or alias.name for node in found for alias in node.names}


class Proofs(SynchronousTestCase):
    """
    What must be so for the exercises of every step. Each step's tests inherit
    from this class; see it by its module, or trial takes it for a test of its own.

    @cvar step: C{"step1"}, or C{"clients"}.
    @cvar wrong: the wrong answers.
    @cvar goesInCircles: whether one of them may, so that the time limit is made
        shorter. Where none does, it stays as students have it: a busy machine may stop
        for half a second.
    """

    step = ""
    wrong: Sequence[Wrong] = ()
    goesInCircles = True

    def setUp(self) -> None:
        """
        Import the step's checks, and read its skeleton and its solution.
        """
        # What a file imports is imported here: the first time may take longer.
        importlib.import_module(f"lessons.exercises.solutions.{self.step}")
        if self.goesInCircles:
            self.patch(limits, "LIMIT", BRIEF)
        self.tests = importlib.import_module(f"lessons.exercises.test_{self.step}")
        self.skeleton = (EXERCISES / "pristine" / f"{self.step}.py").read_text("utf-8")
        self.solution = (EXERCISES / "solutions" / f"{self.step}.py").read_text("utf-8")

    def sections(self) -> list[Section]:
        """
        @return: the sections of the skeleton that are exercises.
        """
        return [section for section in readSections(self.skeleton) if section.number]

    def walkthroughs(self) -> list[str]:
        """
        Where the exercises are named, in order.
        """
        return [f"{self.step}.rst"]

    def notes(self) -> dict[str, Notes]:
        """
        @return: the hints and minutes of the exercises, by number.
        """
        return readNotes((EXERCISES / "hints" / f"{self.step}.txt").read_text("utf-8"))

    def test_skeleton(self) -> None:
        """
        Each exercise of the untouched file fails, and nothing is in error.
        """
        outcomes = check(self.tests, self.skeleton)
        self.assertNotIn("in error", {one.verdict for one in outcomes.values()})
        for section in self.sections():
            self.assertNotEqual(firstFailed(outcomes, section.number), 0, section.number)
        for one in outcomes.values():
            self.assertLessEqual(rowsOf(one.message), MESSAGE_ROWS, one.message)

    def test_solution(self) -> None:
        """
        The reference solution passes, whatever the checks make up.
        """
        for seed in SEEDS:
            self.patch(requirements, "SEED", seed)
            for key, outcome in check(self.tests, self.solution).items():
                self.assertEqual(outcome, Outcome("passed"), f"{key}, seed {seed}")

    def test_wrongAnswers(self) -> None:
        """
        Each wrong answer fails at the requirement that it violates, with the
        message that is meant for it.
        """
        for seed in SEEDS:
            self.patch(requirements, "SEED", seed)
            complaints = [complaint for wrong in self.wrong for complaint in self.judge(wrong)]
            if complaints:
                self.fail("\n\n".join(complaints))

    def judge(self, wrong: Wrong) -> Iterator[str]:
        """
        Run the checks against one wrong answer, and look whether they find it.

        @return: what is not as it should be.
        """
        name = f"{wrong.number}: {wrong.mistake}"
        if self.solution.count(wrong.old) != 1 or not wrong.says:
            yield f"{name}: the right text must occur once in the solution, and says be given"
            return
        source = self.solution.replace(wrong.old, wrong.new)
        outcomes = check(self.tests, source, wrong.number, untilFailed=True)
        first = firstFailed(outcomes, wrong.number)
        outcome = outcomes.get((wrong.number, first), Outcome("passed"))
        if first != wrong.requirement or outcome.verdict != "failed":
            yield f"{name}: requirement {first} {outcome.verdict}\n{outcome.message}"
        elif folded(wrong.says) not in folded(outcome.message):
            yield f"{name}: the message is not the one that is meant\n{outcome.message}"
        elif re.search(r"Traceback|checks/\w+\.py", outcome.message):
            yield f"{name}: the message shows the insides of the checks\n{outcome.message}"
        elif rowsOf(outcome.message) > MESSAGE_ROWS:
            yield f"{name}: the message takes {rowsOf(outcome.message)} rows\n{outcome.message}"

    def test_enoughWrongAnswers(self) -> None:
        """
        There are several wrong answers for each exercise, each a mistake of its own.
        """
        numbers = Counter(wrong.number for wrong in self.wrong)
        for section in self.sections():
            self.assertGreaterEqual(numbers[section.number], FEWEST_WRONG, section.number)
        mistakes = {(wrong.number, wrong.mistake) for wrong in self.wrong}
        self.assertEqual(len(mistakes), len(self.wrong))

    def test_rightAnswers(self) -> None:
        """
        Each right answer passes, however it is written, and each exercise has several
        that are written in different ways.
        """
        rights = list(readRights(self.step))
        for right in rights:
            outcomes = check(self.tests, right.source(self.solution), right.number)
            first = firstFailed(outcomes, right.number)
            found = outcomes.get((right.number, first), Outcome("passed"))
            self.assertEqual(found.message, "", f"{right.number} {right.way}\n{found.message}")
            self.assertEqual({one.verdict for one in outcomes.values()}, {"passed"})
        self.assertEqual(len({right.code for right in rights}), len(rights))
        numbers = Counter(right.number for right in rights)
        for section in self.sections():
            self.assertGreaterEqual(numbers[section.number], FEWEST_RIGHT, section.number)

    def test_requirements(self) -> None:
        """
        Each exercise has checks, numbered from 1, each with its requirement.
        """
        exercises = {one.exercise: one for one in cases(self.tests)}
        self.assertEqual(list(exercises), [section.number for section in self.sections()])
        for number, one in exercises.items():
            tests = [one(name) for name in sorted(dir(one)) if name.startswith("test_")]
            self.assertEqual([test.number for test in tests], [*range(1, len(tests) + 1)], number)
            for test in tests:
                self.assertRegex(test.requirement, r"\A\S.*[.]\Z", test.id())

    def test_trialsNames(self) -> None:
        """
        No module of checks has a name that means something else to trial, such as the
        suppress of contextlib.
        """
        for name in "skip", "suppress", "timeout", "todo":
            self.assertFalse(hasattr(self.tests, name), name)

    def test_words(self) -> None:
        """
        File, checks and notes agree on the numbers and titles.
        """
        sections = {section.number: section.title for section in self.sections()}
        notes = {number: note.title for number, note in self.notes().items()}
        self.assertEqual(notes, sections)
        for one in cases(self.tests):
            title = folded(one.__doc__ or "").rstrip(".")
            self.assertEqual(title.lower(), sections[one.exercise].lower())

    def test_hintsImport(self) -> None:
        """
        The hints to an exercise name every import that it needs and the untouched file
        lacks.
        """
        lacking = importedNames(self.solution) - importedNames(self.skeleton) - FOR_MYPY
        for section in filter(lambda one: one.number, readSections(self.solution)):
            hints = " ".join(self.notes()[section.number].hints)
            for name in lacking:
                isUsed = re.search(rf"(?<![.\w]){name}\b", section.text) is not None
                isNamed = re.search(rf"import [\w, ]*\b{name}\b|\b\w+\.{name}\b", hints)
                says = f"hint 3 uses {name}, and does not say where it is imported from"
                if not re.search(rf"\b{name}\b", hints):
                    says = f"the solution uses {name}, and no hint says where it is imported from"
                self.assertTrue(isNamed or not isUsed, f"{section.number}: {says}")

    def test_todos(self) -> None:
        """
        Each section of the skeleton says what is to do, and none of the solution.
        """
        for section in self.sections():
            self.assertIn(f"# TODO {section.number}: ", section.text)
        self.assertNotIn("TODO", self.solution)

    def test_sameSections(self) -> None:
        """
        The solution has the sections of the skeleton, and the same program.
        """
        ours = list(readSections(self.solution))
        theirs = list(readSections(self.skeleton))
        self.assertEqual(
            [(one.number, one.title) for one in ours], [(one.number, one.title) for one in theirs]
        )
        self.assertEqual(ours[-1], theirs[-1])

    def test_short(self) -> None:
        """
        Exercises with a letter take two to five minutes, and come before the others. From
        step 2 to step 9 there are at least two, so that nothing long comes second.
        """
        notes = self.notes()
        short = [number for number in notes if number[-1].isalpha()]
        self.assertEqual(list(notes)[: len(short)], short)
        for number in short:
            self.assertIn(notes[number].minutes, range(2, 6), number)
        if self.step in WITH_SHORT:
            self.assertGreaterEqual(len(short), 2)

    def test_walkthrough(self) -> None:
        """
        The walkthrough names every exercise.
        """
        texts = [(EXERCISES.parent / path).read_text("utf-8") for path in self.walkthroughs()]
        named = [number for text in texts for number in namedExercises(text)]
        self.assertEqual(named, [section.number for section in self.sections()])
