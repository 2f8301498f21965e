"""
The replay's part of the page, and the buttons that begin one.
"""

from __future__ import annotations

from collections.abc import Sequence

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.inspector.rawsender.notation import Draft, writeNotation
from server.inspector.replays.lines import Column, columns, firstRight
from server.inspector.replays.run import Run, Runs
from server.inspector.secretmask import maskedBytes
from server.inspector.view import View

#: How many bytes of what was replayed are shown.
SHOWN = 300


def replayPart(runs: Runs, view: View) -> Flattenable:
    """
    Make the part: what was replayed last, and how each step has answered.
    """
    run = runs.last
    if run is None:
        return tags.p(
            "The bytes in the sender go to every step at once, each started for it, when you ask "
            "for it there: what do they understand?"
        )
    data = run.data if view.showsSecrets else maskedBytes(run.data)
    shown = visible(data[:SHOWN]) + ("…" if len(data) > SHOWN else "")
    return [tags.p("Sent: ", tags.code(shown)), *_state(run, view)]


def _state(run: Run, view: View) -> Sequence[Flattenable]:
    if run.problem:
        return [tags.p(f"There are no answers. {run.problem}", class_="problem")]
    if not run.isOver:
        return _waiting(run, view)
    found = list(columns(run.answers))
    legend = tags.p("Marked: what the column before does not have.", class_="quiet")
    return [
        tags.p(tags.strong(_conclude(firstRight(run.answers)))),
        tags.div(
            [_showColumn(column) for column in found],
            class_="replayed",
            tabindex="0",
            role="group",
            **{"aria-label": "The answers side by side"},
        ),
        legend if len(found) > 1 else "",
    ]


def _waiting(run: Run, view: View) -> Sequence[Flattenable]:
    stop = tags.form(
        tags.button("Stop", class_="second"), method="post", action=view.href("/stop-replay")
    )
    said = f"Every step is started and asked: {run.seconds:.0f} s so far."
    again = tags.a("Look again", href=view.at("replay"))
    return [tags.p(said, " ", again, role="status", **{"data-running": "yes"}), stop]


def _conclude(first: int | None) -> str:
    if first is None:
        return "No step does with it what the rules say."
    return f"The first that does with it what the rules say: step {first}."


def _showColumn(column: Column) -> Tag:
    numbers = ", ".join(map(str, column.steps))
    title = f"Step {numbers}" if len(column.steps) == 1 else f"Steps {numbers}"
    sign = "✓" if column.isRight else "✗"
    lines: list[Flattenable] = []
    for line, isNew in column.lines:
        lines += [tags.mark(line) if isNew else line, "\n"]
    more = f"… and {column.more:,} lines more\n" if column.more else ""
    end = "The connection is closed." if column.isClosed else "The connection stays open."
    return tags.section(
        tags.h3(title),
        tags.p(f"{sign} {column.how}", class_="right" if column.isRight else "wrong"),
        tags.pre(lines, more, tabindex="0", role="group", **{"aria-label": f"Answer: {title}"}),
        tags.p(end, class_="quiet"),
        [tags.p(each, class_="quiet") for each in column.differences],
    )


def replayForm(view: View, data: bytes) -> Tag:
    """
    Make the button that replays bytes on every step.
    """
    return tags.form(
        tags.input(type="hidden", name="text", value=writeNotation(Draft(data))),
        tags.button("replay", name="button", value="replay", class_="second"),
        method="post",
        action=view.href("/send", draft=""),
        enctype="multipart/form-data",
        class_="replays",
    )
