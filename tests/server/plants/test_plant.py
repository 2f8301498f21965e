"""
What is a plant, and what is not.
"""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.plants.firstplants import FIRST_PLANTS
from server.plants.names import keyOf
from server.plants.plant import (
    DESCRIPTION,
    NAME,
    RATING,
    Plant,
    Wrong,
    WrongFields,
    readDescription,
    readName,
    readPlant,
    readRating,
)

EMPTY = "Give the plant a name."
LONG = "The name is longer than 80 characters."
CONTROL = "The name must be one line, without control characters."
UNSEEN = "The name has no visible characters."

GOOD_NAMES = [
    ("Basil", "Basil"),
    ("  Basil\t\n", "Basil"),
    ("\u3000\u00a0Basil\u2003", "Basil"),
    ("Alo\u0065\u0308", "Aloë"),
    ("\u212bngstrom", "Ångstrom"),
    ("x", "x"),
    ("7", "7"),
    ("茶", "茶"),
    ("زعفران", "زعفران"),
    ("گل\u200cسرخ", "گل\u200cسرخ"),  # a joiner in the middle is part of how it is written
    ("🌵", "🌵"),
    ("<script>", "<script>"),
    ("'; DROP TABLE Plant_DB; --", "'; DROP TABLE Plant_DB; --"),
    ("%s ? :1 {0} \\", "%s ? :1 {0} \\"),
    ("x" * 80, "x" * 80),
    ("ü" * 80, "ü" * 80),
    ("🌵" * 80, "🌵" * 80),
    ("e\u0301" * 80, "é" * 80),
    (" " * 100 + "Basil" + " " * 100, "Basil"),
]

WRONG_NAMES = [
    ("", EMPTY),
    ("   ", EMPTY),
    ("\n", EMPTY),
    ("\u3000", EMPTY),
    ("x" * 81, LONG),
    ("x" * 10_000, LONG),
    ("\u0308" * 81, UNSEEN),
    ("a\0b", CONTROL),
    ("a\nb", CONTROL),
    ("a\tb", CONTROL),
    ("a\x1bb", CONTROL),
    ("a\x7fb", CONTROL),
    ("a\x9bb", CONTROL),
    ("a\u2028b", CONTROL),
    ("a\u2029b", CONTROL),
    ("\u200b", UNSEEN),
    ("\u200d\u200e\u202e", UNSEEN),
    ("\u0301", UNSEEN),
]


class NameTests(SynchronousTestCase):
    """
    A name as it was typed becomes a name as it is kept, or is wrong for a reason.
    """

    def test_good(self) -> None:
        """
        Any script is a name; what is one name to the eye is one in the database.
        """
        for typed, name in GOOD_NAMES:
            self.assertEqual(readName(typed), name, repr(typed))

    def test_wrong(self) -> None:
        """
        What is not a name is refused with the reason.
        """
        for typed, reason in WRONG_NAMES:
            wrong = self.assertRaises(Wrong, readName, typed)
            self.assertEqual(str(wrong), reason, repr(typed))

    def test_hugeIsQuick(self) -> None:
        """
        A megabyte of accents, whose normal form would take hours, is refused
        at once.
        """
        start = time.monotonic()
        self.assertRaises(Wrong, readName, "a" + "\u0301\u0323" * 500_000)
        self.assertLess(time.monotonic() - start, 1)

    @given(st.text())
    def test_stable(self, typed: str) -> None:
        """
        A name that was accepted is accepted again, and stays as it is.
        """
        try:
            name = readName(typed)
        except Wrong:
            return
        self.assertEqual(readName(name), name)
        self.assertTrue(1 <= len(name) <= 80)


#: Names that are one name, and names that come in this order.
SAME_NAMES = [
    [
        "Aloe vera",
        "aloe VERA",
        "Aloë Vêra",
        "Aloe\u3000 vera",
        "Al\u00adoe vera",
        "Aloe\u200b vera",
    ],
    ["Edelweiß", "EDELWEISS", "edelweiss"],
    ["İris", "iris", "IRIS"],
    ["Ῥόδον", "ροδον", "ΡΟΔΟΝ"],
    ["Ёлка", "елка"],
    ["桜"],
    ["はな"],
    ["ばな"],  # with a mark, it is another letter
    ["कि"],
    ["कु"],
    ["무궁화"],
]
ORDER = [
    "1",
    "aster",
    "Äther",
    "atlas",
    "Basil",
    "basil 2",
    "Élan",
    "elm",
    "Zinnia",
    "Ω",
    "桜",
    "🌵",
]


