"""
C{dev check}: what an exercise, or a step, still needs.

Whether the parts are there is seen here; whether they are right, by the tests.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Set
from functools import cache
from pathlib import Path

from lessons.catalog import readMessages
from lessons.command.devnew import TESTS, Files
from lessons.command.devtexts import FILL_IN
from lessons.command.exercisetexts import inOneLine, ofMessages
from lessons.command.next import readTask
from lessons.exercises.checks.__main__ import findTests
from lessons.language import ENGLISH, EXERCISES, LOCALE, languages
from lessons.syllabus.course import LESSONS, PRACTICE, ROOT, Step
from lessons.syllabus.sections import Section, Unreadable, findSection

#: The fewest right answers, and the fewest wrong ones.
FEWEST = 3
#: The tests that look at a step.
OF_STEPS = (
    "tests.lessons.test_{step}",
    "tests.lessons.test_walkthroughs.TranscriptTests.test_lessons_{step}",
    "tests.lessons.test_walkthroughs.ShapeTests",
)
#: What trial prints before what has failed.
FAILED = re.compile(r"^\[(?:FAIL|ERROR)\]\n", re.M)
#: How it begins to say why.
TRACEBACK = re.compile(
    r"^Traceback \(most recent call last\):\n(?:  .*\n)*(?:twisted\.trial\.unittest\.FailTest: )?",
    re.M,
)
#: What it prints after that.
AFTER = re.compile(r"^(?:={9,}|-{9,})$", re.M)


def missing(step: Step, sections: Iterable[Section], isWhole: bool) -> Iterator[str]:
    """
    Tell what is missing, and what the tests say where all parts are there.

    @param sections: the exercises to look at.
    @param isWhole: whether the step is looked at as well.
    """
    numbered = list(sections)
    files = Files(step)
    parts = [each for one in numbered for each in missingParts(step, one)]
    paths = set(files) if numbered else set()
    modules = [f"tests.lessons.exercises.test_{step.file}"] if numbered else []
    yield from parts
    if isWhole:
        yield from missingInStep(step)
        paths |= {step.program, step.walkthrough, TESTS / f"test_{step.file}.py"}
        modules += [test.format(step=step.file) for test in OF_STEPS]
    yield from marked(sorted(path for path in paths if path.is_file()))
    yield from (each for one in numbered for each in untranslated(step, one))
    if not parts:
        yield from failures(*modules)


def marked(paths: Iterable[Path]) -> Iterator[str]:
    """
    Find the places that are still to be filled in.
    """
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if FILL_IN in line:
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def missingParts(step: Step, section: Section) -> Iterator[str]:
    """
    Tell which parts of an exercise are not there.
    """
    number, files = section.number, Files(step)
    text = {path: path.read_text(encoding="utf-8") for path in files if path.exists()}
    name = re.escape(number)

    def count(path: Path, pattern: str) -> int:
        return len(re.findall(pattern, text.get(path, ""), re.MULTILINE))

    if f"# TODO {number}: " not in section.text:
        yield f"{fromRoot(files.original)}: a line with # TODO {number}: in its section"
    try:
        findSection(text.get(files.solution, ""), number)
    except Unreadable:
        yield f"{fromRoot(files.solution)}: its section, solved"
    if not count(files.checks, rf'^    exercise = "{name}"$'):
        yield f"{fromRoot(files.checks)}: a class with its checks"
    if not count(files.notes, rf"^{name} .+\n=+$"):
        yield f"{fromRoot(files.notes)}: its time, hints, and why"
    if step != PRACTICE and not list(paragraphsOn(step, number)):
        yield f"{fromRoot(files.walkthrough)}: a paragraph that begins with **{number}**"
    for path, pattern, kind in (
        (files.rights, rf"^{name} .+\n-+$", "right"),
        (files.wrongs, rf'^ +"{name}",$', "wrong"),
    ):
        if (found := count(path, pattern)) < FEWEST:
            yield f"{fromRoot(path)}: {FEWEST - found} {kind} answers more"


def untranslated(step: Step, section: Section) -> Iterator[str]:
    """
    Find what a student reads in an exercise and nobody has translated. What is not yet
    filled in is not yet to be translated.
    """
    wanted = [(EXERCISES, text) for text in textsIn(step, section)]
    wanted += [(page, text) for page, text in paragraphsOn(step, section.number)]
    for name in filter(lambda name: name != ENGLISH, languages()):
        translated = {domain: translatedIn(name, domain) for domain, _text in wanted}
        for domain, text in wanted:
            there = translated[domain]
            if there is not None and text and text not in there and FILL_IN not in text:
                yield f"{section.number} in {name}: {inOneLine(text)[:60]}"


@cache
def translatedIn(language: str, domain: str) -> Set[str] | None:
    """
    List what a catalog has a translation for.

    @return: L{None} where there is no such catalog: nobody has begun with that page.
    """
    path = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.exists():
        return None
    return dict(readMessages(path.read_text(encoding="utf-8"))).keys()


def textsIn(step: Step, section: Section) -> Iterator[str]:
    """
    List what the course says in an exercise: its title, its task, its notes, and its checks.
    """
    yield section.title
    yield from map(inOneLine, readTask(section).split("\n\n"))
    if notes := step.notes.get(section.number):
        yield from (*notes.hints, notes.why, notes.professional)
    yield from textsOfChecks(step, section.number)


def textsOfChecks(step: Step, number: str) -> list[str]:
    """
    List what the checks of an exercise say. The exercises of a step share the rules.
    """
    try:
        requirements = [test.requirement for test in findTests(step.file, number)]
        return [*requirements, *(text for _path, _line, text in ofMessages(step))]
    except Exception:
        return []  # the tests, which come last, say what is wrong


def paragraphsOn(step: Step, number: str) -> Iterator[tuple[str, str]]:
    """
    Find the paragraph on an exercise in its walkthrough.

    @return: the name of the page, and the paragraph, as its catalog has them.
    """
    for path in pagesOf(step):
        for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
            if paragraph.startswith(f"**{number}** "):
                yield path.stem, inOneLine(paragraph)


def pagesOf(step: Step) -> list[Path]:
    """
    List where the exercises of a step are told: each client has a walkthrough of its own, and
    the exercise before step 1 has none.
    """
    pages = [step.walkthrough, *(LESSONS / step.file).glob("*.rst")]
    return [path for path in pages if path.exists()]


def missingInStep(step: Step) -> Iterator[str]:
    """
    Tell what a step lacks in other pages.
    """
    readme = (ROOT / "README.rst").read_text(encoding="utf-8")
    if f"``lessons/{step.file}.rst``" not in readme:
        yield "README.rst: a row in its table of the steps"


def fromRoot(path: Path) -> str:
    """
    Name a file as seen from the top.
    """
    return str(path.relative_to(ROOT))


def failures(*modules: str) -> list[str]:
    """
    Run tests.

    @return: what trial says of each that fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        ended = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "twisted.trial", "--temp-directory", f"{folder}/t", *modules],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
    if ended.returncode == 0:
        return []
    blocks = (AFTER.split(one)[0] for one in FAILED.split(ended.stdout)[1:])
    return list(map(told, blocks))


def told(block: str) -> str:
    """
    Take the rows that say something from what trial says of a test, without the traceback.
    """
    said = TRACEBACK.sub("", block)
    return "\n    ".join(filter(str.strip, said.splitlines()))
