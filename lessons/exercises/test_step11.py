"""
The checks for the exercises of step 11: C{trial lessons.exercises.test_step11}.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, urlencode

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.python.failure import Failure

from lessons.exercises.checks import ExerciseTestCase
from lessons.exercises.checks.quiet import QuietTestCase
from lessons.language import _
from server.database import Duplicate, Outage, Row
from server.plants import PlantStore
from server.plants.plant import Plant
from server.plants.store import CREATE, INSERT, SELECT, makeRow

BOUND = (
    "values are bound, never pasted: they go to the database apart from the statement "
    "(lessons/step11.rst)."
)
ORDER = (
    "a column's name cannot be bound. Let the program choose it, from a list of its own "
    "(exercise 11.1)."
)
KEY = (
    "check, then add is not enough: somebody else may be faster. The primary key decides, and "
    "addPlant says so with Duplicate (lessons/step11.rst)."
)
OUTCOME = (
    "whether a plant was added is known only when the database has answered: wait for that "
    "(lessons/step11.rst)."
)
GONE = "updatePlant tells whether there was a plant: it may be gone by now (exercise 11.2)."
TRUTH = "the answer says what has happened to this plant (exercise 11.2)."
OTHER = (
    "only Duplicate means that somebody was faster; another error is not an answer "
    "(exercise 11.2)."
)
WHOLE = "the rating is a whole number from 1 to 5 (lessons/step11.rst)."
STATUS = (
    "422 is for content that was understood but cannot be processed (RFC 9110 section 15.5.21)."
)
DIGIT = "the rating is one digit of ASCII; int() takes more than that (exercise 11.3)."
FILLED = "a form that comes back wrong comes back filled in (lessons/step11.rst)."
MISSING = (
    "a missing field is not the user's doing: it is a bad request, 400 (RFC 9110 section 15.5.1)."
)


class Exercise1InjectionTests(ExerciseTestCase):
    """
    Stop this injection.
    """

    exercise = "11.1"

    def test_1_apostrophe(self) -> None:
        """
        An apostrophe in a word is a character like any other.
        """
        self.checkFound("lamb's", b"Lamb's ear: 4\n", BOUND)
        self.checkFound("slugs'", b"Hosta: 2\n", BOUND)

    def test_2_injection(self) -> None:
        """
        What looks like SQL is a word, too, and finds nothing.
        """
        word = self.word()
        for attack in (
            f"{word}') OR instr('{word}', '{word}",
            f"{word}') UNION SELECT sql, 1 FROM sqlite_master --",  # noqa: S608
            f"{word}'') OR 1 --",
            f"\"') OR '{word}' = '{word}' --",
            f'{word}") OR 1 --',
        ):
            self.checkFound(attack, b"Nothing found.\n", BOUND)

    def test_3_asItIs(self) -> None:
        """
        Every word is found as it is typed, whatever characters there are in it.
        """
        self.checkFound("50%", b"Hosta: 2\n", BOUND)
        self.checkFound('"Michaelmas', b"Aster: 5\n", BOUND)
        self.checkFound("Blue;", b"Aster: 5\n", BOUND)
        self.checkFound(f"{self.word()}\0", b"Nothing found.\n", BOUND)
        self.checkFound("?", b"Nothing found.\n", BOUND)
        self.checkFound("%", b"Hosta: 2\n", BOUND)

    def test_4_orders(self) -> None:
        """
        The list is sorted by name, or by rating.
        """
        self.checkFound("s", b"Aster: 5\nHosta: 2\nLamb's ear: 4\n", ORDER)
        self.checkFound("s", b"Hosta: 2\nLamb's ear: 4\nAster: 5\n", ORDER, "rating")

    def test_5_otherOrders(self) -> None:
        """
        For any other order that a client asks for, it is sorted by name.
        """
        attack = "rating = (SELECT 1 FROM sqlite_master), p_rating"
        for order in "", self.word(), "name DESC", "rating DESC", "me", "desc", attack:
            self.checkFound("s", b"Aster: 5\nHosta: 2\nLamb's ear: 4\n", ORDER, order)

    def checkFound(self, word: str, expected: bytes, rule: str, order: str = "name") -> None:
        """
        Demand the list for a word.
        """
        query = urlencode({"word": word, "order": order}).encode()
        for answer in self.deliveries(b"GET /?" + query + b" HTTP/1.1\r\nHost: me\r\n\r\n"):
            for response in answer.responses(rule):
                response.mustHaveStatus(200, rule)
                response.mustHaveContent(expected, rule)


class HeldDatabase:
    """
    A database whose statements run when a check says so, one by one.

    @ivar waiting: what has been asked for, and not been run.
    @ivar ran: the statements that were run.
    """

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(CREATE.format(collation="BINARY"))
        self.waiting: list[Callable[[], None]] = []
        self.ran: list[str] = []
        self.problem: Exception | None = None

    def query(self, statement: str, *values: object) -> Deferred[list[Row]]:
        rows: Deferred[list[Row]] = self.hold(statement, values, lambda cursor: cursor.fetchall())
        return rows

    def change(self, statement: str, *values: object) -> Deferred[int]:
        count: Deferred[int] = self.hold(statement, values, lambda cursor: cursor.rowcount)
        return count

    def hold(self, statement: str, values: tuple[Any, ...], read: Callable[..., Any]) -> Any:
        waiting: Deferred[Any] = Deferred()

        def run() -> None:
            self.ran.append(f"{statement}  {values!r}")
            try:
                if self.problem is not None:
                    raise self.problem
                result = read(self.connection.execute(statement, values))
            except sqlite3.IntegrityError:
                waiting.errback(Failure(Duplicate("there is a plant of this name")))
            except Exception as error:
                waiting.errback(Failure(error))
            else:
                waiting.callback(result)

        self.waiting.append(run)
        return waiting

    def rows(self) -> list[Row]:
        return self.connection.execute(SELECT).fetchall()


class Exercise2SavingTests(QuietTestCase):
    """
    Two at the same moment.
    """

    exercise = "11.2"
    errorRule = OUTCOME

    def setUp(self) -> None:
        """
        Make a database, with nothing in it.
        """
        super().setUp()
        self.database = HeldDatabase()
        self.results: list[list[object]] = []
        self.name = self.word().title()

    def test_1_alone(self) -> None:
        """
        A new plant is added, and one that is there is updated.
        """
        for rating, outcome in (2, "added"), (5, "updated"), (1, "updated"):
            self.results.clear()
            self.save(rating)
            self.runAll()
            self.mustBe(TRUTH, [outcome], rating)

    def test_2_twoAtOnce(self) -> None:
        """
        Of two that save the same new plant at once, one adds it, and the other
        updates it.
        """
        self.save(2)
        self.save(5)
        self.runAll()
        self.mustBe(KEY, ["added", "updated"], 5)

    def test_3_anotherProgram(self) -> None:
        """
        Where another program adds the plant at any moment, it is updated.
        """
        for moment in range(3):
            self.database, self.name = HeldDatabase(), self.word().title()
            self.results.clear()
            self.save(4)
            self.runSome(moment)
            if self.results[0] or self.database.rows():
                break  # it is saved by now, and nobody else can add it
            self.sql(INSERT, *makeRow(Plant(self.name, "", 1)))
            self.runAll()
            self.mustBe(KEY, ["updated"], 4)

    def test_4_deleted(self) -> None:
        """
        Where the plant is deleted at any moment before it is updated, it is added.
        """
        for moment in range(4):
            self.database, self.name = HeldDatabase(), self.word().title()
            self.results.clear()
            self.sql(INSERT, *makeRow(Plant(self.name, "", 1)))
            self.save(4)
            self.runSome(moment)
            if self.results[0]:
                break
            self.sql("DELETE FROM Plant_DB WHERE p_name = ?", self.name)
            self.runAll()
            self.mustBe(GONE, ["added"], 4)

    def test_5_otherErrors(self) -> None:
        """
        When the database cannot be used, nothing is reported as saved.
        """
        for moment in range(2):
            self.database = HeldDatabase()
            self.results.clear()
            self.save(3)
            self.runSome(moment)
            if self.results[0]:
                break  # it is saved by now
            self.database.problem = Outage()
            self.runAll()
            outcome = self.results[0][0]
            if not (isinstance(outcome, Failure) and outcome.check(Outage)):
                self.tell("The database failed with Outage, but savePlant did not.", OTHER)

    def save(self, rating: int) -> None:
        """
        Begin to save the plant.
        """
        results: list[object] = []
        self.results.append(results)
        store = PlantStore(self.database)  # type: ignore[arg-type]
        saving = self.call("savePlant", store, Plant(self.name, "", rating))
        with self.running():
            ensureDeferred(saving).addBoth(results.append)

    def sql(self, statement: str, *values: object) -> None:
        """
        Do what another program does, at once.
        """
        self.database.connection.execute(statement, values)
        self.database.ran.append(f"(another program)  {statement}")

    def runSome(self, count: int) -> None:
        """
        Run as many statements, in order, if there are as many.
        """
        for _each in range(count):
            if self.database.waiting:
                with self.running():
                    self.database.waiting.pop(0)()

    def runAll(self) -> None:
        """
        Run statements until all is done.
        """
        self.runSome(40)
        if not all(self.results):
            asking = _("savePlant does not end: it goes on asking the database.")
            waiting = _("savePlant does not end: it waits for something that never comes.")
            self.tell(asking if self.database.waiting else waiting, KEY)

    def mustBe(self, rule: str, outcomes: list[str], rating: int) -> None:
        """
        Demand what savePlant has returned, and what the database holds.
        """
        got = [result for results in self.results for result in results]
        for result in got:
            if isinstance(result, Failure) and result.value is not None:
                error = self.subject.explain(result.value)
                self.tell(_("savePlant raised an exception.") + f"\n{error}", rule)
        if got != outcomes:
            shown = " and ".join(map(repr, got)), " and ".join(map(repr, outcomes))
            text = _("savePlant returned {got}, but should return {wanted}.")
            self.tell(text.format(got=shown[0], wanted=shown[1]), rule)
        if self.database.rows() != [(self.name, "", rating)]:
            text = _(
                "The database does not hold {name} with the rating {rating}. It holds: {rows}"
            )
            rows = self.database.rows()
            self.tell(text.format(name=self.name, rating=rating, rows=rows), rule)

    def tell(self, problem: str, rule: str) -> None:
        """
        Fail, and show what the database was asked.
        """
        self.report(problem, rule, parts=self.evidence())

    def evidence(self) -> list[tuple[str, str]]:
        """
        What the database was asked.
        """
        return [("the database ran, in this order", "\n".join(self.database.ran))]


class Exercise3RatingTests(ExerciseTestCase):
    """
    A rating from 1 to 5.
    """

    exercise = "11.3"

    def test_1_taken(self) -> None:
        """
        A whole number from 1 to 5 is accepted, with blanks around it or
        without.
        """
        for number, typed in (1, "1"), (3, "  3 "), (5, "5"):
            self.checkAnswer(typed, 200, f"Your rating: {number}.", WHOLE)

    def test_2_refused(self) -> None:
        """
        Anything else is answered with 422, and with the sentence that says why.
        """
        for typed in (
            "0",
            "6",
            "-3",
            "10",
            "3.5",
            "3 4",
            "",
            self.word(),
            "\N{REPLACEMENT CHARACTER}",
        ):
            self.checkRefused(typed, STATUS)

    def test_3_digits(self) -> None:
        """
        It is one digit, and one of the ten of ASCII.
        """
        for typed in (
            "+3",
            "03",
            "0_3",
            "\N{ARABIC-INDIC DIGIT THREE}",
            "\N{FULLWIDTH DIGIT THREE}",
        ):
            self.checkRefused(typed, DIGIT)

    def test_4_filledIn(self) -> None:
        """
        The form comes back with what was typed, as text.
        """
        word = self.word()
        self.checkAnswer(word, 422, f'value="{word}"', FILLED)
        self.checkAnswer(f'"><b>{word}', 422, f'value="&quot;&gt;&lt;b&gt;{word}"', FILLED)

    def test_5_missing(self) -> None:
        """
        A request without the field is answered with 400.
        """
        for content in b"", b"other=" + self.word().encode():
            for answer in self.deliveries(self.post(content)):
                for response in answer.responses(MISSING):
                    response.mustHaveStatus(400, MISSING)

    def checkRefused(self, typed: str, rule: str) -> None:
        """
        Demand that a rating is refused.
        """
        self.checkAnswer(typed, 422, "The rating is a whole number from 1 to 5.", rule)

    def checkAnswer(self, typed: str, status: int, sentence: str, rule: str) -> None:
        """
        Demand the answer to a rating.
        """
        for answer in self.deliveries(self.post(b"rating=" + quote_plus(typed).encode())):
            for response in answer.responses(rule):
                response.mustHaveStatus(status, rule)
                response.mustSay(sentence.encode(), rule)

    def post(self, content: bytes) -> bytes:
        """
        Write a request with a form.
        """
        return (
            b"POST / HTTP/1.1\r\nHost: me\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(content), content)
        )
