"""
What matches, and where in a line.
"""

from __future__ import annotations

from itertools import groupby
from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.pages import BadRequest
from server.search.marking import mark, places
from server.search.matching import LONGEST_QUERY, findLines, fold, matches, readQuery
from server.search.trigrams import trigramsOfAll

#: Query, line, whether it matches, whether it does so case-sensitively.
TABLE = [
    ("tomato", "Green tomatoes", True, True),
    ("mat", "Green tomatoes", True, True),
    ("Tomato", "Green tomatoes", True, False),
    ("tomato", "GREEN TOMATOES", True, False),
    ("t", "tomato", True, True),
    ("x", "tomato", False, False),
    ("tomato green", "Green tomatoes", True, False),
    ("toes Green", "Green tomatoes", True, True),
    ("tomato red", "Green tomatoes", False, False),
    ("green  \t tomato", "Green tomatoes", True, False),
    ("ü", "grün", True, True),
    ("Ü", "grün", True, False),
    ("u", "grün", False, False),
    ("gru", "grün", False, False),
    (normalize("NFD", "grün"), normalize("NFC", "grün"), True, True),
    (normalize("NFC", "grün"), normalize("NFD", "grün"), True, True),
    ("strasse", "Straße", True, False),
    ("STRASSE", "Straße", True, False),
    ("straße", "STRASSE", True, False),
    ("ß", "Fluss", True, False),
    ("ss", "Straße", True, False),
    ("ς", "ΟΔΟΣ", True, False),
    ("白菜", "小白菜又叫青菜", True, True),
    ("小 青", "小白菜又叫青菜", True, True),
    ("小\u3000青", "小白菜又叫青菜", True, True),
    ("白青", "小白菜又叫青菜", False, False),
    ("-v", "grep -v", True, True),
    ("--", "a -- b", True, True),
    ("*", "a*b", True, True),
    ("*", "ab", False, False),
    (".", "ab", False, False),
    ("a.c", "abc", False, False),
    ("^a", "abc", False, False),
    ("^a", "x^a", True, True),
    ("c$", "abc", False, False),
    ("%", "100 %", True, True),
    ("%", "100", False, False),
    ("_", "abc", False, False),
    ('"a b"', 'say "a b"', True, True),
    ('"a b"', "a b", False, False),
    ("NEAR(", "near(a)", True, False),
    ("\\", "a\\b", True, True),
    ("🌱", "a 🌱 grows", True, True),
]


class MatchesTests(SynchronousTestCase):
    """
    The definition of a match, to which every engine is held.
    """

    def test_table(self) -> None:
        """
        Each line of the table matches, or does not.
        """
        for text, line, folded, exact in TABLE:
            self.assertEqual(matches(line, readQuery(text)), folded, (text, line))
            self.assertEqual(matches(line, readQuery(text, True)), exact, (text, line))

    def test_wholeText(self) -> None:
        """
        In a text, the same lines match, with their numbers.
        """
        for text, line, folded, exact in TABLE:
            for isCaseSensitive, expected in ((False, folded), (True, exact)):
                query = readQuery(text, isCaseSensitive)
                found = list(findLines(f"\n{line}\n\n{line}", query))
                self.assertEqual([number for number, _ in found], [2, 4] if expected else [])

    def test_wordsOnSeveralLines(self) -> None:
        """
        Words on different lines are not a match.
        """
        self.assertEqual(list(findLines("green\ntomato", readQuery("green tomato"))), [])

    def test_lineEndsOfUnicode(self) -> None:
        """
        Only LF ends a line: a form feed or a line separator does not.
        """
        query = readQuery("a b")
        self.assertEqual(len(list(findLines("a\x0cb\x85a\u2028b\x1cb", query))), 1)

    @given(st.text(min_size=1), st.text(), st.text())
    @settings(max_examples=300)
    def test_caseSensitiveIsNarrower(self, word: str, before: str, after: str) -> None:
        """
        What matches case-sensitively matches otherwise as well; and an engine
        that looks the folded words up in the folded text finds it.
        """
        words = fold(word, True).split()
        line = (before + word + after).replace("\n", " ")
        exact = readQuery(word[:LONGEST_QUERY], True) if words and "\0" not in word else None
        if exact and matches(line, exact):
            self.assertTrue(matches(line, readQuery(exact.text)))
            folded = [each.casefold() for each in exact.words]
            self.assertTrue(all(each in fold(line) for each in folded))
            self.assertTrue(all(each in fold(line) for each in trigramsOfAll(folded)))

    @given(st.text())
    @settings(max_examples=300)
    def test_foldingKeepsLines(self, text: str) -> None:
        """
        A text that is folded whole has the lines of one that is folded line by
        line.
        """
        for isCaseSensitive in (False, True):
            byLine = [fold(line, isCaseSensitive) for line in text.split("\n")]
            self.assertEqual(fold(text, isCaseSensitive).split("\n"), byLine)


