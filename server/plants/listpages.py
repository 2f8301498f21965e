"""
The pages of the list of plants: what is inside the layout.

What is the same each time is kept as text: the headings of a list, and the rows of the
plants that were shown last.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from twisted.web.template import Flattenable, Tag, tags

from server.pages.prerendered import Kept
from server.plants.filter import ALL, LEAST, TEXT
from server.plants.pages import isolated
from server.plants.pagination import PLANTS_ON_PAGE, Piece
from server.plants.place import REQUESTS, Place
from server.plants.plant import HIGHEST, LOWEST, MOST_IN_NAME, NAME, Plant
from server.plants.store import Order

#: How many rows are kept, in case they are wanted again: those of ten pages.
MOST_ROWS = 10 * PLANTS_ON_PAGE
#: For how many places in a list what is above the plants is kept.
MOST_PLACES = 20

TITLES = {Order.BY_NAME: "Plants", Order.BY_RATING: "Plants by rating"}


def titleOf(place: Place) -> str:
    """
    @return: the order of a list in words, and its filter where there is one.
    """
    text, least = place.filter.text, place.filter.least
    words = [TITLES[place.order]]
    if text:
        words.append(f"with “{text}”")
    if least > LOWEST:
        words.append(f"rated {least}" + ("" if least == HIGHEST else " or more"))
    return " ".join(words)


def listContent(place: Place, piece: Piece, notice: str | None) -> Iterable[Flattenable]:
    """
    Show a page of the list.

    @param notice: what was done just now.
    """
    if notice:
        yield tags.p(isolated(notice), class_="notice", role="status")
    kept = keptList(place)
    yield kept.beginning
    yield tags.p(howMany(place, piece))
    if not piece.plants:
        return
    rows = [keptRow(plant, kept.back) for plant in piece.plants]
    yield tags.table(kept.head, tags.tbody(rows), class_="plants")
    if piece.pages > 1:
        yield pageLinks(place, piece)


def wrongContent(place: Place, sentence: str) -> Iterable[Flattenable]:
    """
    Show the filter again, with what was typed.

    @param place: the list, with what was understood of the filter.
    @param sentence: what is wrong with it.
    """
    yield tags.p(sentence, class_="problem", role="alert")
    yield filterForm(place)
    yield tags.p(tags.a("All plants", href=REQUESTS[place.order]))


def howMany(place: Place, piece: Piece) -> Flattenable:
    """
    Say how many plants there are, and which page this is.
    """
    plants = "1 plant" if piece.count == 1 else f"{piece.count:,} plants"
    if place.filter == ALL:
        return f"{plants}, page {piece.number:,} of {piece.pages:,}."
    everything = tags.a("All plants", href=REQUESTS[place.order])
    if not piece.plants:
        return ["No plant is like that. ", everything]
    return [f"{plants} like that, page {piece.number:,} of {piece.pages:,}. ", everything]


class KeptList(NamedTuple):
    """
    What is the same on each page of a list.

    @ivar beginning: what is above it.
    @ivar head: its headings.
    @ivar back: what the links in it carry, so that they know the way back; encoded.
    """

    beginning: Kept
    head: Kept
    back: str


@lru_cache(MOST_PLACES)
def keptList(place: Place) -> KeptList:
    """
    Make what is around the plants, and keep it.
    """
    back = urlencode(place.fields())
    address = f"get_add_form?{back}" if back else "get_add_form"
    link = tags.p(tags.a("Add a plant", href=address))
    beginning = Kept(tags.transparent(link, filterForm(place)))
    return KeptList(beginning, Kept(tags.thead(listHead(place))), back)


def filterForm(place: Place) -> Tag:
    """
    Make the form that says which plants are wanted.
    """
    text = tags.input(
        type="search", id=TEXT, name=TEXT, value=place.filter.text, maxlength=str(MOST_IN_NAME)
    )
    text(dir="auto")
    least = tags.select([choice(number, place) for number in range(LOWEST, HIGHEST + 1)])
    least(id=LEAST, name=LEAST)
    return tags.form(
        tags.p(tags.label("Name contains", for_=TEXT), text),
        tags.p(tags.label("Rating", for_=LEAST), least),
        tags.p(tags.button("Filter")),
        action=REQUESTS[place.order],
        class_="filter",
        role="search",
    )


def choice(number: int, place: Place) -> Tag:
    """
    Make the option for one lowest rating.
    """
    if number == LOWEST:
        words = "any"
    else:
        words = f"{number}" if number == HIGHEST else f"{number} or more"
    chosen = {"selected": "selected"} if number == place.filter.least else {}
    return tags.option(words, value=str(number), **chosen)


def listHead(place: Place) -> Tag:
    """
    Make the headings, by which the list can be sorted; the filter stays.
    """

    def heading(text: str, by: Order, direction: str) -> Tag:
        sorting = {"aria-sort": direction} if by is place.order else {}
        link = tags.a(text, href=Place(by, place.filter).address)
        return tags.th(link, scope="col", **sorting)

    return tags.tr(
        heading("Name", Order.BY_NAME, "ascending"),
        heading("Rating", Order.BY_RATING, "descending"),
        tags.th("Description", scope="col"),
    )


@lru_cache(MOST_ROWS)
def keptRow(plant: Plant, back: str) -> Kept:
    """
    Keep the row of a plant. A plant that has been changed counts as another one here, and
    has another row.
    """
    return Kept(tags.transparent("\n", listRow(plant, back)))


def listRow(plant: Plant, back: str) -> Tag:
    """
    Make the row of one plant.

    @param back: what its links carry besides, so that they know the way back; encoded.
    """
    query = "&".join(filter(None, [urlencode({NAME: plant.name}), back]))
    links = [
        tags.a(word, unseen(" ", tags.bdi(plant.name)), href=f"{request}?{query}")
        for word, request in (("Change", "get_add_form"), ("Delete", "get_delete_form"))
    ]
    return tags.tr(
        tags.th(tags.bdi(plant.name), scope="row"),
        tags.td(str(plant.rating), class_="number"),
        tags.td(
            tags.p(plant.description, dir="auto", class_="prose"),
            tags.p(links[0], " · ", links[1]),
        ),
    )


def unseen(*content: Flattenable) -> Tag:
    """
    Make text for those who hear the page, and cannot see what is around it.
    """
    return tags.span(*content, class_="unseen")


def pageLinks(place: Place, piece: Piece) -> Tag:
    """
    Link the pages before and after, with the order and the filter kept.
    """
    path, which = REQUESTS[place.order], place.filter.fields()
    links = [
        tags.li(tags.a(text, href=f"{path}?{urlencode({**which, **query})}"))
        for text, query in piece.turns().items()
    ]
    return tags.nav(tags.ul(links), **{"aria-label": "Pages"})
