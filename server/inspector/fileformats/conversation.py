"""
A transcript, read as a conversation.

What is typed has arrived, each line in a piece of its own: with CR LF after it, as telnet
sends it, or LF, as nc does. What is printed has left. In a terminal, CR LF and LF look alike:
the lines of a head are taken to end with CR LF, and those after it with LF; where there is no
head, all end with CR LF, as in step 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from server.inspector.fileformats.errors import BadImport
from server.inspector.fileformats.transcript import CLOSED, CONNECTED
from server.wire import Chunk, Direction

__all__ = ["BadImport", "arrived", "readTranscript"]

#: The most characters of a transcript.
MOST_TRANSCRIPT = 2**21
#: What ends a line that is typed into a program: RFC 854 has telnet send CR LF.
LINE_ENDS = {
    "telnet": b"\r\n",
    "python -m lessons.reactor.dataforward": b"\r\n",
    "nc": b"\n",
}
TYPED = re.compile(r"> ?(.*)")
PROMPT = "telnet> "
#: Keys after which nothing more is sent.
LAST_KEYS = ("^]", "^D")
PRINTF = re.compile(r"printf '((?:[^'\\]|\\.)*)' *\| *nc .*")
ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)|%(.?)", re.DOTALL)
NAMED = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\", "0": "\0"}
SHOWN = re.compile(rb"\\x([0-9a-f]{2})")
STATUS_LINE = re.compile(rb"HTTP/1\.\d \d{3}")


@dataclass
class Session:
    """
    One command of a transcript, and the lines below it.
    """

    command: str
    lines: list[str] = field(default_factory=list)

    @property
    def program(self) -> str:
        """
        The client that it runs; empty where it runs something else.
        """
        if PRINTF.fullmatch(self.command):
            return "printf"
        names = (name for name in LINE_ENDS if f"{self.command} ".startswith(f"{name} "))
        return next(names, "")


def readTranscript(text: str) -> Sequence[Chunk]:
    """
    Read a transcript of one client.

    @raise BadImport: when it is not one, or something other than lines is typed.
    """
    session = _findClient(text)
    chunks = [Chunk(1, 0.0, Direction.OPENED, note="client 1")]
    for way, data in _happened(session):
        last = chunks[-1]
        if way is Direction.LEFT and last.direction is way:
            chunks[-1] = last._replace(data=last.data + data)
        else:
            chunks.append(Chunk(1, 0.0, way, data))
    if all(chunk.direction is not Direction.ARRIVED for chunk in chunks):
        raise BadImport("it is a transcript in which nothing is typed")
    return [*_withHeads(chunks), *_ending(session)]


def arrived(chunks: Sequence[Chunk]) -> bytes:
    """
    All bytes that the client has sent, joined.
    """
    return b"".join(chunk.data for chunk in chunks if chunk.direction is Direction.ARRIVED)


def _findClient(text: str) -> Session:
    if len(text) > MOST_TRANSCRIPT:
        raise BadImport(
            f"it is too long: at most {MOST_TRANSCRIPT:,} characters of a transcript are read"
        )
    sessions = list(_sessions(text))
    clients = [each for each in sessions if each.program]
    known = ", ".join(LINE_ENDS)
    if not sessions:
        raise BadImport(f"it is not a transcript: no line begins with `$ ` and one of {known}")
    if not clients:
        raise BadImport(f"it is a transcript of `{sessions[0].command}`, not of {known}")
    if len(clients) > 1:
        raise BadImport(f"it holds {len(clients)} sessions, but there should be one")
    return clients[0]


def _sessions(text: str) -> Iterator[Session]:
    """
    Find the commands, with the indentation of the first taken away.
    """
    session: Session | None = None
    margin, goesOn = "", False
    for whole in text.split("\n"):
        if session is None:
            margin = whole[: len(whole) - len(whole.lstrip())]
        line = whole.removeprefix(margin).rstrip()
        if session and goesOn:
            session.command += " " + line.strip()
        elif line.startswith("$ "):
            if session:
                yield session
            session = Session(line.removeprefix("$ "))
        elif session:
            session.lines.append(line)
            continue
        if session:
            goesOn = session.command.endswith("\\")
            session.command = session.command.rstrip("\\").rstrip()
    if session:
        yield session


def _happened(session: Session) -> Iterator[tuple[Direction, bytes]]:
    if session.program == "printf":
        yield Direction.ARRIVED, _readPrintf(session.command)
    end = LINE_ENDS.get(session.program)
    for line in _trimmed(session.lines):
        match = TYPED.fullmatch(line) if end else None
        if line in CONNECTED or line.endswith(CLOSED):
            if rest := line.removesuffix(CLOSED) if line.endswith(CLOSED) else "":
                yield Direction.LEFT, _readShown(rest)
        elif line.startswith(PROMPT) or (match and match[1] in LAST_KEYS):
            return
        elif match and match[1] == "^C":
            raise BadImport("what ^C sends is not a line")
        elif match and end:
            yield Direction.ARRIVED, match[1].encode("utf-8", "surrogateescape") + end
        else:
            yield Direction.LEFT, _readShown(line) + b"\n"


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    """
    Leave out the empty lines at the end.
    """
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]


def _readShown(line: str) -> bytes:
    data = line.encode("utf-8", "surrogateescape")
    return SHOWN.sub(lambda match: bytes([int(match[1], 16)]), data)


def _readPrintf(command: str) -> bytes:
    """
    Read what C{printf} writes (POSIX, section "Extended Description" of its page).
    """
    match = PRINTF.fullmatch(command)
    text = match[1].encode("utf-8", "surrogateescape") if match else b""
    return ESCAPE.sub(_unescape, text.decode("latin-1")).encode("latin-1")


def _unescape(match: re.Match[str]) -> str:
    escape, percent = match[1], match[2]
    if escape is None:
        if percent != "%":
            raise BadImport(f"what `%{percent}` in its printf stands for is not known here")
        return "%"
    if escape[0] in "01234567":
        return chr(int(escape, 8) & 0xFF)
    if escape[0] == "x" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    if escape not in NAMED:
        raise BadImport(f"what `\\{escape}` in its printf stands for is not known here")
    return NAMED[escape]


def _withHeads(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    isHTTP = any(STATUS_LINE.match(each.data) for each in chunks)
    end = _endHeads if isHTTP else _endLines
    for chunk in chunks:
        isOutput = chunk.direction is Direction.LEFT
        yield chunk._replace(data=end(chunk.data)) if isOutput else chunk


def _endHeads(data: bytes) -> bytes:
    """
    End the lines of heads with CR LF.
    """
    written, isHead = [], False
    for line in data.splitlines(keepends=True):
        isHead = isHead or STATUS_LINE.match(line) is not None
        written.append(_endLines(line) if isHead else line)
        isHead = isHead and line != b"\n"
    return b"".join(written)


def _endLines(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _ending(session: Session) -> Iterator[Chunk]:
    if any(line.endswith(CLOSED) for line in session.lines):
        yield Chunk(1, 0.0, Direction.CLOSED, by="server")
