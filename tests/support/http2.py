"""
A client of HTTP/2 in memory: it talks to a site's channel, on a transport that is a
string, with a clock that only the test moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from h2 import events
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from twisted.internet.interfaces import INegotiated
from zope.interface import alsoProvides

from tests.support.memory import CLIENT, SERVER, Conversation, Transport

Field = tuple[str, str]

GOAWAY = 7

#: What our own side may send wrongly on purpose: h2 lets it.
CARELESS = H2Configuration(
    header_encoding=False, validate_outbound_headers=False, normalize_outbound_headers=False
)


class Negotiated(Transport):
    """
    A transport on which TLS has agreed on HTTP/2.
    """

    negotiatedProtocol = b"h2"

    def setTcpNoDelay(self, enabled: bool) -> None:
        """
        A string waits for nothing.
        """


@dataclass
class Answer:
    """
    What has come on one stream.

    @ivar interim: the status of each answer before the final one.
    @ivar isWhole: whether the server has ended it.
    @ivar reset: why the server has broken off the stream, if it has.
    """

    status: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    interim: list[int] = field(default_factory=list)
    isWhole: bool = False
    reset: ErrorCodes | None = None

    @property
    def text(self) -> str:
        """
        The content, read as UTF-8.
        """
        return self.content.decode()

    def take(self, heads: Iterable[tuple[bytes, bytes]]) -> None:
        """
        Take the fields of a head, whose status is one of them; repeated fields are joined.
        """
        for name, value in heads:
            key, text = name.decode(), value.decode("latin-1")
            self.fields[key] = f"{self.fields[key]}, {text}" if key in self.fields else text
        self.status = int(self.fields.pop(":status"))


class Http2Conversation(Conversation):
    """
    One connection, and the client on it.

    @ivar answers: what has come so far, by the number of the stream.
    @ivar goneAway: what the server's GOAWAY says: the last stream, and why.
    @ivar takes: whether the client allows content to follow that which it has read.
    """

    protocol: Any

    def connect(self, factory: object) -> None:
        """
        Open a connection on which TLS has agreed on HTTP/2, and exchange the prefaces.
        """
        self.factory = factory
        self.protocol = factory.buildProtocol(CLIENT)  # type: ignore[attr-defined]
        self.transport = Negotiated(SERVER, CLIENT)
        alsoProvides(self.transport, INegotiated)
        self.protocol.makeConnection(self.transport)
        self.answers: dict[int, Answer] = {}
        self.goneAway: tuple[int, ErrorCodes] | None = None
        self.takes = True
        self.client = H2Connection(CARELESS)
        self.client.initiate_connection()
        self.talk()

    def ask(
        self,
        path: str = "/",
        *fields: Field,
        method: str = "GET",
        content: bytes | None = None,
        isOver: bool = True,
    ) -> int:
        """
        Write a request. Nothing of it is sent before L{talk}.

        @param fields: in addition to those that every request has.
        @param content: L{None} where it has none.
        @param isOver: whether this is all of it.
        @return: the number of its stream.
        """
        number = self.client.get_next_available_stream_id()
        self.answers[number] = Answer()
        pseudo = [(":method", method), (":scheme", "https"), (":authority", "a"), (":path", path)]
        self.client.send_headers(number, [*pseudo, *fields], end_stream=content is None and isOver)
        if content is not None:
            self.give(number, content, isOver)
        return number

    def give(self, number: int, content: bytes, isOver: bool = False) -> None:
        """
        Write content of a request, as much as the server allows at once.
        """
        size = self.client.max_outbound_frame_size
        pieces = [content[at : at + size] for at in range(0, len(content), size)]
        for piece in pieces:
            self.client.send_data(number, piece)
        if isOver:
            self.client.end_stream(number)

    def talk(self, seconds: float = 0, turns: int = 20) -> None:
        """
        Send what is written, and read what comes back.

        @param seconds: how much time passes then.
        @param turns: how many turns the reactor has.
        """
        data = self.client.data_to_send()
        if data and self.isOpen:
            self.protocol.dataReceived(data)
        for _ in range(turns):
            self.clock.advance(0)
        self.clock.advance(seconds)
        self.read()

    def read(self) -> None:
        """
        Read what has come, and answer what has to be answered, as by allowing more to come.
        """
        for frame in framesIn(self.received()):
            if frame[3] == GOAWAY:
                last, why = int.from_bytes(frame[9:13]), int.from_bytes(frame[13:17])
                self.goneAway = (last, ErrorCodes(why))
                continue  # for h2 it would be the end of all; answers may still come
            for event in self.client.receive_data(frame):
                self.note(event)
        data = self.client.data_to_send()
        if data and self.isOpen:
            self.protocol.dataReceived(data)
            self.clock.advance(0)
            self.read()

    def note(self, event: events.Event) -> None:
        """
        Add to the stream's answer what the client has read; content is acknowledged only if
        C{takes} is set.
        """
        answer = self.answers.get(getattr(event, "stream_id", 0) or 0, Answer())
        if isinstance(event, events.InformationalResponseReceived):
            answer.interim.append(int(dict(event.headers)[b":status"]))
        elif isinstance(event, events.ResponseReceived):
            answer.take(event.headers)
        elif isinstance(event, events.DataReceived):
            answer.content += event.data
            if self.takes:
                self.client.acknowledge_received_data(
                    event.flow_controlled_length, event.stream_id
                )
        elif isinstance(event, events.StreamEnded):
            answer.isWhole = True
        elif isinstance(event, events.StreamReset):
            answer.reset = ErrorCodes(event.error_code)

    def get(self, path: str = "/", *fields: Field, **options: Any) -> Answer:
        """
        Make one request, and wait for the answer.
        """
        number = self.ask(path, *fields, **options)
        self.talk()
        return self.answers[number]


def framesIn(data: bytes) -> Iterator[bytes]:
    """
    Cut bytes into frames. RFC 9113 section 4.1: the length is that of what follows nine
    bytes, of which the fourth is the type.
    """
    while data:
        size = 9 + int.from_bytes(data[:3])
        yield data[:size]
        data = data[size:]


def asHttp1(
    path: str, fields: Sequence[Field], method: str = "GET", content: bytes | None = None
) -> bytes:
    """
    Write the request that L{Http2Conversation.ask} makes as one of HTTP/1.1.
    """
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: a",
        *(f"{name}: {value}" for name, value in fields),
    ]
    if content is not None and "content-length" not in dict(fields):
        lines.append("Transfer-Encoding: chunked")
        content = b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (content or b"")
