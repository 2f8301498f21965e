"""
Clients that mean no harm, and write down what became of their requests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from math import inf
from threading import Event, Thread
from time import perf_counter
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode

from server.shutdown import ON_ITS_WAY
from tests.support.raw import ANSWER_TIMEOUT, HOST

#: How many ask at the same time.
CLIENTS = 4
#: What they may be told; 500 would be our mistake.
FINE = (200, 303, 502, 503, 504)
#: Seconds of silence after which a server that stops may close a connection: somewhat less
#: than it waits, because it counts from when it has sent, and we from when we have read.
SILENT = ON_ITS_WAY / 2

NOTHING: Mapping[str, str] = MappingProxyType({})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOKEN = re.compile(rb'name="token"[^>]* value="([0-9a-f]+)"|value="([0-9a-f]+)"[^>]* name="token"')


class Answer(NamedTuple):
    """
    A whole answer: its status, cookie and content.
    """

    status: int
    cookie: str
    content: bytes


class Client:
    """
    Asks on one connection as long as that lasts.

    @ivar statuses: how many answers had which status.
    @ivar cut: answers that broke off in the middle.
    @ivar unanswered: requests that were sent, and not answered.
    @ivar excused: those of them that a server which stops could not have read. The system
        has accepted the connection, and the server has not yet; or the client was silent
        for long, and asks at the moment in which its connection is closed. RFC 9112 section
        9.5: "A client, server, or proxy MAY close the transport connection at any time."
    @ivar refused: attempts to connect that came to nothing.
    @ivar longest: how long it waited for an answer, in seconds.
    """

    def __init__(self, port: int, number: int = 0) -> None:
        self.connection = HTTPConnection(HOST, port, timeout=ANSWER_TIMEOUT)
        self.number = number
        self.statuses: Counter[int] = Counter()
        self.cut = self.unanswered = self.excused = self.refused = 0
        self.answeredAt = -inf  # on this connection
        self.longest = 0.0

    def ask(
        self,
        path: str,
        method: str = "GET",
        content: str | None = None,
        fields: Mapping[str, str] = NOTHING,
    ) -> Answer | None:
        """
        Ask once.

        @return: the answer; L{None} when none came, or a part of one.
        """
        began = perf_counter()
        answer = self.attempt(path, method, content, fields)
        if answer is None:
            self.connection.close()
        else:
            self.statuses[answer.status] += 1
            self.answeredAt = perf_counter()
            self.longest = max(self.longest, self.answeredAt - began)
        return answer

    def attempt(
        self, path: str, method: str, content: str | None, fields: Mapping[str, str]
    ) -> Answer | None:
        """
        Ask, and count what goes wrong.
        """
        if self.connection.sock is None and not self.connect():
            return None
        silence = perf_counter() - self.answeredAt
        try:
            self.connection.request(method, path, content, dict(fields))
            response = self.connection.getresponse()
        except (OSError, HTTPException):
            self.unanswered += 1
            self.excused += silence > SILENT
            return None
        try:
            whole = response.read()
        except (OSError, HTTPException):
            self.cut += 1
            return None
        return Answer(response.status, response.getheader("Set-Cookie") or "", whole)

    def connect(self) -> bool:
        """
        Connect, and count it where that comes to nothing.
        """
        self.answeredAt = -inf
        try:
            self.connection.connect()
        except OSError:
            self.refused += 1
            return False
        return True

    def visit(self) -> bool:
        """
        Do what this client has come for.

        @return: whether that succeeded.
        """
        raise NotImplementedError

    @property
    def sent(self) -> int:
        """
        How many requests were sent.
        """
        return self.statuses.total() + self.cut + self.unanswered


class Reader(Client):
    """
    Asks for pages, one after the other.
    """

    def __init__(self, port: int, *paths: str) -> None:
        super().__init__(port)
        self.paths = cycle(paths)

    def visit(self) -> bool:
        """
        Ask for the next page.

        @return: whether it came with status 200.
        """
        answer = self.ask(next(self.paths))
        return answer is not None and answer.status == 200


class Gardener(Client):
    """
    Adds plants, and remembers which of them were acknowledged.

    @ivar acknowledged: the names of those.
    """

    def __init__(self, port: int, number: int = 0) -> None:
        super().__init__(port, number)
        self.acknowledged: list[str] = []
        self.cookie = self.token = ""
        self.count = 0

    def visit(self) -> bool:
        """
        Add one.

        @return: whether that was acknowledged.
        """
        if not self.token and not self.fetchForm():
            return False
        self.count += 1
        name = f"Plant {self.number}-{self.count}"
        typed = {"token": self.token, "plant_name": name, "plant_desc": "", "plant_rating": "3"}
        fields = FORM | {"Cookie": self.cookie}
        answer = self.ask("/plants/add_plant", "POST", urlencode(typed), fields)
        if answer is not None and answer.status == 303:
            self.acknowledged.append(name)
            return True
        if answer is not None and answer.status == 403:
            self.token = ""  # of a server that was, and is another now
        return False

    def fetchForm(self) -> bool:
        """
        Look at the form, whose token is needed.
        """
        answer = self.ask("/plants/get_add_form")
        match = answer and TOKEN.search(answer.content)
        if not answer or not match:
            return False
        self.cookie = answer.cookie.partition(";")[0]
        self.token = (match[1] or match[2]).decode()
        return True


def tally(clients: Sequence[Client], fine: Collection[int]) -> tuple[int, int]:
    """
    Count the requests of clients, and those that had an answer as it may be.
    """
    good = sum(client.statuses[status] for client in clients for status in fine)
    return sum(client.sent for client in clients), good


class Load:
    """
    Clients that ask all the time, each in a thread, from the beginning of a C{with} to
    its end.
    """

    def __init__(self, clients: Iterable[Client]) -> None:
        self.over = Event()
        self.threads = [Thread(target=self.repeat, args=[client]) for client in clients]

    def repeat(self, client: Client) -> None:
        """
        Be one of the clients. Whoever had no luck does not try again at once.
        """
        while not self.over.is_set():
            if not client.visit():
                self.over.wait(0.01)
        client.connection.close()

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *ending: object) -> None:
        self.stop()

    def stop(self) -> None:
        """
        Have them finish what they do.
        """
        self.over.set()
        for thread in self.threads:
            thread.join()
