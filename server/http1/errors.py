"""
What a reader raises, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class MessageError(Exception):
    """
    The bytes are not a message that this engine accepts.

    Nothing that follows on the connection can be trusted: answer with the
    status, say C{Connection: close}, and close.

    @ivar status: the status code to answer with.
    @ivar sentence: what is wrong, in one plain sentence.
    @ivar rule: the section that says so, as C{RFC 9112 section 5.1}.
    @ivar offset: where the offence begins: bytes from the connection's first.
    @ivar length: how many bytes it has; 0 where something is missing.
    @ivar location: for a redirect (status 301), the target that was meant.
    @ivar answersHead: whether the method is HEAD, so that the answer must not
        have content (RFC 9110 section 9.3.2).
    @ivar place: what the offset counts the bytes of.
    """

    status: int
    sentence: str
    rule: str
    offset: int = 0
    length: int = 0
    location: bytes | None = None
    answersHead: bool = False
    place: str = "this connection"

    def __str__(self) -> str:
        """
        The whole finding, in one line.
        """
        return f"{self.sentence} ({self.rule}; byte {self.offset})"

    def movedBy(self, distance: int) -> MessageError:
        """
        Count the offset from a point so many bytes earlier.

        @return: this error.
        """
        self.offset += distance
        return self


class FieldOffence(Exception):
    """
    The value of a field breaks a rule.

    The rules (L{server.http1.rules}) look at values, not at positions. The
    reader knows where the field stands, and makes a L{MessageError} of it.

    @ivar name: the field's name in lower case; with a name that the message
        does not have, the offence is that it is missing.
    @ivar index: which of the fields of that name, from 0.
    """

    def __init__(self, name: bytes, index: int, status: int, sentence: str, rule: str) -> None:
        super().__init__(sentence)
        self.name = name
        self.index = index
        self.status = status
        self.sentence = sentence
        self.rule = rule
