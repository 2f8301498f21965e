"""
The five styles: one contract for all of them.

The store is played by the test: it sees what is asked for, and answers when
and how it likes.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred, succeed
from twisted.trial.unittest import SynchronousTestCase

from server.database import Duplicate, Outage
from server.plants.plant import Plant
from server.plants.savetask import Outcome, Saved, SavePlant
from server.plants.styles import STYLES

BASIL = Plant("Basil", "An herb.", 4)
OTHER = Plant("Basil", "Somebody else's words.", 1)


class PlayedStore:
    """
    A store that is played by hand.

    @ivar asked: what was asked for, in order.
    @ivar waiting: what the last question is waiting for.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cancelled = 0
        self.waiting: Deferred[Any] = Deferred()

    def ask(self, what: str, subject: object) -> Deferred[Any]:
        """
        Note a question about the plant; its answer waits for the test.

        @param what: the question, in a word.
        """
        assert subject in (BASIL, BASIL.name)
        self.asked.append(what)
        self.waiting = Deferred(self.cancel)
        return self.waiting

    def answer(self, answer: object) -> None:
        """
        Answer the last question; an exception makes it fail.
        """
        if isinstance(answer, Exception):
            self.waiting.errback(answer)
        else:
            self.waiting.callback(answer)

    def cancel(self, waiting: Deferred[Any]) -> None:
        """
        Note that nobody wants the answer any more.
        """
        self.cancelled += 1

    def checkPlant(self, name: str) -> Deferred[bool]:
        """
        Ask whether there is such a plant.
        """
        return self.ask("check", name)

    def addPlant(self, plant: Plant) -> Deferred[None]:
        return self.ask("add", plant)

    def updatePlant(self, plant: Plant) -> Deferred[bool]:
        return self.ask("update", plant)

    def getPlant(self, name: str) -> Deferred[Plant | None]:
        return self.ask("get", name)


class ReadyStore(PlayedStore):
    """
    A store whose answers, given before, are there at once.
    """

    def __init__(self, *answers: object) -> None:
        super().__init__()
        self.answers = list(answers)

    def ask(self, what: str, subject: object) -> Deferred[Any]:
        """
        Note a question, and give the next of the answers.
        """
        super().ask(what, subject)
        return succeed(self.answers.pop(0))


#: What the store answers, one after the other; what it is asked; the result.
STORIES: dict[str, tuple[list[Any], list[str], Saved]] = {
    "new": (
        [False, None, BASIL],
        ["check", "add", "get"],
        Saved(Outcome.ADDED, BASIL),
    ),
    "there already": (
        [True, True, BASIL],
        ["check", "update", "get"],
        Saved(Outcome.UPDATED, BASIL),
    ),
    "somebody else adds it first": (
        [False, Duplicate(), True, BASIL],
        ["check", "add", "update", "get"],
        Saved(Outcome.UPDATED, BASIL),
    ),
    "somebody else deletes it first": (
        [True, False, None, BASIL],
        ["check", "update", "add", "get"],
        Saved(Outcome.ADDED, BASIL),
    ),
    "somebody else adds it, and deletes it": (
        [False, Duplicate(), False, None, BASIL],
        ["check", "add", "update", "add", "get"],
        Saved(Outcome.ADDED, BASIL),
    ),
    "somebody else deletes it, and adds it": (
        [True, False, Duplicate(), True, BASIL],
        ["check", "update", "add", "update", "get"],
        Saved(Outcome.UPDATED, BASIL),
    ),
    "somebody else changes it right afterwards": (
        [False, None, OTHER],
        ["check", "add", "get"],
        Saved(Outcome.ADDED, OTHER),
    ),
    "somebody else deletes it right afterwards": (
        [True, True, None],
        ["check", "update", "get"],
        Saved(Outcome.UPDATED, None),
    ),
}


