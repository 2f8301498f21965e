"""
Reads a quiz from its file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from lessons.quizzes.questions import LETTERS, Choice, Option, Order, Question, Quiz, Word

FOLDER = Path(__file__).parent
#: How a byte is written that cannot be shown, see L{server.escapes}.
ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|([rnt\\])|)")
NAMED = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\"}
#: What every question has, and what its kinds have beside it, with the form of each.
COMMON = {"asks": str, "bytes": str, "right": str, "source": str, "step": int, "proof": str}
OF_WORDS = {"why": str, "otherwise": str, "wrong": dict}


class BadQuiz(ValueError):
    """
    A quiz is not in its form. The text says where.
    """


@lru_cache
def quizOf(step: str) -> Quiz | None:
    """
    Read the quiz after the exercises of a step, where there is one.

    @raise BadQuiz: when it is not in its form.
    """
    path = FOLDER / f"quiz{step}.toml"
    if not path.exists():
        return None
    try:
        return readQuiz(step, path.read_text(encoding="utf-8"))
    except (BadQuiz, OSError, UnicodeDecodeError) as error:
        raise BadQuiz(f"lessons/quizzes/{path.name}: {error}") from error


def readQuiz(step: str, text: str) -> Quiz:
    """
    Read a quiz.

    @raise BadQuiz: when it is not in its form.
    """
    import tomllib  # most commands read no quiz

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadQuiz(f"it is not TOML: {error}") from error
    _demand(table, {"title": str, "minutes": int, "question": list}, "the quiz")
    questions = [_readQuestion(*each) for each in enumerate(table["question"], 1)]
    return Quiz(step, table["title"], table["minutes"], questions)


def _readQuestion(number: int, table: Any) -> Question:
    where = f"question {number}"
    if not isinstance(table, dict):
        raise BadQuiz(f"{where} is not a table")
    letters = "".join(letter for letter in LETTERS if letter in table)
    wanted = dict.fromkeys(letters, list) if letters else OF_WORDS
    given: dict[str, Any] = {"bytes": ""} | ({} if letters else {"wrong": {}}) | table
    _demand(given, COMMON | wanted, where)
    common: dict[str, Any] = {key: given[key] for key in COMMON if key != "bytes"}
    common |= {"number": number, "data": _readBytes(given["bytes"], where)}
    if not letters:
        return Word(**common, **{key: given[key] for key in OF_WORDS})
    if letters != LETTERS[: len(letters)] or len(letters) < 2:
        raise BadQuiz(f"{where}: its letters are not a, b and so on")
    options = [_readOption(given[letter], f"{where}, {letter}") for letter in letters]
    return _kindOf(given["right"], letters, where)(**common, choices=options)


def _kindOf(right: str, letters: str, where: str) -> type[Choice]:
    if right in letters and len(right) == 1:
        return Choice
    if sorted(right) == sorted(letters):
        return Order
    raise BadQuiz(f"{where}: 'right' is neither one of its letters nor all of them")


def _demand(table: Mapping[str, Any], forms: Mapping[str, type], where: str) -> None:
    """
    Demand that a table has all that it should have, and nothing else.
    """
    if missing := forms.keys() - table.keys():
        raise BadQuiz(f"{where} has no {min(missing)!r}")
    if unknown := table.keys() - forms.keys():
        raise BadQuiz(f"{where}: nobody knows what {min(unknown)!r} means")
    for key, form in forms.items():
        if not isinstance(table[key], form):
            raise BadQuiz(f"{where}: {key!r} is not of its form")


def _readOption(pair: Sequence[Any], where: str) -> Option:
    if len(pair) != 2 or not all(isinstance(text, str) and text for text in pair):
        raise BadQuiz(f"{where} is not what it says and why")
    return Option(*pair)


def _readBytes(text: str, where: str) -> bytes:
    """
    Read bytes that are written as they are shown. The file's own line ends do not count.
    """
    shown = text.replace("\n", "")
    wrong = [match.start() for match in ESCAPE.finditer(shown) if len(match[0]) == 1]
    if wrong or not shown.isascii():
        raise BadQuiz(f"{where}: 'bytes' are not written as --wire shows them")
    return ESCAPE.sub(_unescape, shown).encode("latin-1")


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else NAMED[match[2]]
