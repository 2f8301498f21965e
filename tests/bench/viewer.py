"""
A viewer: does what an open page of the inspector does, without a browser. It hears what has
happened, and asks again for the parts of the page that this concerns, and for those that lag
behind. C{python -m tests.bench.viewer LINK}.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from contextlib import suppress
from html import unescape
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from tests.support.process import PROGRAM_PATIENCE

#: Seconds until a part that lags behind is asked for again.
LATER = 0.2

PART = re.compile(r'data-part="([^"]*)"[^>]*data-connection="([^"]*)"')


class Viewer:
    """
    One page, of the first connection.
    """

    def __init__(self, link: str) -> None:
        place = urlsplit(link)
        self.address = place.netloc
        self.connection = HTTPConnection(self.address, timeout=PROGRAM_PATIENCE)
        self.fields: dict[str, str] = {}
        opened = self.ask(f"{place.path}?{place.query}")
        self.fields = {"Cookie": (opened or "").partition(";")[0]}
        self.text = ""

    def ask(self, path: str) -> str | None:
        """
        Ask for something.

        @return: the cookie that came back, if any.
        """
        self.connection.request("GET", path, headers=self.fields)
        response = self.connection.getresponse()
        self.text = response.read().decode()
        return response.getheader("Set-Cookie")

    def listen(self, told: SimpleQueue[set[str]]) -> None:
        """
        Hear what has happened, until the step ends.
        """
        connection = HTTPConnection(self.address)
        connection.request("GET", "/live", headers=self.fields)
        stream = connection.getresponse()
        told.put({"all"})  # from now on it hears
        with suppress(HTTPException, OSError):
            while line := stream.readline():
                if line.startswith(b"data: "):
                    numbers = json.loads(line.removeprefix(b"data: "))["connections"]
                    told.put({"all", *map(str, numbers)})

    def look(self, told: SimpleQueue[set[str]]) -> None:
        """
        Ask again for what has changed. Whatever comes while that is on its way is asked for once.
        """
        self.ask("/?connection=1")
        parts, behind = PART.findall(self.text), set[str]()
        while True:
            changed = set[str]()
            with suppress(Empty):
                changed = told.get(timeout=LATER if behind else None)
            while not told.empty():
                changed |= told.get()
            for path, concerned in parts:
                if concerned in changed or path in behind:
                    self.ask(unescape(path))
                    (behind.add if "data-behind" in self.text else behind.discard)(path)


def main(link: str) -> None:
    """
    Look until the step ends. It is the step that is measured, so whoever loads it goes first
    where both share a core.
    """
    os.nice(19)
    viewer, told = Viewer(link), SimpleQueue[set[str]]()
    threading.Thread(target=viewer.listen, args=[told], daemon=True).start()
    with suppress(HTTPException, OSError):
        viewer.look(told)


if __name__ == "__main__":
    main(sys.argv[1])
