"""
Which class a student is in: a small file in the checkout, C{class.json}. It is there once the
student has said so, and gone when the student leaves.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lessons.classroom.message import CODE, STUDENT, Message, isName

#: What the teacher's screen says after C{--teacher}: with the class's code as the path, or
#: without. Its scheme may be left out where a port shows that it is an address.
ADDRESS = re.compile(
    r"(?:http://|(?=[^/]+:\d))(?P<place>[^/?#@\s]*[^/?#@\s:])(?:/(?P<code>\w*))?/?"
)


class BadAddress(ValueError):
    """
    What was typed is not the address of a class's page.
    """


@dataclass(frozen=True)
class Membership:
    """
    A place in a class.

    @ivar teacher: where the teacher's page takes messages, as C{http://HOST:PORT}.
    @ivar code: the class's.
    @ivar student: the student's key, made up at random.
    @ivar name: what the student wants to be called.
    """

    teacher: str
    code: str
    student: str
    name: str

    def message(
        self, exercise: str, passed: bool, requirement: str = "", sentence: str = ""
    ) -> Message:
        """
        @return: the message that tells what the checks of one exercise have found, with who
            it was.
        """
        return Message(self.code, self.student, self.name, exercise, passed, requirement, sentence)


def readAddress(text: str) -> tuple[str, str]:
    """
    Read what was typed after C{--teacher}.

    @return: C{http://HOST:PORT}, and the code; that is empty where it was not typed.
    @raise BadAddress: when it is not such an address.
    """
    match = ADDRESS.fullmatch(text)
    place = f"http://{match['place']}" if match else ""
    try:
        isThere = urlsplit(place).hostname and urlsplit(place).port != 0
    except ValueError:  # a port above 65535
        isThere = False
    code = (match["code"] or "").upper() if match else ""
    if match is None or not isThere or (code and not CODE.fullmatch(code)):
        raise BadAddress(text)
    return place, code


def join(teacher: str, code: str, name: str) -> Membership:
    """
    Make up a place in a class.
    """
    return Membership(teacher, code, secrets.token_hex(16), name)


def read(path: Path) -> Membership | None:
    """
    Read the file.

    @return: L{None} where there is none, or one that nobody can use.
    """
    try:
        found = Membership(**json.loads(path.read_text(encoding="utf-8")))
        readAddress(found.teacher)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    isRight = CODE.fullmatch(found.code) and STUDENT.fullmatch(found.student)
    return found if isRight and isName(found.name) else None


def write(path: Path, membership: Membership) -> None:
    """
    Write the file, as JSON that a person can read.
    """
    path.write_text(json.dumps(asdict(membership), indent=2) + "\n", encoding="utf-8")
