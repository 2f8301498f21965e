"""
What an arrow says: the first meaning of a piece, in a few words.
"""

from __future__ import annotations

from typing import NamedTuple

from server.escapes import visible
from server.http1 import Request, Response
from server.inspector.outline import Message, Outline, Stream
from server.semantics.secrets import maskedURL
from server.wire import Direction

#: How many bytes of a piece are looked at, and how many messages are named.
BYTES, NAMES = 60, 3
NAMED = {Direction.ARRIVED: "request", Direction.LEFT: "answer"}


class Label(NamedTuple):
    """
    What is said of a piece.

    @ivar words: what it is.
    @ivar note: of which message; empty where it is of none.
    @ivar messages: those that it has some bytes of.
    """

    words: str
    note: str = ""
    messages: tuple[Message, ...] = ()

    @property
    def numbers(self) -> set[int]:
        """
        The numbers of the messages that it has some bytes of.
        """
        return {each.number for each in self.messages}

    @property
    def isWrong(self) -> bool:
        """
        Whether one of the messages is an error.
        """
        heads = [each.head for each in self.messages]
        return any(isinstance(head, Response) and head.status >= 400 for head in heads)


class Labels:
    """
    Says what the pieces of a conversation are.
    """

    def __init__(self, outline: Outline, step: int, showsSecrets: bool) -> None:
        """
        @param step: the number of the step: the first one does not know HTTP.
        """
        self._outline = outline
        self._isHttp = step != 1 and outline.isWhole
        self._showsSecrets = showsSecrets

    def of(self, direction: Direction, data: bytes, start: int) -> Label:
        """
        Say what a piece is.

        @param start: the offset of its first byte.
        """
        stream, end = self._outline.streams[direction], start + len(data)
        if not self._isHttp or end > stream.explainer.unread:
            return Label(self._text(direction, data, start))
        messages = stream.within(start, end)
        new = [each for each in messages if each.head.start >= start]
        if end > stream.explainer.unfinished and not new:
            return Label("a part of a head")
        if not messages:
            return Label(self._text(direction, data, start))
        words = self._names(new) if new else _continued(messages[0], start, end)
        isNumbered = self._outline.isFromStart
        note = _note(stream, NAMED[direction] if isNumbered else "", messages, end)
        return Label(words, note, tuple(messages))

    def _names(self, messages: list[Message]) -> str:
        names = [self._name(each) for each in messages[:NAMES]]
        more = len(messages) - NAMES
        return ", ".join([*names, f"and {more} more"] if more > 0 else names)

    def _name(self, message: Message) -> str:
        head = message.head
        if isinstance(head, Request):
            target = head.target if self._showsSecrets else maskedURL(head.target)
            return f"{visible(head.method)} {visible(target[: BYTES * 2])}"
        return f"{head.status} {visible(head.reason[:BYTES])}".rstrip()

    def _text(self, direction: Direction, data: bytes, start: int) -> str:
        """
        The first line, where nobody knows what it means.
        """
        if not self._showsSecrets:
            data = self._outline.secrets.masked(direction, data, start)
        line, end, more = data[: BYTES * 2].partition(b"\n")
        return visible(line + end) + (" …" if more else "")


def _continued(message: Message, start: int, end: int) -> str:
    if start >= message.head.end:
        return "content"
    return "the rest of the head" if end >= message.head.end else "more of the head"


def _note(stream: Stream, name: str, messages: list[Message], end: int) -> str:
    """
    Tell which messages these are; and where one came in pieces, which piece this is.

    @param name: what they are called; empty where their numbers are not known, because not
        all that came before has been read.
    """
    first, last = messages[0].number, messages[-1].number
    if first != last:
        return f"{name}s {first} {'and' if last == first + 1 else 'to'} {last}" if name else ""
    piece, pieces = stream.piecesOf(messages[-1], end)
    which = f"piece {piece} of {pieces}" if pieces > 1 else ""
    return ", ".join(filter(None, (f"{name} {first}" if name else "", which)))
