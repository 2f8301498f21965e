"""
A refusal, on a page in the inspector's own look: what was wrong, and what somebody has typed,
as far as it is still there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from twisted.web.server import Request
from twisted.web.template import Flattenable, tags

from server.channel.forms import Arguments, parsePairs, readForm
from server.http1 import Limits
from server.inspector.rawsender.notation import MOST_TYPED
from server.linked.site import Refused
from server.problem import BrokenForm

#: An address may hold a draft, and is sent in the field Referer as well. A form may hold a
#: file that is imported (server/inspector/exporting/importreader.py).
LIMITS = Limits(requestLine=2**14, fieldLine=2**14, content=2**22)


class RefusedWithTyped(Refused):
    """
    A refusal that gives back what was typed.
    """

    def facts(self, request: Request) -> list[Flattenable]:
        """
        List what is said besides the problem.
        """
        return [*super().facts(request), *_typed(request)]


def _typed(request: Request) -> Iterator[Flattenable]:
    """
    Show what was typed into the sender's form. It goes back only to the one who has sent it.
    """
    if request.method != b"POST" or isinstance(request.args, BrokenForm):
        return
    given: list[bytes] = request.args.get(b"text", [])
    if len(given) == 1 and given[0]:
        text = given[0].decode("utf-8", "replace")[:MOST_TYPED]
        yield tags.label("Nothing was sent. You had typed:", for_="typed")
        yield tags.textarea("\n" + text, id="typed", rows="8", readonly="readonly")


def readAgain(request: Request) -> None:
    """
    Read the arguments of a request once more, if they could not be read: for whoever may
    look here, a form that is encoded as in a URL may be as long as one of the other kind.
    That encoding makes more than a MiB out of 64 KiB where each byte is written as an
    escape.

    @raise FormError: when it is not well-formed.
    """
    if not isinstance(request.args, BrokenForm):
        return
    content: Any = request.content
    content.seek(0)
    query = request.uri.partition(b"?")[2]
    arguments: Arguments = parsePairs(query)
    kind = request.getHeader(b"Content-Type") or b""
    arguments.update(readForm(kind, content, LIMITS.content))
    request.args = arguments
