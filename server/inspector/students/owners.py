"""
Whose each connection is, as far as the clients of a class have said who they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from server.inspector.students.line import Said, lengthOfLine, readLine
from server.inspector.students.register import Register, Student
from server.wire import Conversation, Recorder

#: The name of a browser's cookie is C{student-PORT}, and its value the student's secret.
COOKIE = re.compile(rb"student-\d{1,5}=([0-9a-f]{32})(?![0-9a-f])")
#: The line in which a student gives a name, where it comes too late to count: the program
#: sees it, and so does whoever looks on.
LATE = re.compile(rb"NICK[ \t][^\r\n]{1,190}(?=[\r\n])")
#: Such a line, however long, and whether it ends or not.
SAID = re.compile(rb"^NICK[ \t][^\n]+", re.MULTILINE)
#: What is written after a name that may be somebody else's.
NO_CODE = " (no code)"
WHY_NO_CODE = "whoever says this name has not said the code that goes with it"
#: In how many bytes of a line a code is looked for.
LONGEST_LINE = 2000
#: One byte less than the longest such cookie, and what must not come after it.
NEAR = len(b"student-65535=") + 32


class ConnectionOwners:
    """
    Knows which connections are which student's.
    """

    def __init__(self, recorder: Recorder, seconds: Callable[[], float]) -> None:
        self.register = Register(seconds)
        self._recorder = recorder

    def meet(self, number: int) -> StudentClient:
        """
        @param number: of a connection that has opened.
        @return: what is told of its first bytes, and finds out whose it is.
        """
        return StudentClient(self, number)

    def greet(self, number: int, said: Said) -> Student | None:
        """
        Hear how a client calls itself.

        @return: the student, where it has proved to be one.
        """
        student = self.register.withCode(said.nickname, said.code) if said.code else None
        conversation = self._recorder.conversations.get(number)
        if conversation is not None:
            conversation.nickname = said.nickname
        if student is not None:
            self.give(number, student)
            return student
        other = self.register.named(said.nickname)
        if other is not None and number not in other.borrowed:
            other.borrowed.append(number)
        return None

    def recognize(self, number: int, secret: str) -> None:
        """
        Hear a secret that a client has sent.
        """
        student = self.register.withSecret(secret)
        if student is not None:
            self.give(number, student)

    def give(self, number: int, student: Student) -> None:
        """
        Give a connection to a student. One that two have used, by way of a proxy, is
        nobody's.
        """
        conversation = self._recorder.conversations.get(number)
        if conversation is None or conversation.owner in (student, NOBODY):
            return
        if conversation.owner is not None:
            conversation.owner, conversation.nickname = NOBODY, ""
        else:
            conversation.owner, conversation.nickname = student, student.name
            student.connections.append(number)
            if number in student.borrowed:
                student.borrowed.remove(number)

    def ownerOf(self, conversation: Conversation) -> Student | None:
        """
        Tell whose a connection is; L{None} where it is nobody's.
        """
        owner = conversation.owner
        return owner if isinstance(owner, Student) and self.register.isIn(owner) else None

    def labelOf(self, conversation: Conversation) -> str:
        """
        Name the client of a connection; empty where it has no name. A name without its
        code is marked, since it may be somebody else's.
        """
        name = conversation.nickname
        isOther = self.ownerOf(conversation) is None and self.register.holds(name)
        return f"{name}{NO_CODE}" if name and isOther else name


class Nobody(NamedTuple):
    """
    The owner of what two have used.
    """


NOBODY = Nobody()


class StudentClient:
    """
    One client of a class, as the tap knows it: what names it, and what else it sends.
    """

    def __init__(self, owners: ConnectionOwners, number: int) -> None:
        self._owners, self._number = owners, number
        self._newest = self._line = b""

    def lengthOf(self, beginning: bytes) -> int | None:
        """
        Tell how many of the first bytes are the line in which it names itself.
        """
        return lengthOfLine(beginning)

    def name(self, line: bytes) -> str:
        """
        Take the line in which it names itself.
        """
        said = readLine(line, self._owners.register.holds)
        student = self._owners.greet(self._number, said)
        shown = said.nickname or "(not a name)"
        if not said.code:
            return f"NICK {shown}"
        return f"NICK {shown} (secret)" + ("" if student else ": not the right code")

    def hear(self, data: bytes) -> None:
        """
        Look for the cookies of students in what it sends, cut in any way. A code that the
        program sees is shown to all, and so it no longer counts.
        """
        window = self._newest + data
        for match in COOKIE.finditer(window):
            self._owners.recognize(self._number, match[1].decode())
        for match in LATE.finditer(data):
            said = readLine(match[0], self._owners.register.holds)
            student = self._owners.greet(self._number, said)
            if student is not None:
                student.renew()
        self._newest = window[-NEAR:]
        self._hearLine(data)

    def _hearLine(self, data: bytes) -> None:
        """
        Look for a code in a line that is too long to name anybody, or has not ended: it is
        shown to all as well.
        """
        self._line = (self._line + data)[-LONGEST_LINE:]
        for match in SAID.finditer(self._line):
            said = readLine(match[0], self._owners.register.holds)
            student = self._owners.register.named(said.nickname)
            if student is not None and said.code == student.code:
                student.renew()
        self._line = self._line.rpartition(b"\n")[2]
