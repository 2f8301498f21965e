"""
The picture of the inspector in README.rst.
"""

from __future__ import annotations

import struct
from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests import picture
from tests.support.process import ROOT


class PictureTests(SynchronousTestCase):
    """
    The picture in README.rst is of the inspector as it is today.
    """

    def test_drift(self) -> None:
        """
        What the inspector shows today is what can be read on the picture: where this
        fails, C{make picture} takes a new one.
        """
        with ExitStack() as resources:
            page = picture.open(resources)
            self.assertEqual(picture.read(page), picture.TEXT.read_text(encoding="utf-8"))

    def test_shown(self) -> None:
        """
        README shows it; it is a picture of the size that it is taken in.
        """
        readme = (ROOT / "README.rst").read_text(encoding="utf-8")
        self.assertIn(f".. image:: {picture.PICTURE.relative_to(ROOT)}\n", readme)
        head = picture.PICTURE.read_bytes()[:24]
        self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(struct.unpack(">II", head[16:]), tuple(picture.SIZE.values()))
