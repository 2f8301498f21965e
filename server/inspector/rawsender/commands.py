"""
The same bytes as commands and as a program, to be copied: for nc, in Python, and for curl.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twisted.internet.address import IPv4Address, IPv6Address

from server.inspector.rawsender.checkedform import CheckedForm
from server.inspector.rawsender.curl import Unsayable, writeCurl
from server.inspector.rawsender.quoting import literals, printf
from server.inspector.rawsender.ways import cutUp
from server.wire.tap import describe

#: How many bytes are written in a command, and how many pieces.
MOST_WRITTEN, MOST_PIECES = 8192, 200
#: Seconds between two pieces, where no delay is asked for: without any, they could arrive
#: as one.
PAUSE = 0.1

Place = IPv4Address | IPv6Address


class Copy(NamedTuple):
    """
    One way to send the bytes.

    @ivar name: of the program.
    @ivar text: to be copied; empty where the program cannot send them.
    @ivar notes: what one should know about it, in sentences.
    """

    name: str
    text: str
    notes: Sequence[str]


def copies(checked: CheckedForm, place: Place) -> Iterator[Copy]:
    """
    Write the bytes in every way.
    """
    pieces = cutUp(checked.draft, checked.way)
    if len(checked.draft.data) > MOST_WRITTEN or len(pieces) > MOST_PIECES:
        note = f"Only {MOST_WRITTEN:,} bytes, in {MOST_PIECES} pieces, are written as a command."
        yield Copy("curl, nc, Python", "", [note])
    elif pieces:
        yield copyForCurl(checked, pieces, place)
        yield copyForNc(checked, pieces, place)
        yield copyForPython(checked, pieces, place)


def copyForCurl(checked: CheckedForm, pieces: Sequence[bytes], place: Place) -> Copy:
    """
    Write a command for curl, where curl can send the bytes.
    """
    host = describe(place).rpartition(":")[0]
    try:
        curl = writeCurl(checked.draft.data, host, place.port)
    except Unsayable as reason:
        return Copy("curl", "", [f"curl cannot send this: {reason}"])
    cut = ["It sends all at once."] if len(pieces) > 1 else []
    return Copy("curl", curl.command, [*curl.notes, *cut])


def copyForNc(checked: CheckedForm, pieces: Sequence[bytes], place: Place) -> Copy:
    """
    Write a command for a shell: printf prints, nc sends.
    """
    pause = f"; sleep {checked.delay or PAUSE:g}\n"
    printed = pause.join(map(printf, pieces))
    if len(pieces) > 1:
        printed = f"{{ {printed}; }}"
    option = "-N " if checked.ends else ""
    notes = ["-N is an option of OpenBSD's nc; others have -q 0."] if checked.ends else []
    notes.append("It ends when the server closes the connection, or with Ctrl-C.")
    return Copy("nc", f"{printed} | nc {option}{place.host} {place.port}", notes)


def copyForPython(checked: CheckedForm, pieces: Sequence[bytes], place: Place) -> Copy:
    """
    Write a program in Python, for its standard library alone, that sends the pieces.

    @param place: where the step listens.
    """
    sending = f"    time.sleep({checked.delay or PAUSE:g})\n".join(map(_sendall, pieces))
    ending = "    connection.shutdown(socket.SHUT_WR)\n" if checked.ends else ""
    text = PROGRAM.format(
        time="import time\n" if len(pieces) > 1 else "",
        host=place.host,
        port=place.port,
        sending=sending,
        ending=ending,
    )
    return Copy("Python", text, ["It waits for more until nothing has come for five seconds."])


def _sendall(piece: bytes) -> str:
    lines = "".join(f"        {literal}\n" for literal in literals(piece))
    return f"    connection.sendall(\n{lines}    )\n"


PROGRAM = """\
import socket
{time}
with socket.create_connection(("{host}", {port}), timeout=5) as connection:
{sending}{ending}    try:
        while piece := connection.recv(65536):
            print(piece.decode("latin-1"), end="")
    except TimeoutError:
        pass
"""
