"""
A conversation as a transcript, like those in the walkthroughs: what the client types, and
what is printed.

Where the client sent nothing but lines that can be typed, it is a session of telnet.
Otherwise, and where an answer would be printed into the line that is typed next, it is
C{printf} and nc, with escapes for what cannot be printed.

What is printed shows a byte that is not text as an escape, C{\\xff}, as the tests' player does.
Control characters cannot be played, nor can what does not fit into a command line. The Date
of an answer is different each time: it is shown as C{…}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from server.http1 import EndOfMessage, NeedMore, RemoteProtocolError, RequestReader
from server.inspector.fileformats.record import Record
from server.wire import Direction

#: The port of the book.
PLACE = "127.0.0.1 8000"
CONNECTED = ("Trying 127.0.0.1...", "Connected to 127.0.0.1.", "Escape character is '^]'.")
CLOSED = "Connection closed by foreign host."
#: How many bytes of one line a terminal takes.
LONGEST = 1000
#: Lines that cannot be typed: in a transcript each means a key.
KEYS = ("^C", "^D", "^]")
#: How many bytes are printed at a time at most; what follows is C{…}.
MOST_PRINTED = 2**18
#: Seconds until nc ends, where the server does not close the connection.
IDLE = 2
#: What stands for any text and, alone on a line, for any number of lines.
ANY = "…"
VARIES = re.compile(r"^(Date|Last-Modified|ETag): .*", re.IGNORECASE)

#: What went in one direction, before something went in the other.
Turn = tuple[Direction, bytes]


def writeTranscript(record: Record, server: str = "") -> str:
    """
    Write a conversation as a transcript.

    @param server: the command of the server, such as C{python -m lessons.step3}: then the
        transcript begins with it.
    @return: the lines of a block, with a line end after each.
    """
    lines = [f"$ {server}", f"listening on {PLACE.replace(' ', ':')}", ANY, ""] if server else []
    turns = _turns(record)
    if _isTyped(record, turns):
        lines += [f"$ telnet {PLACE}", *CONNECTED, *_session(turns, record)]
    else:
        sent = b"".join(data for way, data in turns if way is Direction.ARRIVED)
        said = b"".join(data for way, data in turns if way is Direction.LEFT)
        lines += [_command(sent, record), *_printed(said)]
    return "".join(f"{line}\n" for line in lines)


def _turns(record: Record) -> Sequence[Turn]:
    turns: list[Turn] = []
    for piece in record.pieces:
        way, data = piece.chunk.direction, record.shownOf(piece)
        if not data:
            continue
        if turns and turns[-1][0] is way:
            turns[-1] = way, turns[-1][1] + data
        else:
            turns.append((way, data))
    return turns


def _isTyped(record: Record, turns: Sequence[Turn]) -> bool:
    """
    Tell whether a person could have typed it in telnet: it has whole lines only, and no
    answer comes before its turn.
    """
    sent = [data for way, data in turns if way is Direction.ARRIVED]
    said = [data for way, data in turns[:-1] if way is Direction.LEFT]
    isText = all(map(_areLines, sent)) and all(data.endswith(b"\n") for data in said)
    isFirst = not turns or turns[0][0] is Direction.ARRIVED
    return isText and isFirst and (_cameInLines(record) or _endTogether(sent))


def _areLines(data: bytes) -> bool:
    lines = data.split(b"\r\n")
    return not lines.pop() and all(map(_canBeTyped, lines))


def _canBeTyped(line: bytes) -> bool:
    if len(line) > LONGEST:
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return text.isprintable() and text not in KEYS and text == text.rstrip()


def _cameInLines(record: Record) -> bool:
    arrived = [it.chunk.data for it in record.pieces if it.chunk.direction is Direction.ARRIVED]
    return all(data.find(b"\n") == len(data) - 1 for data in arrived)


def _endTogether(sent: Sequence[bytes]) -> bool:
    """
    Tell whether no request ends before the last line of its turn: its answer would be
    printed among the lines that follow.
    """
    reader = RequestReader()
    isBroken = False
    for data in sent:
        lines = data.splitlines(keepends=True)
        for number, line in enumerate(lines, 1):
            reader.feed(line)
            isEnd, isBroken = _readRequests(reader)
            if (isEnd or isBroken) and number < len(lines):
                return False
    return True


def _readRequests(reader: RequestReader) -> tuple[bool, bool]:
    """
    @return: whether a request has ended, and whether a rule is broken.
    """
    isEnd = False
    try:
        while not isinstance(event := reader.nextEvent(), NeedMore):
            isEnd = isEnd or isinstance(event, EndOfMessage)
    except RemoteProtocolError:
        return isEnd, True
    return isEnd, False


def _session(turns: Sequence[Turn], record: Record) -> Iterator[str]:
    """
    What is typed and what is printed, in telnet.
    """
    last = ""
    for way, data in turns:
        if way is Direction.ARRIVED:
            for line in data.removesuffix(b"\r\n").decode().split("\r\n"):
                yield f"> {line}".rstrip()
            continue
        *lines, last = _printed(data, isCut=True)
        yield from lines
    if _isClosedByServer(record):
        yield last + CLOSED
    elif last:
        yield last


def _isClosedByServer(record: Record) -> bool:
    return record.closing is not None and record.closing.by == "server"


def _command(sent: bytes, record: Record) -> str:
    """
    Write what sends the same bytes. Shells agree on octal escapes, and on no others.
    """
    closes = "" if _isClosedByServer(record) else f"-w {IDLE} "
    return f"$ printf '{''.join(map(_escape, sent))}' | nc {closes}{PLACE}"


def _escape(byte: int) -> str:
    named = {0x0D: "\\r", 0x0A: "\\n", 0x5C: "\\\\", 0x25: "%%"}
    isPlain = 0x20 <= byte < 0x7F and byte != 0x27
    return named.get(byte) or (chr(byte) if isPlain else f"\\{byte:03o}")


def _printed(data: bytes, isCut: bool = False) -> list[str]:
    """
    Write the lines that a terminal shows.

    @param isCut: whether the last line has no end, and so is written even where it is
        empty.
    """
    if len(data) > MOST_PRINTED:
        return [*_printed(data[:MOST_PRINTED], isCut=True)[:-1], ANY, *([""] if isCut else [])]
    lines = data.decode("utf-8", "backslashreplace").split("\n")
    shown = [VARIES.sub(rf"\1: {ANY}", _visible(line.removesuffix("\r"))) for line in lines]
    return shown if isCut or shown[-1] else shown[:-1]


def _visible(line: str) -> str:
    return "".join(each if each.isprintable() else _hex(each) for each in line).rstrip()


def _hex(character: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
