"""
What a student's command tells the teacher's page of one exercise: one small JSON object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields

from lessons.syllabus.sections import NUMBER

#: Bytes of a message, and characters of what is in it, at most.
MOST_BYTES, MOST_TEXT, MOST_NAME = 4096, 300, 20

CODE = re.compile(r"[A-Z0-9]{4}")
STUDENT = re.compile(r"[0-9a-f]{32}")


class BadMessage(Exception):
    """
    It is not what a command of this course sends. The text says why.
    """


@dataclass(frozen=True)
class Message:
    """
    What has come of one exercise.

    @ivar code: the class's, as it is on the teacher's screen.
    @ivar student: made up at random when a student joins: it tells two of one name apart.
    @ivar name: what the student wants to be called.
    @ivar exercise: its number, as C{3.2} or C{3.a}.
    @ivar passed: whether it is passed.
    @ivar requirement: the first one that is not met, in the words of the course; empty where
        all are.
    @ivar sentence: what is wrong, in the words of the check.
    """

    code: str
    student: str
    name: str
    exercise: str
    passed: bool
    requirement: str = ""
    sentence: str = ""

    def written(self) -> bytes:
        """
        @return: the message as it is sent: JSON, in UTF-8.
        """
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def isName(text: str) -> bool:
    """
    Tell whether a student can be called so.
    """
    return bool(text.strip()) and text.isprintable() and len(text) <= MOST_NAME


def isText(text: str) -> bool:
    """
    Tell whether a text can be shown: one line, and not too long.
    """
    return (text.isprintable() or not text) and len(text) <= MOST_TEXT


def isExercise(text: str) -> bool:
    """
    Tell whether a text may be the number of an exercise.
    """
    return len(text) <= MOST_NAME and re.fullmatch(NUMBER, text) is not None


#: What each part of a message has to be like.
RULES: dict[str, Callable[[str], object]] = {
    "code": CODE.fullmatch,
    "student": STUDENT.fullmatch,
    "name": isName,
    "exercise": isExercise,
    "requirement": isText,
    "sentence": isText,
}


def readMessage(data: bytes) -> Message:
    """
    Read a message. It may come from anybody.

    @raise BadMessage: when it is not one.
    """
    try:
        given = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadMessage("This is not JSON.") from None
    names = {field.name for field in fields(Message)}
    if not isinstance(given, dict) or set(given) != names:
        raise BadMessage(f"This is not an object with {', '.join(sorted(names))}.")
    if type(given["passed"]) is not bool:
        raise BadMessage("passed is neither true nor false.")
    for name, isRight in RULES.items():
        if not (isinstance(given[name], str) and isRight(given[name])):
            raise BadMessage(f"{name} is not what it should be.")
    return Message(**given)
