"""
C{python -m lessons dev}: what it makes is whole, and it says what is missing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po
from twisted.trial.unittest import SynchronousTestCase

from lessons.command.devcheck import missingParts, untranslated
from lessons.command.devtexts import FILL_IN
from lessons.syllabus.course import PRACTICE, allSteps
from tests.lessons.test_titles import unequal
from tests.support import warm
from tests.support.process import PROGRAM_PATIENCE
from tests.support.recipes import copyCourse

CATALOG = "lessons/locale/zh_CN/LC_MESSAGES/exercises.po"
PAGE_CATALOG = "lessons/locale/zh_CN/LC_MESSAGES/step4.po"


class CompleteTests(SynchronousTestCase):
    """
    Each exercise that there is has all its parts, in both languages.
    """

    def test_complete(self) -> None:
        """
        None lacks a part, or is untranslated.
        """
        for step in PRACTICE, *allSteps():
            for section in step.sections:
                found = [*missingParts(step, section), *untranslated(step, section)]
                self.assertEqual(found, [], section.number)


class DevTests(SynchronousTestCase):
    """
    An author at work, in a copy of the course.
    """

    def setUp(self) -> None:
        """
        Copy the course, as an author has it.
        """
        self.copy = Path(self.mktemp()).absolute()
        copyCourse(self.copy)

    def run_(self, *arguments: str, status: int = 0, module: str = "lessons") -> str:
        """
        Run the command, and return what it prints; its status must be this one.
        """
        ended = warm.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.copy,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=20 * PROGRAM_PATIENCE,
        )
        self.assertEqual(ended.returncode, status, ended.stdout)
        return str(ended.stdout)

    def tellInTwoLines(self) -> None:
        """
        Write the tasks of the new exercises as long as most are.
        """
        for folder in "pristine", "solutions":
            self.drop(
                f"lessons/exercises/{folder}/step4.py",
                "    FILL IN: what is there, what is wanted, and what stays as it is.\n",
                "    FILL IN: what is there,\n    and what is wanted.\n",
            )

    def fillIn(self) -> None:
        """
        Do what an author does: put something into each place.
        """
        for folder in "lessons", "tests/lessons":
            for path in (self.copy / folder).rglob("*step*.*"):
                if path.suffix in (".py", ".rst", ".txt"):
                    text = path.read_text(encoding="utf-8")
                    path.write_text(text.replace(f"{FILL_IN}: ", ""), encoding="utf-8")

    def translate(self) -> None:
        """
        Take over the new sentences, and put some Chinese for each that has none.
        """
        self.run_(module="tests.translations")
        with (self.copy / CATALOG).open("rb") as file:
            catalog = read_po(file)
        for message in catalog:
            message.string = message.string or "译文"
            message.flags.discard("fuzzy")
        with (self.copy / CATALOG).open("wb") as file:
            write_po(file, catalog)
        self.translatePage()

    def translatePage(self) -> None:
        """
        Do so for the walkthrough, whose texts C{make messages} would take over.
        """
        path = self.copy / PAGE_CATALOG
        with path.open("rb") as file:
            catalog = read_po(file)
        text = (self.copy / "lessons/step4.rst").read_text(encoding="utf-8")
        for paragraph in text.split("\n\n"):
            if paragraph.startswith(("**4.3**", "**4.c**")):
                catalog.add(" ".join(paragraph.split()), "译文")
        with path.open("wb") as file:
            write_po(file, catalog)

    def test_exercises(self) -> None:
        """
        A new exercise with a number and a short one are whole: when all is filled in and
        translated, nothing is missing, and the tests agree.
        """
        for number in "4.3", "4.c":
            self.assertIn("lessons/step4.rst", self.run_("dev", "new", number, "a", "page"))
            said = self.run_("dev", "check", number, status=1)
            self.assertIn("FILL IN: the requirement, in a sentence", said)
            self.assertIn(f"{number} in zh_CN: a page", said)
            self.assertNotIn("Tests", said)
        self.tellInTwoLines()
        self.fillIn()
        said = self.run_("dev", "check", "4.c", status=1)
        self.assertNotIn("FILL IN", said)
        for text in (
            "what is there, and what is wanted.",
            "the requirement, in a sentence that a student reads.",
            "the rule, in one sentence (exercise 4.c).",
            "**4.c** *A page.* what is to be done, in a sentence.",
        ):
            self.assertIn(f"4.c in zh_CN: {text}", said)
        self.translate()
        for number in "4.3", "4.c":
            said = self.run_("dev", "check", number)
            self.assertEqual(said, f"{number}: nothing is missing\n")

    def test_underlines(self) -> None:
        """
        What it makes has underlines as long as the titles.
        """
        self.run_("dev", "new", "4.3", "a page")
        self.run_("dev", "new", "16")
        for name in (
            "lessons/step16.rst",
            "lessons/exercises/hints/step4.txt",
            "tests/lessons/exercises/right/step4.txt",
        ):
            self.assertEqual(unequal(self.copy / name), [], name)

    def test_unnamedImport(self) -> None:
        """
        A hint that uses what has to be imported says so, or the test says what it lacks.
        """
        self.drop("lessons/exercises/hints/step4.txt", "from lessons.step4 import ", "")
        said = self.run_("dev", "check", "4.2", status=1)
        self.assertIn("hint 3 uses NOT_ALLOWED, and does not say where it is imported from", said)

    def test_missing(self) -> None:
        """
        What an exercise lacks is named: its parts, and what its tests say.
        """
        self.drop("lessons/step4.rst", "**4.2** ", "4.2 ")
        self.drop("lessons/exercises/solutions/step4.py", "Exercise 4.2: ", "")
        self.drop("tests/lessons/exercises/right/step4.txt", "\n4.2 ", "\n")
        said = self.run_("dev", "check", "4.2", status=1)
        self.assertIn("lessons/step4.rst: a paragraph that begins with **4.2**", said)
        self.assertIn("lessons/exercises/solutions/step4.py: its section, solved", said)
        self.assertIn("right/step4.txt: 3 right answers more", said)

    def test_wrong(self) -> None:
        """
        A solution that does not pass is told by the test that says so.
        """
        self.drop("lessons/exercises/solutions/step4.py", "factory.visits += 1", "pass")
        said = self.run_("dev", "check", "4.2", status=1)
        self.assertIn("test_solution", said)
        self.assertNotIn("Traceback", said)

    def test_message(self) -> None:
        """
        A wrong answer whose message is another one is told with that message, row by row.
        """
        name = "tests/lessons/exercises/test_step4.py"
        self.drop(name, '"a second server is another factory"', '"is shared"')
        said = self.run_("dev", "check", "4.2", status=1)
        self.assertIn("the message is not the one that is meant\n    4.2, requirement 4: ", said)
        self.assertIn("\n    The rule: a second server is another factory", said)
        self.assertNotIn("FailTest", said)

    def test_brokenChecks(self) -> None:
        """
        Checks that cannot be imported are told by the tests, without a traceback.
        """
        self.drop("lessons/exercises/test_step4.py", "import annotations", "import annotation")
        said = self.run_("dev", "check", "4.2", status=1)
        self.assertIn("annotation is not defined", said)
        self.assertNotIn("Traceback", said)

    def drop(self, name: str, old: str, new: str) -> None:
        """
        Take something out of a file.
        """
        path = self.copy / name
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def test_refused(self) -> None:
        """
        What cannot be the next one is refused, and nothing is written.
        """
        before = (self.copy / "lessons/step4.rst").read_bytes()
        for name, why in (
            ("4.9", "the next exercise of step 4 is 4.3, or 4.c for a short one"),
            ("4.2", "the next exercise of step 4 is 4.3, or 4.c for a short one"),
            ("99.1", "there is no step '99'"),
            ("clients.9", "by hand"),
            ("3", "the next step is 16"),
            ("step", "the next step is 16"),
        ):
            self.assertIn(why, self.run_("dev", "new", name, status=1))
        said = self.run_("dev", "new", "4.3", 'a """ in it', status=1)
        self.assertIn("a title is one line, without quotes", said)
        self.assertIn("For example `dev new 4.3`", self.run_("dev", status=2))
        self.assertEqual((self.copy / "lessons/step4.rst").read_bytes(), before)

    def test_step(self) -> None:
        """
        A new step runs; when all is filled in, and README knows it, nothing is missing.
        """
        self.assertIn("tests/lessons/test_step16.py", self.run_("dev", "new", "16"))
        said = self.run_("dev", "check", "16", status=1)
        self.assertIn("README.rst: a row in its table of the steps", said)
        self.assertIn("lessons/step16.rst:7: FILL IN: the new ability, in one sentence.", said)
        self.fillIn()
        self.drop(
            "README.rst", "``lessons/step15.rst``", "``lessons/step15.rst`` ``lessons/step16.rst``"
        )
        self.assertEqual(self.run_("dev", "check", "16"), "16: nothing is missing\n")
        self.assertIn("   quiz15\n   step16\n", (self.copy / "lessons/index.rst").read_text())
