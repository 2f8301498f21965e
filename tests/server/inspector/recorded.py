"""
An inspector with something to show, without a step.
"""

from __future__ import annotations

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from server.inspector import Inspector
from server.inspector.pacedflattener import flattenAtPace
from server.inspector.parts import makePart
from server.inspector.view import View
from server.wire import Chunk, Direction

ASK = b"GET /%b HTTP/1.1\r\nHost: localhost\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Recorded:
    """
    An inspector, and its recorder's tape.

    @ivar inspector: shows what is put on it.
    """

    def __init__(self, program: str = "lessons.step3") -> None:
        self.clock = Clock()
        self.inspector = Inspector(self.clock, program)
        self._seconds: dict[int, float] = {}

    def put(
        self,
        number: int,
        direction: Direction,
        data: bytes = b"",
        after: float = 0.001,
        note: str = "",
        by: str = "",
    ) -> None:
        """
        Let something happen.

        @param after: seconds after what happened before on that connection.
        """
        seconds = self._seconds[number] = self._seconds.get(number, -after) + after
        self.inspector.recorder(Chunk(number, seconds, direction, data, note, by))

    def open(self, number: int, peer: str = "127.0.0.1:51234") -> None:
        """
        Record that a connection has opened.

        @param peer: the client's address.
        """
        self.put(number, Direction.OPENED, note=peer)

    def ask(self, number: int, *pieces: bytes, after: float = 0.001) -> None:
        """
        Let the client send something; it connects first, if it has not.
        """
        if number not in self._seconds:
            self.open(number)
        for piece in pieces:
            self.put(number, Direction.ARRIVED, piece, after)

    def answer(self, number: int, *pieces: bytes, after: float = 0.001) -> None:
        """
        Record pieces that the server sends.

        @param after: seconds before each of them.
        """
        for piece in pieces:
            self.put(number, Direction.LEFT, piece, after)

    def close(self, number: int, by: str = "client", note: str = "") -> None:
        """
        Record that a connection was closed, and by whom.

        @param note: why, where it was not in good order.
        """
        self.put(number, Direction.CLOSED, by=by, note=note)

    def read(self) -> None:
        """
        Read all that was put on the tape.
        """
        readAll(self.inspector)

    def part(self, name: str, view: View | None = None) -> str:
        """
        Make a part of the page, of all that was put on the tape.
        """
        self.read()
        return self.show(name, view)

    def show(self, name: str, view: View | None = None) -> str:
        """
        Make a part of the page, as far as there is time to read.
        """
        made: list[bytes | Failure] = []
        ensureDeferred(self._make(name, view or View())).addBoth(made.append)
        while not made:
            self.clock.advance(0.001)
        if isinstance(made[0], Failure):
            made[0].raiseException()
        return made[0].decode()

    async def _make(self, name: str, view: View) -> bytes:
        return await flattenAtPace(await makePart(self.inspector, view, name), self.inspector.pace)


def readAll(inspector: Inspector) -> None:
    """
    Read all that was said on each connection.
    """
    for number in inspector.recorder.conversations:
        for studies in (inspector.studies, inspector.outlines):
            study = studies.of(number)
            assert study is not None
            study.catchUp()
