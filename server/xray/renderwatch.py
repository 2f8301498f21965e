"""
How a resource answers: which of its methods is called, and what that returns.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from twisted.web.error import UnsupportedMethod
from twisted.web.resource import Resource

from server.xray.happenings import Render, Rendered
from server.xray.pathwatch import PathWatch
from server.xray.shadow import Once, Shadow, tryTo
from server.xray.teller import Teller
from server.xray.texts import FIRST, nameOf, resultText, shown


class RenderWatch:
    """
    Watches the resource that answers a request, or one resource after the other.

    @ivar returned: the first bytes of what was returned, to be written later.
    """

    def __init__(self, teller: Teller, path: PathWatch) -> None:
        """
        @param path: how the request has come to its resource.
        """
        self._teller = teller
        self._path = path
        self.returned = b""

    def render(self, original: Callable[[Any], None], resource: Any) -> None:
        """
        A resource is to answer: tell which of its methods will, and watch that one.

        @param original: what is called in place of this where nobody watches.
        """
        method = rendererOf(resource, self._path.request.method)
        why = self._path.stop(resource)
        self._teller.tell(Render, resource=nameOf(resource), method=method, why=why)
        wrapper = partial(self._call, resource, method)
        shadow: Shadow | None = tryTo(lambda: Once(resource, method, wrapper))
        try:
            original(resource)
        finally:
            if shadow is not None:
                shadow.remove()

    def _call(self, resource: Any, method: str, original: Any, request: Any) -> object:
        """
        Call the method of the resource, and tell what it has returned and how long that took.
        """
        began = self._teller.seconds()
        returned = ""
        try:
            result: object = original(request)
            returned = resultText(result)
            if isinstance(result, bytes):
                self.returned = result[:FIRST]
            return result
        except UnsupportedMethod:
            returned = f"it has no render_{shown(request.method, 20)}: UnsupportedMethod"
            raise
        except Exception as error:
            returned = f"{nameOf(error)} was raised"
            raise
        finally:
            lasted = self._teller.seconds() - began
            facts = {"resource": nameOf(resource), "method": method, "returned": returned}
            self._teller.tell(Rendered, lasted=lasted, **facts)


def rendererOf(resource: object, method: bytes) -> str:
    """
    Name the method that will answer: C{render_GET}, or C{render} where a resource has
    one of its own.
    """
    name = f"render_{method.decode('ascii', 'replace')}"
    isUsual = isinstance(resource, Resource) and type(resource).render is Resource.render
    return name if isUsual and name.isidentifier() and hasattr(resource, name) else "render"
