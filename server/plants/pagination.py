"""
The pages of a list: which of them a request wants, and what is on it.

The link to the next page says after which plant it begins, so the database finds it
as fast as the first (see L{server.plants.store}), and a plant that somebody adds in
the meantime moves no other from one page to the next. The number of the page is there
for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.pages import BadRequest, NotFound
from server.plants.fields import Fields, readField, readPageNumber
from server.plants.filter import Filter
from server.plants.plant import Plant
from server.plants.store import Order, PlantStore, placeOf

PLANTS_ON_PAGE = 50

#: A place is the key of a name and a digit; a longer one is not one of ours.
LONGEST_PLACE = 1000  # characters


@dataclass(frozen=True)
class Wanted:
    """
    The page of a list that is wanted.

    @ivar number: its number, from 1.
    @ivar after: the place after which it begins, where that is known.
    @ivar before: the place before which it ends, where that is known.
    """

    number: int
    after: str | None = None
    before: str | None = None

    def fields(self) -> Mapping[str, str]:
        """
        Say the same in fields of a query; there are none for the first page.
        """
        if self == FIRST:
            return {}
        edges = {"after": self.after, "before": self.before}
        known = {name: place for name, place in edges.items() if place is not None}
        return {"page": str(self.number), **known}


FIRST = Wanted(1)


@dataclass(frozen=True)
class Piece:
    """
    One page of the list.

    @ivar number: which page it is, from 1.
    @ivar count: how many plants there are on all pages.
    """

    plants: Sequence[Plant]
    order: Order
    number: int
    count: int

    @property
    def pages(self) -> int:
        """
        How many pages there are; at least 1.
        """
        return pagesFor(self.count)

    def turns(self) -> Mapping[str, Mapping[str, str]]:
        """
        Say where the links to other pages lead: for each, the fields of its query.
        """
        turns: dict[str, Mapping[str, str]] = {}
        if self.number > 1:
            turns["First"] = {"page": "1"}
            turns["Previous"] = {"page": f"{self.number - 1}", **self.edge("before", 0)}
        if self.number < self.pages:
            turns["Next"] = {"page": f"{self.number + 1}", **self.edge("after", -1)}
            turns["Last"] = {"page": f"{self.pages}"}
        return turns

    def edge(self, side: str, index: int) -> Mapping[str, str]:
        """
        Name the place at one end of this page.
        """
        return {side: placeOf(self.plants[index], self.order)} if self.plants else {}


def readWanted(request: Fields) -> Wanted:
    """
    Read which page is wanted: the first by default.

    @raise BadRequest: when it cannot be read.
    """
    number = readPageNumber(request)
    after, before = readEdge(request, "after"), readEdge(request, "before")
    if after is not None and before is not None:
        raise BadRequest("A page begins after a plant or ends before one: name one of them.")
    return Wanted(number, after, before)


def readEdge(request: Fields, name: str) -> str | None:
    """
    Read a place in a list, if there is one.

    @raise BadRequest: when it is not one.
    """
    if name.encode() not in request.args:
        return None
    place = readField(request, name)
    if len(place) > LONGEST_PLACE or "\0" in place:
        raise BadRequest(f"The field {name} is not a place in the list.")
    return place


async def getPiece(store: PlantStore, order: Order, which: Filter, wanted: Wanted) -> Piece:
    """
    Get one page of a list.

    @raise NotFound: when the list ends before it.
    """
    if wanted == FIRST:
        plants, count = await store.getFirstPlants(order, PLANTS_ON_PAGE, which)
        return Piece(plants, order, 1, count)
    count = await store.countPlants(which)
    pages = pagesFor(count)
    if wanted.number > pages:
        raise NotFound(f"The list ends with page {pages:,}.")
    if wanted.after is not None:
        plants = await store.getPlantsAfter(order, wanted.after, PLANTS_ON_PAGE, which)
    elif wanted.before is not None:
        plants = await store.getPlantsBefore(order, wanted.before, PLANTS_ON_PAGE, which)
    elif wanted.number == pages:
        rest = count - (pages - 1) * PLANTS_ON_PAGE
        plants = await store.getLastPlants(order, rest, which)
    else:  # somebody has typed the number
        first = (wanted.number - 1) * PLANTS_ON_PAGE
        plants = await store.getPlants(order, first, PLANTS_ON_PAGE, which)
    return Piece(plants, order, wanted.number, count)


def pagesFor(count: int) -> int:
    """
    Tell how many pages C{count} plants take; at least 1.
    """
    return max(1, -(-count // PLANTS_ON_PAGE))
