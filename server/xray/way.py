"""
The way of one request through the tree of resources.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from twisted.web.resource import IResource, Resource

from server.xray.happenings import Path, Stop
from server.xray.shadow import Once, Shadow
from server.xray.teller import Teller
from server.xray.texts import nameOf, segmentsText, shown

#: Stops that are told; a path may have thousands of segments.
MOST_STOPS = 100


class Way:
    """
    Watches one stop after the other: as soon as a resource has given its child, the child
    is watched in its place.

    @ivar end: the last resource of the way.
    """

    def __init__(self, teller: Teller, request: Any, tellBefore: Callable[[], None]) -> None:
        """
        @param tellBefore: tells what is to be told before the way.
        """
        self._teller = teller
        self._tellBefore = tellBefore
        self._request = request
        self._shadow: Shadow | None = None
        self._stops = 0
        self.end: object = None

    def begin(self, root: object) -> None:
        """
        The way begins at the root.
        """
        self._watch(root)

    def _watch(self, resource: object) -> None:
        self.end, self._shadow = resource, None
        if self._stops < MOST_STOPS and hasattr(resource, "__dict__"):
            self._shadow = Once(resource, "getChildWithDefault", partial(self._stop, resource))

    def _stop(self, resource: object, original: Any, name: bytes, request: Any) -> IResource:
        """
        A resource is asked for a child, and gives it.
        """
        if self._stops == 0:
            self.tell()
        self._stops += 1
        child = cast(IResource, original(name, request))
        self._teller.tell(
            Stop,
            resource=nameOf(resource),
            segment=shown(name),
            child=nameOf(child),
            prepath=segmentsText(request.prepath),
            postpath=segmentsText(request.postpath),
        )
        self._watch(child)
        return child

    def tell(self) -> None:
        """
        Tell where the way begins. Twisted has moved the first segment already, if it has
        come to a stop.
        """
        self._tellBefore()
        segments = [*self._request.prepath, *self._request.postpath[:MOST_STOPS]]
        self._teller.tell(Path, prepath="[]", postpath=segmentsText(segments))

    def stop(self, resource: Any) -> str:
        """
        The way is over.

        @param resource: the one that is to answer.
        @return: why that one.
        """
        self.cancel()
        if self._stops == 0 and self._request.postpath is not None:
            self.tell()
        before, self.end = self.end, resource
        if resource is not before and self._stops == 0:
            return "no resource was asked for a child"
        if resource is not before and self._stops < MOST_STOPS:
            return f"it stands in for {nameOf(before)}"
        return "isLeaf" if getattr(resource, "isLeaf", False) else "postpath is empty"

    def cancel(self) -> None:
        """
        Watch nothing any more.
        """
        if self._shadow is not None:
            self._shadow.remove()


def rendererOf(resource: object, method: bytes) -> str:
    """
    Name the method that will answer: C{render_GET}, or C{render} where a resource has
    one of its own.
    """
    name = f"render_{method.decode('ascii', 'replace')}"
    isUsual = isinstance(resource, Resource) and type(resource).render is Resource.render
    return name if isUsual and name.isidentifier() and hasattr(resource, name) else "render"
