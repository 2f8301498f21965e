"""
The part of the page in which two answers are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.inspector.comparing.candidates import ALL, Answer, readAnswers
from server.inspector.comparing.diff import Row, Stretch, compare
from server.inspector.conversation.snapshot import Snapshot, readSnapshot, snapshotOf
from server.inspector.inspector import Inspector
from server.inspector.view import View
from server.wire import Direction

#: How many bytes of each are compared.
MOST = 2**13
NOTHING = "There are no two answers yet that could be compared."
GONE = "It is no longer kept."
#: The two sides, as classes of the style sheet.
SIDES = ("one", "other")


class Side(NamedTuple):
    """
    One of the two answers.

    @ivar size: how many bytes it has in all.
    """

    data: bytes
    size: int


async def readComparison(inspector: Inspector, view: View) -> Flattenable:
    """
    Offer the answers, and compare the two that were chosen.
    """
    answers = await readAnswers(inspector, view)
    keys = view.one, view.other
    if not all(keys):
        return [_form(view, answers)] if len(answers) > 1 else tags.p(NOTHING)
    sides = [await _readSide(inspector, view, key) for key in keys]
    return [_form(view, answers), inspector.pace.make(_compared, sides)]


async def _readSide(inspector: Inspector, view: View, key: str) -> Side | None:
    number, _, place = key.partition(".")
    own = view.elsewhere(connection=int(number))
    await readSnapshot(inspector, own)
    snapshot = snapshotOf(inspector, own)
    return None if snapshot is None else _sideOf(snapshot, place)


def _sideOf(snapshot: Snapshot, place: str) -> Side | None:
    """
    Find an answer in a conversation, with stars in place of secrets.
    """
    stream = snapshot.streams[Direction.LEFT]
    if place == ALL:
        start, end = stream.start, stream.end
    else:
        messages = snapshot.messages[Direction.LEFT]
        found = next((it for it in messages if it.head and it.head.start == int(place)), None)
        if found is None:
            return None
        start, end = int(place), found.end
    return Side(stream.shown(start, min(end, start + MOST)), end - start)


def _form(view: View, answers: Sequence[Answer]) -> Tag:
    kept = {name: it for name, it in view.parameters().items() if name not in SIDES}
    chosen = dict(zip(SIDES, _chosen(view, answers), strict=True))
    return tags.form(
        [tags.input(type="hidden", name=name, value=str(it)) for name, it in kept.items()],
        [_choice(name, words, answers, chosen[name]) for name, words in CHOICES.items()],
        tags.button("Compare", type="submit"),
        action="/#compare-title",
        method="get",
        class_="filter",
    )


CHOICES = {"one": "This answer", "other": "with this one"}


def _chosen(view: View, answers: Sequence[Answer]) -> tuple[str, str]:
    """
    Tell which two are chosen; the newest two at first.
    """
    keys = [each.key for each in answers]
    return view.one or "".join(keys[1:2]), view.other or "".join(keys[:1])


def _choice(name: str, words: str, answers: Sequence[Answer], chosen: str) -> Tag:
    options = list(answers)
    if chosen and chosen not in [each.key for each in answers]:
        options.append(Answer(chosen, f"#{chosen.partition('.')[0]}, an older answer"))
    return tags.label(
        words,
        " ",
        tags.select([_option(each, each.key == chosen) for each in options], name=name),
    )


def _option(answer: Answer, isChosen: bool) -> Tag:
    selected = {"selected": "selected"} if isChosen else {}
    return tags.option(answer.words, value=answer.key, **selected)


def _compared(sides: Sequence[Side | None]) -> Flattenable:
    one, other = sides
    if one is None or other is None:
        return tags.p(GONE, class_="notice")
    rows = compare(one.data, other.data)
    return [
        tags.p(_summary(rows), role="status"),
        tags.ol([_tableRow(each) for each in rows], class_="compared"),
        [tags.p(f"Only the first {MOST:,} bytes of each are compared.", class_="quiet")]
        if max(one.size, other.size) > MOST
        else "",
    ]


def _summary(rows: Sequence[Row]) -> str:
    count = sum(row.differs for row in rows)
    if not count:
        return "They are the same, byte for byte."
    return f"{count:,} of {len(rows):,} lines differ: ≠ marks them, and a bar the bytes."


def _tableRow(row: Row) -> Tag:
    sign, kind = ("≠", "differs") if row.differs else ("=", "same")
    return tags.li(tags.span(sign, class_="sign"), _side(row.one), _side(row.other), class_=kind)


def _side(stretches: Sequence[Stretch] | None) -> Tag:
    if stretches is None:
        return tags.code("(nothing)", class_="missing")
    return tags.code([_stretch(each) for each in stretches])


def _stretch(stretch: Stretch) -> Flattenable:
    shown = visible(stretch.data)
    return tags.mark(shown) if stretch.differs else shown
