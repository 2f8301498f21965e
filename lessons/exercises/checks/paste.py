"""
Bytes as a command that one can paste into a shell.
"""

from __future__ import annotations

import re

#: A run of one character that is at least so long is made by the shell.
LONG = 60
RUN = re.compile(rb"([0-9A-Za-z])\1{%d,}" % (LONG - 1))

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
    for run in RUN.finditer(data):
        if run.start() > position:
            commands.append(printf(data[position : run.start()]))
        length = run.end() - run.start()
        commands.append(f"head -c {length} /dev/zero | tr '\\0' {run[1].decode()}")
        position = run.end()
    if position < len(data) or not commands:
        commands.append(printf(data[position:]))
    return commands[0] if len(commands) == 1 else "{ " + "; ".join(commands) + "; }"


def command(data: bytes, closes: bool = True, port: int = 8000) -> str:
    """
    Write a command that sends bytes and shows the answer.

    @param closes: whether the server closes behind its answer. Where it does
        not, C{-q 1} ends C{nc} one second after the last byte is sent.
    """
    if not data:
        return f"nc 127.0.0.1 {port}"
    option = "" if closes else "-q 1 "
    return f"{printing(data)} | nc {option}127.0.0.1 {port}"
