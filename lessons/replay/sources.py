"""
Where the bytes come from that are replayed: a file, a transcript, or the conformance table.

A file is a transcript where its first line is a command behind C{$ }, as in the walkthroughs.
Anything else is sent as it is. (A request could begin so, too: C{$} may be a method.)
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from lessons.book.transcript import Exchange, Kind, readBlock
from lessons.replay.sending import Sending
from server.conformance.table import CASES
from server.conformance.target import Target, addressed

#: The most bytes that are sent.
MOST = 2**20
#: The most that are sent byte by byte, each of them after a moment.
MOST_PIECES = 2**14

#: What ends a line that is typed into a program: telnet, and our own, send CR LF (RFC 854).
LINE_ENDS = {
    "telnet": b"\r\n",
    "python -m lessons.reactor.dataforward": b"\r\n",
    "nc": b"\n",
}
#: Keys after which nothing more is sent.
LAST_KEYS = ("^]", "^D")
RAW = "--raw sends the file as it is"


class BadSource(Exception):
    """
    There is nothing that can be sent. The text says why.
    """


def fromFile(name: str, data: bytes, isRaw: bool = False) -> Sending:
    """
    Read a file.

    @param name: its name, for a person.
    @param isRaw: whether it is sent as it is, whatever it looks like.
    @raise BadSource: when it is empty, too long, or a transcript that sends nothing.
    """
    if not data:
        raise BadSource(f"{name} is empty: there is nothing to send")
    if len(data) > MOST:
        raise BadSource(f"{name} is too long: {MOST:,} bytes can be sent")
    if isRaw or not looksLikeTranscript(data):
        return Sending(data, "as they are")
    return fromTranscript(name, data)


def looksLikeTranscript(data: bytes) -> bool:
    """
    Tell whether the first line that is not blank is a command behind C{$ }.
    """
    return re.match(rb"\s*\$ +\S", data) is not None


def fromTranscript(name: str, data: bytes) -> Sending:
    """
    Take what a client types out of a transcript; what is printed is left out.

    @raise BadSource: when it is not one client, or something else than lines is typed.
    """
    exchange = _findClient(name, data.decode("utf-8", "surrogateescape"))
    lines = []
    for line in exchange.lines:
        if line.kind is Kind.PRINTED:
            continue
        if line.text in LAST_KEYS or line.prompt:
            break
        if line.text == "^C":
            raise BadSource(f"{name}: what ^C sends is no line; {RAW}")
        lines.append(line.text.encode("utf-8", "surrogateescape"))
    if not lines:
        raise BadSource(f"{name} is a transcript in which nothing is typed; {RAW}")
    end = LINE_ENDS[_programOf(exchange)]
    ending = "CR LF" if end == b"\r\n" else "LF"
    count = f"{len(lines)} typed lines" if len(lines) > 1 else "one typed line"
    origin = f"the {count} of a transcript, each with {ending} behind it; {RAW}"
    return Sending(b"".join(line + end for line in lines), origin)


def _findClient(name: str, text: str) -> Exchange:
    """
    Find the one client in a transcript.
    """
    start = text.index("$ ")
    margin = start - (text.rfind("\n", 0, start) + 1)
    lines = (" " * margin + text[start:]).split("\n")
    block = [(number, _dedent(line, margin).rstrip()) for number, line in enumerate(lines, 1)]
    exchanges = readBlock(Path(name), block)
    clients = [one for one in exchanges if _programOf(one) in LINE_ENDS]
    known = ", ".join(LINE_ENDS)
    if not clients:
        command = exchanges[0].command
        raise BadSource(f"{name} begins like a transcript, of `{command}`, not of {known}; {RAW}")
    if len(clients) > 1:
        raise BadSource(f"{name} holds {len(clients)} sessions: replay takes one; {RAW}")
    return clients[0]


def _dedent(line: str, margin: int) -> str:
    """
    Take the indentation of the first line away, or what there is of it.
    """
    return line[margin:] if not line[:margin].strip() else line.lstrip()


def _programOf(exchange: Exchange) -> str:
    """
    The program of a command, without its arguments.
    """
    command = exchange.command
    return next((one for one in LINE_ENDS if f"{command} ".startswith(f"{one} ")), "")


def fromCase(name: str) -> Sending:
    """
    Take a ready request out of the conformance table.

    @raise BadSource: when there is none of that name.
    """
    cases = {case.name: case for case in CASES}
    if name not in cases:
        similar = get_close_matches(name, cases, 1)
        hint = f"did you mean {similar[0]}?" if similar else "--list names all"
        raise BadSource(f"there is no case {name!r}: {hint}")
    case = cases[name]
    origin = f"the case {name}: {case.rule} ({case.section}, {case.level.value})"
    # By the name that step 15 has here: it answers to no other.
    return Sending(addressed(case, Target("localhost", 0)).sent, origin, case.hangsUp)
