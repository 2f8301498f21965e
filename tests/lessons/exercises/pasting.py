"""
Pastes what a message offers into a real shell, against the program that is wrong, started
as the message says.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from lessons.exercises.asking import ADVICE
from lessons.exercises.checks.clientconnection import ClientConnection
from lessons.exercises.checks.messagelayout import PASTE_HEADING, RUN_HEADING, TRY_HEADING
from tests.lessons.exercises.pasteoffers import Offer
from tests.support.process import ROOT, StepProcess, poll

#: Seconds until a paste has ended.
PASTE_PATIENCE = 120.0
#: The status of C{timeout} where it had to end the command.
LATE = 124
#: What differs from one run to the next.
CHANGING = [
    (re.compile(rb"(?m)^(Date|Last-Modified|Expires|ETag): .*?\r\n"), b""),
    (re.compile(rb"127\.0\.0\.1:\d+"), b"HOST"),
    (re.compile(rb"visitor=[0-9a-f]+"), b"COOKIE"),
    (re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), b"TIME"),
    (re.compile(rb"at 0x[0-9a-f]+"), b"at PLACE"),
]


def makeRoot(path: Path, step: str, source: str) -> Path:
    """
    Make a checkout with another file of exercises; the rest of it are links to ours.
    """
    exercises = path / "lessons" / "exercises"
    exercises.mkdir(parents=True)
    (path / "server").symlink_to(ROOT / "server")
    for folder in ROOT / "lessons", ROOT / "lessons" / "exercises":
        for one in folder.iterdir():
            if one.name not in ("exercises", "__pycache__", f"{step}.py"):
                (path / one.relative_to(ROOT)).symlink_to(one)
    (exercises / f"{step}.py").write_text(source, encoding="utf-8")
    return path


def freePort() -> int:
    """
    Find a port that nobody listens on.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def shell(command: str, root: Path, errors: int = subprocess.STDOUT) -> subprocess.Popen[bytes]:
    """
    Run a command as somebody who has pasted it.

    @param errors: where its error messages go.
    """
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.Popen(
        ["/bin/sh", "-c", command],
        cwd=root,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=errors,
        start_new_session=True,
    )


def normalised(data: bytes) -> bytes:
    """
    Leave out what differs from one run to the next.
    """
    for pattern, new in CHANGING:
        data = pattern.sub(new, data)
    return data


def complaintOf(offer: Offer, root: Path) -> str:
    """
    Paste what a message offers.

    @return: how what came differs from what the check has seen; empty where it does not.
    """
    try:
        if TRY_HEADING in offer.commands:
            return tryFunction(offer, root)
        return (
            tryClient(offer, root)
            if isinstance(offer.connection, ClientConnection)
            else tryServer(offer, root)
        )
    except (AssertionError, subprocess.TimeoutExpired) as error:
        return f"{offer.wrong.number} {offer.wrong.mistake}: {error}\n{offer.message}"


def tryServer(offer: Offer, root: Path) -> str:
    """
    Start the student's server as the message says, and paste what it offers.
    """
    assert offer.connection is not None
    _, _, module, *arguments = offer.commands[RUN_HEADING].split()
    lines = offer.commands[PASTE_HEADING].splitlines()
    with StepProcess(module, *arguments, root=root) as server:
        paste = offer.commands[PASTE_HEADING].replace(" 8000", f" {server.port}")
        # One nc writes an empty line there when it is ended.
        child = shell(paste, root, subprocess.DEVNULL)
        came, _ = child.communicate(timeout=PASTE_PATIENCE)
        with suppress(AssertionError):
            poll(lambda: offer.raised in server.out + server.err)
        said = server.out + server.err
    expected, got = normalised(offer.received), normalised(came)
    problems = []
    if got != expected and not (len(lines) > 1 and got.endswith(expected)):
        problems.append(f"came: {got!r}\nwas to come: {expected!r}")
    isOpen = child.returncode == LATE
    if offer.isPlain and len(lines) == 1 and isOpen != offer.connection.isOpen:
        problems.append(f"the server has {'not ' if isOpen else ''}closed")
    if offer.raised not in said:
        problems.append(f"the server does not tell of {offer.raised}: {said}")
    return "\n".join([offer.message, *problems]) if problems else ""


def tryClient(offer: Offer, root: Path) -> str:
    """
    Paste the server, and start the client: again, as long as nobody listens.
    """
    assert isinstance(offer.connection, ClientConnection)
    port = f"{freePort()}"
    server = shell(offer.commands[RUN_HEADING].replace("-p 8000", f"-p {port}"), root)
    said: list[bytes] = []

    def run() -> bool:
        command = "timeout 5 " + offer.commands[PASTE_HEADING].replace("8000", port)
        said.append(shell(command, root).communicate(timeout=PASTE_PATIENCE)[0])
        return ADVICE.encode() not in said[-1]

    with ExitStack() as stack:
        stack.callback(server.wait)
        stack.callback(server.kill)
        poll(run)
    outcome = offer.connection.outcomes[0] if offer.connection.outcomes else None
    expected = describeOutcome(outcome)
    if expected.encode() in said[-1] or (not expected and not said[-1]):
        return ""
    return f"{offer.wrong.number} {offer.wrong.mistake}\n{expected}\n{said[-1]!r}\n{offer.message}"


def describeOutcome(outcome: object) -> str:
    """
    What the client prints for such an outcome.
    """
    if outcome is None:
        return ""
    value = getattr(outcome, "value", None)
    return (
        f"all of it: {len(outcome):,} bytes"
        if isinstance(outcome, bytes)
        else type(value).__name__
    )


def tryFunction(offer: Offer, root: Path) -> str:
    """
    Paste the call of a function.
    """
    said = shell(offer.commands[TRY_HEADING], root).communicate(timeout=PASTE_PATIENCE)[0].decode()
    expected = offer.raised or str(offer.returned)
    if isinstance(offer.returned, Exception) and not offer.raised:
        expected = f"{type(offer.returned).__name__}: {offer.returned}"
    last = said.rstrip("\n").rpartition("\n")[2] if offer.raised else said.rstrip("\n")
    isSame = offer.raised in last if offer.raised else last.endswith(expected)
    return "" if isSame else f"{expected}\n{said}\n{offer.message}"
