"""
The translations: whether they are complete, and fit.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from twisted.trial.unittest import SynchronousTestCase

from lessons.catalog import fits
from lessons.command.usage import MISSING, UNKNOWN, WORDS
from lessons.language import COMMAND, ENGLISH, languages
from lessons.syllabus.course import ROOT
from tests.translations import SOURCES, fileOf, read, template, update

#: Whose exercises nobody has translated yet: "step7", for example. They are in English.
ENGLISH_STILL: tuple[str, ...] = ()
TRANSLATED = [name for name in languages() if name != ENGLISH]
#: A Chinese character next to punctuation of another script.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?(]|[,;:!?)][\u4e00-\u9fff]")


class TranslationTests(SynchronousTestCase):
    """
    Each catalog beside what it translates.
    """

    def assertNone(self, problems: list[str], path: Path) -> None:
        """
        Fail with a list of problems, and what to do.
        """
        if problems:
            listed = "\n".join(problems)
            self.fail(
                f"{listed}\n`make messages` takes what has changed over to "
                f"{path.relative_to(ROOT)}: translate there what is empty, and look at what is "
                'fuzzy, then take the mark "fuzzy" away.'
            )

    def test_complete(self) -> None:
        """
        Everything that the command and the exercises say is translated, and as it is said now.
        """
        for language in TRANSLATED:
            for domain in SOURCES:
                self.assertNone(list(missing(domain, language)), fileOf(domain, language))

    def test_current(self) -> None:
        """
        No catalog holds anything that is not said any more.
        """
        for language in TRANSLATED:
            for domain in SOURCES:
                said = template(domain)
                gone = [one.id for one in read(domain, language) if one.id and one.id not in said]
                problems = [f"not said any more: {one!r}" for one in gone]
                self.assertNone(problems, fileOf(domain, language))

    def test_fields(self) -> None:
        """
        Each translation fills in what its message does.
        """
        for domain, message in translations():
            self.assertTrue(
                fits(formsOf(message.id), formsOf(message.string)), (domain, message.id)
            )

    def test_punctuation(self) -> None:
        """
        Chinese has punctuation of its own.
        """
        for _domain, message in translations():
            for form in formsOf(message.string):
                self.assertIsNone(HALF_WIDTH.search(form), form)

    def test_gbk(self) -> None:
        """
        All that the command says can be written in the encoding of older Chinese terminals.
        (The exercises have letters of other languages as well.)
        """
        for domain, message in translations():
            for form in formsOf(message.string) if domain == COMMAND else ():
                self.assertEqual(form.encode("gbk").decode("gbk"), form)

    def test_argparse(self) -> None:
        """
        What is translated for argparse is what it says, in one version of Python or another.
        """
        source = Path(argparse.__file__).read_text(encoding="utf-8")
        later = {"%(heading)s:"}  # since Python 3.12
        for word in {*WORDS, MISSING, UNKNOWN} - later:
            self.assertIn(f"'{word}'", source)


def formsOf(text: object) -> list[str]:
    """
    List the forms of a text: several where it has a plural.
    """
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


def translations() -> Iterator[tuple[str, Message]]:
    """
    Go through everything that is translated.
    """
    for language in TRANSLATED:
        for domain in SOURCES:
            for message in read(domain, language):
                if message.id and all(formsOf(message.string)):
                    yield domain, message


def missing(domain: str, language: str) -> Iterator[str]:
    """
    Find what is not translated, or only guessed.
    """
    now = update(domain, language)
    for message in template(domain):
        found = now.get(formsOf(message.id)[0])
        isDone = found is not None and not found.fuzzy and all(formsOf(found.string))
        if not message.id or isDone or areEnglishStill(message):
            continue
        path, line = message.locations[0]
        how = "fuzzy" if found is not None and found.fuzzy else "not translated"
        yield f"{path}:{line}: {how}: {message.id!r}"


def areEnglishStill(message: Message) -> bool:
    """
    Tell whether nobody has translated the exercises yet that a message belongs to.
    """
    files = (Path(path).stem.removeprefix("test_") for path, _line in message.locations)
    return all(file in ENGLISH_STILL for file in files)
