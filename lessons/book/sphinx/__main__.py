"""
Making the book: in every language, and then a note of the scripts of all its pages.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from sphinx.cmd.build import build_main

from lessons.book.sphinx.languages import LANGUAGES
from lessons.book.sphinx.scripts import writeNames

HERE = Path(__file__).parent
LESSONS = HERE.parents[1]
STRICT = ("--fail-on-warning", "--keep-going", "--fresh-env")


def make(book: Path, isStrict: bool) -> int:
    """
    Make the book, in one language after the other.

    @return: 0 if all went well, as a process says it.
    """
    options = ["--quiet", "--conf-dir", str(HERE), *(STRICT if isStrict else ())]
    for language in LANGUAGES:
        chosen = ["--builder", "html", "--define", f"language={language.code}"]
        status = build_main([*options, *chosen, str(LESSONS), str(book / language.folder)])
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
    parser.add_argument("--names", action="store_true", help="it is made: note its scripts only")
    options = parser.parse_args(arguments)
    status = 0 if options.names else make(options.book, options.strict)
    if status == 0:
        writeNames(options.book)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
