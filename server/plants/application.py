"""
The logic of the plant database: what each request means.

The requests have their traditional names. A dispatcher finds their methods by
the prefix.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast
from urllib.parse import quote, unquote

from twisted.web.server import Request
from twisted.web.template import Tag, tags

from server.cookies import readCookie, setCookie
from server.guard import FormGuard
from server.pages import Answer, Layout, NotFound, seeOther
from server.plants.fields import demandReading, readField, readPageNumber
from server.plants.pages import Filled, Piece, addContent, deleteContent, listContent, visible
from server.plants.plant import (
    DESCRIPTION,
    MOST_IN_NAME,
    NAME,
    RATING,
    Plant,
    Wrong,
    WrongFields,
    readName,
    readPlant,
)
from server.plants.saving import Saved, SavePlant
from server.plants.store import Order, PlantStore

PLANTS_ON_PAGE = 50

#: The cookie that a form's token fits.
FORM = b"plants_form"

#: What was done is told on the next page: a cookie carries it there.
NOTICE = b"plants_notice"
NOTICE_SECONDS = 60
MOST_NOTICE = 400  # characters

TITLES = {Order.BY_NAME: "Plants", Order.BY_RATING: "Plants by rating"}

NOT_FROM_HERE = (
    "Nothing was changed. This form was not sent from a page of ours, or the page was older than "
    "the server. Look at it once more, and send it again. (Your browser must accept cookies.)"
)
#: No other site may show our forms in a frame, and have a visitor press their buttons.
NO_FRAME = {"X-Frame-Options": "DENY"}

NOTHING: Mapping[str, str] = MappingProxyType({})


class PlantApplication:
    """
    Answers the requests. It keeps nothing of a request: two at the same time
    do not know of each other.
    """

    def __init__(self, store: PlantStore, save: SavePlant, layout: Layout) -> None:
        """
        @param save: how a plant is saved, see L{server.plants.styles}.
        """
        self.store = store
        self.save = save
        self.layout = layout
        self.guard = FormGuard(FORM)

    async def webrequest_show_plants(self, request: Request) -> Answer:
        """
        Show the list, sorted by name.
        """
        return await self.showList(request, Order.BY_NAME)

    async def webrequest_show_plants_by_rating(self, request: Request) -> Answer:
        """
        Show the list, the best first.
        """
        return await self.showList(request, Order.BY_RATING)

    async def showList(self, request: Request, order: Order) -> Answer:
        """
        Show one page of the list, and what was done just now.
        """
        demandReading(request)
        number = readPageNumber(request)
        count = await self.store.countPlants()
        pages = max(1, -(-count // PLANTS_ON_PAGE))
        if number > pages:
            raise NotFound(f"The list ends with page {pages:,}.")
        first = (number - 1) * PLANTS_ON_PAGE
        plants = await self.store.getPlants(order, first, PLANTS_ON_PAGE)
        piece = Piece(plants, order, number, pages, count)
        content = listContent(piece, takeNotice(request))
        return Answer(self.layout.page(TITLES[order], *content))

    async def webrequest_get_add_form(self, request: Request) -> Answer:
        """
        Show the form; where it names a plant, with that plant in it.
        """
        demandReading(request)
        if NAME.encode() not in request.args:
            return self.addForm(request, {})
        plant = await self.findPlant(readField(request, NAME))
        typed = {NAME: plant.name, DESCRIPTION: plant.description, RATING: str(plant.rating)}
        return self.addForm(request, typed)

    async def webrequest_add_plant(self, request: Request) -> Answer:
        """
        Add a plant, or update the one of that name; then show the list.
        """
        if request.method != b"POST":
            return await self.webrequest_get_add_form(request)
        typed = {name: readField(request, name) for name in (NAME, DESCRIPTION, RATING)}
        if not self.guard.accepts(request):
            return self.addForm(request, typed, status=403, problem=NOT_FROM_HERE)
        try:
            plant = readPlant(typed)
        except WrongFields as wrong:
            return self.addForm(request, typed, wrong.messages, 422, "Nothing was saved yet.")
        saved = await self.save(self.store, plant)
        return showNotice(request, describeSaved(plant, saved))

    async def webrequest_get_delete_form(self, request: Request) -> Answer:
        """
        Ask which plant to delete; where the request names one, ask whether to.
        """
        demandReading(request)
        if NAME.encode() not in request.args:
            return self.deleteForm(request, {})
        plant = await self.findPlant(readField(request, NAME))
        return self.deleteForm(request, {NAME: plant.name})

    async def webrequest_delete_plant(self, request: Request) -> Answer:
        """
        Delete a plant; then show the list.
        """
        if request.method != b"POST":
            return await self.webrequest_get_delete_form(request)
        typed = {NAME: readField(request, NAME)}
        if not self.guard.accepts(request):
            return self.deleteForm(request, typed, status=403, problem=NOT_FROM_HERE)
        try:
            name = readName(typed[NAME])
        except Wrong as wrong:
            return self.deleteForm(request, typed, {NAME: str(wrong)}, 422, "Nothing was deleted.")
        if not await self.store.deletePlant(name):
            raise noSuchPlant(name)
        return showNotice(request, f"“{name}” was deleted.")

    async def findPlant(self, typed: str) -> Plant:
        """
        Find the plant that a request names.

        @raise NotFound: when there is none.
        """
        try:
            name = readName(typed)
        except Wrong:
            raise noSuchPlant(typed) from None
        plant = await self.store.getPlant(name)
        if plant is None:
            raise noSuchPlant(name)
        return plant

    def addForm(
        self,
        request: Request,
        typed: Mapping[str, str],
        wrong: Mapping[str, str] = NOTHING,
        status: int = 200,
        problem: str = "",
    ) -> Answer:
        """
        Show the form for a plant.

        @param typed: what stands in it.
        @param wrong: what is wrong with which field.
        @param problem: what is wrong with all of it.
        """
        form = Filled(self.makeToken(request), typed, wrong)
        return self.formPage("Add or change a plant", addContent(form), status, problem)

    def deleteForm(
        self,
        request: Request,
        typed: Mapping[str, str],
        wrong: Mapping[str, str] = NOTHING,
        status: int = 200,
        problem: str = "",
    ) -> Answer:
        """
        Show the form that deletes a plant; its parameters are as above.
        """
        form = Filled(self.makeToken(request), typed, wrong)
        return self.formPage("Delete a plant", deleteContent(form), status, problem)

    def makeToken(self, request: Request) -> str:
        """
        Make the token for a form.
        """
        return self.guard.makeToken(request, ownPath(request))

    def formPage(self, title: str, form: Tag, status: int, problem: str) -> Answer:
        """
        Make the page around a form.
        """
        said = tags.p(problem, class_="problem", role="alert") if problem else ""
        return Answer(self.layout.page(title, said, form), status, fields=NO_FRAME)


def noSuchPlant(name: str) -> NotFound:
    """
    Say that there is no such plant.
    """
    return NotFound(f"There is no such plant: “{visible(name[:MOST_IN_NAME])}”.")


def describeSaved(plant: Plant, saved: Saved) -> str:
    """
    Say what was done with a plant.
    """
    done = f"“{plant.name}” was {saved.outcome.value}"
    if saved.plant is None:
        return f"{done}, and somebody has deleted it since."
    return f"{done}. Its rating is {saved.plant.rating}."


def ownPath(request: Request) -> str:
    """
    The path below which the application stands.
    """
    segments = cast(list[bytes], request.prepath)
    return quote(b"/" + b"".join(segment + b"/" for segment in segments))


def showNotice(request: Request, notice: str) -> Answer:
    """
    Send the browser to the list, and have it told there what was done.
    """
    setNotice(request, quote(notice).encode(), NOTICE_SECONDS)
    return seeOther("show_plants")


def takeNotice(request: Request) -> str | None:
    """
    Take what was done just now, so that it is told once.
    """
    value = readCookie(request, NOTICE)
    if not value:
        return None
    setNotice(request, b"", 0)
    return visible(unquote(value.decode("ascii", "replace"))[:MOST_NOTICE])


def setNotice(request: Request, value: bytes, seconds: int) -> None:
    """
    Have the browser keep a notice for some time.
    """
    setCookie(request, NOTICE, value, ownPath(request).encode(), seconds)
