"""
C{python -m tests.translations}: takes what has changed in the messages of the command, and in
the texts of the exercises, over to their translations.

What is new there is empty, and what has changed is marked as fuzzy: a guess, which nobody sees
until a translator has looked at it and taken the mark away.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from lessons.command.exercisetexts import KEYWORDS, textsOf
from lessons.language import COMMAND, ENGLISH, EXERCISES, LOCALE, languages
from lessons.syllabus.course import PRACTICE, ROOT, allSteps

#: Where the command's messages are. Whatever else the programs say is English.
CODE = ("command", "syllabus", "replay", "exercises", "exercises/checks")
#: The most columns of a line.
WIDTH = 95

#: A file, a line in it, and the message: several where it has a plural.
Found = tuple[Path, int, str | tuple[str, ...]]


def ofCommand() -> Iterator[Found]:
    """
    Find what is marked in the code.
    """
    students = {step.exercises for step in (PRACTICE, *allSteps())}
    for folder in CODE:
        for path in sorted({*(ROOT / "lessons" / folder).glob("*.py")} - students):
            for line, message, *_ in extract_from_file("python", path, keywords=KEYWORDS):
                yield path, line, message


def ofExercises() -> Iterator[Found]:
    """
    Find the texts of all exercises, and of the quizzes, and the idea of each step.
    """
    for step in PRACTICE, *allSteps():
        yield from textsOf(step)


SOURCES = {COMMAND: ofCommand, EXERCISES: ofExercises}


def template(domain: str) -> Catalog:
    """
    Make the catalog of everything that there is to translate.
    """
    catalog = Catalog(project="HTTP from the wire up", charset="utf-8", fuzzy=False)
    for path, line, message in SOURCES[domain]():
        if all(message):
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), line)])
    return catalog


def read(domain: str, language: str) -> Catalog:
    """
    Read a catalog of translations; an empty one where there is none.
    """
    path = fileOf(domain, language)
    text = path.read_bytes() if path.exists() else b""
    return read_po(BytesIO(text), locale=language, domain=domain, abort_invalid=True)


def fileOf(domain: str, language: str) -> Path:
    """
    Name the file of a catalog.
    """
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def update(domain: str, language: str) -> Catalog:
    """
    Take what has changed over to a catalog.
    """
    catalog = read(domain, language)
    catalog.update(template(domain), update_creation_date=False)
    catalog.obsolete.clear()
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "none"
    return catalog


def written(catalog: Catalog) -> bytes:
    """
    Write a catalog, without the numbers of lines: they change with each change of the code.
    """
    out = BytesIO()
    write_po(
        out, catalog, width=WIDTH, sort_by_file=True, include_lineno=False, include_previous=True
    )
    return out.getvalue()


def main() -> None:
    """
    Bring all catalogs up to date.
    """
    for language in languages():
        for domain in SOURCES if language != ENGLISH else ():
            path = fileOf(domain, language)
            path.write_bytes(written(update(domain, language)))
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
