"""
Inspectors of conversations that are made up, and what a page shows of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

from twisted.internet.task import Clock
from twisted.web.template import Flattenable

from server.inspector import Inspector
from server.inspector.conversation.part import conversation
from server.inspector.view import View
from server.pages.flattener import flattenedText
from server.wire import Chunk, Direction
from tests.server.inspector.recorded import readAll

ARRIVED, LEFT = Direction.ARRIVED, Direction.LEFT
FIRST = View(connection=1)

Sent = tuple[Direction, bytes]


def inspectorThatSaw(
    sent: Iterable[Sent], step: int = 15, peer: str = "127.0.0.1:50000"
) -> Inspector:
    """
    Make an inspector that has seen one connection, with one piece each millisecond.
    """
    inspector = Inspector(Clock(), f"lessons.step{step}")
    inspector.recorder(Chunk(1, 0.0, Direction.OPENED, note=peer))
    for number, (direction, data) in enumerate(sent, 1):
        inspector.recorder(Chunk(1, number / 1000, direction, data))
    return inspector


def inspectorThatRead(*pieces: bytes, step: int = 15) -> Inspector:
    """
    Make an inspector that has seen what a client sent, and has read it.
    """
    inspector = inspectorThatSaw([(ARRIVED, piece) for piece in pieces], step)
    readAll(inspector)
    return inspector


def close(inspector: Inspector, by: str = "server") -> None:
    """
    Have one side close connection 1, nine seconds after it began.
    """
    inspector.recorder(Chunk(1, 9.0, Direction.CLOSED, by=by))


def page(content: Flattenable) -> Element:
    """
    Make the tree of what is on a page: nothing in it breaks out of its place.
    """
    return fromstring(f"<div>{flattenedText(content, None)}</div>")


def shown(inspector: Inspector, view: View = FIRST) -> Element:
    """
    Show a connection, all of which has been read.
    """
    readAll(inspector)
    return page(conversation(inspector, view))


def withClass(root: Element, name: str) -> list[Element]:
    """
    Find the elements of a class, in order.
    """
    return [each for each in root.iter() if name in each.get("class", "").split()]


def only(root: Element, name: str) -> Element:
    """
    Find the one element of a class.
    """
    (found,) = withClass(root, name)
    return found


def textOf(element: Element) -> str:
    """
    Read all that an element says.
    """
    return "".join(element.itertext())


def pieceNamed(root: Element, name: str) -> Element:
    """
    Find the element with an id.
    """
    return next(each for each in root.iter() if each.get("id") == name)


def decoded(text: str) -> bytes:
    """
    Turn what is shown as text back into bytes.
    """
    for sign, escape in (("'", "\\'"), ("␍", "\\r"), ("␊", "\\n"), ("␣", " ")):
        text = text.replace(sign, escape)
    found = ast.literal_eval(f"b'{text}'")
    assert isinstance(found, bytes)
    return found


def viewsOf(piece: Element) -> Sequence[bytes]:
    """
    Read the bytes of a piece in each of its three views.
    """
    chips = [textOf(chip[0]) for chip in withClass(piece, "chip")]
    texts = [textOf(each) for each in withClass(piece, "text")]
    numbers = [textOf(each) for each in withClass(piece, "hex")]
    return decoded("".join(chips)), decoded("".join(texts)), bytes.fromhex("".join(numbers))


def lookingAt(span: str) -> View:
    """
    @param span: which span's panel is open, as the page's address has it.
    """
    return replace(FIRST, span=span)
