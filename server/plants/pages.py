"""
The forms of the plant database: what is inside the layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import category

from twisted.web.template import Flattenable, Tag, tags

from server.csrf import FIELD
from server.pages.formerrors import markWrong
from server.plants.conflicts import VERSION, WAS
from server.plants.place import START, Place
from server.plants.plant import DESCRIPTION, HIGHEST, LOWEST, NAME, RATING, Plant

#: How much of what was typed is shown again, in characters.
MOST_SHOWN = 10_000


@dataclass(frozen=True)
class Filled:
    """
    A form as it is shown.

    @ivar token: see L{server.csrf}.
    @ivar typed: what is in the fields.
    @ivar wrong: what is wrong with a field, by its name.
    @ivar now: the plant as it is now, where somebody else has changed it.
    @ivar back: where in the list the way back leads.
    """

    token: str
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    now: Plant | None = None
    back: Place = START


def addContent(form: Filled) -> Tag:
    """
    Show the form for a new plant, with what was typed and what is wrong with that.
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
        tags.p(tags.button("Save"), " ", backLink(form)),
    )


def deleteContent(form: Filled) -> Tag:
    """
    Show the form that deletes a plant: the one that it names, or one that is yet to be
    named.
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
        tags.p(tags.button("Delete"), " ", backLink(form)),
    )


def makeForm(action: str, form: Filled, *content: Flattenable) -> Tag:
    """
    Make a form. C{novalidate}: the server says what is wrong, in one place and
    in the same words for everybody.
    """
    shown = {name: visible(form.typed[name]) for name in (WAS, VERSION) if name in form.typed}
    hidden = {FIELD: form.token, **shown, **form.back.fields()}
    fields = [tags.input(type="hidden", name=name, value=hidden[name]) for name in hidden]
    made = tags.form(fields, *content, method="post", action=action, novalidate="novalidate")
    return made if form.now is None else tags.div(made, plantNow(form.now))


def backLink(form: Filled) -> Tag:
    """
    Lead back to where the list was left.
    """
    return tags.a("Back to the list", href=form.back.address)


def plantNow(plant: Plant) -> Tag:
    """
    Show a plant beside what somebody wants to make of it.
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
