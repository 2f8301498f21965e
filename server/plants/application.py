"""
The logic of the plant database: what each request means.

The requests have their traditional names. A dispatcher finds their methods by
the prefix.
"""

from __future__ import annotations

from collections.abc import Mapping

from twisted.web.server import Request

from server.database import Duplicate
from server.pages import Answer, Layout, NotFound
from server.plants.conflicts import (
    WAS,
    Conflict,
    changeShown,
    deleteShown,
    hiddenFields,
    readHidden,
)
from server.plants.fields import demandReading, readField
from server.plants.filter import WrongFilter
from server.plants.forms import ADD, DELETE, PlantForms
from server.plants.listpages import listContent, titleOf, wrongContent
from server.plants.notices import Notices
from server.plants.pages import visible
from server.plants.pagination import getPiece
from server.plants.place import Place, readBack, readPlace
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
from server.plants.savetask import Outcome, Saved, SavePlant
from server.plants.store import Order, PlantStore
from server.state import OwnSecret, Secret

NOT_FROM_HERE = (
    "Nothing was changed. This form was not sent from a page of ours, or it was shown too "
    "long ago. Look at it once more, and send it again. (Your browser must accept cookies.)"
)
NOT_SAVED = "Nothing was saved yet."
NOT_DELETED = "Nothing was deleted."
CHANGED = (
    "Somebody has changed this plant since this form was shown. {nothing} What the plant "
    "is now is shown below the form; send the form again if it is to be as you say."
)
GONE = (
    "This plant is not there any more: somebody has deleted it, or given it another name. "
    "Nothing was saved yet. Send the form again to add it."
)
TAKEN = "Another plant has this name, upper case and accents aside."


