"""
Answers to the clients of the course, each a program of its own. What a server sends as content
is what they are asked for, and goes on as it is; what they say about it goes to a terminal.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

from lessons.clients.statuses import Exit
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.proxied import makeAnswer
from tests.badinput.terminal import steering
from tests.badinput.trial import Trial
from tests.support import warm
from tests.support.process import ROOT

CLIENTS = ["webcat", "webcat2", "webcat3", "webdownload", "updatecheck"]
#: Seconds until a client that does not end is a fault.
CLIENT_PATIENCE = 60.0
#: The highest of their statuses.
HIGHEST = max(Exit.REFUSED, Exit.PROTOCOL)


class ClientsTrial(Trial):
    """
    Answers to the clients of the course.
    """

    name = "clients"
    about = "answers of a server, to the clients"
    short = 3

    def start(self) -> None:
        """
        Listen, and answer every connection with C{data}, which an attempt sets.
        """
        self.data = b""
        self.listener = self.resources.enter_context(socket.create_server(("127.0.0.1", 0)))
        # So that nobody waits for the next connection at the end.
        self.resources.callback(self.listener.shutdown, socket.SHUT_RDWR)
        self.folder = self.resources.enter_context(tempfile.TemporaryDirectory())
        Thread(target=self.answer, daemon=True).start()

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Have a client ask, and answer it.
        """
        self.tried += 1
        self.data = makeAnswer(chance)
        port = self.listener.getsockname()[1]
        module = f"lessons.clients.{chance.choice(CLIENTS)}"
        try:
            done = warm.run(
                [sys.executable, "-m", module, f"http://127.0.0.1:{port}/{self.tried}"],
                cwd=self.folder,
                env={"PYTHONPATH": str(ROOT), "HOME": self.folder},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=CLIENT_PATIENCE,
            )
        except subprocess.TimeoutExpired:
            yield Fault(Kind.ANSWER, f"{module} is not over after {CLIENT_PATIENCE} s")
            return
        said = done.stderr.decode("utf-8", "replace")
        if not 0 <= done.returncode <= HIGHEST:
            yield Fault(Kind.ANSWER, f"{module}: the status {done.returncode}: {said[-500:]}")
        if "Traceback" in said or "Unhandled" in said:
            yield Fault(Kind.LOG, f"{module}: {said[-3000:]}")
        for found in steering(said):
            yield Fault(Kind.TERMINAL, f"{module}: {found}")

    def answer(self) -> None:
        """
        Take what is asked, answer, and close, until nobody listens any more.
        """
        while self.listener.fileno() >= 0:
            with suppress(OSError):
                connection, _ = self.listener.accept()
                with connection:
                    connection.settimeout(CLIENT_PATIENCE)
                    connection.recv(65536)
                    connection.sendall(self.data)
