"""
Exercises for step 10. A short function first. Each of the others is a way from a URL to
a method, with one thing to do.

Run one:         python -m lessons.exercises.step10 --exercise 10.2
Check your work: python -m lessons check 10       (or: check 10.2)
When stuck:      python -m lessons hint 10.2
"""

from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import Any

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request

from lessons.exercises.choosing import offer
from server.dispatchers import Method, PrefixDispatcher, ResourceDispatcher, TableDispatcher
from server.pages import Answer, Layout, seeOther
from server.runner import main
from server.stock import Site

#: A method as it is in its class: it has not been bound to an object yet.
Function = Callable[[Any, Request], Awaitable[Answer]]


def say(text: str) -> Answer:
    return Answer(f"{text}\n".encode(), contentType="text/plain; charset=utf-8")


# ---- Exercise 10.a: what a URL can say ----


def listNames(methods: list[str]) -> list[str]:
    """
    List what a URL can say, in the same order: for "webrequest_words" that is "words".
    Only what begins with "webrequest_" can be asked for.

    @param methods: the names of all methods of an application.
    """
    # TODO 10.a: this lists them all, as they are.
    return methods


# ---- Exercise 10.1: no way to what is private ----


class Base:
    """
    Somebody else's class. Its methods with the prefix were not meant for URLs.
    """

    async def webrequest_reset(self, request: Request) -> Answer:
        return say("Reset.")


class Keeper(Base):
    """
    The application of this exercise. This part is done.
    """

    webrequest_version = 3
    webrequest_kind = Base

    def __init__(self) -> None:
        self.uses = 0

    async def webrequest_status(self, request: Request) -> Answer:
        return say(f"The key was used {self.uses} times.")

    @property
    def webrequest_key(self) -> Method:
        self.uses += 1
        return self.webrequest_status

    async def forget(self, request: Request) -> Answer:
        return say("Forgotten.")

    async def webrequest_words(self, request: Request) -> Answer:
        words = [word.decode(errors="replace") for word in request.args.get(b"word", [])]
        return say(f"Words: {', '.join(words)}")


class CarefulDispatcher(ResourceDispatcher):
    """
    Finds "words" as the method webrequest_words of the application's own class, and
    nothing else: no other method, no inherited one, and nothing that is not a method.
    """

    def __init__(self, application: object, reactor: IReactorTime) -> None:
        super().__init__(Layout(), reactor)
        self.application = application

    def findMethod(self, name: str) -> Method | None:
        """
        @return: the method, bound to self.application; None where there is none.
        """
        # TODO 10.1: this hands out everything that the object has.
        return getattr(self.application, name, None)


# ---- Exercise 10.2: only by POST ----


class Forgetful:
    """
    "/forget" empties the list of names. That changes something, so it is done by
    POST only, and answered with 303 and Location: greeted. Any other method is
    answered with 405, and changes nothing.
    """

    def __init__(self) -> None:
        self.names = ["Ann", "Bob"]

    async def webrequest_index(self, request: Request) -> Answer:
        return say("greeted, forget")

    async def webrequest_greeted(self, request: Request) -> Answer:
        return say(", ".join(self.names) or "nobody yet")

    async def webrequest_forget(self, request: Request) -> Answer:
        # TODO 10.2: request.method is the method, in bytes. To answer with 405, raise
        # MethodNotAllowed("a sentence", and the methods that are allowed): it is in
        # server.pages.
        self.names.clear()
        return seeOther("greeted")


# ---- Exercise 10.3: a table from a decorator ----


def answers(name: str) -> Callable[[Function], Function]:
    """
    Mark a method: @answers("hello") above it says that "/hello" is answered by it.
    A method may be marked twice, and then has two names.
    """

    def mark(function: Function) -> Function:
        # TODO 10.3: write the name down, where makeTable will find it.
        return function

    return mark


def makeTable(application: object) -> dict[str, Method]:
    """
    Make the table of an application: what is marked in its class, by its names.

    @raise ValueError: when two methods have the same name.
    """
    # TODO 10.3: vars(type(application)) is what is in the class, by name.
    # function.__get__(application) binds a function to the object, and so makes a
    # method of it.
    return {}


class Herbs:
    """
    The application of this exercise. This part is done.
    """

    def __init__(self) -> None:
        self.herbs = ["basil", "thyme"]

    @answers("index")
    @answers("list")
    async def showHerbs(self, request: Request) -> Answer:
        return say(", ".join(self.herbs))

    @answers("count")
    async def countHerbs(self, request: Request) -> Answer:
        return say(str(len(self.herbs)))

    async def eat(self, request: Request) -> Answer:
        return say(f"You have eaten the {self.herbs.pop()}.")


# ---- The program ----


def makeResource(number: str, reactor: IReactorTime) -> Resource:
    if number == "10.1":
        return CarefulDispatcher(Keeper(), reactor)
    if number == "10.2":
        return PrefixDispatcher(Forgetful(), Layout(), reactor)
    return TableDispatcher(makeTable(Herbs()), Layout(), reactor)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeResource(options.exercise, reactor), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=["curl -i http://{host}:{port}/"],
        addOptions=offer(["10.1", "10.2", "10.3"]),
    )
