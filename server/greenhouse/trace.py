"""
How one request finds its way: C{--trace} prints it, step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from twisted.python.components import proxyForInterface
from twisted.python.failure import Failure
from twisted.web.resource import IResource
from twisted.web.server import NOT_DONE_YET, Request

from server.console import printable

Adapt = Callable[[IResource], IResource]
Say = Callable[[str], None]


def sayAloud(line: str) -> None:
    """
    Print one line of a trace. What a client sent cannot steer the terminal.
    """
    print(printable(line), flush=True)


def nameOf(thing: object) -> str:
    """
    Name an object by its class.
    """
    return type(thing).__name__


def path(segments: list[bytes]) -> str:
    """
    Write segments as they are, as Python does.
    """
    return "[" + ", ".join(map(repr, segments)) + "]"


class Trace:
    """
    Follows one request through the tree.
    """

    def __init__(self, request: Request, say: Say = sayAloud) -> None:
        self.request = request
        self.say = say

    def find(self, root: IResource, adapt: Adapt = lambda found: found) -> IResource:
        """
        Go from the root to the resource that answers, as Twisted does
        (L{twisted.web.resource.getChildForRequest}), and tell each step.

        @param adapt: puts another resource in the place of what was found.
        """
        request = self.request
        self.say(f"{nameOf(request.site)} has a {nameOf(request.channel)}")
        self.say(
            f"  {nameOf(request)}: {request.method!r} {request.uri!r} {request.clientproto!r}"
        )
        self.say(f"  prepath {path(prepath(request))}, postpath {path(postpath(request))}")
        resource = root
        while postpath(request) and not resource.isLeaf:
            resource = self.goDown(resource)
        resource = adapt(resource)
        why = "isLeaf" if resource.isLeaf else "postpath is empty"
        self.say(f"  {nameOf(resource)} answers: {why}")
        request.notifyFinish().addBoth(self.over)
        return cast(IResource, Traced(resource, self))

    def goDown(self, resource: IResource) -> IResource:
        """
        Move one segment from C{postpath} to C{prepath}.
        """
        segment = postpath(self.request).pop(0)
        prepath(self.request).append(segment)
        child = cast(IResource, resource.getChildWithDefault(segment, self.request))
        self.say(f"  {nameOf(resource)}.getChildWithDefault({segment!r}) -> {nameOf(child)}")
        before, behind = path(prepath(self.request)), path(postpath(self.request))
        self.say(f"    prepath {before}, postpath {behind}")
        return child

    def rendered(self, resource: IResource, result: object) -> None:
        """
        The resource has rendered itself.
        """
        later = "NOT_DONE_YET: it will write and finish later"
        what = later if result == NOT_DONE_YET else f"{len(cast(bytes, result))} bytes"
        method = self.request.method.decode("ascii", "replace")
        self.say(f"  {nameOf(resource)}.render, for {method} -> {what}")

    def over(self, result: object) -> None:
        """
        The response is complete, or the client has left.
        """
        if isinstance(result, Failure):
            self.say(f"  the client has left: {result.getErrorMessage()}")
        else:
            self.say(f"  finished: {self.request.code}, {self.request.sentLength} bytes")


def prepath(request: Request) -> list[bytes]:
    """
    The segments behind us.
    """
    return cast("list[bytes]", request.prepath)


def postpath(request: Request) -> list[bytes]:
    """
    The segments still to come.
    """
    return cast("list[bytes]", request.postpath)


class Traced(proxyForInterface(IResource)):  # type: ignore[misc]
    """
    A resource whose rendering is told.
    """

    def __init__(self, original: IResource, trace: Trace) -> None:
        super().__init__(original)
        self.trace = trace

    def render(self, request: Request) -> object:
        """
        Render, and tell what came of it.
        """
        result: object = self.original.render(request)
        self.trace.rendered(self.original, result)
        return result
