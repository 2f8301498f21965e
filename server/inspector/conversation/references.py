"""
Where a rule stands, and which step teaches it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Flattenable, Tag, tags

#: The course stands beside the server.
COURSE = Path(__file__).parents[3] / "lessons"

RULE = re.compile(r"RFC (\d+)(?: section ([\d.]+))?")


def linkToRule(rule: str) -> Flattenable:
    """
    Link a section where everybody can read it.

    @param rule: as C{RFC 9112 section 2.2}.
    """
    match = RULE.fullmatch(rule)
    if match is None:
        return rule
    section = f"#section-{match[2]}" if match[2] else ""
    url = f"https://www.rfc-editor.org/rfc/rfc{match[1]}{section}"
    return tags.a(rule, href=url, rel="noreferrer")


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
    The walkthroughs as they are written, at their names: whoever looks at a step's wire has
    the text of the course beside it, whichever step runs.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Show one. No path is made of a name.
        """
        name = b"/".join(request.postpath or []).decode("ascii", "replace")
        path = walkthroughs().get(name)
        request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        if path is None:
            request.setResponseCode(404)
            return b"There is no such walkthrough.\n"
        return path.read_bytes()