class QueryTests(SynchronousTestCase):
    """
    What was typed becomes words to look for, or is refused.
    """

    def assertRefused(self, text: str, sentence: str) -> None:
        """
        Check that a query is refused in words.
        """
        problem = self.assertRaises(BadRequest, readQuery, text)
        self.assertEqual(problem.sentence, sentence)

    def test_empty(self) -> None:
        """
        Without a word there is nothing to search for.
        """
        for text in ("", " ", "\t\r\n", "\u3000"):
            self.assertRefused(text, "Type at least one word to search for.")

    def test_long(self) -> None:
        """
        A query of 200 characters is read, and a longer one is refused with its length.
        """
        self.assertEqual(readQuery("ü" * 200).words, ("ü" * 200,))
        self.assertRefused("ü" * 201, "A search has at most 200 characters; this one has 201.")

    def test_nul(self) -> None:
        """
        NUL is in no text.
        """
        self.assertRefused("a\0b", "No text contains the character NUL.")

    def test_sameWordTwice(self) -> None:
        """
        A word that comes twice is looked for once.
        """
        self.assertEqual(readQuery("a A b").words, ("a", "b"))


def show(line: str, text: str, isCaseSensitive: bool = False, width: int = 300) -> str:
    """
    Mark a line with brackets.
    """
    pieces = mark(line, readQuery(text, isCaseSensitive), width)
    return "".join(f"[{piece.text}]" if piece.isMatch else piece.text for piece in pieces)


class LinesTests(SynchronousTestCase):
    """
    Finding lines without a list of them.
    """

    @given(
        st.text(st.sampled_from("ab\nßẞéE\u0301İﬁ \r\u2028")),
        st.text(st.sampled_from("abßsé İﬁfi"), min_size=1),
        st.booleans(),
    )
    def test_asLineByLine(self, text: str, words: str, isCaseSensitive: bool) -> None:
        """
        The lines are those that match when each is looked at by itself.
        """
        if not words.strip():
            return
        query = readQuery(words, isCaseSensitive)
        expected = [
            (number, line)
            for number, line in enumerate(text.split("\n"), start=1)
            if matches(line, query)
        ]
        self.assertEqual(list(findLines(text, query)), expected)


class MarkTests(SynchronousTestCase):
    """
    The places in a line that are marked as matches.
    """

    def test_table(self) -> None:
        """
        Every place of every word is marked, in the line as it was written.
        """
        for line, text, expected in [
            ("Green tomatoes", "tomato", "Green [tomato]es"),
            ("Tomato, tomato", "tomato", "[Tomato], [tomato]"),
            ("aaa", "aa", "[aaa]"),
            ("abcd", "abc bcd", "[abcd]"),
            ("Straße 1", "ss", "Stra[ß]e 1"),
            ("Straße 1", "1", "Straße [1]"),
            ("Straße 1", "as", "Str[aß]e 1"),
            (normalize("NFD", "für grün"), "grün", "für [grün]"),
            ("İstanbul x", "x", "İstanbul [x]"),
            ("<b>", "<", "[<]b>"),
            ("", "x", ""),
            ("nothing", "x", "nothing"),
        ]:
            self.assertEqual(show(line, text), expected)

    def test_caseSensitive(self) -> None:
        """
        Only what is written the same is marked.
        """
        self.assertEqual(show("Tomato, tomato", "tomato", True), "Tomato, [tomato]")

    def test_nothing(self) -> None:
        """
        Without a query nothing is marked.
        """
        self.assertEqual([*mark("a b", None)], [("a b", False)])

    def test_longLine(self) -> None:
        """
        Of a line that is too long, the part with the first match is shown.
        """
        line = "x" * 5000 + " needle " + "y" * 5000
        shown = show(line, "needle")
        self.assertIn(" [needle] ", shown)
        self.assertEqual(len(shown), 300 + len("[]") + 2 * len("…"))
        self.assertTrue(shown.startswith("…x") and shown.endswith("y…"))

    def test_longLineAtItsEnds(self) -> None:
        """
        Where the match is at one end, nothing is missing there.
        """
        self.assertTrue(show("needle" + "y" * 5000, "needle").startswith("[needle]y"))
        self.assertTrue(show("x" * 5000 + "needle", "needle").endswith("x[needle]"))

    def test_longLineThatGrows(self) -> None:
        """
        The place is found even where folding makes the line longer.
        """
        self.assertIn("[needle]", show("ß" * 4000 + "needle" + "ß" * 4000, "needle"))

    @given(
        st.text(st.sampled_from("abßẞéE\u0301İﬁ fi"), max_size=30),
        st.text(st.sampled_from("abßsé İﬁfi"), min_size=1),
        st.booleans(),
    )
    def test_eachCharacter(self, line: str, text: str, isCaseSensitive: bool) -> None:
        """
        A character is marked where it belongs to a word, and marks that touch are one.
        """
        if not text.strip():
            return
        query, composed = readQuery(text, isCaseSensitive), normalize("NFC", line)
        folded = [one if isCaseSensitive else one.casefold() for one in composed]
        owners = [index for index, part in enumerate(folded) for _ in part]
        marked = {
            owner
            for word in query.words
            for place in places("".join(folded), word)
            for owner in owners[place : place + len(word)]
        }
        runs = groupby(range(len(composed)), marked.__contains__)
        expected = [("".join(composed[index] for index in run), isIn) for isIn, run in runs]
        self.assertEqual(mark(line, query), expected)

    @given(st.text(), st.text(min_size=1, max_size=20))
    @settings(max_examples=300)
    def test_nothingIsLost(self, line: str, text: str) -> None:
        """
        The pieces of a short line are the line.
        """
        query = readQuery(text) if text.split() and "\0" not in text else None
        together = "".join(piece.text for piece in mark(line, query))
        self.assertEqual(together, normalize("NFC", line))
        if query and matches(line, query):
            self.assertTrue(any(piece.isMatch for piece in mark(line, query)))
