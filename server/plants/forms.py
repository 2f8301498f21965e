"""
The two forms of the plant database, whatever they are shown for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from twisted.web.server import Request
from twisted.web.template import Tag, tags

from server.csrf import FormGuard
from server.pages import Answer, Layout
from server.pages.formerrors import FOCUS
from server.plants.notices import ownPath
from server.plants.pages import Filled, addContent, deleteContent
from server.plants.place import readBack
from server.plants.plant import Plant
from server.state import Secret

#: The name of the cookie that a form's token has to match.
COOKIE = b"plants_form"

#: No other site may show our forms in a frame, and have a visitor press their buttons.
NO_FRAME = {"X-Frame-Options": "DENY"}

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Kind:
    """
    What a form is for: its title, and what makes its content.
    """

    title: str
    content: Callable[[Filled], Tag]


ADD = Kind("Add or change a plant", addContent)
DELETE = Kind("Delete a plant", deleteContent)


class PlantForms:
    """
    Shows the forms, and tells whether one that was sent is ours.
    """

    def __init__(self, layout: Layout, secret: Secret) -> None:
        self.layout = layout
        self.guard = FormGuard(COOKIE, secret)

    async def accepts(self, request: Request) -> bool:
        """
        Tell whether a request was sent from one of these forms.
        """
        return await self.guard.accepts(request)

    async def show(
        self,
        request: Request,
        kind: Kind,
        typed: Mapping[str, str],
        wrong: Mapping[str, str] = NOTHING,
        status: int = 200,
        problem: str = "",
        now: Plant | None = None,
    ) -> Answer:
        """
        Show a form.

        @param typed: what is in its fields.
        @param wrong: what is wrong with which field.
        @param problem: what is wrong with all of it.
        @param now: the plant as it is now, where that is not what the form has shown.
        """
        token = await self.guard.makeToken(request, ownPath(request))
        form = kind.content(Filled(token, typed, wrong, now, readBack(request)))
        said = told(problem, isFirst=not wrong) if problem else ""
        page = self.layout.page(kind.title, said, form, isWrong=bool(problem))
        return Answer(page, status, fields=NO_FRAME)


def told(problem: str, isFirst: bool) -> Tag:
    """
    Say what is wrong with all of a form.

    @param isFirst: whether the page opens here: no field is wrong.
    """
    focus = {"tabindex": "-1", **FOCUS} if isFirst else {}
    return tags.p(problem, class_="problem", role="alert", **focus)
