"""
The transcripts in a walkthrough.

A transcript is a literal block of reStructuredText that begins with a shell
prompt. It shows one terminal::

    $ telnet 127.0.0.1 8000
    Trying 127.0.0.1...
    Connected to 127.0.0.1.
    Escape character is '^]'.
    > hello
    You said: hello

- C{$ } comes before a command for the shell. One that ends in a backslash goes on in the next
  line.
- C{> } comes before a line that you type into the running program, with Enter
  at its end; C{>} alone is Enter alone. C{^C}, C{^D} and C{^]} are the keys
  with Ctrl. After a prompt of the program that ends in C{: } or in C{telnet},
  the mark comes after the prompt: C{telnet> quit}. Python's own is C{>>> }.
- Every other line is what the program prints. C{…} within it stands for any
  text, C{…} alone for any number of lines. Blank lines at the end are not
  shown.

C{curl} reads no keyboard, and marks its own output with C{> }: there, every
line is output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from pathlib import Path

ELLIPSIS = "…"
TYPED = re.compile(r"(?P<prompt>telnet|>>|\S[^>]*: )?>( (?P<typed>.*))?")

#: Prompts that end in the mark itself.
WITH_MARK = ("telnet", ">>")


class Kind(Enum):
    """
    What one line of a transcript is.
    """

    TYPED = "typed"
    PRINTED = "printed"


@dataclass(frozen=True)
class Line:
    """
    One line below a command.

    @ivar number: the line in the file, from 1.
    @ivar text: what is typed, or what must be printed.
    @ivar prompt: what the program prints before it waits for a typed line.
    """

    number: int
    kind: Kind
    text: str
    prompt: str = ""


@dataclass
class Exchange:
    """
    One command and what follows it in its terminal.

    @ivar number: the command's line in the file, from 1.
    """

    path: Path
    number: int
    command: str
    lines: list[Line] = field(default_factory=list)

    @property
    def servesForever(self) -> bool:
        """
        Tell whether the command is a server, by what it says first.
        """
        return bool(self.lines) and self.lines[0].text.startswith("listening on ")


def readTranscripts(path: Path) -> list[Exchange]:
    """
    Read every transcript of one file, in order.

    @raise OSError: when the file cannot be read.
    """
    exchanges: list[Exchange] = []
    for block in literalBlocks(path.read_text(encoding="utf-8").splitlines()):
        if block[0][1].startswith("$ "):
            exchanges.extend(readBlock(path, block))
    return exchanges


NumberedLine = tuple[int, str]


def literalBlocks(lines: list[str]) -> Iterator[list[NumberedLine]]:
    """
    Find the literal blocks: what is indented below a paragraph that ends
    in C{::}.

    @return: each block's lines, without their common indentation, each with
        its number in the file.
    """
    position = 0
    while position < len(lines):
        opener = lines[position]
        position += 1
        if not opener.endswith("::") or opener.lstrip().startswith(".. "):
            continue
        block = list(_indentedBelow(lines, position, _indentation(opener)))
        position += len(block)
        if text := _strip(block):
            yield text


def _indentedBelow(lines: list[str], start: int, outer: int) -> Iterator[NumberedLine]:
    for index in range(start, len(lines)):
        if lines[index].strip() and _indentation(lines[index]) <= outer:
            return
        yield index + 1, lines[index]


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _strip(block: list[NumberedLine]) -> list[NumberedLine]:
    """
    Drop the blank lines around a block, and its common indentation.
    """
    while block and not block[0][1].strip():
        block = block[1:]
    while block and not block[-1][1].strip():
        block = block[:-1]
    margin = min((_indentation(text) for _, text in block if text.strip()), default=0)
    return [(number, text[margin:].rstrip()) for number, text in block]


def readBlock(path: Path, block: Iterable[NumberedLine]) -> list[Exchange]:
    """
    Read one transcript: one or more commands, each with its lines.
    """
    exchanges: list[Exchange] = []
    continues = False
    for number, text in block:
        if continues:
            exchanges[-1].command += " " + text.strip()
        elif text.startswith("$ "):
            exchanges.append(Exchange(path, number, text.removeprefix("$ ")))
        else:
            exchanges[-1].lines.append(readLine(number, text, exchanges[-1].command))
            continue
        continues = exchanges[-1].command.endswith("\\")
        exchanges[-1].command = exchanges[-1].command.rstrip("\\").rstrip()
    for exchange, _ in pairwise(exchanges):
        _dropTrailingBlank(exchange)
    return exchanges


def _dropTrailingBlank(exchange: Exchange) -> None:
    """
    A blank line before the next command is for the reader's eye.
    """
    last = exchange.lines[-1:]
    if last and last[0].kind is Kind.PRINTED and not last[0].text:
        exchange.lines.pop()


def readLine(number: int, text: str, command: str) -> Line:
    """
    Tell what is typed from what is printed.
    """
    match = TYPED.fullmatch(text)
    if match is None or command.startswith("curl "):
        return Line(number, Kind.PRINTED, text)
    prompt = match["prompt"] or ""
    if prompt in WITH_MARK:
        prompt += "> "
    return Line(number, Kind.TYPED, match["typed"] or "", prompt)


def matches(promised: str, printed: str) -> bool:
    """
    Tell whether a printed line is the promised one; C{…} is any text.
    """
    pattern = ".*".join(map(re.escape, promised.split(ELLIPSIS)))
    return re.fullmatch(pattern, printed.rstrip()) is not None
