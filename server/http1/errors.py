"""
What readers and writers raise, and nothing else.

The type says whose fault it is: a L{RemoteProtocolError} is the peer's, who sent something
that is not a message; a L{LocalProtocolError} is the caller's own, who asked a writer for
something that would not be read back as it was meant. Only the caller decides what is
answered: the status that an error carries is a hint.
"""

from __future__ import annotations

from dataclasses import dataclass


class ProtocolError(Exception):
    """
    A rule of HTTP is broken.
    """


class LocalProtocolError(ProtocolError, ValueError):
    """
    We were about to break it: a mistake of the program, not of the peer. Nothing has been
    written.
    """


@dataclass(eq=False)
class RemoteProtocolError(ProtocolError):
    """
    The peer has broken it: its bytes are not a message that this engine accepts.

    Nothing that follows on the connection can be trusted: a server answers, says
    C{Connection: close}, and closes.

    @ivar statusHint: the status code that fits best, if there is to be an answer.
    @ivar sentence: what is wrong, in one plain sentence.
    @ivar rule: the section that says so, such as C{RFC 9112 section 5.1}.
    @ivar offset: where the offence begins: bytes from the connection's first.
    @ivar length: how many bytes it has; 0 where something is missing.
    @ivar location: for a redirect (hint 301), the target that was meant.
    @ivar answersHead: whether the method is HEAD, so that the answer must not
        have content (RFC 9110 section 9.3.2).
    @ivar place: what the offset counts the bytes of.
    """

    statusHint: int
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

    def movedBy(self, distance: int) -> RemoteProtocolError:
        """
        Count the offset from a point that is C{distance} bytes earlier.

        @return: this error.
        """
        self.offset += distance
        return self


class FieldOffence(RemoteProtocolError):
    """
    The value of a field breaks a rule.

    The rules (L{server.http1.rules}) look at values, not at positions: this has no offset.
    The reader knows where the field is, and says so in a plain L{RemoteProtocolError}.

    @ivar name: the field's name in lower case; with a name that the message
        does not have, the offence is that it is missing.
    @ivar index: which of the fields of that name, from 0.
    """

    def __init__(self, name: bytes, index: int, statusHint: int, sentence: str, rule: str) -> None:
        super().__init__(statusHint, sentence, rule)
        self.name = name
        self.index = index
