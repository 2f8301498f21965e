"""
From a URL to a method.

A L{ResourceDispatcher} is a leaf of the tree: below it, no resource is looked
for. The first segment of the rest of the path names a method of an application, and that
method answers. The two variants differ in how they know the methods.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from inspect import isfunction
from typing import cast
from urllib.parse import quote

from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import tags

from server.pages import Answer, Layout, NotFound, problemAnswer, respond
from server.pages.problempage import MOST_CHARACTERS, shown
from server.redirects import redirectTo
from server.timeofday import timeOfDay

log = Logger()

Method = Callable[[Request], Awaitable[Answer]]

#: What the name of every method that a request may reach begins with.
PREFIX = "webrequest_"
#: What a request may be called: no underscore at the beginning, nothing beyond ASCII.
NAME = re.compile(rb"[A-Za-z][A-Za-z0-9_]{0,63}")

#: How much of a client's arguments is shown back to it.
MOST_ARGUMENTS = 20


class ResourceDispatcher(Resource):
    """
    Hands each request to the method that its path names.
    """

    isLeaf = True

    def __init__(self, layout: Layout, clock: IReactorTime, index: str = "index") -> None:
        """
        @param index: the name that an empty segment means.
        """
        super().__init__()
        self.layout = layout
        self.clock = clock
        self.index = index

    def findMethod(self, name: str) -> Method | None:
        """
        Find the method for a name.

        @return: L{None} when there is none.
        """
        raise NotImplementedError

    def render_GET(self, request: Request) -> int | bytes:
        """
        Answer, now or later, with what the method that the path names returns.
        """
        if not request.postpath:  # the slash is missing
            name = cast(list[bytes], request.prepath)[-1]
            return redirectTo(quote(name, safe="").encode() + b"/", request)
        return respond(request, self.layout, self.answer(request))

    render_POST = render_GET

    async def answer(self, request: Request) -> Answer:
        """
        Let the method answer. Where there is no method, say what was asked for.
        """
        method = self.methodFor(cast(list[bytes], request.postpath))
        path = shown(request.path)
        if method is None:
            log.debug("{path}: no method", path=path)
            return unknown(request, self.layout, self.clock)
        # What is wrapped may have no name (functools.partial has none).
        log.debug("{path}: {name}", path=path, name=getattr(method, "__name__", repr(method)))
        return await method(request)

    def methodFor(self, segments: list[bytes]) -> Method | None:
        """
        Find the method for what is left of the path: one segment, and no more.
        """
        segment = segments[0] or self.index.encode()
        if len(segments) > 1 or not NAME.fullmatch(segment):
            return None
        return self.findMethod(segment.decode("ascii"))


class TableDispatcher(ResourceDispatcher):
    """
    Knows the methods from a table: what is not in it cannot be reached.
    """

    def __init__(
        self,
        table: Mapping[str, Method],
        layout: Layout,
        clock: IReactorTime,
        index: str = "index",
    ) -> None:
        """
        @param table: the methods by their names in a URL.
        """
        super().__init__(layout, clock, index)
        self.table = dict(table)

    def findMethod(self, name: str) -> Method | None:
        """
        Look the name up in the table.
        """
        return self.table.get(name)


class PrefixDispatcher(ResourceDispatcher):
    """
    Knows the methods from the application's class: C{hello} in a URL is its
    method C{webrequest_hello}. What has no such prefix cannot be reached.
    """

    def __init__(
        self,
        application: object,
        layout: Layout,
        clock: IReactorTime,
        index: str = "index",
    ) -> None:
        """
        @param application: the object that has the methods.
        """
        super().__init__(layout, clock, index)
        self.application = application

    def findMethod(self, name: str) -> Method | None:
        """
        Look for the method in the application's own class. A class that it inherits from
        may have reasons of its own for a method of such a name.
        """
        found = vars(type(self.application)).get(PREFIX + name)
        return cast(Method, found.__get__(self.application)) if isfunction(found) else None


class UnknownRequest(Resource):
    """
    What is found where there is nothing.
    """

    isLeaf = True

    def __init__(self, layout: Layout, clock: IReactorTime) -> None:
        super().__init__()
        self.layout = layout
        self.clock = clock

    def render(self, request: Request) -> int:
        """
        Say that there is nothing, whatever the method.
        """
        answer = unknown(request, self.layout, self.clock)
        return respond(request, self.layout, succeed(answer))


def unknown(request: Request, layout: Layout, clock: IReactorTime) -> Answer:
    """
    Answer a request that leads nowhere: say what the server has understood of it, and
    when.
    """
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(timeOfDay(clock)))
    facts = [("Path", shown(request.path)), *shownArguments(request.args), ("Time", moment)]
    rows = [tags.tr(tags.th(name, scope="row"), tags.td(value)) for name, value in facts]
    problem = NotFound("Nothing here has this name.")
    return problemAnswer(layout, problem, request, tags.table(rows))


def shownArguments(arguments: Mapping[bytes, list[bytes]]) -> Iterator[tuple[str, str]]:
    """
    Make the arguments legible, as many as a page can bear.
    """
    for name in sorted(arguments)[:MOST_ARGUMENTS]:
        values = ", ".join(map(shown, arguments[name][:MOST_ARGUMENTS]))
        yield f"Argument {shown(name)}", values[:MOST_CHARACTERS]
    if not arguments:
        yield "Arguments", "none"
    if len(arguments) > MOST_ARGUMENTS:
        yield "Arguments", f"and {len(arguments) - MOST_ARGUMENTS} more"
