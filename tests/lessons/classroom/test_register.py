"""
Who is in a class, and what has come of their exercises.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.classroom import register as registers
from lessons.classroom.message import CODE, Message
from lessons.classroom.register import BadRegister, Refused, Register, wipe
from lessons.classroom.roll import Result
from tests.lessons.classroom.test_message import STUDENT


class RegisterTests(SynchronousTestCase):
    """
    A register, on a clock of its own.
    """

    def setUp(self) -> None:
        """
        Open a new register, on a clock.
        """
        self.now = 1000.0
        self.path = Path(self.mktemp()) / "class.db"
        self.register = self.open()

    def open(self) -> Register:
        """
        Open the same file again, as the page does when it is started anew.
        """
        register = Register(self.path, lambda: self.now)
        self.addCleanup(register.close)
        return register

    def note(self, requirement: str = "", student: str = STUDENT, **others: str) -> None:
        """
        Note that an exercise is passed, or which requirement is not met.
        """
        values = {"code": self.register.code, "name": "ada", "exercise": "1.1"} | others
        message = Message(
            student=student, passed=not requirement, requirement=requirement, **values
        )
        self.register.note(message)

    def result(self) -> Result:
        """
        What was noted last, of the first student.
        """
        (student,) = self.register.students()
        assert student.latest
        return student.latest

    def test_code(self) -> None:
        """
        The code can be read from a wall, and stays when the page is started anew.
        """
        self.assertTrue(CODE.fullmatch(self.register.code))
        self.assertEqual(self.open().code, self.register.code)

    def test_tries(self) -> None:
        """
        Tries count while the same requirement is not met, and time goes on from the first.
        """
        self.note("It answers.")
        self.now += 60
        self.note("It answers.")
        self.assertEqual(self.result(), Result("1.1", False, "It answers.", "", 2, 1000.0, 1060.0))
        self.now += 60
        self.note("It closes.")
        self.assertEqual(self.result(), Result("1.1", False, "It closes.", "", 1, 1120.0, 1120.0))
        self.note()
        self.assertEqual((self.result().passed, self.result().tries), (True, 1))

    def test_newest(self) -> None:
        """
        The exercise that was checked last is the one that counts, beside those that are passed.
        """
        for number in "1.1", "1.2", "1.3":
            self.note("It answers." * (number == "1.3"), exercise=number)
            self.now += 1
        self.note("It answers.", exercise="1.1")
        self.assertEqual(self.result().exercise, "1.1")
        (student,) = self.register.students()
        self.assertEqual(student.passed, ("1.2",))

    def test_readOnce(self) -> None:
        """
        A student is read again only after a change of that student; whoever is removed while all
        are gone through is left out.
        """
        keys = [f"{number:032x}" for number in range(3)]
        for key in keys:
            self.note("It answers.", key)
        before = list(self.register.students())
        self.note(student=keys[1])
        after = list(self.register.students())
        same = [one is other for one, other in zip(before, after, strict=True)]
        self.assertEqual(same, [True, False, True])
        self.assertEqual(after[1].passed, ("1.1",))
        going = self.register.students()
        next(going)
        self.register.remove(keys[1])
        self.assertEqual([one.key for one in going], keys[2:])

    def test_join(self) -> None:
        """
        Whoever joins has to know the code; whoever has joined stays when the code changes.
        """
        self.assertRaises(Refused, self.note, code="0000")
        self.assertEqual(list(self.register.students()), [])
        self.note()
        old = self.register.code
        while self.register.code == old:
            self.register.renew()
        self.note(code=old, name="Ada")
        self.assertEqual([one.name for one in self.register.students()], ["Ada"])

    def test_full(self) -> None:
        """
        A class has a limit, and so have the exercises of a student; nothing that is there is lost
        for it.
        """
        self.patch(registers, "MOST_STUDENTS", 1)
        self.patch(registers, "MOST_EXERCISES", 1)
        self.note()
        self.assertRaises(Refused, self.note, student=STUDENT[::-1])
        self.assertRaises(Refused, self.note, exercise="1.2")
        self.note("It answers.")
        self.assertEqual(len(list(self.register.students())), 1)

    def test_removed(self) -> None:
        """
        Whoever is removed leaves nothing on the page, does not come back, and makes room.
        """
        self.patch(registers, "MOST_STUDENTS", 1)
        self.note()
        self.register.remove(STUDENT)
        self.assertEqual(list(self.register.students()), [])
        self.assertRaises(Refused, self.note)
        self.note(student=STUDENT[::-1])
        self.assertEqual([one.key for one in self.register.students()], [STUDENT[::-1]])

    def test_remembered(self) -> None:
        """
        Of those who were removed, only a limited number are remembered.
        """
        self.patch(registers, "MOST_REMOVED", 2)
        keys = [f"{number:032x}" for number in range(3)]
        for key in keys:
            self.note(student=key)
            self.register.remove(key)
        self.note(student=keys[0])
        self.assertRaises(Refused, self.note, student=keys[1])

    def test_news(self) -> None:
        """
        What happens is news, once.
        """
        self.register.news()
        self.note()
        self.register.renew()
        self.assertEqual(self.register.news(), Counter({1: 2}))
        self.assertEqual(self.register.news(), Counter())

    def test_again(self) -> None:
        """
        The page started anew finds the class as it was.
        """
        self.note("It answers.")
        self.assertEqual(list(self.open().students()), list(self.register.students()))

    def test_noRegister(self) -> None:
        """
        A file that is not a register, or is in the way, is said to be so, and left as it is.
        """
        for text in "no register", "x" * 5000:
            path = Path(self.mktemp())
            path.write_text(text)
            self.assertIn(str(path), str(self.assertRaises(BadRegister, Register, path)))
            self.assertEqual(path.read_text(), text)
        inTheWay = self.path / "class.db"
        self.assertRaises(BadRegister, Register, inTheWay)

    def test_wiped(self) -> None:
        """
        What is wiped is gone, from the file as well, even for a class that is going on: its pages
        hear of it, and its code is a new one. A second time there is nobody.
        """
        self.note("It answers.")
        old = self.register.code
        self.register.news()
        self.assertTrue(wipe(self.path))
        self.assertEqual(list(self.register.students()), [])
        self.assertEqual(self.register.news(), Counter({1: 1}))
        self.assertNotEqual(self.register.code, old)
        for path in self.path.parent.iterdir():
            self.assertNotIn(STUDENT.encode(), path.read_bytes(), path.name)
        self.assertTrue(wipe(self.path))

    def test_nothingToWipe(self) -> None:
        """
        Where there is no register, none is made.
        """
        path = self.path.with_name("other.db")
        self.assertFalse(wipe(path))
        self.assertFalse(path.exists())
