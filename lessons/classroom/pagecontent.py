"""
What is on the teacher's page.
"""

from __future__ import annotations

from collections.abc import Sequence

from twisted.web.template import Flattenable, Tag, tags

from lessons.classroom.roll import Result
from lessons.classroom.standing import Hurdle, Standing, hurdles, inOrder

#: What the table tells of each student.
HEADS = "Student", "Now", "Tries at this", "For", "Passed", "Off the page"


def content(command: str, found: Sequence[Standing], rows: Sequence[Flattenable]) -> Tag:
    """
    Show how the class is doing.

    @param command: what a student types to be in it.
    @param rows: of the table, as L{row} makes them.
    """
    return tags.transparent(
        tags.section(
            tags.p("To be in the class, type this, with what you want to be called for NAME:"),
            tags.p(tags.code(command)),
            class_="join",
        ),
        tags.section(tags.h2("What to explain next"), *explainNext(hurdles(found))),
        tags.section(tags.h2(f"{len(found)} student{'s' * (len(found) != 1)}"), table(rows)),
        tags.form(tags.button("Make up a new code"), method="post", action="/code"),
    )


def explainNext(found: Sequence[Hurdle]) -> Sequence[Tag]:
    """
    List the requirements that most students do not meet.
    """
    if not found:
        return [tags.p("Nobody is held up by anything just now.", class_="quiet")]
    return [tags.ul([hurdleItem(one) for one in found], class_="hurdles")]


def hurdleItem(hurdle: Hurdle) -> Tag:
    """
    Show a requirement, what students are told, and who they are.
    """
    count = len(hurdle.names)
    return tags.li(
        tags.strong(f"{count} at {hurdle.exercise}: ", hurdle.requirement),
        tags.p(hurdle.sentence) if hurdle.sentence else "",
        tags.p(separated(hurdle.names), class_="quiet"),
    )


def separated(names: Sequence[str]) -> list[Flattenable]:
    """
    List names. Each may be written in any direction.
    """
    listed: list[Flattenable] = []
    for name in names:
        listed += [", ", tags.bdi(name)]
    return listed[1:]


def table(rows: Sequence[Flattenable]) -> Tag:
    """
    Show where everybody is, a row for each student.
    """
    if not rows:
        return tags.p("Nobody is here yet.")
    return tags.div(
        tags.table(tags.thead(tags.tr([tags.th(head, scope="col") for head in HEADS])), *rows),
        class_="scroll",
        tabindex="0",
        role="region",
        **{"aria-label": "Students"},
    )


def row(one: Standing) -> Tag:
    """
    @return: the table row of one student, a cell below each of C{HEADS}.
    """
    return tags.tr(list(map(cell, HEADS, cells(one))))


def cell(head: str, content: Flattenable) -> Tag:
    """
    Make one cell. On a narrow screen it is below the one before, after its heading.
    """
    return tags.td(content, **{"data-head": head})


def cells(one: Standing) -> Sequence[Flattenable]:
    """
    Show where one student is.
    """
    numbers = sorted(one.passed, key=inOrder)
    passed = f"{len(numbers)}: {', '.join(numbers)}" if numbers else "0"
    button = tags.button("Remove", **{"aria-label": f"Remove {one.name}"})
    remove = tags.form(
        tags.input(type="hidden", name="student", value=one.key),
        button,
        method="post",
        action="/remove",
    )
    at = result(one.result, one.isStuck) if one.result else ["", ""]
    return tags.bdi(one.name), *at, f"{one.minutes} min", passed, remove


def result(found: Result, isStuck: bool) -> Sequence[Flattenable]:
    """
    Say what a student is at, and how often it was tried.
    """
    if found.passed:
        return f"has passed {found.exercise}", str(found.tries)
    kind = "stuck" if isStuck else "at"
    words = tags.span(f"stuck at {found.exercise}" if isStuck else f"at {found.exercise}")
    return words(class_=kind), str(found.tries)
