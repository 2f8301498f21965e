"""
Those who look at plants, and those who add some, all the time.
"""

from __future__ import annotations

import re
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.server.processes.support import Visitor, Visitors
from tests.support.process import PROGRAM_PATIENCE
from tests.support.raw import HOST

HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
PATHS = ("/hello", "/plants/")


class Reader(Visitor):
    """
    Looks at one page after the other.
    """

    cookie = ""

    def ask(self, connection: HTTPConnection) -> None:
        """
        Ask for the next page, on a connection that may be lost meanwhile.
        """
        self.send(connection, "GET", PATHS[self.answers % len(PATHS)])
        self.answers += 1

    def send(
        self, connection: HTTPConnection, method: str, path: str, content: str | None = None
    ) -> str:
        """
        Make a request.

        @return: the content of the answer, which is kept in mind where it is an error.
        """
        fields = {"Content-Type": "application/x-www-form-urlencoded"} if content else {}
        connection.request(method, path, content, {**fields, "Cookie": self.cookie})
        answer = connection.getresponse()
        page = answer.read().decode()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        if answer.status not in (200, 303):
            raise ConnectionError(f"{method} {path}: {answer.status} {page}")
        if self.isNew:
            connection.close()
        return page


class Writer(Reader):
    """
    Adds plants.

    @ivar names: those that were acknowledged.
    """

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, isNew=False)
        self.number = number
        self.names: list[str] = []
        self.tried = 0
        connection = HTTPConnection(HOST, port, timeout=PROGRAM_PATIENCE)
        page = self.send(connection, "GET", "/plants/get_add_form")
        connection.close()
        self.hidden = dict(HIDDEN.findall(page))
        self.browser = self.cookie

    def ask(self, connection: HTTPConnection) -> None:
        """
        Add one, by the form that was shown in the beginning.
        """
        self.tried += 1
        self.cookie = self.browser
        name = f"plant {self.number}.{self.tried}"
        values = {"plant_name": name, "plant_desc": "", "plant_rating": "3"}
        self.send(connection, "POST", "/plants/add_plant", urlencode(self.hidden | values))
        self.names.append(name)
        self.answers += 1


class Crowd(Visitors):
    """
    Some of each kind, as long as a C{with} lasts.
    """

    def __init__(self, port: int) -> None:
        self.writers = [Writer(port, number) for number in range(2)]
        self.all = [*self.writers, *(Reader(port, isNew) for isNew in (False, False, True))]

    def acknowledged(self) -> set[str]:
        """
        Name all plants that somebody was told are there.
        """
        return {name for writer in self.writers for name in writer.names}
