"""
The pages of the field guide: what is said of a client is followed by what it sent, explained, and
by what each step made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from lessons.book.sphinx.tables import table
from lessons.book.sphinx.transcripts import linksTo
from lessons.field.catalog import (
    INDEX,
    TASKS,
    Client,
    Recording,
    bytesOf,
    readClients,
    readRecordings,
)
from lessons.field.verdicts import VERDICTS_FILE, readVerdicts
from lessons.replay.groups import ranges
from server.escapes import visible
from server.explain import Direction, Explainer, Span, innermost

FOLDER = "field/"
#: What every reader knows after the first line.
TRIVIAL = frozenset(("space", "colon", "white space", "line end", "port colon"))
#: How many of a part's bytes are shown again where it is explained.
MOST = 60


def isClient(place: str) -> bool:
    """
    Tell whether a text is about a client of the field guide.
    """
    return place.startswith(FOLDER) and place.removeprefix(FOLDER) in readClients()


def recordedOf(place: str) -> list[str]:
    """
    Show what a client has sent, task by task.
    """
    name = place.removeprefix(FOLDER)
    lines = ["", ".. container:: doors", "", "   :doc:`All clients <index>`", ""]
    for recording in readRecordings():
        if recording.client == name:
            title = f"It {TASKS[recording.task]}"
            lines += ["", title, "-" * len(title), "", f".. recorded:: {name} {recording.task}"]
    return lines


def noteRecordings(directive: SphinxDirective) -> None:
    """
    Tell Sphinx to make a page anew when something else has been recorded.
    """
    for path in (INDEX, VERDICTS_FILE):
        directive.env.note_dependency(str(path))


class Recorded(SphinxDirective):
    """
    Shows a recording: the command, the bytes, and what the steps make of them.
    """

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """
        @return: what is drawn of the recording that the directive names.
        @raise DirectiveError: when there is none.
        """
        client, task = self.arguments
        noteRecordings(self)
        for recording in readRecordings():
            if (recording.client, recording.task) == (client, task):
                return list(_drawn(recording))
        raise self.error(f"{client} has no recording of {task!r}")


def _drawn(recording: Recording) -> Iterator[nodes.Node]:
    yield nodes.paragraph("", f"{recording.version}, {recording.date}:")
    command = f"$ {recording.command}"
    yield nodes.literal_block(command, command)
    yield nodes.paragraph("", outcomeOf(recording))
    for number, name in enumerate(recording.files, 1):
        data = bytesOf(name)
        if len(recording.files) > 1:
            yield nodes.paragraph("", f"Connection {number}:")
        yield from _bytes(name, data)
        if recording.task == "page" and number == 1:
            yield from _explained(data)


def outcomeOf(recording: Recording) -> str:
    """
    Say how many connections there were, and how the program ended.
    """
    count = recording.connections
    opened = "1 connection" if count == 1 else f"{count} connections"
    left = count - len(recording.files)
    more = f", of which the first {len(recording.files)} are kept" if left else ""
    ended = "it was hung up" if recording.status is None else f"status {recording.status}"
    return f"{opened}{more}; {ended}."


def _bytes(name: str, data: bytes) -> Iterator[nodes.Node]:
    if not data:
        yield nodes.paragraph("", "Nothing was sent.")
        return
    text = "\n".join(visible(line) for line in data.splitlines(keepends=True))
    yield nodes.literal_block(text, text, language="none", classes=["recorded"])
    yield nodes.raw("", linksTo([data]), format="html")
    verdicts = readVerdicts()[name]
    items = [
        nodes.list_item("", nodes.paragraph("", f"{ranges(steps)}: {how}"))
        for how, steps in grouped(verdicts).items()
    ]
    yield nodes.bullet_list("", *items)


def grouped(verdicts: Sequence[str]) -> dict[str, list[int]]:
    """
    Group the steps that do the same.
    """
    found: dict[str, list[int]] = {}
    for step, how in enumerate(verdicts, 1):
        found.setdefault(how, []).append(step)
    return found


def _explained(data: bytes) -> Iterator[nodes.Node]:
    """
    Say what each part of the first message is, and each thing only once.
    """
    explainer = Explainer(Direction.REQUESTS)
    explainer.feed(data)
    said: set[str] = set()
    parts = []
    for span in innermost(explainer.spans()):
        if span.kind not in TRIVIAL and span.meaning not in said:
            said.add(span.meaning)
            parts.append(_part(span, data))
    yield nodes.definition_list("", *parts)
    fault, waiting = explainer.diagnosis(), explainer.waiting()
    if fault is not None:
        yield nodes.paragraph("", f"{fault.sentence} ({fault.rule})")
    elif waiting:
        yield nodes.paragraph("", f"The server waits: {waiting}")


def _part(span: Span, data: bytes) -> nodes.Node:
    shown = visible(data[span.start : span.end])
    shown = shown if len(shown) <= MOST else f"{shown[: MOST - 3]}..."
    text = f"{span.kind}: {span.meaning} ({span.rule})"
    term = nodes.term("", "", nodes.literal(shown, shown))
    return nodes.definition_list_item("", term, nodes.definition("", nodes.paragraph("", text)))


class Clients(SphinxDirective):
    """
    Lists the clients: who understands them, and what became of an answer that broke off.
    """

    def run(self) -> list[nodes.Node]:
        """
        Make the table, a row for each client.
        """
        noteRecordings(self)
        recorded: dict[str, dict[str, Recording]] = {}
        for recording in readRecordings():
            recorded.setdefault(recording.client, {})[recording.task] = recording
        rows = [_clientRow(client, recorded[client.name]) for client in readClients().values()]
        heads = ["Client", "Understood by", "5 bytes of 100"]
        return [table(heads, rows, [50, 25, 25])]


def _clientRow(client: Client, recorded: dict[str, Recording]) -> Sequence[nodes.Node]:
    page = recorded["page"] if "page" in recorded else next(iter(recorded.values()))
    link = addnodes.pending_xref(
        "",
        nodes.inline("", client.title),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{FOLDER}{client.name}",
        refexplicit=True,
        refwarn=True,
    )
    short = recorded.get("short")
    noticed = "" if short is None else "not noticed" if short.status == 0 else "noticed"
    cells = [understoodBy(page), noticed]
    return nodes.paragraph("", "", link), *(nodes.paragraph("", text) for text in cells)


def understoodBy(recording: Recording) -> str:
    """
    Say which steps understand a recording.
    """
    if not recording.files or not bytesOf(recording.files[0]):
        return "none: says nothing"
    verdicts = readVerdicts()[recording.files[0]]
    steps = [step for step, how in enumerate(verdicts, 1) if how.startswith("understands")]
    return ranges(steps) if steps else "none"
