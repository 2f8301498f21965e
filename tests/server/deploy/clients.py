"""
Those who look at plants, and those who add some, all the time.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from urllib.parse import urlencode

from tests.support.process import PATIENCE, poll
from tests.support.raw import HOST

HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
PATHS = ("/hello", "/plants/")


class Client(threading.Thread):
    """
    Asks again and again, until it is told to stop.

    @ivar isNew: whether each request has a connection of its own.
    @ivar failures: what went wrong, of all that it has asked.
    """

    def __init__(self, port: int, number: int, isNew: bool = False) -> None:
        super().__init__(daemon=True)
        self.number = number
        self.isNew = isNew
        self.isOver = threading.Event()
        self.count = 0
        self.failures: list[str] = []
        self.connection = HTTPConnection(HOST, port, timeout=PATIENCE)

    def run(self) -> None:
        """
        Ask until it is over.
        """
        while not self.isOver.wait(0.01):
            try:
                self.ask()
                self.count += 1
            except (OSError, HTTPException, AssertionError) as error:
                self.failures.append(f"{type(self).__name__} {self.number}: {error!r}")
                self.connection.close()
        self.connection.close()

    def ask(self) -> None:
        """
        Ask for a page.
        """
        self.send("GET", PATHS[self.count % len(PATHS)])

    def send(self, method: str, path: str, content: str | None = None) -> tuple[str, str]:
        """
        Make a request.

        @return: the first cookie that it sets, and the content.
        """
        fields = {"Content-Type": "application/x-www-form-urlencoded"} if content else {}
        if cookie := getattr(self, "cookie", None):
            fields["Cookie"] = cookie
        self.connection.request(method, path, content, fields)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        assert answer.status in (200, 303), f"{method} {path}: {answer.status} {page}"
        if self.isNew:
            self.connection.close()
        return (answer.getheader("Set-Cookie") or "").partition(";")[0], page


class Writer(Client):
    """
    Adds plants.

    @ivar names: those that were acknowledged.
    """

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, number)
        self.names: list[str] = []
        self.tried = 0
        self.cookie, page = self.send("GET", "/plants/get_add_form")
        self.hidden = dict(HIDDEN.findall(page))

    def ask(self) -> None:
        """
        Add one.
        """
        self.tried += 1
        name = f"plant {self.number}.{self.tried}"
        values = {"plant_name": name, "plant_desc": "", "plant_rating": "3"}
        self.send("POST", "/plants/add_plant", urlencode(self.hidden | values))
        self.names.append(name)


class Crowd:
    """
    Some of each kind, as long as a C{with} lasts.
    """

    def __init__(self, port: int) -> None:
        self.writers = [Writer(port, number) for number in range(2)]
        readers = [Client(port, number, isNew=number == 2) for number in range(3)]
        self.all: Sequence[Client] = [*self.writers, *readers]

    def __enter__(self) -> Crowd:
        for client in self.all:
            client.start()
        self.goOn()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for client in self.all:
            client.isOver.set()
        for client in self.all:
            client.join(PATIENCE)

    def goOn(self) -> None:
        """
        Wait until each has been answered some more times.
        """
        before = [client.count for client in self.all]
        poll(
            lambda: all(
                client.count >= then + 5 for then, client in zip(before, self.all, strict=True)
            )
        )

    def failures(self) -> list[str]:
        """
        Tell what went wrong, with anybody.
        """
        return [failure for client in self.all for failure in client.failures]

    def acknowledged(self) -> set[str]:
        """
        Name all plants that somebody was told are there.
        """
        return {name for writer in self.writers for name in writer.names}
