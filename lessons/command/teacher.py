"""
C{check --teacher}: a student joins a class, and its teacher's page is told what the checks
find, now and later. What is sent is shown first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence, Set
from dataclasses import asdict
from typing import TYPE_CHECKING

from lessons.classroom import membership as memberships
from lessons.classroom.membership import BadAddress, Membership, join, readAddress
from lessons.classroom.message import CODE, MOST_NAME, MOST_TEXT, Message, isName
from lessons.command.checkreport import Report
from lessons.command.checksentence import sentenceOf
from lessons.command.console import Console
from lessons.language import N_, _
from lessons.syllabus.course import ROOT
from lessons.trouble import Trouble

if TYPE_CHECKING:
    from concurrent.futures import Executor

PATH = ROOT / "class.json"
#: What is typed instead of an address by whoever leaves a class.
LEAVE_CLASS = "off"

WHAT_IS_SENT = N_(
    "This is what your teacher's page is told, each time that you check an exercise, also by "
    "`watch`. It is all that is sent: none of your code, no name of a file, of this machine or "
    "of your account; of an answer that is wrong, the line. `check 1.1 --teacher off` ends it."
)


NOBODY = N_("nobody is there to answer: add this to the line")


class Teller:
    """
    Tells a teacher's page what the checks have found, where there is one.
    """

    def __init__(self, membership: Membership | None) -> None:
        self.membership = membership

    def after(self, console: Console, report: Report, untouched: Set[str]) -> None:
        """
        Tell it, and say so.

        @param untouched: the exercises that are as they were handed out.
        """
        messages = self.messages(report, untouched)
        if self.membership is not None and messages:
            self.send(console, self.membership, messages)

    def messages(self, report: Report, untouched: Set[str]) -> list[Message]:
        """
        @return: what there is to tell of a report, a message for each exercise; nothing
            outside of a class.
        """
        return messagesOf(self.membership, report, untouched) if self.membership else []

    def send(self, console: Console, membership: Membership, messages: Sequence[Message]) -> bool:
        """
        Send messages, and say whether they were taken.

        @return: whether they were.
        """
        # Whoever is in no class needs no client.
        from lessons.classroom.telling import NobodyThere, NotTold, tell

        place = membership.teacher.partition("//")[2]
        try:
            tell(membership.teacher, messages)
        except NotTold as error:
            text = _("Your teacher's page, {place}, was not told: {why}")
            isGone = isinstance(error, NobodyThere)
            why = _("nothing answers there: is the class still running?") if isGone else error
            console.tell(text.format(place=place, why=why), "", "yellow")
            return False
        console.tell(_("Your teacher's page, {place}, was told.").format(place=place), "", "dim")
        return True


class Joining(Teller):
    """
    Tells it for the first time, if the student wants to.
    """

    def __init__(self, membership: Membership, isSure: bool) -> None:
        """
        @param isSure: whether the student has said so on the command line.
        """
        super().__init__(membership)
        self.isSure = isSure

    def send(self, console: Console, membership: Membership, messages: Sequence[Message]) -> bool:
        """
        Show what would be sent, and send it if the student agrees. It is remembered once it has
        been taken.
        """
        console.say()
        console.tell(_(WHAT_IS_SENT))
        for message in messages:
            console.say(json.dumps(asdict(message), indent=2, ensure_ascii=False))
        if not (self.isSure or ask(_("Send it? [y/n] ")).lower().startswith("y")):
            console.tell(_("Nothing was sent, and nothing will be."))
            return False
        isTaken = super().send(console, membership, messages)
        if isTaken:
            memberships.write(PATH, membership)
        return isTaken


class Background(Teller):
    """
    Tells it while the student goes on: who watches an exercise waits for nobody.
    """

    _executor: Executor | None = None

    def later(self, report: Report, untouched: Set[str]) -> None:
        """
        Tell it soon. Whether it was taken is not said: the screen shows the exercise.
        """
        messages = self.messages(report, untouched)
        if self.membership is None or not messages:
            return
        from concurrent.futures import ThreadPoolExecutor

        from lessons.classroom.telling import tell

        self._executor = self._executor or ThreadPoolExecutor(1)
        self._executor.submit(tell, self.membership.teacher, messages)


def tellerOf(teacher: str = "", name: str = "", isSure: bool = False) -> Teller:
    """
    Find out who is to be told.

    @param teacher: what was typed after C{--teacher}, if anything.
    @param name: what the student wants to be called, if that was typed.
    @raise Trouble: when it makes no sense.
    """
    known = memberships.read(PATH)
    if not teacher:
        return Teller(known)
    if teacher == LEAVE_CLASS:
        PATH.unlink(missing_ok=True)
        return Teller(None)
    try:
        place, code = readAddress(teacher)
    except BadAddress:
        text = _("{typed} is not the address of a class: your teacher's screen shows it")
        raise Trouble(text.format(typed=repr(teacher))) from None
    if known is not None and isSame(known, place, code, name):
        return Teller(known)
    return Joining(join(place, code or askCode(), name or askName()), isSure)


def isSame(known: Membership, place: str, code: str, name: str) -> bool:
    """
    Tell whether somebody is in a class already, under that name, as far as it was typed.
    """
    return known.teacher == place and code in ("", known.code) and name in ("", known.name)


def askCode() -> str:
    """
    Ask for the class's code, three times at most.
    """
    for _time in range(3):
        code = ask(_("The code of the class, from your teacher's screen: ")).strip().upper()
        if CODE.fullmatch(code):
            return code
    raise Trouble(_("that is not the code of a class, which is four letters and digits"))


def askName() -> str:
    """
    Ask for a name, three times at most.
    """
    for _time in range(3):
        name = ask(_("What do you want to be called there? ")).strip()
        if isName(name):
            return name
    text = _("a name has up to {most} characters that can be seen")
    raise Trouble(text.format(most=MOST_NAME))


def ask(question: str) -> str:
    """
    Ask whoever sits there.

    @raise Trouble: when nobody does.
    """
    if not sys.stdin.isatty():
        raise Trouble(f"{_(NOBODY)}\n    --teacher URL/CODE --name NAME --yes")
    try:
        return input(question)
    except EOFError:
        return ""


def messagesOf(membership: Membership, report: Report, untouched: Set[str]) -> list[Message]:
    """
    Write what is told: which of the exercises are passed, and, last, what is not met by the
    one that the student works on.
    """
    passed = [number for number, isSo in report.reached().items() if isSo]
    messages = [membership.message(number, True) for number in passed]
    hand = report.inHand(untouched)
    first = next((one for one in report.failed() if one.exercise == hand), None)
    if first is not None:
        words = first.requirement[:MOST_TEXT], sentenceOf(first)
        messages.append(membership.message(hand, False, *words))
    return messages
