"""
The pages of the plant database: what stands within the layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from unicodedata import category
from urllib.parse import urlencode

from twisted.web.template import Flattenable, Tag, tags

from server.guard import FIELD
from server.pages.kept import Kept
from server.pages.mistakes import markWrong
from server.plants.changing import VERSION, WAS
from server.plants.listing import PLANTS_ON_PAGE, Piece
from server.plants.plant import DESCRIPTION, HIGHEST, LOWEST, NAME, RATING, Plant
from server.plants.store import Order

#: How much of what was typed is shown again, in characters.
MOST_SHOWN = 10_000

#: The request that shows the list, by its order.
REQUESTS = {Order.BY_NAME: "show_plants", Order.BY_RATING: "show_plants_by_rating"}

#: How many rows are kept, in case they are wanted again: those of ten pages.
MOST_ROWS = 10 * PLANTS_ON_PAGE

ADD_LINK = Kept(tags.p(tags.a("Add a plant", href="get_add_form")))


@dataclass(frozen=True)
class Filled:
    """
    A form as it is shown.

    @ivar token: see L{server.guard}.
    @ivar typed: what stands in the fields.
    @ivar wrong: what is wrong with a field, by its name.
    @ivar now: the plant as it is now, where somebody else has changed it.
    """

    token: str
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    now: Plant | None = None


def listContent(piece: Piece, notice: str | None) -> Iterable[Flattenable]:
    """
    Show a page of the list.

    @param notice: what was done just now.
    """
    if notice:
        yield tags.p(isolated(notice), class_="notice", role="status")
    yield ADD_LINK
    plants = "1 plant" if piece.count == 1 else f"{piece.count:,} plants"
    yield tags.p(f"{plants}, page {piece.number:,} of {piece.pages:,}.")
    yield tags.table(
        keptHead(piece.order),
        tags.tbody([keptRow(plant) for plant in piece.plants]),
        class_="plants",
    )
    if piece.pages > 1:
        yield pageLinks(piece)


@cache
def keptHead(order: Order) -> Kept:
    """
    Keep the headings of a list.
    """
    return Kept(tags.thead(listHead(order)))


def listHead(order: Order) -> Tag:
    """
    Make the headings, by which the list can be sorted.
    """

    def heading(text: str, by: Order, direction: str) -> Tag:
        sorting = {"aria-sort": direction} if by is order else {}
        return tags.th(tags.a(text, href=REQUESTS[by]), scope="col", **sorting)

    return tags.tr(
        heading("Name", Order.BY_NAME, "ascending"),
        heading("Rating", Order.BY_RATING, "descending"),
        tags.th("Description", scope="col"),
    )


@lru_cache(MOST_ROWS)
def keptRow(plant: Plant) -> Kept:
    """
    Keep the row of a plant. A plant that has been changed is another one here, and has
    another row.
    """
    return Kept(tags.transparent("\n", listRow(plant)))


def listRow(plant: Plant) -> Tag:
    """
    Make the row of one plant.
    """
    query = urlencode({NAME: plant.name})
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
    Make text for those who hear the page, and do not see what stands around it.
    """
    return tags.span(*content, class_="unseen")


def pageLinks(piece: Piece) -> Tag:
    """
    Make the links to the other pages.
    """
    path = REQUESTS[piece.order]
    links = [
        tags.li(tags.a(text, href=f"{path}?{urlencode(query)}"))
        for text, query in piece.turns().items()
    ]
    return tags.nav(tags.ul(links), **{"aria-label": "Pages"})


def addContent(form: Filled) -> Tag:
    """
    Show the form for a plant.
    """
    return makeForm(
        "add_plant",
        form,
        formField(form, NAME, "Name", tags.input(type="text", required="required")),
        formField(form, DESCRIPTION, "Description", tags.textarea(rows="6")),
        formField(
            form,
            RATING,
            f"Rating, from {LOWEST} to {HIGHEST}",
            tags.input(
                type="number", required="required", min=str(LOWEST), max=str(HIGHEST), step="1"
            ),
        ),
        tags.p(tags.button("Save"), " ", tags.a("Back to the list", href="show_plants")),
    )


def deleteContent(form: Filled) -> Tag:
    """
    Show the form that deletes a plant: the one it names, or one to be named.
    """
    if NAME in form.typed and not form.wrong:
        name = form.typed[NAME]
        what = tags.p("Delete “", tags.bdi(name), "”? This cannot be undone.")
        what = tags.div(what, tags.input(type="hidden", name=NAME, value=name))
    else:
        what = formField(form, NAME, "Name", tags.input(type="text", required="required"))
    return makeForm(
        "delete_plant",
        form,
        what,
        tags.p(tags.button("Delete"), " ", tags.a("Back to the list", href="show_plants")),
    )


def makeForm(action: str, form: Filled, *content: Flattenable) -> Tag:
    """
    Make a form. C{novalidate}: the server says what is wrong, in one place and
    in the same words for everybody.
    """
    hidden = {FIELD: form.token} | {
        name: visible(form.typed[name]) for name in (WAS, VERSION) if name in form.typed
    }
    fields = [tags.input(type="hidden", name=name, value=hidden[name]) for name in hidden]
    made = tags.form(fields, *content, method="post", action=action, novalidate="novalidate")
    return made if form.now is None else tags.div(made, plantNow(form.now))


def plantNow(plant: Plant) -> Tag:
    """
    Show a plant beside what somebody would have it be.
    """
    return tags.div(
        tags.h2("The plant as it is now"),
        tags.p(tags.bdi(plant.name), f", rating {plant.rating}"),
        tags.p(plant.description, dir="auto", class_="prose"),
    )


def formField(form: Filled, name: str, label: str, control: Tag) -> Tag:
    """
    Make a field with its label, and with what is wrong with it.
    """
    control(id=name, name=name, dir="auto")
    typed = visible(form.typed.get(name, ""))
    control(typed) if control.tagName == "textarea" else control(value=typed)
    content: list[Flattenable] = [tags.label(label, **{"for": name}), control]
    if name in form.wrong:
        markWrong(control, f"{name}_wrong", isFirst=name == next(iter(form.wrong)))
        content.append(tags.span(form.wrong[name], id=f"{name}_wrong", class_="wrong"))
    return tags.p(content)


def isolated(notice: str) -> Flattenable:
    """
    Keep the name in a sentence apart: where it is written from right to left,
    the rest of the sentence is not.
    """
    before, opening, rest = notice.partition("“")
    name, closing, after = rest.rpartition("”")
    return [before, opening, tags.bdi(name), closing, after]


def visible(text: str) -> str:
    """
    Make text fit to be shown again: no page may hold a control character.
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if category(one) == "Cc" and one not in "\r\n\t" else one
        for one in text[:MOST_SHOWN]
    )
