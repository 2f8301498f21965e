"""
Tests of L{server.inspector.offsets}.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.inspector import offsets
from server.inspector.offsets import Spot
from server.inspector.study import Study
from server.wire import Chunk, Conversation, Direction, Recorder

SIDES = (Direction.ARRIVED, Direction.LEFT)
SENT = st.lists(st.tuples(st.sampled_from(SIDES), st.binary(min_size=1, max_size=9)), max_size=60)


class OffsetTests(SynchronousTestCase):
    """
    Where the bytes of pieces are.
    """

    def setUp(self) -> None:
        """
        Keep the place of every third piece.
        """
        self.patch(offsets, "STEP", 3)

    def study(self, sent: list[tuple[Direction, bytes]]) -> Study:
        """
        Read a conversation on so short a tape that each piece is on a reel of its own.
        """
        recorder = Recorder(2**13)
        recorder(Chunk(1, 0.0, Direction.OPENED, note="a client"))
        for direction, data in sent:
            recorder(Chunk(1, 0.0, direction, data))
        study = Study(recorder.conversations[1])
        study.catchUp()
        return study

    @settings(max_examples=200)
    @given(SENT, st.integers(0, 40))
    def test_property(self, sent: list[tuple[Direction, bytes]], dropped: int) -> None:
        """
        Each byte is found in its piece, the pieces follow each other, and they are counted, even
        when the first of them are no longer kept.
        """
        study = self.study(sent)
        for _ in range(min(dropped, len(study.conversation.stretches) - 1)):
            study.conversation.dropOldest()
        study.catchUp()
        first = study.first
        for direction in SIDES:
            spots = self.spotsOf(sent, direction)
            kept = [each for each in spots if each.position >= first]
            begin = kept[0].start if kept else study.offsets.endOf(direction)
            self.assertEqual(study.offsets.startOf(direction), begin)
            for spot in kept:
                for offset in range(spot.start, spot.end):
                    self.assertEqual(study.offsets.find(direction, offset), spot)
                self.assertEqual(study.offsets.at(direction, spot.position), spot.start)
            if kept:
                self.assertEqual(list(study.offsets.follow(direction, kept[0])), kept)
            whole = b"".join(data for wentSo, data in sent if wentSo is direction)
            self.assertEqual(study.offsets.read(direction, 0, 1000), whole[begin:])
            self.assertEqual(
                study.offsets.read(direction, begin + 1, begin + 4), whole[begin + 1 : begin + 4]
            )

    def spotsOf(self, sent: list[tuple[Direction, bytes]], direction: Direction) -> list[Spot]:
        """
        List where the pieces of one direction are.
        """
        spots: list[Spot] = []
        for position, (wentSo, data) in enumerate(sent, 1):
            if wentSo is direction:
                start = spots[-1].end if spots else 0
                spots.append(Spot(position, len(spots), start, start + len(data)))
        return spots

    def test_grows(self) -> None:
        """
        Bytes that were put together once are not read again when more have come after them.
        """
        study = self.study([(Direction.ARRIVED, b"ab"), (Direction.ARRIVED, b"cd")])
        self.assertEqual(study.offsets.read(Direction.ARRIVED, 1, 4), b"bcd")
        self.patch(Conversation, "bytesOf", self.fail)
        self.assertEqual(study.offsets.read(Direction.ARRIVED, 1, 3), b"bc")
