"""
Making the book: in every language, and then a note of the scripts of all its pages.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree

from sphinx.cmd.build import build_main

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
    status = runAlone([*options, *chosen, str(LESSONS), str(making)])
    if isNew and status == 0:
        making.rename(place)
    elif isNew:
        rmtree(making, ignore_errors=True)
    return status


def runAlone(arguments: Sequence[str]) -> int:
    """
    Run Sphinx in a process of its own, forked so that nothing is imported twice: within one,
    it would go on in the language that came before.
    """
    process = get_context("fork").Process(target=lambda: sys.exit(build_main(arguments)))
    process.start()
    process.join()
    return process.exitcode or 0


def makeAll(languages: Iterable[Language], book: Path, isStrict: bool) -> int:
    """
    Make the book, in one language after the other, until something goes wrong.
    """
    options = ["--quiet", "--jobs", "auto", "--conf-dir", str(HERE)]
    options += STRICT if isStrict else ()
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
