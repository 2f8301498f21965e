"""
What the sender's form holds, as it was sent to us.
"""

from __future__ import annotations

from dataclasses import dataclass

from twisted.web.server import Request

from server.pages import BadRequest

#: How many characters of a short field are read.
SHORT = 40


@dataclass(frozen=True)
class SenderForm:
    """
    A form that was filled in.

    @ivar text: the bytes, in the notation of L{server.inspector.rawsender.notation}.
    @ivar way: the name of a way of sending.
    @ivar delay: milliseconds between two pieces.
    @ivar on: the number of the connection to go on with.
    @ivar ends: not empty where the connection is to be ended after that.
    @ivar button: the button that was pressed.
    @ivar corrects: the number of the connection on which the wrong request came that this
        corrects.
    @ivar problem: why nothing was sent.
    """

    text: str = ""
    way: str = ""
    delay: str = ""
    on: str = ""
    ends: str = ""
    button: str = ""
    corrects: str = ""
    problem: str = ""


def readSenderForm(request: Request) -> SenderForm:
    """
    Read the form in a request's content. A short field that is missing counts as empty.

    @raise BadRequest: when it is not that form.
    """
    if len(request.args.get(b"text", [])) != 1:
        raise BadRequest("This is not the form of the inspector's page.")

    def read(name: bytes) -> str:
        given: list[bytes] = request.args.get(name, [])
        return given[0].decode("utf-8", "replace") if len(given) == 1 else ""

    names = (b"way", b"delay", b"on", b"ends", b"button", b"corrects")
    short = (read(name)[:SHORT] for name in names)
    return SenderForm(read(b"text"), *short)
