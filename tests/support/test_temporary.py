"""
Where tests put their files for a while.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.support import temporary
from tests.support.temporary import inMemory


class MemoryTests(SynchronousTestCase):
    """
    Files in memory.
    """

    def test_missing(self) -> None:
        """
        A folder that is not there, or has no room at all, is not used.
        """
        self.assertIsNone(inMemory("/no/such/folder"))
        self.assertIsNone(inMemory("/proc"))

    def test_small(self) -> None:
        """
        One with little room is not used; one with enough is.
        """
        self.patch(temporary, "ROOM", 1)
        self.assertEqual(inMemory("."), ".")
        self.patch(temporary, "ROOM", 1 << 80)
        self.assertIsNone(inMemory("."))
