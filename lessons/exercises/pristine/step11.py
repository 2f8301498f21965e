"""
Exercises for step 11. Each is a page with a database of plants behind it, and
one thing to do.

Run one:         python -m lessons.exercises.step11 --exercise 11.2
Check your work: python -m lessons check 11       (or: check 11.2)
When stuck:      python -m lessons hint 11.2
"""

import sqlite3
from argparse import Namespace
from typing import NoReturn

from twisted.internet.defer import Deferred, execute
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure
from twisted.web.resource import Resource
from twisted.web.server import Request, Site
from twisted.web.template import Flattenable, tags

from lessons.exercises.choosing import offer
from server.database import Duplicate, Row
from server.pages import Answer, Layout, respond
from server.plants import PlantStore
from server.plants.plant import Plant
from server.plants.store import CREATE, INSERT, makeRow
from server.runner import main

FIRST_PLANTS = [
    Plant("Lamb's ear", "Soft as a lamb's ear. Likes the sun.", 4),
    Plant("Hosta", "The slugs' favourite. Likes 50% shade.", 2),
    Plant("Aster", 'Blue; also sold as "Michaelmas daisy".', 5),
]


class MemoryDatabase:
    """
    Stands in for the database of the step, and has its two methods. Nothing
    waits here: each Deferred has its result at once. This part is done.
    """

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(CREATE.format(collation="BINARY"))
        self.connection.executemany(INSERT, map(makeRow, FIRST_PLANTS))

    def query(self, statement: str, *values: object) -> Deferred[list[Row]]:
        return execute(lambda: self.connection.execute(statement, values).fetchall())

    def change(self, statement: str, *values: object) -> Deferred[int]:
        changed = execute(lambda: self.connection.execute(statement, values).rowcount)
        return changed.addErrback(self.failed)

    def failed(self, failure: Failure) -> NoReturn:
        failure.trap(sqlite3.IntegrityError)
        raise Duplicate


class Page(Resource):
    """
    A page that waits for its answer. This part is done.
    """

    isLeaf = True

    def __init__(self) -> None:
        super().__init__()
        self.layout = Layout()
        self.database = MemoryDatabase()

    def render_GET(self, request: Request) -> int:
        return respond(request, self.layout, self.get(request))

    def render_POST(self, request: Request) -> int:
        return respond(request, self.layout, self.post(request))

    async def get(self, request: Request) -> Answer:
        rows = await self.database.query("SELECT p_name, p_rating FROM Plant_DB ORDER BY p_name")
        return makeList(rows)

    async def post(self, request: Request) -> Answer:
        return await self.get(request)


def makeList(rows: list[Row]) -> Answer:
    text = "".join(f"{name}: {rating}\n" for name, rating in rows) or "Nothing found.\n"
    return Answer(text.encode(), contentType="text/plain; charset=utf-8")


def readText(request: Request, field: str) -> str:
    """
    What was typed into a field, and "" where there is no such field.
    """
    typed: bytes = request.args.get(field.encode(), [b""])[0]
    return typed.decode(errors="replace")


# ---- Exercise 11.1: stop this injection ----


def findPlants(database: MemoryDatabase, word: str, order: str) -> Deferred[list[Row]]:
    """
    Find the plants whose description contains a word, whatever is in the word.
    The order is "name" or "rating". Where the client asks for anything else, it
    is "name".
    """
    # TODO 11.1: this statement is pasted together from what a stranger has typed.
    # The linter's rule S608 sees it, and is silenced here.
    return database.query(
        "SELECT p_name, p_rating FROM Plant_DB "  # noqa: S608
        f"WHERE instr(p_desc, '{word}') ORDER BY p_{order}"
    )


class SearchPage(Page):
    """
    "/?word=soft&order=name" lists the plants that are soft. This part is done.
    """

    async def get(self, request: Request) -> Answer:
        word, order = readText(request, "word"), readText(request, "order")
        return makeList(await findPlants(self.database, word, order))


# ---- Exercise 11.2: two at the same moment ----


async def savePlant(store: PlantStore, plant: Plant) -> str:
    """
    Add a plant, or change it where there is one of this name. Somebody else may
    add it, or delete it, while you wait: only the database knows.

    @param store: the store of the step: checkPlant, addPlant (fails with
        Duplicate), updatePlant (tells whether there was one).
    @return: "added" or "updated", whichever is true.
    """
    # TODO 11.2: at each await, somebody else may be faster.
    if await store.checkPlant(plant.name):
        await store.updatePlant(plant)
        return "updated"
    await store.addPlant(plant)
    return "added"


class SavingPage(Page):
    """
    "curl -d name=Basil -d rating=4" saves a plant. This part is done.
    """

    async def post(self, request: Request) -> Answer:
        rating = 4 if readText(request, "rating") == "4" else 3  # 11.3 does better
        plant = Plant(readText(request, "name"), "", rating)
        outcome = await savePlant(PlantStore(self.database), plant)  # type: ignore[arg-type]
        text = f"{plant.name} was {outcome}.\n"
        return Answer(text.encode(), contentType="text/plain; charset=utf-8")


# ---- Exercise 11.3: a rating from 1 to 5 ----


class RatingPage(Page):
    """
    A form with one field, rating: a whole number from 1 to 5, as a single ASCII
    digit; blanks around it do not matter. Anything else is answered with 422 and
    the form, with what was typed still in it and SENTENCE beside it. A request
    without the field does not come from our form: 400.
    """

    SENTENCE = "The rating is a whole number from 1 to 5."

    async def get(self, request: Request) -> Answer:
        return self.form("", "")

    async def post(self, request: Request) -> Answer:
        # TODO 11.3: look at what was typed before you believe it. self.form makes the
        # form, and raise BadRequest("a sentence"), from server.pages, a 400.
        rating = int(readText(request, "rating"))
        return self.thanks(rating)

    def thanks(self, rating: int) -> Answer:
        return Answer(self.layout.page("Thank you", tags.p(f"Your rating: {rating}.")))

    def form(self, typed: str, sentence: str, status: int = 200) -> Answer:
        content: list[Flattenable] = [
            tags.label("Rating ", tags.input(name="rating", value=typed)),
            tags.span(sentence, class_="wrong"),
            tags.button("Send"),
        ]
        return Answer(self.layout.page("Rate it", tags.form(content, method="post")), status)


# ---- The program ----

EXERCISES = {"11.1": SearchPage, "11.2": SavingPage, "11.3": RatingPage}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(EXERCISES[options.exercise](), reactor=reactor)


if __name__ == "__main__":
    main(makeFactory, tryThis=["curl http://{host}:{port}/"], addOptions=offer(EXERCISES))
