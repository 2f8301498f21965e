"""
Bytes as a command that one can paste into a shell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Seconds between two bytes that are sent one by one, and the most bytes that are.
APART = 0.03
MOST_SPLIT = 400
#: A run of one character that is at least this long is made by the shell.
LONG = 60
REPEATED = re.compile(rb"([0-9A-Za-z])\1{%d,}" % (LONG - 1))

NAMED = {
    ord("\r"): r"\r",
    ord("\n"): r"\n",
    ord("\t"): r"\t",
    ord("\\"): r"\\",
    ord("%"): "%%",
    ord("'"): r"'\''",
}


def printf(data: bytes) -> str:
    """
    Write a C{printf} command that prints bytes.
    """
    form = "".join(map(_escape, data))
    if form.startswith("-"):  # which would begin an option
        form = f"\\{ord('-'):03o}{form[1:]}"
    return f"printf '{form}'"


def _escape(byte: int) -> str:
    """
    Write one byte for printf's format. POSIX knows octal escapes alone.
    """
    plain = chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"
    return NAMED.get(byte, plain)


def printing(data: bytes) -> str:
    """
    Write a command that prints bytes, long runs of a character included.
    """
    commands = []
    position = 0
    for run in REPEATED.finditer(data):
        if run.start() > position:
            commands.append(printf(data[position : run.start()]))
        length = run.end() - run.start()
        commands.append(f"head -c {length} /dev/zero | tr '\\0' {run[1].decode()}")
        position = run.end()
    if position < len(data) or not commands:
        commands.append(printf(data[position:]))
    return commands[0] if len(commands) == 1 else "{ " + "; ".join(commands) + "; }"


@dataclass(frozen=True)
class Step:
    """
    Bytes that are sent, or a wait.

    @ivar isSplit: whether the bytes are sent one by one.
    """

    data: bytes = b""
    seconds: float = 0.0
    isSplit: bool = False


def canPaste(pieces: Iterable[bytes]) -> bool:
    """
    Tell whether bytes can be sent one by one while somebody waits.
    """
    return all(len(data) <= MOST_SPLIT for data in pieces)


def sending(steps: Sequence[Step]) -> str:
    """
    Write a command that prints bytes, in pieces, with waits between them. Waits at the
    end are left out.
    """
    commands: list[str] = []
    waits = 0.0
    for step in steps:
        waits += step.seconds
        if step.data:
            commands += [f"sleep {waits:g}"] if waits else []
            commands.append(onePart(step))
            waits = 0.0
    if len(commands) == 1:
        return commands[0]
    return "{ " + "; ".join(commands) + "; }" if commands else "printf ''"


def onePart(step: Step) -> str:
    """
    Write the command for one piece.
    """
    if not step.isSplit:
        return printing(step.data)
    count = len(step.data)
    return f"{printing(step.data)} | for i in $(seq {count}); do head -c 1; sleep {APART:g}; done"


def netcatClient(steps: Sequence[Step], timeout: float, port: int = 8000) -> str:
    """
    Write a command that sends bytes and shows the answer. It ends when the server closes,
    or when the time is over. C{nc} is never told to end: with C{-q} it would close its own
    side after the last byte, and servers take that for a client that has left.

    @param timeout: seconds.
    """
    seconds = timeout + sum(APART * len(step.data) for step in steps if step.isSplit)
    return f"{sending(steps)} | timeout {seconds:.3g} nc 127.0.0.1 {port}"


def netcatServer(steps: Sequence[Step], closes: bool, port: int = 8000) -> str:
    """
    Write a command that is a server: it sends bytes to the first client, and shows what
    that sends. Every C{nc} knows these options.

    @param closes: whether it closes a second after the last byte.
    """
    option = "-q 1 " if closes else ""
    return f"{sending(steps)} | nc {option}-l -s 127.0.0.1 -p {port}"
