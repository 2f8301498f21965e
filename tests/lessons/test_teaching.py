"""
The teacher's guide: its minutes add up, and what it names is there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from math import ceil

from twisted.trial.unittest import SynchronousTestCase

from lessons.book import Kind, readTranscripts
from lessons.syllabus.course import Step, findStep
from lessons.syllabus.sections import NUMBER
from tests.support import warm
from tests.support.inspected import InspectedTestCase
from tests.support.process import PROGRAM_PATIENCE, ROOT
from tests.support.steps import LESSONS, STEPS

GUIDE = (LESSONS / "teaching.rst").read_text(encoding="utf-8")
#: The first lines of a step's entry.
ENTRY = re.compile(
    r"^:doc:`step(?P<step>\d+)`\n~+\n\n\*(?P<all>\d+) minutes: (?P<explain>\d+) to explain, "
    r"(?P<type>\d+) to type, (?P<exercises>\d+) for the exercises\.\*\n",
    re.MULTILINE,
)
#: A question to the class, and the answer that is hoped for.
QUESTION = re.compile(r"^- (?=.*\?\*)(.+(?:\n  .+)*)$", re.MULTILINE)
#: A plan: its title with all its minutes, and what is below it.
PLAN = re.compile(r"^One \w+: (\d+) minutes\n~+\n(.*?)(?=\n\S[^\n]*\n[-~]{3})", re.M | re.S)
ROW = re.compile(r"^(?P<what>\S.*?) +(?P<minutes>\d+)$", re.MULTILINE)
#: What is said in the course, and what is typed or looked up.
SPOKEN = (
    "What you can do now",
    "What is new",
    "The bytes on the wire",
    "In the inspector",
    "What is still wrong",
)
#: Minutes by which the texts may change before the guide has to.
SLACK = 5


def entries() -> Iterator[tuple[Step, re.Match[str], str]]:
    """
    Find the entry of each step: its minutes, and its text.
    """
    found = list(ENTRY.finditer(GUIDE))
    ends = [*(entry.start() for entry in found[1:]), GUIDE.index("What goes wrong in the room")]
    for entry, end in zip(found, ends, strict=True):
        yield findStep(entry["step"]), entry, GUIDE[entry.end() : end]


def spokenWords(step: Step) -> int:
    """
    Count the words of a walkthrough that a teacher tells, without what is set apart.
    """
    lines = step.walkthrough.read_text(encoding="utf-8").splitlines()
    words = 0
    isSpoken = False
    for line, below in pairwise([*lines, ""]):
        if below and set(below) == {"-"}:
            isSpoken = line in SPOKEN
        if isSpoken and not line.startswith("    "):
            words += len(line.split())
    return words


def minutesToExplain(step: Step) -> float:
    """
    Tell a hundred words a minute, and read ten lines of the program.
    """
    lines = [line for line in step.program.read_text(encoding="utf-8").splitlines() if line]
    return spokenWords(step) / 100 + len(lines) / 10


def minutesToType(step: Step) -> float:
    """
    Type everything that the transcripts type.
    """
    exchanges = readTranscripts(step.walkthrough)
    typed = [line for each in exchanges for line in each.lines if line.kind is Kind.TYPED]
    return 0.75 * (len(exchanges) + len(typed))


def minutesOfRow(what: str) -> int | None:
    """
    Add up what a line of a plan promises; nothing where the guide decides freely.
    """
    exercises = re.findall(NUMBER, what)
    if exercises:
        return sum(findStep(each.partition(".")[0]).notes[each].minutes for each in exercises)
    steps = re.findall(r":doc:`step(\d+)`", what)
    parts = re.findall(r"explain|type|exercises", what.rpartition(":")[2])
    if steps and parts:
        byStep = {entry["step"]: entry for _, entry, _ in entries()}
        return sum(int(byStep[step][part]) for step in steps for part in parts)
    return None


def commands() -> list[list[str]]:
    """
    Find all commands of the guide, each as a list of words.
    """
    flat = re.sub(r"\s+", " ", GUIDE)
    found = re.findall(r"(?:``|\$ )python -m ([^`\n]*?)(?:``| Asking)", flat)
    return [command.split() for command in found]


class TimeTests(SynchronousTestCase):
    """
    The minutes of the guide: of each step, and all together.
    """

    def test_everyStep(self) -> None:
        """
        Each step has an entry, in order, with a time, something to show, and questions.
        """
        self.assertEqual([step.file for step, _, _ in entries()], STEPS)
        for step, entry, text in entries():
            parts = [int(entry[part]) for part in ("explain", "type", "exercises")]
            self.assertEqual(sum(parts), int(entry["all"]), step.file)
            self.assertRegex(text, r"^\nShow ", step.file)
            questions = QUESTION.findall(text)
            self.assertIn(len(questions), (2, 3), step.file)
            for question in questions:
                self.assertRegex(question, r"(?s)\?\* \S.*\.\)?$", step.file)

    def test_workedOut(self) -> None:
        """
        The minutes come out of the texts, the programs and the exercises as the guide says.
        """
        for step, entry, _ in entries():
            worked = {"explain": minutesToExplain(step), "type": minutesToType(step)}
            for part, minutes in worked.items():
                rounded = 5 * ceil(minutes / 5)
                self.assertLessEqual(abs(rounded - int(entry[part])), SLACK, (step.file, part))
            exercises = sum(notes.minutes for notes in step.notes.values())
            self.assertEqual(exercises, int(entry["exercises"]), step.file)

    def test_plans(self) -> None:
        """
        Each plan takes the minutes that it promises, and so does each of its lines.
        """
        plans = PLAN.findall(GUIDE)
        self.assertEqual([int(minutes) for minutes, _ in plans], [90, 360, 1500])
        for promised, table in plans:
            rows = ROW.findall(table)
            self.assertEqual(sum(int(minutes) for _, minutes in rows), int(promised))
            worked = [(what, minutesOfRow(what), int(minutes)) for what, minutes in rows]
            known = [each for each in worked if each[1] is not None]
            self.assertGreater(len(known), 1, promised)
            for what, expected, minutes in known:
                self.assertEqual(minutes, expected, what)

    def test_week(self) -> None:
        """
        In the week, no day is longer than another, and no step is left out.
        """
        week = PLAN.findall(GUIDE)[-1][1]
        days: dict[str, int] = {}
        for what, minutes in ROW.findall(week):
            day = what.split()[0]
            days[day] = days.get(day, 0) + int(minutes)
        self.assertEqual(list(days.values()), [300] * 5, days)
        for part in ("explain", "exercises"):
            rows = [what for what, _ in ROW.findall(week) if part in what]
            self.assertEqual(re.findall(r"`(step\d+)`", " ".join(rows)), STEPS, part)


class NameTests(SynchronousTestCase):
    """
    The guide is short, and the commands, options and targets of make that it names are
    there.
    """

    def test_short(self) -> None:
        """
        The guide can be read on the evening before.
        """
        self.assertLess(len(GUIDE.split()), 2500)

    def test_commands(self) -> None:
        """
        Each program and each command that the guide names is there, and has its options.
        """
        found = commands()
        self.assertGreater(len(found), 6)
        for module, *arguments in found:
            isCourse = module == "lessons" and arguments
            command = [module, *arguments[:1]] if isCourse else [module]
            usage = helpOf(command)
            for option in (word for word in arguments if word.startswith("--")):
                self.assertIn(option, usage, command)

    def test_options(self) -> None:
        """
        Each option that is named alone is one of a step's, or of curl's.
        """
        known = helpOf(["lessons.step15"])
        alone = set(re.findall(r"``(--[a-z-]+)[^`]*``", GUIDE)) - {"--path-as-is"}
        self.assertLessEqual({"--wire", "--trace", "--inspect", "--interface"}, alone)
        for option in alone - {"--delay"}:
            self.assertRegex(known, rf"{option}\b")
        self.assertIn("--delay", helpOf(["lessons.step9"]))

    def test_targets(self) -> None:
        """
        The targets of make that the guide names are there, and the first makes the book as well.
        """
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        self.assertEqual(set(re.findall(r"``make\s(\w+)``", GUIDE)), {"run", "bundle"})
        self.assertRegex(makefile, r"(?m)^bundle:.* \$\(BOOK\)/translations\.txt$")
        self.assertRegex(
            makefile, r"(?m)^run:.*\n(\t.*\n)*?.*MAKE\).* \$\(BOOK\)/translations\.txt"
        )


def helpOf(command: list[str]) -> str:
    """
    @return: what a program prints with C{--help}.
    """
    asked = [sys.executable, "-m", *command, "--help"]
    return str(
        warm.run(
            asked, PROGRAM_PATIENCE, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    )


class ShownTests(InspectedTestCase):
    """
    What the guide shows in the inspector.
    """

    module = "lessons.step1"

    def test_cutByHand(self) -> None:
        """
        A line that is cut at a bar arrives in two pieces, and is one line.
        """
        self.page.get_by_label("Bytes", exact=True).fill("hel|lo\n")
        self.page.get_by_label("as cut by hand", exact=False).check()
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.wait_for_url("**/?connection=1#conversation")
        self.page.locator("#conversation", has_text="You said: hello").wait_for()
        pieces = self.page.locator("#conversation [id^='piece-']").all_inner_texts()
        self.assertEqual([piece[0] for piece in pieces if piece[0] in "→←"], ["→", "→", "←"])

    def test_names(self) -> None:
        """
        What the guide calls by its name in the inspector is called so there.
        """
        shown = self.page.locator("body").inner_text()
        for name in ("Projector", "Freeze", "Show secrets", "Filter", "Send"):
            self.assertIn(f"*{name}*", re.sub(r"\s+", " ", GUIDE))
            self.assertIn(name, shown)

    def test_keys(self) -> None:
        """
        Key p is the projector; there, b makes the screen black.
        """
        self.page.keyboard.press("p")
        self.page.wait_for_url("**mode=projector**")
        self.page.locator("body.projector").wait_for()
        self.page.locator("#state:not(:empty)").wait_for()
        self.page.keyboard.press("b")
        self.page.locator("body.blank").wait_for()
