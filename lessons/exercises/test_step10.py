"""
The checks for the exercises of step 10: C{trial lessons.exercises.test_step10}.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from twisted.internet.defer import ensureDeferred
from twisted.internet.protocol import Factory

from lessons.exercises.checks import ExerciseTestCase, Response
from lessons.exercises.checks.responsereader import readFinal
from lessons.language import N_, _

PREFIX = 'for "words", the method webrequest_words is looked for (lessons/step10.rst).'
REACH = "the program says what can be reached, and never the URL alone (lessons/step10.rst)."
PLAIN = "only plain methods are let through, whatever else has the name (lessons/step10.rst)."
PROPERTY = "looking a property up runs its function: do not look it up (lessons/step10.rst)."
OWN = "only the methods of the application's own class count (lessons/step10.rst)."
CHANGED = "a POST that has changed something is answered with 303 (exercise 10.2)."
ONLY_POST = "GET and HEAD are safe: they change nothing (RFC 9110 section 9.2.1)."
ALLOW = "a 405 MUST have the field Allow, with the methods (RFC 9110 section 15.5.6)."
OTHERS = "the other pages are not part of the exercise: they are answered as before."
IN_TABLE = "what is marked is in the table, by its name (exercise 10.3)."
NOT_IN_TABLE = "what is not in the table cannot be reached (lessons/step10.rst)."
TWO_NAMES = "a method that is marked twice has two names (exercise 10.3)."
BOUND = "a method in the table belongs to the object for which the table was made (exercise 10.3)."
ONE_EACH = "two methods of one name are a mistake in the program: ValueError (exercise 10.3)."

Function = Callable[[Any, object], Awaitable[str]]


def get(path: str, method: str = "GET") -> bytes:
    """
    Write a request.
    """
    return f"{method} {path} HTTP/1.1\r\nHost: me\r\n\r\n".encode()


class DispatcherTestCase(ExerciseTestCase):
    """
    Requests to a server that goes on.
    """

    def ask(self, server: Factory, path: str, method: str = "GET", rule: str = "") -> Response:
        """
        Send one request, on a connection of its own.
        """
        connection = self.connect(server)
        connection.send(get(path, method))
        return readFinal(connection, method.encode(), rule)

    def checkNothing(self, path: str, rule: str) -> None:
        """
        Demand that a name leads to nothing.
        """
        for answer in self.deliveries(get(path)):
            for response in answer.responses(rule):
                response.mustHaveStatus(404, rule)


class Exercise0aNamesTests(ExerciseTestCase):
    """
    What a URL can say.
    """

    exercise = "10.a"

    def test_1_found(self) -> None:
        """
        A method with the prefix is asked for by what follows it.
        """
        names = ["index", self.word(), self.word(), "two_words"]
        self.checkNames(names, [f"webrequest_{name}" for name in names], PREFIX)

    def test_2_others(self) -> None:
        """
        Methods without the prefix cannot be asked for.
        """
        word = self.word()
        others = [
            "forget",
            "__init__",
            f"Webrequest_{word}",
            f"my_webrequest_{word}",
            "webrequest",
        ]
        self.checkNames([word], [*others[:3], f"webrequest_{word}", *others[3:]], REACH)
        self.checkNames([], others, REACH)

    def test_3_once(self) -> None:
        """
        The prefix is taken off once, and nothing else is taken off.
        """
        for name in "webrequest_twice", f"{self.word()}_webrequest_", "request_web":
            self.checkNames([name], [f"webrequest_{name}"], PREFIX)

    def checkNames(self, expected: list[str], methods: list[str], rule: str) -> None:
        """
        Demand what can be said.
        """
        self.mustReturn(expected, "listNames", methods, rule=rule)


class Exercise1CarefulTests(DispatcherTestCase):
    """
    No way to what is private.
    """

    exercise = "10.1"

    def test_1_found(self) -> None:
        """
        "/words" is answered by the method webrequest_words.
        """
        word = self.word()
        for answer in self.deliveries(get(f"/words?word={word}")):
            for response in answer.responses():
                response.mustHaveStatus(200, PREFIX)
                response.mustHaveContent(f"Words: {word}\n".encode(), PREFIX)

    def test_2_private(self) -> None:
        """
        A method without the prefix cannot be reached by any name.
        """
        for name in "forget", "findMethod", "webrequest_words", "word", self.word():
            self.checkNothing(f"/{name}", REACH)

    def test_3_noMethod(self) -> None:
        """
        Nor can something that has such a name but is not a method.
        """
        for name in "version", "kind":
            self.checkNothing(f"/{name}", PLAIN)

    def test_4_property(self) -> None:
        """
        Nor can a property, and it is not run either.
        """
        self.checkNothing("/key", PROPERTY)
        server = self.makeServer()
        for _each in range(self.random.randint(1, 3)):
            self.ask(server, "/key")
        response = self.ask(server, "/status")
        response.mustHaveContent(b"The key was used 0 times.\n", PROPERTY)

    def test_5_inherited(self) -> None:
        """
        Nor can a method that the application has inherited.
        """
        self.checkNothing("/reset", OWN)


class Exercise2PostTests(DispatcherTestCase):
    """
    Only by POST.
    """

    exercise = "10.2"

    def test_1_post(self) -> None:
        """
        A POST forgets the names, and is answered with 303.
        """
        for answer in self.deliveries(get("/forget", "POST")):
            for response in answer.responses():
                response.mustHaveStatus(303, CHANGED)
                response.mustHaveField("Location", CHANGED, b"greeted")
        server = self.makeServer()
        self.ask(server, "/forget", "POST")
        self.ask(server, "/greeted").mustHaveContent(b"nobody yet\n", CHANGED)

    def test_2_get(self) -> None:
        """
        A GET is answered with 405, and so is a HEAD.
        """
        for method in "GET", "HEAD":
            for answer in self.deliveries(get("/forget", method)):
                for response in answer.responses():
                    response.mustHaveStatus(405, ONLY_POST)

    def test_3_allow(self) -> None:
        """
        The answer says which method is allowed.
        """
        for method in "GET", "HEAD":
            for answer in self.deliveries(get("/forget", method)):
                for response in answer.responses():
                    response.mustHaveField("Allow", ALLOW, b"POST")

    def test_4_unchanged(self) -> None:
        """
        It has changed nothing.
        """
        for method in "GET", "HEAD":
            server = self.makeServer()
            self.ask(server, "/forget", method)
            self.ask(server, "/greeted").mustHaveContent(b"Ann, Bob\n", ONLY_POST)

    def test_5_others(self) -> None:
        """
        The other pages are answered as before.
        """
        server = self.makeServer()
        self.ask(server, "/greeted").mustHaveContent(b"Ann, Bob\n", OTHERS)
        self.ask(server, "/").mustHaveContent(b"greeted, forget\n", OTHERS)
        self.ask(server, f"/{self.word()}").mustHaveStatus(404, OTHERS)


class Exercise3DecoratorTests(DispatcherTestCase):
    """
    A table from a decorator.
    """

    exercise = "10.3"

    def setUp(self) -> None:
        """
        Make up names.
        """
        super().setUp()
        self.one, self.two, self.three = (f"{self.word()}{number}" for number in range(3))

    def test_1_marked(self) -> None:
        """
        A method that is marked is in the table, by the name that it was given.
        """
        self.checkTable(self.makeClass()("x"), self.one, IN_TABLE)
        response = self.ask(self.makeServer(), "/count")
        response.mustHaveContent(b"2\n", IN_TABLE)

    def test_2_notMarked(self) -> None:
        """
        What is not marked is not in the table, and nothing is in it by another
        name.
        """
        table = self.theirTable(self.makeClass()("x"))
        more = sorted(set(table) - {self.one, self.two, self.three})
        if more:
            self.report(
                "There is more in the table.", NOT_IN_TABLE, parts=[(N_("more"), str(more))]
            )
        self.ask(self.makeServer(), "/eat").mustHaveStatus(404, NOT_IN_TABLE)

    def test_3_twoNames(self) -> None:
        """
        A method that is marked twice is in the table twice.
        """
        for name in self.two, self.three:
            self.checkTable(self.makeClass()("x"), name, TWO_NAMES)

    def test_4_bound(self) -> None:
        """
        Each object has a table of its own methods, and each class one of its own.
        """
        application = self.makeClass()
        tables = [self.theirTable(application(word)) for word in ("x", "y")]
        for table, word in zip(tables, ("x", "y"), strict=True):
            self.checkSaid(table, self.one, word, BOUND)
        self.one = f"{self.one}b"
        self.checkTable(self.makeClass()("z"), self.one, BOUND)

    def test_5_same(self) -> None:
        """
        Where two methods have the same name, there is no table.
        """
        self.two = self.one
        application = self.makeClass()("x")
        table = self.tableOrNone(application)
        if table is not None:
            problem = "Two methods have the same name, but no ValueError was raised."
            shown = [("makeTable returned a table of", str(sorted(table)))]
            self.report(problem, ONE_EACH, parts=shown)

    def tableOrNone(self, application: object) -> dict[str, Any] | None:
        """
        Make a table; there is none where that raises a ValueError.
        """
        makeTable = self.theirs("makeTable")
        with self.running():
            try:
                return self.mustBeTable(makeTable(application))
            except ValueError:
                return None

    def theirTable(self, application: object) -> dict[str, Any]:
        """
        Make a table.
        """
        return self.mustBeTable(self.call("makeTable", application))

    def mustBeTable(self, table: Any) -> dict[str, Any]:
        """
        Demand a dictionary whose keys are names.
        """
        if not isinstance(table, dict) or not all(isinstance(name, str) for name in table):
            parts = [("makeTable returned", repr(table)[:200])]
            self.report("This is not a dictionary of names.", IN_TABLE, parts=parts)
        found: dict[str, Any] = table
        return found

    def makeClass(self) -> Any:
        """
        Make the class of an application, marked by the student's decorator.
        """
        answers: Callable[[str], Callable[[Function], Function]] = self.theirs("answers")
        with self.running():

            class Application:
                def __init__(self, word: str) -> None:
                    self.word = word

                @answers(self.one)
                async def showOne(self, request: object) -> str:
                    return self.word

                @answers(self.two)
                @answers(self.three)
                async def showTwo(self, request: object) -> str:
                    return self.word

                async def showThree(self, request: object) -> str:
                    return "private"

        return Application

    def checkTable(self, application: Any, name: str, rule: str) -> None:
        """
        Demand that an application's table has a method by a name.
        """
        table = self.theirTable(application)
        self.checkSaid(table, name, application.word, rule)

    def checkSaid(self, table: dict[str, Any], name: str, word: str, rule: str) -> None:
        """
        Demand what a method in the table answers.
        """
        if name not in table:
            names = ", ".join(sorted(table)) or "(nothing)"
            problem = _("{name} is not in the table.").format(name=name)
            self.report(problem, rule, parts=[("the table has", names)])
        with self.running():
            saying = ensureDeferred(table[name](None))
        said = self.resultOf(saying)
        if said != word:
            heading = _("the method {name} said").format(name=name)
            parts = [(heading, repr(said)), ("expected", repr(word))]
            self.report("Another object has answered.", rule, parts=parts)
