"""
The way of one request through the tree of resources.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from twisted.web.resource import IResource

from server.xray.happenings import Path, Stop
from server.xray.shadow import Once, Shadow, tryTo
from server.xray.teller import Teller, harmless
from server.xray.texts import nameOf, segmentsText, shown

#: How many stops are told; a path may have thousands of segments.
MOST_STOPS = 100


class PathWatch:
    """
    Watches one stop after the other: as soon as a resource has given its child, the child
    is watched instead.

    @ivar request: whose way it is.
    @ivar end: the last resource of the way.
    """

    def __init__(self, teller: Teller, request: Any, tellBefore: Callable[[], None]) -> None:
        """
        @param tellBefore: tells what must be told before the way.
        """
        self._teller = teller
        self._tellBefore = tellBefore
        self.request = request
        self._shadow: Shadow | None = None
        self._stops = 0
        self.end: object = None

    def begin(self, root: object) -> None:
        """
        Watch the root, of which the first child will be asked for.
        """
        self._watch(root)

    def _watch(self, resource: object) -> None:
        self.end, self._shadow = resource, None
        if self._stops < MOST_STOPS:
            wrapper = partial(self._stop, resource)
            self._shadow = tryTo(lambda: Once(resource, "getChildWithDefault", wrapper))

    def _stop(self, resource: object, original: Any, name: bytes, request: Any) -> IResource:
        """
        A resource is asked for a child, and gives it.
        """
        if self._stops == 0:
            self.tell()
        self._stops += 1
        child = cast(IResource, original(name, request))
        self._tellStop(resource, name, child)
        self._watch(child)
        return child

    @harmless
    def _tellStop(self, resource: object, name: bytes, child: object) -> None:
        self._teller.tell(
            Stop,
            resource=nameOf(resource),
            segment=shown(name),
            child=nameOf(child),
            prepath=segmentsText(self.request.prepath),
            postpath=segmentsText(self.request.postpath),
        )

    @harmless
    def tell(self) -> None:
        """
        Tell where the way begins. If it has come to a stop, Twisted has already moved the
        first segment.
        """
        self._tellBefore()
        segments = [*self.request.prepath, *self.request.postpath[:MOST_STOPS]]
        self._teller.tell(Path, prepath="[]", postpath=segmentsText(segments))

    def stop(self, resource: Any) -> str:
        """
        The way is over.

        @param resource: the one that is to answer.
        @return: why that one.
        """
        self.cancel()
        if self._stops == 0 and self.request.postpath is not None:
            self.tell()
        before, self.end = self.end, resource
        if resource is not before and self._stops == 0:
            return "no resource was asked for a child"
        if resource is not before and self._stops < MOST_STOPS:
            return f"it stands in for {nameOf(before)}"
        return "isLeaf" if getattr(resource, "isLeaf", False) else "postpath is empty"

    def cancel(self) -> None:
        """
        Take the hook off the resource that is being watched, if any.
        """
        if self._shadow is not None:
            self._shadow.remove()
