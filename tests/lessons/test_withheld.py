"""
What the site does not show yet: solutions of exercises that the student has not passed.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons import step6, withheld
from lessons.quizzes import quizOf
from lessons.syllabus.course import LESSONS, findStep
from lessons.syllabus.progress import HEADING
from lessons.withheld import FOLDERS, givesAway, isKnown, isPassed, isWithheld
from server.search.corpus import Corpus, NoText
from tests.support.memory import Conversation
from tests.support.producing import get, produceBy


class WithheldTestCase(SynchronousTestCase):
    """
    A student who has passed what the test says.
    """

    def setUp(self) -> None:
        """
        Begin with a progress file of this test's own, in which nothing is passed.
        """
        self.progress = Path(self.mktemp())
        self.patch(withheld, "isPassed", lambda name: isPassed(name, self.progress))
        self.patch(withheld, "isKnown", lambda name: isKnown(name, self.progress))

    def passAll(self, step: str, *, but: str = "") -> None:
        """
        Note that all exercises of a step are passed, except perhaps for one.
        """
        numbers = [section.number for section in findStep(step).sections]
        lines = [f"{number} passed" for number in numbers if number != but]
        self.progress.write_text("\n".join([HEADING, *lines]) + "\n")


class RuleTests(WithheldTestCase):
    """
    The rule on what is kept back.
    """

    def test_files(self) -> None:
        """
        Solutions and hints are kept back, compiled ones too, by whatever path; all
        else is not.
        """
        link = Path(self.mktemp())
        link.symlink_to(LESSONS / "exercises")
        for path, expected in (
            (LESSONS / "exercises" / "solutions" / "step1.py", True),
            (LESSONS / "exercises" / "hints" / "step1.txt", True),
            (LESSONS / "exercises" / "hints" / "clients.txt", True),
            (LESSONS / "exercises" / "x" / ".." / "hints" / "step1.txt", True),
            (LESSONS / "exercises" / "solutions" / "__pycache__" / "step1.pyc", True),
            (link / "solutions" / "step1.py", True),
            (LESSONS / "quizzes" / "quiz3.toml", True),
            (LESSONS / "quizzes" / "reading.py", False),
            (LESSONS / "quiz3.rst", False),
            (LESSONS / "exercises" / "step1.py", False),
            (LESSONS / "step1.py", False),
            (LESSONS / "exercises" / "solutions", False),
            (Path("/"), False),
        ):
            self.assertIs(isWithheld(path), expected, path)
            self.assertIs(givesAway(str(path)), expected, path)

    def test_passed(self) -> None:
        """
        What has been passed is there to be read, and nothing else.
        """
        solution, hints = (folder / "step1" for folder in reversed(FOLDERS))
        self.passAll("step1", but="1.1")
        self.assertTrue(isWithheld(solution.with_suffix(".py")))
        self.passAll("step1")
        self.assertFalse(isWithheld(solution.with_suffix(".py")))
        self.assertFalse(isWithheld(hints.with_suffix(".txt")))
        self.assertTrue(isWithheld(solution.with_name("step2.py")))
        self.assertTrue(isWithheld(solution.parent / "__pycache__" / "step1.pyc"))

    def test_quiz(self) -> None:
        """
        A quiz is kept back until the last of its questions was answered rightly.
        """
        quiz = quizOf("3")
        assert quiz is not None
        numbers = " ".join(str(question.number) for question in quiz.questions)
        path = LESSONS / "quizzes" / "quiz3.toml"
        for line, expected in (
            (f"quiz.3 right {numbers}", False),
            (f"quiz.3 right {numbers}, wrong 1", True),
            ("quiz.3 skipped", True),
            (f"quiz.8 right {numbers}", True),
        ):
            self.progress.write_text(f"{HEADING}\n{line}\n")
            self.assertIs(isWithheld(path), expected, line)
        self.assertTrue(isWithheld(path.with_name("quiz99.toml")))

    def test_noProgress(self) -> None:
        """
        Where nobody can tell what was passed, nothing was.
        """
        self.progress.write_text("nonsense")
        self.assertFalse(isPassed("step1", self.progress))
        self.assertFalse(isKnown("quiz3", self.progress))
        self.assertFalse(isPassed("step99", self.progress))


class SiteTests(WithheldTestCase):
    """
    The site of step 6, which the last one shows as well.
    """

    def setUp(self) -> None:
        """
        Connect to the site of step 6.
        """
        super().setUp()
        self.conversation = Conversation(step6)
        produceBy(self, self.conversation.clock)

    def test_site(self) -> None:
        """
        What is kept back is not found, nor listed, until it is passed.
        """
        for folder, name in (("solutions", "step1.py"), ("hints", "step1.txt")):
            self.progress.unlink(missing_ok=True)
            place = f"/doc/exercises/{folder}/"
            for target in (f"{place}{name}", f"{place}%73tep1.{name[-2:]}"):
                self.assertEqual(get(self.conversation, target).status, 404)
            self.assertNotIn("step1", get(self.conversation, place).text)
            self.passAll("step1")
            self.assertIn("1.1", get(self.conversation, f"{place}{name}").text)
            listing = get(self.conversation, place).text
            self.assertIn(f">{name}<", listing)
            self.assertNotIn("step2", listing)

    def test_quizzes(self) -> None:
        """
        The answers of a quiz are not found, nor listed; its page is.
        """
        for target in ("/doc/quizzes/quiz3.toml", "/doc/quizzes/quiz3%2etoml"):
            self.assertEqual(get(self.conversation, target).status, 404)
        listing = get(self.conversation, "/doc/quizzes/").text
        self.assertIn("reading.py", listing)
        self.assertNotIn("toml", listing)
        self.assertEqual(get(self.conversation, "/doc/quiz3.rst").status, 200)

    def test_directories(self) -> None:
        """
        It is kept back whatever the directory that is shown, and whatever it is called.
        """
        for directory, place in (
            (LESSONS / "exercises", "solutions/step1.py"),
            (LESSONS / "exercises" / "solutions", "step1.py"),
            (LESSONS.parent, "lessons/exercises/solutions/step1.py"),
        ):
            link = Path(self.mktemp())
            link.symlink_to(directory)
            for shown in (directory, link):
                conversation = Conversation(step6, "--files", str(shown))
                produceBy(self, conversation.clock)
                self.progress.unlink(missing_ok=True)
                self.assertEqual(get(conversation, f"/files/{place}").status, 404)
                self.passAll("step1")
                self.assertEqual(get(conversation, f"/files/{place}").status, 200)


class SearchTests(WithheldTestCase):
    """
    The search of step 12 does not find what is kept back.
    """

    def test_corpus(self) -> None:
        """
        It does not hold what is kept back, and holds it afterwards.
        """
        corpus = Corpus(LESSONS, (".txt", ".py", ".toml"), hides=givesAway)
        quizzes = [one for one in corpus.files() if one.path.startswith("quizzes/quiz")]
        self.assertEqual(quizzes, [])
        self.assertRaises(NoText, corpus.read, "quizzes/quiz3.toml")
        hints = "exercises/hints/step1.txt"
        self.assertNotIn(hints, {file.path for file in corpus.files()})
        self.assertRaises(NoText, corpus.read, hints)
        self.passAll("step1")
        found = {file.path for file in corpus.files()}
        self.assertIn(hints, found)
        self.assertIn("exercises/solutions/step1.py", found)
        self.assertNotIn("exercises/hints/step2.txt", found)
        self.assertIn("1.1", corpus.read(hints))
