"""
The colours, and whether they can be read.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from server.colours import CODES, CONNECTIONS, LOOKS, Palette, lookOf, outermost
from server.explain import Direction, Explainer
from server.explain.descriptions import KINDS as MEANINGS
from server.screen import FEW, MANY

#: The levels of the cube in the middle of xterm's 256 colours.
LEVELS = (0, 95, 135, 175, 215, 255)


def luminance(colour: int) -> float:
    """
    How bright one of the 256 colours is (WCAG 2.2, relative luminance).
    """
    if colour >= 232:
        parts = [8 + 10 * (colour - 232)] * 3
    else:
        cube = colour - 16
        parts = [LEVELS[cube // 36], LEVELS[cube // 6 % 6], LEVELS[cube % 6]]
    shares = [part / 255 for part in parts]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class ContrastTests(SynchronousTestCase):
    """
    On a dark screen, and on a light one.
    """

    def test_contrast(self) -> None:
        """
        Each of the 256 that we use stands out from black and from white by 4 to 1.
        """
        used = {int(each) for each in CONNECTIONS[1]}
        used |= {
            int(each) for _, rich in CODES.values() for each in re.findall("5;([0-9]+)", rich)
        }
        self.assertGreater(len(used), 6)
        for colour in used:
            bright = luminance(colour)
            self.assertGreaterEqual((bright + 0.05) / 0.05, 4, f"{colour} on black")
            self.assertGreaterEqual(1.05 / (bright + 0.05), 4, f"{colour} on white")

    def test_connections(self) -> None:
        """
        Neighbours have different colours; there is one for any number.
        """
        for count in (FEW, MANY):
            marks = [Palette(count).mark("#", number) for number in range(1, 8)]
            self.assertEqual(len(set(marks)), 6)
            self.assertEqual(marks[0], marks[6])


class SpanColourTests(SynchronousTestCase):
    """
    The kinds of bytes that the explainer knows, and the colour of each.
    """

    def test_kinds(self) -> None:
        """
        Every kind that looks like something is one that the explainer knows, and every look
        is one of those that there are.
        """
        self.assertEqual(set(LOOKS) - set(MEANINGS), set())
        self.assertEqual(set(LOOKS.values()) - set(CODES), set())

    def test_parts(self) -> None:
        """
        A target, a value has one look, whatever its parts are.
        """
        explainer = Explainer(Direction.REQUESTS)
        explainer.feed(b"GET /a?b=1&c HTTP/1.1\r\nHost: a:80\r\n\r\n")
        found = [
            (part.end - part.start, lookOf(part))
            for span in explainer.spans()
            for part in outermost(span)
        ]
        self.assertEqual(
            found,
            [
                *[(3, "first"), (1, "plain"), (8, "target"), (1, "plain"), (8, "aside")],
                *[(2, "aside"), (4, "name"), (1, "plain"), (1, "plain"), (4, "plain")],
                *[(2, "aside"), (2, "aside")],
            ],
        )

    def test_none(self) -> None:
        """
        Without colours, nothing is painted.
        """
        palette = Palette(0)
        self.assertEqual((palette.paint("a", "fault"), palette.mark("#1", 1)), ("a", "#1"))

    def test_few(self) -> None:
        """
        Of a terminal with few, those are used that it has.
        """
        self.assertEqual(Palette(FEW).paint("a", "name"), "\x1b[36ma\x1b[0m")
        self.assertEqual(Palette(FEW).mark("a", 1), "\x1b[1;36ma\x1b[0m")
        self.assertEqual(Palette(MANY).mark("a", 1), "\x1b[1;38;5;31ma\x1b[0m")
