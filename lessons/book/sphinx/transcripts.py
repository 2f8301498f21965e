"""
The look of a transcript: what you type, what is printed, bytes on the wire, what varies.

The marks before what is typed are drawn, but are not part of the text that is copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessons.book.sphinx.languages import say
from lessons.book.transcript import ELLIPSIS, Kind, readLine
from lessons.replay.sources import BadSource, fromFile
from server.drafts import MOST_DRAFT, encodeDraft

#: A row of C{--wire}, or of one that goes on in the next line.
WIRE = re.compile(r"#\d+ .* s  (?P<arrow>->|<-) ")
GOES_ON = re.compile(r" {12,}")


class transcript(nodes.General, nodes.FixedTextElement):  # as docutils names nodes
    """
    A transcript: what happens in one terminal.
    """


class FindTranscripts(SphinxPostTransform):
    """
    Turns the literal blocks that begin with a prompt into transcripts.
    """

    default_priority = 100
    formats = ("html",)

    def run(self, **options: object) -> None:
        """
        Put them in place of the blocks.
        """
        for block in list(self.document.findall(nodes.literal_block)):
            if block.astext().startswith("$ "):
                block.replace_self(transcript(block.astext(), block.astext()))


def visitTranscript(translator: Any, node: transcript) -> None:
    """
    Write a transcript in HTML, with links that bring what it sends into the inspector.
    """
    translator.body.append('<div class="transcript"><pre>')
    translator.body.append("\n".join(rows(node.astext())))
    translator.body.append(f"</pre>{linksTo(sent(node.astext()))}</div>\n")
    raise nodes.SkipNode


def sent(text: str) -> list[bytes]:
    """
    Find what the clients in a transcript send: those of which every byte is typed, or is in the
    command.
    """
    commands = re.split(r"^(?=\$ )", text, flags=re.MULTILINE)
    return [data for command in commands if command for data in sentBy(command)]


def sentBy(command: str) -> Iterator[bytes]:
    """
    Find what one client sends, if it is such a client, and if it fits into a link.
    """
    with suppress(BadSource):
        data = fromFile("transcript", command.encode()).data
        if len(data) <= MOST_DRAFT:
            yield data


def linksTo(requests: list[bytes]) -> str:
    """
    Write the links that lead into the inspector of the server that serves the book, each
    with some bytes.
    """
    if not requests:
        return ""
    isOne = len(requests) == 1
    one, several = (
        say("See these bytes in the inspector"),
        say("See these bytes in the inspector:"),
    )
    names = [one] if isOne else map(str, range(1, len(requests) + 1))
    links = [
        f'<a href="/inspector?draft={encodeDraft(data)}#send">{name}</a>'
        for name, data in zip(names, requests, strict=True)
    ]
    before = "" if isOne else f"{several} "
    return f'<p class="bytes">{before}{" ".join(links)}</p>'


def rows(text: str) -> list[str]:
    """
    Write each line of a transcript.
    """
    written, command, goesOn, wire = [], "", False, ""
    for line in text.split("\n"):
        if line.startswith("$ ") or goesOn:
            command = line.removeprefix("$ ") if line.startswith("$ ") else command
            written.append(commandRow(line))
            goesOn, wire = line.endswith("\\"), ""
            continue
        match = WIRE.match(line)
        if match:
            wire = "arrived" if match["arrow"] == "->" else "left"
        elif not GOES_ON.match(line):
            wire = ""
        written.append(wireRow(line, wire) if wire else plainRow(line, command))
    return written


def commandRow(line: str) -> str:
    """
    Write a command for the shell, or the next line of one.
    """
    if not line.startswith("$ "):
        return f'<span class="command">{escape(line)}</span>'
    return f'<span class="command">{prompt("$ ")}{escape(line[2:])}</span>'


def prompt(text: str) -> str:
    """
    Write a mark that no one copies.
    """
    return f'<span class="prompt">{escape(text)}</span>'


def wireRow(line: str, kind: str) -> str:
    """
    Write a line of bytes on the wire; C{kind} says which way they went.
    """
    return f'<span class="wire {kind}">{varied(line)}</span>'


def plainRow(line: str, command: str) -> str:
    """
    Write what is typed, or printed.
    """
    read = readLine(0, line, command)
    if read.kind is Kind.PRINTED:
        return f'<span class="printed">{varied(line)}</span>'
    typed = f'<span class="typed">{escape(read.text)}</span>'
    if read.prompt.endswith("> "):
        return prompt(read.prompt) + typed
    mark = line.removeprefix(read.prompt).removesuffix(read.text) if read.text else line
    return varied(read.prompt) + prompt(mark) + typed


def varied(text: str) -> str:
    """
    Write a line with what varies in it.
    """
    varies = say("this varies")
    mark = f'<span class="varies" title="{varies}">{ELLIPSIS}</span>'
    return escape(text).replace(ELLIPSIS, mark)
