"""
Making the book: one language after the other, each with a note of the scripts of all pages.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from signal import SIGHUP, SIGTERM, signal

from sphinx.cmd.build import build_main

from lessons.book.sphinx.bookreplacement import lockedWorkshop, replacedBook
from lessons.book.sphinx.languages import LANGUAGES, Language
from lessons.book.sphinx.scripts import writeNames

HERE = Path(__file__).parent
LESSONS = HERE.parents[1]
STRICT = ("--fail-on-warning", "--keep-going", "--fresh-env")


def makeAll(book: Path, isStrict: bool) -> None:
    """
    Make the book, in one language after the other. Each can be read as soon as it is whole.

    @raise SystemExit: if something goes wrong; Sphinx has said what.
    """
    options = ["--quiet", "--jobs", "auto", "--conf-dir", str(HERE)]
    options += STRICT if isStrict else ()
    with lockedWorkshop(book) as workshop:
        for language in LANGUAGES:
            with replacedBook(book, workshop) as new:
                make(language, new, options)
                writeNames(new)


def make(language: Language, book: Path, options: Sequence[str]) -> None:
    """
    Make the book in one language.

    @raise SystemExit: if something goes wrong.
    """
    chosen = ["--builder", "html", "--define", f"language={language.code}"]
    status = runAlone([*options, *chosen, str(LESSONS), str(book / language.folder)])
    if status:
        sys.exit(status)


def runAlone(arguments: Sequence[str]) -> int:
    """
    Run Sphinx in a process of its own, forked so that nothing is imported twice: within one,
    it would go on in the language that came before.
    """
    process = get_context("fork").Process(target=lambda: sys.exit(build_main(arguments)))
    process.start()
    process.join()
    return process.exitcode or 0


def main(arguments: list[str]) -> None:
    """
    Do what the command line says.
    """
    parser = ArgumentParser(prog="python -m lessons.book.sphinx", description=__doc__)
    parser.add_argument("book", type=Path, help="where the book is to be, or is")
    parser.add_argument("--strict", action="store_true", help="treat any warning as an error")
    parser.add_argument("--only", choices=["names"], help="only record the scripts anew")
    options = parser.parse_args(arguments)
    # A process that is told to end leaves nothing half made.
    for number in (SIGHUP, SIGTERM):
        signal(number, lambda *_: sys.exit(1))
    book = options.book.absolute()
    if options.only:
        writeNames(book)
    else:
        makeAll(book, options.strict)


if __name__ == "__main__":
    main(sys.argv[1:])
