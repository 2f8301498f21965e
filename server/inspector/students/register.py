"""
The register of a class: who has given a name on the students' page, and what proves it.

It is kept in memory, as long as the step runs, and holds a limited number of names.
"""

from __future__ import annotations

import hmac
import secrets
from collections import deque
from collections.abc import Callable
from unicodedata import normalize

from server.inspector.nicknames import cleaned
from server.inspector.studentcodes import makeCode

#: How many students there may be, how many from one address, and how many connections are
#: remembered of each.
MOST, MOST_EACH, CONNECTIONS = 1000, 100, 40
#: How many wrong codes may be tried for one student, and within how many seconds.
TRIES, WHILE = 20, 60.0


class BadName(Exception):
    """
    Nobody can be called that. The text says why.
    """


class Student:
    """
    One student.

    @ivar name: what the class calls the student.
    @ivar host: the address that the student came from.
    @ivar code: proves in telnet who it is.
    @ivar secret: proves it in the browser.
    @ivar connections: the numbers of the student's connections, the newest last.
    @ivar borrowed: the numbers of those on which the name was said without the code.
    """

    def __init__(self, name: str, host: str) -> None:
        self.name, self.host = name, host
        self.code = makeCode()
        self.secret = secrets.token_hex(16)
        self.connections: deque[int] = deque(maxlen=CONNECTIONS)
        self.borrowed: deque[int] = deque(maxlen=CONNECTIONS)
        self._wrong: deque[float] = deque(maxlen=TRIES)

    def proves(self, code: str, now: float) -> bool:
        """
        Tell whether a code is the student's. Somebody who guesses has few tries: after those,
        not even the right one will do for a while.

        @param now: the time in seconds.
        """
        if self.isBesieged(now):
            return False
        isRight = hmac.compare_digest(code.encode(), self.code.encode())
        if not isRight:
            self._wrong.append(now)
        return isRight

    def renew(self) -> None:
        """
        Make up a new code: the old one proves nothing any more.
        """
        self.code = makeCode()

    def isBesieged(self, now: float) -> bool:
        """
        Tell whether too many wrong codes were tried just now.
        """
        return len(self._wrong) == TRIES and now - self._wrong[0] < WHILE


class Register:
    """
    All students of the class.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        """
        @param seconds: tells the time.
        """
        self._seconds = seconds
        self._byName: dict[str, Student] = {}
        self._bySecret: dict[str, Student] = {}

    def join(self, given: str, host: str) -> Student:
        """
        Let somebody in.

        @param given: the name that the student has chosen.
        @param host: the address that the student comes from.
        @raise BadName: when that cannot be the name.
        """
        name = cleaned(given.encode("utf-8", "replace"))
        if not name:
            raise BadName("A name needs letters or digits.")
        if self.holds(name):
            raise BadName(f"Somebody is called {name} already: choose another name.")
        self._makeRoom(host)
        student = self._byName[keyOf(name)] = Student(name, host)
        self._bySecret[student.secret] = student
        return student

    def _makeRoom(self, host: str) -> None:
        """
        Where there is no room, forget a student who has never connected, the first one
        first.
        """
        others = [each for each in self._byName.values() if each.host == host]
        if len(others) >= MOST_EACH:
            crowd = others
        elif len(self._byName) >= MOST:
            crowd = list(self._byName.values())
        else:
            return
        silent = next((each for each in crowd if not each.connections), None)
        if silent is None:
            raise BadName("The class is full.")
        self.forget(silent)

    def forget(self, student: Student) -> None:
        """
        Let a student go, whose connections are nobody's from then on.
        """
        if self._byName.get(keyOf(student.name)) is student:
            del self._byName[keyOf(student.name)], self._bySecret[student.secret]

    def isIn(self, student: object) -> bool:
        """
        Tell whether a student is still there.
        """
        return isinstance(student, Student) and student.secret in self._bySecret

    def holds(self, name: str) -> bool:
        """
        Tell whether some student has a name.
        """
        return keyOf(name) in self._byName

    def named(self, name: str) -> Student | None:
        """
        Find the student who has a name.
        """
        return self._byName.get(keyOf(name))

    def withSecret(self, secret: str) -> Student | None:
        """
        Find the student whose browser has brought a secret.
        """
        return self._bySecret.get(secret)

    def withCode(self, name: str, code: str) -> Student | None:
        """
        Find the student who has said a name and a code.
        """
        student = self.named(name)
        return student if student and student.proves(code, self._seconds()) else None


def keyOf(name: str) -> str:
    """
    Make a key that is the same for names that look nearly alike, such as C{Ada} and
    C{ada}.
    """
    return normalize("NFKC", name).casefold()