class PlantApplication:
    """
    Answers the requests. It keeps nothing about a request: two at the same time do not
    know of each other.
    """

    def __init__(
        self, store: PlantStore, save: SavePlant, layout: Layout, secret: Secret | None = None
    ) -> None:
        """
        @param save: how a plant is saved, see L{server.plants.styles}.
        @param secret: for the keys of forms and notices; without it, the keys are valid in
            this process only.
        """
        self.store = store
        self.save = save
        self.layout = layout
        secret = secret or OwnSecret()
        self.forms = PlantForms(layout, secret)
        self.notices = Notices(secret)

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
        try:
            place = readPlace(request, order)
        except WrongFilter as wrong:
            content = wrongContent(Place(order, wrong.kept), wrong.sentence)
            return Answer(self.layout.page("Plants", *content, isWrong=True), wrong.status)
        piece = await getPiece(self.store, order, place.filter, place.wanted)
        content = listContent(place, piece, await self.notices.take(request))
        return Answer(self.layout.page(titleOf(place), *content))

    async def webrequest_get_add_form(self, request: Request) -> Answer:
        """
        Show the form; where the request names a plant, with that plant in it.
        """
        demandReading(request)
        if NAME.encode() not in request.args:
            return await self.forms.show(request, ADD, {})
        plant = await self.findPlant(readField(request, NAME))
        typed = {NAME: plant.name, DESCRIPTION: plant.description, RATING: str(plant.rating)}
        return await self.forms.show(request, ADD, {**typed, **hiddenFields(plant)})

    async def webrequest_add_plant(self, request: Request) -> Answer:
        """
        Add a plant, or update the one of that name; where the form has shown one,
        change that. Then show the list.
        """
        if request.method != b"POST":
            return await self.webrequest_get_add_form(request)
        typed = {name: readField(request, name) for name in (NAME, DESCRIPTION, RATING)}
        typed.update(readHidden(request))
        if not await self.forms.accepts(request):
            return await self.forms.show(request, ADD, typed, status=403, problem=NOT_FROM_HERE)
        try:
            plant = readPlant(typed)
        except WrongFields as wrong:
            return await self.forms.show(request, ADD, typed, wrong.messages, 422, NOT_SAVED)
        if WAS in typed:
            return await self.change(request, typed, plant)
        saved = await self.save(self.store, plant)
        return await self.notices.show(request, describeSaved(plant, saved), readBack(request))

    async def change(self, request: Request, typed: Mapping[str, str], plant: Plant) -> Answer:
        """
        Change the plant that the form has shown, unless somebody has changed it since
        (RFC 9110 section 15.5.10: the user may be able to resolve the conflict).
        """
        try:
            await changeShown(self.store, typed, plant)
        except Duplicate:
            return await self.forms.show(request, ADD, typed, {NAME: TAKEN}, 409, NOT_SAVED)
        except Conflict as conflict:
            now, fields = conflict.now, {name: typed[name] for name in (NAME, DESCRIPTION, RATING)}
            if now is None:
                return await self.forms.show(request, ADD, fields, status=409, problem=GONE)
            problem = CHANGED.format(nothing=NOT_SAVED)
            fields.update(hiddenFields(now))
            return await self.forms.show(
                request, ADD, fields, status=409, problem=problem, now=now
            )
        said = describeSaved(plant, Saved(Outcome.UPDATED, plant))
        return await self.notices.show(request, said, readBack(request))

    async def webrequest_get_delete_form(self, request: Request) -> Answer:
        """
        Ask which plant to delete; where the request names one, ask whether to delete it.
        """
        demandReading(request)
        if NAME.encode() not in request.args:
            return await self.forms.show(request, DELETE, {})
        plant = await self.findPlant(readField(request, NAME))
        return await self.forms.show(request, DELETE, {NAME: plant.name, **hiddenFields(plant)})

    async def webrequest_delete_plant(self, request: Request) -> Answer:
        """
        Delete a plant; then show the list.
        """
        if request.method != b"POST":
            return await self.webrequest_get_delete_form(request)
        typed = {NAME: readField(request, NAME), **readHidden(request)}
        if not await self.forms.accepts(request):
            return await self.forms.show(request, DELETE, typed, status=403, problem=NOT_FROM_HERE)
        try:
            name = readName(typed[NAME])
        except Wrong as wrong:
            return await self.forms.show(
                request, DELETE, typed, {NAME: str(wrong)}, 422, NOT_DELETED
            )
        try:
            await self.delete(typed, name)
        except Conflict as conflict:
            if conflict.now is None:
                raise noSuchPlant(name) from None
            return await self.askAgain(request, conflict.now)
        back = readBack(request)  # that page may have held this plant alone
        back = back.within(await self.store.countPlants(back.filter))
        return await self.notices.show(request, f"“{name}” was deleted.", back)

    async def delete(self, typed: Mapping[str, str], name: str) -> None:
        """
        Delete the plant that the form has shown; or that has a name, where the form has
        shown none.

        @raise Conflict: when it is gone by now, or has been changed.
        """
        if WAS in typed:
            await deleteShown(self.store, typed)
        elif not await self.store.deletePlant(name):
            raise Conflict(None)

    async def askAgain(self, request: Request, now: Plant) -> Answer:
        """
        Ask whether to delete a plant that somebody has changed in the meantime.
        """
        problem = CHANGED.format(nothing=NOT_DELETED)
        fields = {NAME: now.name, **hiddenFields(now)}
        return await self.forms.show(request, DELETE, fields, status=409, problem=problem, now=now)

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


def noSuchPlant(name: str) -> NotFound:
    """
    Make the error that says that there is no such plant.
    """
    return NotFound(f"There is no such plant: “{visible(name[:MOST_IN_NAME])}”.")


def describeSaved(plant: Plant, saved: Saved) -> str:
    """
    Say what was done with a plant.
    """
    name = plant.name if saved.plant is None else saved.plant.name
    done = f"“{name}” was {saved.outcome.value}"
    if saved.plant is None:
        return f"{done}, and somebody has deleted it since."
    return f"{done}. Its rating is {saved.plant.rating}."
