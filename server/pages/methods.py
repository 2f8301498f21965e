"""
What is answered where a resource has no answer to a method: in one place, for a whole
site.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from twisted.internet.defer import fail
from twisted.web.error import UnsupportedMethod
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.console import printable
from server.pages.answers import respond
from server.pages.layout import Layout
from server.pages.problems import MethodNotAllowed
from server.problem import Problem
from server.semantics import KNOWN


class MethodUnknown(Problem):
    """
    The server does not know the method (RFC 9110 section 15.6.2).
    """

    status = 501


class Refusing(Resource):
    """
    Answers where a resource does not know the method.
    """

    def __init__(self, layout: Layout, unsupported: UnsupportedMethod) -> None:
        """
        @param unsupported: what the resource has raised.
        """
        super().__init__()
        self.layout = layout
        self.allowed = withOptions(unsupported.allowedMethods)

    def render(self, request: Request) -> bytes | int:
        """
        Answer OPTIONS with the methods that there are, and every other one with 405 or 501.
        """
        if request.method == b"OPTIONS":
            return tellOptions(request, self.allowed)
        return respond(request, self.layout, fail(refusal(request.method, self.allowed)))


def withOptions(allowed: Sequence[bytes]) -> list[bytes]:
    """
    Add OPTIONS, which every resource allows, and put the methods in our order.
    """
    order = {method: place for place, method in enumerate(KNOWN)}
    return sorted({*allowed, b"OPTIONS"}, key=lambda method: order.get(method, len(order)))


def tellOptions(request: Request, allowed: Sequence[bytes]) -> bytes:
    """
    Say which methods a resource allows (RFC 9110 section 9.3.7).
    """
    request.setHeader(b"Allow", b", ".join(allowed))
    return b""


def refusal(method: bytes, allowed: Sequence[bytes], known: Collection[bytes] = KNOWN) -> Problem:
    """
    Say why a method gets no answer.

    RFC 9110 section 15.5.6: "The origin server MUST generate an Allow header field in a
    405 response containing a list of the target resource's currently supported
    methods." Section 9.1: an unrecognized method should get 501, a known one 405.

    @param allowed: the methods that the resource has.
    @param known: the methods that the server knows.
    """
    name = printable(method.decode("ascii", "replace"))
    if method not in known:
        return MethodUnknown(f"This server does not know the method {name}.")
    names = [each.decode("ascii") for each in allowed]
    return MethodNotAllowed(f"{name} does not work here; {', '.join(names)} do.", *names)
