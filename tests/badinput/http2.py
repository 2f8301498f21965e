"""
Requests in HTTP/2, in memory: with fields that are odd, and in frames that are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty
from typing import NamedTuple

from h2.exceptions import ProtocolError
from hpack import Decoder, HPACKError

from lessons import step15
from tests.badinput.answers import judgeFields
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.pages import injected
from tests.badinput.requests import METHODS, makeTarget
from tests.badinput.trial import Trial
from tests.server.greenhouse.test_oddfields import FIELDS, ODD, PAGES
from tests.support.greenhouse import ARGUMENTS
from tests.support.http2 import Http2Conversation, framesIn
from tests.support.threaded import ThreadedClock

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEAD = 9  # bytes of a frame's head
DATA, HEADERS, CONTINUATION = 0, 1, 9
END_STREAM = 1
#: Without those that ask a database, in a thread.
THREADS = ("/plants", "/search", "/course", "/etag", "/shared", "/session")
PLAIN_PAGES = [page for page in PAGES if not page.startswith(THREADS)]


class Frame(NamedTuple):
    """
    One frame (RFC 9113 section 4.1).
    """

    kind: int
    flags: int
    stream: int
    content: bytes

    def write(self, length: int | None = None) -> bytes:
        """
        @param length: what it says of its length, where that is to be wrong.
        """
        size = (len(self.content) if length is None else length) & 0xFFFFFF
        head = size.to_bytes(3) + bytes([self.kind & 255, self.flags & 255])
        return head + (self.stream & 0xFFFFFFFF).to_bytes(4) + self.content


def readFrame(data: bytes) -> Frame:
    """
    Read a whole frame (RFC 9113 section 4.1): its type, flags, stream and payload.
    """
    return Frame(data[3], data[4], int.from_bytes(data[5:9]), data[HEAD:])


@dataclass
class Seen:
    """
    What came on one stream.
    """

    fields: dict[str, str] = field(default_factory=dict)
    content: bytes = b""


def readStreams(received: bytes) -> dict[int, Seen]:
    """
    Read what a server has sent.

    @raise HPACKError: when its fields cannot be read.
    """
    decoder = Decoder(max_header_list_size=2**24)
    decoder.max_allowed_table_size = 2**32
    streams: dict[int, Seen] = {}
    block = b""
    for frame in map(readFrame, framesIn(received)):
        seen = streams.setdefault(frame.stream, Seen())
        if frame.kind == DATA:
            seen.content += frame.content
        elif frame.kind in (HEADERS, CONTINUATION):
            block += frame.content
            if frame.flags & 4:  # END_HEADERS
                for pair in decoder.decode(block, raw=True):
                    seen.fields[bytes(pair[0]).decode()] = bytes(pair[1]).decode("latin-1")
                block = b""
    return streams


def makeFields(chance: Chance) -> list[tuple[bytes, bytes]]:
    """
    Make up the fields of a request, those of its first line among them.
    """
    path = makeTarget(chance, PLAIN_PAGES)
    method = chance.choice(METHODS).encode() if chance.often(0.9) else chance.oddBytes()
    fields = [
        (b":method", method),
        (b":scheme", b"https" if chance.often(0.9) else chance.oddBytes()),
        (b":authority", b"localhost" if chance.often(0.9) else chance.oddBytes()),
        (b":path", path),
    ]
    for _ in range(chance.randint(0, 4)):
        name = chance.choice(FIELDS).lower().encode() if chance.often(0.8) else chance.oddBytes()
        fields.append((name, chance.choice([chance.choice(ODD), chance.oddBytes()])))
    if chance.often(0.2):
        chance.shuffle(fields)
    if chance.often(0.1):
        fields.append(chance.choice(fields))
    if chance.often(0.1):
        fields.remove(chance.choice(fields))
    return fields


def makeBytes(chance: Chance, conversation: Http2Conversation) -> bytes:
    """
    Make up what a client sends.
    """
    client = conversation.client
    for _ in range(chance.randint(1, 3)):
        number = client.get_next_available_stream_id()
        content = chance.oddBytes()[:1000] if chance.often(0.3) else b""
        try:
            client.send_headers(number, makeFields(chance), end_stream=not content)
            if content:
                client.send_data(number, content, end_stream=chance.often(0.8))
        except (ProtocolError, ValueError):  # our own side finds this too odd
            continue
    data: bytes = client.data_to_send()
    if chance.often(0.5):
        return data
    frames = [readFrame(each) for each in framesIn(data)]
    return b"".join(writeOddly(chance, each) for each in rearranged(chance, frames))


def rearranged(chance: Chance, frames: list[Frame]) -> list[Frame]:
    """
    Put frames in another order, leave one out, or send one twice; or one that nobody expects.
    """
    for _ in range(chance.randint(0, 2)):
        if frames and chance.often(0.3):
            frames.remove(chance.choice(frames))
        elif frames and chance.often(0.5):
            frames.insert(chance.randint(0, len(frames)), chance.choice(frames))
        else:
            stream = chance.choice([0, 1, 2, 3, 5, 2**31 - 1, 2**31 + 1])
            content = chance.randbytes(chance.choice([0, 1, 4, 5, 6, 8, 60]))
            frame = Frame(chance.randint(0, 14), chance.randint(0, 255), stream, content)
            frames.insert(chance.randint(0, len(frames)), frame)
    return frames


def writeOddly(chance: Chance, frame: Frame) -> bytes:
    """
    Write a frame, seldom as it was.
    """
    if chance.often(0.2):
        frame = frame._replace(flags=chance.randint(0, 255))
    if chance.often(0.1):
        frame = frame._replace(kind=chance.randint(0, 12))
    if chance.often(0.1):
        frame = frame._replace(stream=chance.choice([0, 1, 2, 7, 2**31 - 1]))
    if chance.often(0.3):
        frame = frame._replace(content=chance.mangled(frame.content, 1))
    length = None if chance.often(0.95) else chance.choice([0, 1, 2**14 + 1, 2**24 - 1])
    return frame.write(length)


class Http2Trial(Trial):
    """
    Requests in HTTP/2 that are answered, refused, or end their stream or their connection.
    """

    name = "http2"
    about = "requests in HTTP/2, to step 15"
    short = 150

    def start(self) -> None:
        """
        Start step 15, in memory.
        """
        folder = self.resources.enter_context(tempfile.TemporaryDirectory())
        arguments = ("--data", folder, *ARGUMENTS)
        self.clock = ThreadedClock()
        self.resources.callback(self.clock.stop)
        self.first = Http2Conversation(step15, *arguments, clock=self.clock)

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Open a connection, send what was made up, and look at what comes back.
        """
        self.tried += 1
        conversation = object.__new__(Http2Conversation)
        conversation.clock = self.first.clock
        conversation.connect(self.first.factory)
        data = makeBytes(chance, conversation)
        received = conversation.send(data)
        for seconds in [0] * 10 + [1] * 5 + [60] * 4:
            self.clock.advance(seconds)
            self.takeBack()
        yield from judgeStreams(received + conversation.received())
        if conversation.isOpen:
            yield Fault(Kind.ANSWER, "the connection never ends")
        conversation.hangUp()

    def takeBack(self) -> None:
        """
        Run what threads have handed back by now. Whoever asks a database may have left before.
        """
        with suppress(Empty):
            while True:
                self.clock.handed.get_nowait()()


def judgeStreams(received: bytes) -> Iterator[Fault]:
    """
    Tell what is wrong with the answers of all streams.
    """
    try:
        streams = readStreams(received)
    except HPACKError as error:
        yield Fault(Kind.ANSWER, f"unreadable: {error!r}")
        return
    for seen in streams.values():
        if seen.fields.get(":status") == "500":
            yield Fault(Kind.ANSWER, f"500: {seen.content[:200]!r}")
        yield from judgeFields(seen.fields)
        isPlain = "content-encoding" not in seen.fields
        if isPlain and "html" in seen.fields.get("content-type", ""):
            for found in injected(seen.content.decode("utf-8", "replace")):
                yield Fault(Kind.PAGE, found)
