"""
In which pieces bytes go out.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.rawsender.notation import Draft
from server.inspector.rawsender.ways import Way, cutUp
from tests.server.inspector.rawsender.test_notation import drafts

DRAFT = Draft(b"a\r\n\nbc", (2, 3))
PIECES = {
    Way.WHOLE: [b"a\r\n\nbc"],
    Way.LINES: [b"a\r\n", b"\n", b"bc"],
    Way.BYTES: [b"a", b"\r", b"\n", b"\n", b"b", b"c"],
    Way.CUTS: [b"a\r", b"\n", b"\nbc"],
}


class CutUpTests(SynchronousTestCase):
    """
    A draft is cut into the pieces in which it is sent; together they are all of it.
    """

    def test_pieces(self) -> None:
        """
        Each way has its pieces; of nothing there is none.
        """
        for way in Way:
            with self.subTest(way=way):
                self.assertEqual(list(cutUp(DRAFT, way)), PIECES[way])
                self.assertEqual(list(cutUp(Draft(), way)), [])

    @given(drafts(), some.sampled_from(Way))
    def test_nothingLost(self, draft: Draft, way: Way) -> None:
        """
        Side by side, the pieces are the bytes, and none of them is empty.
        """
        pieces = cutUp(draft, way)
        self.assertEqual(b"".join(pieces), draft.data)
        self.assertTrue(all(pieces))
