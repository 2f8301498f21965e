"""
The report card as text, and as a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from twisted.web.template import Tag, flattenString, tags

from lessons.reportcard.card import Card, Marks

WIDTH = 80
HEADS = (
    "",
    "lines",
    "below",
    "MUST",
    "SHOULD",
    "refuses",
    "speed",
    "idle",
    "patient",
    "bounded",
)
#: What the heads mean: each is a sentence.
LEGEND = {
    "lines": "lines of code of the program, without blank lines and comments",
    "below": "lines of code of the course that it builds on; Twisted's are not counted",
    "MUST": "rules of RFC 9110 and RFC 9112 that are kept, of those that could be tried",
    "SHOULD": "the same, of what they recommend",
    "refuses": "bad requests that are refused",
    "speed": "answers in a second, in relation to step 2; each is asked for its first page",
    "idle": "memory for each connection on which nothing is said",
    "patient": "whether others are answered while 300 clients do not finish their heads",
    "bounded": "whether a line without end is stopped before 8 MiB of it have been taken",
}


def cells(card: Card, marks: Marks) -> Sequence[str]:
    """
    Write the cells of one row, in the order of the heads.
    """
    speed = card.speed(marks)
    return (
        marks.subject.title,
        str(marks.lines[0]),
        f"{marks.lines[1]:,}",
        part(marks.levels.get("MUST")),
        part(marks.levels.get("SHOULD")),
        part(marks.refused),
        "-" if speed is None else f"{speed:.2f}",
        f"{marks.memory / 1024:.1f} KiB",
        "yes" if marks.isPatient else "no",
        "yes" if marks.isBounded else "no",
    )


def part(counts: Sequence[int] | None) -> str:
    """
    Write how many of how many.
    """
    return f"{counts[0]}/{counts[1]}" if counts else "-"


def text(card: Card) -> Iterator[str]:
    """
    Write the card for a terminal of 80 columns.
    """
    rows = [HEADS, *(cells(card, marks) for marks in card.marks)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        padded = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield " ".join([first.ljust(widths[0]), *padded])
    yield ""
    for head, meaning in LEGEND.items():
        yield from wrap(f"{head:8} {meaning}", WIDTH, subsequent_indent=" " * 9)
    yield ""
    yield from wrap(f"{card.machine}; {card.day}", WIDTH)


STYLE = """
:root { color-scheme: light dark; font: 1.25rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid currentcolor; }
th:first-child, td:first-child { text-align: left; white-space: nowrap; }
dt { font-weight: bold; }
svg { width: 100%; height: auto; font-size: 14px; }
svg rect { fill: #1c6b3f; }
svg text { fill: currentcolor; }
@media (prefers-color-scheme: dark) { svg rect { fill: #7fd3a0; } }
"""
#: Of the figure: the height of a row, where bars begin, and how long the longest is.
ROW, LEFT, LONGEST = 26, 120, 640


def page(card: Card) -> str:
    """
    Write the card as a page that needs nothing beside it.
    """
    rows = [tags.tr(*(Tag("td")(cell) for cell in cells(card, marks))) for marks in card.marks]
    heads = [tags.th(head or "Program", scope="col") for head in HEADS]
    whole = tags.html(
        tags.head(
            tags.meta(charset="utf-8"),
            tags.meta(name="viewport", content="width=device-width, initial-scale=1"),
            tags.title("The report card"),
            tags.style(STYLE),
        ),
        tags.body(
            Tag("main")(
                tags.h1("The report card"),
                tags.p("What each step buys, and what it costs."),
                figure(card),
                tags.div(
                    tags.table(tags.thead(tags.tr(*heads)), tags.tbody(*rows)),
                    class_="wide",
                    tabindex="0",
                    role="region",
                    **{"aria-label": "The figures"},
                ),
                tags.dl(*[each for pair in LEGEND.items() for each in _meaning(*pair)]),
                tags.p(f"{card.machine}; {card.day}"),
            )
        ),
        lang="en",
    )
    found: list[bytes] = []
    flattenString(None, whole).addCallback(found.append)
    return "<!DOCTYPE html>\n" + found[0].decode()


def _meaning(head: str, meaning: str) -> tuple[Tag, Tag]:
    return tags.dt(head), tags.dd(meaning)


def figure(card: Card) -> Tag:
    """
    Draw the speeds as bars.
    """
    speeds = [(marks.subject.title, card.speed(marks)) for marks in card.marks]
    most = max((speed for _, speed in speeds if speed), default=1.0)
    height = ROW * len(speeds)
    bars = [
        bar
        for number, (title, speed) in enumerate(speeds)
        for bar in _bar(title, speed, ROW * number, most)
    ]
    said = "; ".join(f"{title}: {speed:.2f}" for title, speed in speeds if speed)
    svg = Tag("svg")(
        *bars,
        viewBox=f"0 0 {LEFT + LONGEST + 60} {height}",
        role="img",
        **{"aria-label": f"Speed in relation to step 2. {said}"},
    )
    return Tag("figure")(svg, Tag("figcaption")("Answers in a second, in relation to step 2."))


def _bar(title: str, speed: float | None, top: int, most: float) -> Iterator[Tag]:
    base = str(top + ROW * 2 // 3)
    yield Tag("text")(title, x="0", y=base)
    if speed:
        length = speed / most * LONGEST
        size = {"width": f"{length:.0f}", "height": str(ROW - 8)}
        yield Tag("rect")(x=str(LEFT), y=str(top + 3), **size)
        yield Tag("text")(f"{speed:.2f}", x=f"{LEFT + length + 6:.0f}", y=base)
