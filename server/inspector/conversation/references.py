"""
Which step teaches a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Tag, tags

#: The course is in the folder beside the server.
COURSE = Path(__file__).parents[3] / "lessons"


@cache
def walkthroughs() -> Mapping[str, Path]:
    """
    Find the walkthroughs, by name: C{step3}, C{webcat}.
    """
    return {path.stem: path for path in COURSE.rglob("*.rst")}


def linkToStep(step: str) -> Tag:
    """
    Link the walkthrough of a step.

    @param step: as the explainer names it: its number, or a program beside the staircase.
    """
    name, words = (f"step{step}", f"step {step}") if step.isdigit() else (step, step)
    if name not in walkthroughs():
        return tags.span(words)
    return tags.a(words, href=f"/course/{name}")


class Walkthroughs(Resource):
    """
    The walkthroughs as they are written, by name: whoever watches a step's wire has the
    text of the course beside it, whichever step runs.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Show one walkthrough. A name is never made into a path.
        """
        name = b"/".join(request.postpath or []).decode("ascii", "replace")
        path = walkthroughs().get(name)
        request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        if path is None:
            request.setResponseCode(404)
            return b"There is no such walkthrough.\n"
        return path.read_bytes()