class StyleContract:
    """
    What every style does: what it asks the store, in which order, and what it makes of each
    answer.
    """

    savePlant: SavePlant

    def start(self, store: PlayedStore) -> Deferred[Saved]:
        """
        Begin to save basil in this style.

        @return: fires with what has become of it.
        """
        return ensureDeferred(self.wait(store))

    async def wait(self, store: PlayedStore) -> Saved:
        """
        Wait as the application does.
        """
        return await type(self).savePlant(store, BASIL)

    def test_stories(self: Any) -> None:
        """
        Whatever others do meanwhile, each step follows from the one before.
        """
        for name, (answers, questions, result) in STORIES.items():
            store = PlayedStore()
            saving = self.start(store)
            for step, answer in enumerate(answers, start=1):
                self.assertEqual(store.asked, questions[:step], name)
                self.assertNoResult(saving)
                store.answer(answer)
            self.assertEqual(self.successResultOf(saving), result, name)

    def test_atOnce(self: Any) -> None:
        """
        It makes no difference when the store's answers are there at once.
        """
        for answers, questions, result in STORIES.values():
            if not any(isinstance(answer, Exception) for answer in answers):
                store = ReadyStore(*answers)
                self.assertEqual(self.successResultOf(self.start(store)), result)
                self.assertEqual(store.asked, questions)

    def test_outage(self: Any) -> None:
        """
        In whatever step the database fails, its error reaches the one who
        waits, and no further step is begun.
        """
        for answers, questions, _ in STORIES.values():
            for step in range(len(answers)):
                store = PlayedStore()
                saving = self.start(store)
                for answer in answers[:step]:
                    store.answer(answer)
                store.waiting.errback(Outage())
                self.failureResultOf(saving, Outage)
                self.assertEqual(store.asked, questions[: step + 1])

    def test_unexpectedDuplicate(self: Any) -> None:
        """
        Only to add may meet a plant that is there; anywhere else, that is an
        error like any other.
        """
        before: list[list[object]] = [[], [True], [False, None]]
        for step, answers in enumerate(before):
            store = PlayedStore()
            saving = self.start(store)
            for answer in answers:
                store.waiting.callback(answer)
            store.waiting.errback(Duplicate())
            self.failureResultOf(saving, Duplicate)
            self.assertEqual(len(store.asked), step + 1 if step < 2 else 3)

    def test_cancel(self: Any) -> None:
        """
        When nobody waits any more, the step that runs is cancelled, and none
        is begun.
        """
        for answers, questions, _ in STORIES.values():
            for step in range(len(answers)):
                store = PlayedStore()
                saving = self.start(store)
                for answer in answers[:step]:
                    store.answer(answer)
                saving.cancel()
                self.failureResultOf(saving, CancelledError)
                self.assertEqual(store.cancelled, 1)
                self.assertEqual(store.asked, questions[: step + 1])

    def test_twoAtATime(self: Any) -> None:
        """
        Two that run at the same time do not mix.
        """
        one, two = PlayedStore(), PlayedStore()
        first, second = self.start(one), self.start(two)
        for mine, yours in [(False, True), (None, True), (BASIL, OTHER)]:
            one.waiting.callback(mine)
            two.waiting.callback(yours)
        self.assertEqual(self.successResultOf(first), Saved(Outcome.ADDED, BASIL))
        self.assertEqual(self.successResultOf(second), Saved(Outcome.UPDATED, OTHER))


def addTests(style: str) -> None:
    """
    Hold one style to the contract.
    """
    name = f"{style.capitalize()}Tests"
    members = {
        "savePlant": staticmethod(STYLES[style]),
        "__doc__": f"The style {style!r}.",
        "__module__": __name__,
    }
    globals()[name] = type(name, (StyleContract, SynchronousTestCase), members)


for styleName in STYLES:
    addTests(styleName)


class StyleListTests(SynchronousTestCase):
    """
    The list of the styles, by which one is chosen on the command line.
    """

    def test_five(self) -> None:
        """
        There are five, each in a file of its own.
        """
        modules = {style.__module__ for style in STYLES.values()}
        self.assertEqual(modules, {f"server.plants.styles.{name}" for name in STYLES})
        self.assertEqual(len(STYLES), 5)
