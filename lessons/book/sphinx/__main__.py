"""
Making the book: in every language, and then a note of the scripts of all its pages.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import rmtree

from lessons.book.sphinx.languages import LANGUAGES, ORIGINAL, Language
from lessons.book.sphinx.scripts import writeNames
from server.greenhouse.course import MAKING

HERE = Path(__file__).parent
LESSONS = HERE.parents[1]
#: What can be made alone; "names" are those of the scripts in a book that is made.
PARTS = {"original": LANGUAGES[:1], "translations": LANGUAGES[1:], "names": ()}
STRICT = ("--fail-on-warning", "--keep-going", "--fresh-env")


def make(language: Language, book: Path, options: Sequence[str]) -> int:
    """
    Make the book in one language. A translation comes to its place when it is whole: the server
    may run already.

    @return: 0 if all went well, as a process says it.
    """
    place = book / language.folder
    isNew = language is not ORIGINAL and not place.exists()
    making = book / f"{MAKING}{language.folder}" if isNew else place
    chosen = ["--builder", "html", "--define", f"language={language.code}"]
    # One process for each: within one, Sphinx would go on in the language that came before.
    sphinx = [sys.executable, "-m", "sphinx", *options, *chosen]
    status = subprocess.run([*sphinx, str(LESSONS), str(making)]).returncode  # noqa: S603
    if isNew and status == 0:
        making.rename(place)
    elif isNew:
        rmtree(making, ignore_errors=True)
    return status


def makeAll(languages: Iterable[Language], book: Path, isStrict: bool) -> int:
    """
    Make the book, in one language after the other, until something goes wrong.
    """
    options = ["--quiet", "--conf-dir", str(HERE), *(STRICT if isStrict else ())]
    for language in languages:
        status = make(language, book, options)
        if status:
            return status
    return 0


def main(arguments: list[str]) -> int:
    """
    Do what the command line says.
    """
    parser = ArgumentParser(prog="python -m lessons.book.sphinx", description=__doc__)
    parser.add_argument("book", type=Path, help="where the book is to be, or is")
    parser.add_argument("--strict", action="store_true", help="take any warning for a mistake")
    parser.add_argument("--only", choices=PARTS, help="the original, its translations, or names")
    options = parser.parse_args(arguments)
    status = makeAll(PARTS.get(options.only, LANGUAGES), options.book, options.strict)
    if status == 0:
        writeNames(options.book)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