class KeyTests(SynchronousTestCase):
    """
    Which names are one name, and which comes first.
    """

    def test_same(self) -> None:
        """
        Case, accents, blanks and what cannot be seen make no difference; other letters do.
        """
        keys = [{keyOf(name) for name in names} for names in SAME_NAMES]
        self.assertEqual([len(each) for each in keys], [1] * len(SAME_NAMES))
        self.assertEqual(len(set().union(*keys)), len(SAME_NAMES))

    def test_order(self) -> None:
        """
        Names come as people expect: letters first, whatever their case and accent.
        """
        backwards = ORDER[::-1]
        self.assertEqual(sorted(backwards, key=keyOf), ORDER)

    @given(st.text())
    def test_stable(self, typed: str) -> None:
        """
        A name has a key, which is short, and the key of it is the same.
        """
        try:
            key = keyOf(readName(typed))
        except Wrong:
            return
        self.assertEqual(keyOf(key), key)
        self.assertTrue(0 < len(key) <= 400)


class DescriptionTests(SynchronousTestCase):
    """
    A description as it was typed becomes one as it is kept, or is wrong for a reason.
    """

    def test_good(self) -> None:
        """
        A description may be empty, have lines and tabs, and 2,000 characters.
        """
        for typed, description in [
            ("", ""),
            ("  \n", ""),
            ("Likes sun.", "Likes sun."),
            ("one\r\ntwo\r\n", "one\ntwo"),
            ("a\tb", "a\tb"),
            ("ü" * 2000, "ü" * 2000),
            ("a\r\n" * 999 + "a", "a\n" * 999 + "a"),
        ]:
            self.assertEqual(readDescription(typed), description)

    def test_wrong(self) -> None:
        """
        What is too long, and what cannot be shown, is refused.
        """
        for typed, reason in [
            ("x" * 2001, "The description has 2,001 characters; the limit is 2,000."),
            ("a\0b", "The description contains a control character."),
            ("a\x1b[31mb", "The description contains a control character."),
            ("a\rb", "The description contains a control character."),
        ]:
            self.assertEqual(str(self.assertRaises(Wrong, readDescription, typed)), reason)


class RatingTests(SynchronousTestCase):
    """
    A rating as it was typed becomes a number, or is wrong for a reason.
    """

    def test_good(self) -> None:
        """
        The whole numbers from 1 to 5, and nothing else.
        """
        for typed, rating in [("1", 1), ("5", 5), (" 3 ", 3), ("4\n", 4)]:
            self.assertEqual(readRating(typed), rating)

    def test_wrong(self) -> None:
        """
        Everything that Python, but not a person, would take for such a number.
        """
        numbers = ["0", "6", "-1", "+3", "3.0", "1e0", "03", "33", "３", "٣", "1_0", "0x3"]
        for typed in [*numbers, "nan", "three", "", " ", "1 2"]:
            wrong = self.assertRaises(Wrong, readRating, typed)
            self.assertEqual(str(wrong), "The rating is a whole number from 1 to 5.", typed)


class PlantTests(SynchronousTestCase):
    """
    The three fields of a form make a plant, or a problem for each of them that is wrong.
    """

    def test_good(self) -> None:
        """
        What was typed makes a plant.
        """
        typed = {NAME: " Basil ", DESCRIPTION: "Likes sun.", RATING: "4"}
        self.assertEqual(readPlant(typed), Plant("Basil", "Likes sun.", 4))

    def test_allWrong(self) -> None:
        """
        Every field that is wrong is named, each with its own reason.
        """
        typed = {NAME: "", DESCRIPTION: "\0", RATING: "6"}
        wrong = self.assertRaises(WrongFields, readPlant, typed)
        self.assertEqual(
            wrong.messages,
            {
                NAME: EMPTY,
                DESCRIPTION: "The description contains a control character.",
                RATING: "The rating is a whole number from 1 to 5.",
            },
        )

    def test_firstPlants(self) -> None:
        """
        The plants that a database begins with could all be typed, each once; some of their names
        are not Latin.
        """
        names = [name for name, _, _ in FIRST_PLANTS]
        self.assertEqual(len(names), len(set(names)))
        self.assertGreaterEqual(len(names), 30)
        self.assertGreaterEqual(sum(not name.isascii() for name in names), 5)
        for name, description, rating in FIRST_PLANTS:
            typed = {NAME: name, DESCRIPTION: description, RATING: str(rating)}
            self.assertEqual(readPlant(typed), Plant(name, description, rating))
            self.assertGreater(len(description), 40)
