"""
The checks for the exercises of step 12: C{trial lessons.exercises.test_step12}.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.web.template import flattenString, tags

from lessons.exercises.checks import ExerciseTestCase, needs
from lessons.language import _

EVERY = "a line matches when it contains every word, anywhere (lessons/step12.rst)."
FOLDED = (
    "upper and lower case are the same, and not only for the letters of English: compare "
    'what is folded, as "ß" is to "ss" (lessons/step12.rst).'
)
COMPOSED = (
    "a letter can be written as one character or as two; the normal form NFC makes them one "
    "(Unicode Standard Annex 15)."
)
OTHER = "what differs in more than case is another letter (exercise 12.1)."
MARKED = "every place where the word occurs is inside <mark> (exercise 12.2)."
KEPT = "all that the line holds is shown, as it is there (exercise 12.2)."
TEXT = "nothing in a text is ever a tag (lessons/step12.rst)."
QUERY = "a query is text, and each of its characters is one to look for (lessons/step12.rst)."
FOUND = "a file in the folder, or in a folder in it, is found (exercise 12.3)."
INSIDE = "a path stays in the folder, however it is written (lessons/step12.rst)."
LINK = (
    "what a link points to need not be in the folder: look where the path leads (exercise 12.3)."
)
NONE = "where there is no such file, the answer is None, and no error (exercise 12.3)."


class Exercise1FoldingTests(ExerciseTestCase):
    """
    The same but for case.
    """

    exercise = "12.1"

    def test_1_every(self) -> None:
        """
        A line matches when it contains every word, even inside a longer one.
        """
        one, two, three = self.word(), self.word(), self.word()
        line = f"x{one}x and {two}"
        self.checkMatch(line, [one], True, EVERY)
        self.checkMatch(line, [two, one], True, EVERY)
        self.checkMatch(line, [one, f"{three}q"], False, EVERY)

    def test_2_case(self) -> None:
        """
        Upper and lower case are the same, in the line and in the word.
        """
        word = self.word()
        self.checkMatch(f"the {word.upper()}", [word], True, FOLDED)
        self.checkMatch(f"the {word}", [word.title()], True, FOLDED)

    @needs(1, 2)
    def test_3_folded(self) -> None:
        """
        This holds for every script, even where one letter becomes two.
        """
        for line, word in (
            ("Die Straße", "STRASSE"),
            ("DIE STRASSE", "straße"),
            ("ΚΗΠΟΣ", "κηπος"),
            ("κήπος", "ΚΉΠΟΣ"),
            ("САД", "сад"),
        ):
            self.checkMatch(line, [word], True, FOLDED)

    @needs(1, 2)
    def test_4_composed(self) -> None:
        """
        A letter and a combining mark are the same as the one character.
        """
        for one, two in (
            ("Möhre", "Mo\N{COMBINING DIAERESIS}hre"),
            ("é", "e\N{COMBINING ACUTE ACCENT}"),
        ):
            self.checkMatch(f"eine {one}", [two], True, COMPOSED)
            self.checkMatch(f"eine {two}", [one], True, COMPOSED)

    @needs(1, 2)
    def test_5_other(self) -> None:
        """
        Other letters stay others: "o" is not "ö", and "i" is not "ı".
        """
        for line, word in ("Möhre", "Mohre"), ("ısırgan", "isirgan"), ("Mohre", "Möhre"):
            self.checkMatch(line, [word], False, OTHER)
        for line in "Möhre", "Mo\N{COMBINING DIAERESIS}hre":
            self.checkMatch(line, ["mo"], False, COMPOSED)

    def checkMatch(self, line: str, words: list[str], isMatch: bool, rule: str) -> None:
        """
        Demand whether a line matches.
        """
        self.mustReturn(isMatch, "matches", line, words, rule=rule)


class Exercise2MarkTests(ExerciseTestCase):
    """
    Mark the matches.
    """

    exercise = "12.2"

    def test_1_every(self) -> None:
        """
        Each place where the word occurs is marked, and the rest is there.
        """
        word = self.word()
        self.checkMarked(
            f"a {word}, two {word}s", word, f"a <mark>{word}</mark>, two <mark>{word}</mark>s"
        )
        self.checkMarked(f"{word}{word}", word, f"<mark>{word}</mark><mark>{word}</mark>")

    def test_2_nothing(self) -> None:
        """
        Where the word does not occur, nothing is marked.
        """
        self.checkMarked("a line", self.word(), "a line")

    def test_3_case(self) -> None:
        """
        Upper and lower case are the same, and the line keeps its own case.
        """
        word = self.word()
        line = f"{word.title()} {word.upper()}"
        marked = f"<mark>{word.title()}</mark> <mark>{word.upper()}</mark>"
        self.checkMarked(line, word, marked, KEPT)
        self.checkMarked(word, word.upper(), f"<mark>{word}</mark>", KEPT)

    def test_4_text(self) -> None:
        """
        What looks like a tag is text, in the line and in the word.
        """
        word = self.word()
        line = f"<script>{word}</script> & <b> &amp;"
        marked = f"&lt;script&gt;<mark>{word}</mark>&lt;/script&gt; &amp; &lt;b&gt; &amp;amp;"
        self.checkMarked(line, word, marked, TEXT)
        self.checkMarked(f"a <{word}>", f"<{word}>", f"a <mark>&lt;{word}&gt;</mark>", TEXT)
        self.checkMarked("a < b & c", "&", "a &lt; b <mark>&amp;</mark> c", TEXT)

    def test_5_signs(self) -> None:
        """
        The characters of a word have no special meaning: "(" and "." are
        looked for.
        """
        word = self.word()
        for sign in "(", ".", "*", "[a", "\\":
            line = f"{word} {sign}{word}"
            self.checkMarked(line, sign + word, f"{word} <mark>{sign}{word}</mark>", QUERY)

    def checkMarked(self, line: str, word: str, marked: str, rule: str = MARKED) -> None:
        """
        Demand what a line becomes on a page.
        """
        content = self.call("markedLine", line, word)
        with self.running():
            flattening = flattenString(None, tags.li(content))
        flat = self.resultOf(flattening).decode()
        if flat != f"<li>{marked}</li>":
            parts = [
                (_("on a page, {call} is").format(call=f"markedLine({line!r}, {word!r})"), flat),
                ("expected", f"<li>{marked}</li>"),
            ]
            problem = "The line is not marked as it should be."
            if escape(marked, quote=False) in flat:
                problem = "The tags are text on the page: a reader sees <mark>."
            self.report(problem, rule, parts=parts)


class Exercise3FolderTests(ExerciseTestCase):
    """
    Stay in the folder.
    """

    exercise = "12.3"

    def setUp(self) -> None:
        """
        Make a folder of notes, and beside it what nobody shall see.
        """
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name).resolve()
        self.folder = self.top / "notes"
        self.name = f"{self.word()}.txt"
        for path in (
            self.folder / self.name,
            self.folder / "more" / self.name,
            self.top / self.name / "not",
            self.top / "secret.txt",
            self.top / "notes-private" / "secret.txt",
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"this is {path.name}")
        (self.folder / "link.txt").symlink_to(self.top / "secret.txt")
        (self.folder / "out").symlink_to(self.top)

    def test_1_found(self) -> None:
        """
        A file of the folder is found, even in a folder in it.
        """
        for name in self.name, f"more/{self.name}":
            path = self.call("findFile", self.folder, name)
            if not isinstance(path, Path) or path.resolve() != self.folder / name:
                self.tell(name, path, f"the file {self.folder / name}", FOUND)

    def test_2_parent(self) -> None:
        """
        No name leads out of the folder by "..", wherever that is.
        """
        for name in (
            "../secret.txt",
            "more/../../secret.txt",
            f"nothing/../../{self.top.name}/../secret.txt",
            "./../secret.txt",
            "....//secret.txt",
            "..././secret.txt",
        ):
            self.checkNone(name, INSIDE)

    @needs(1)
    def test_3_absolute(self) -> None:
        """
        Nor does one that begins with a slash.
        """
        self.checkNone(str(self.top / "secret.txt"), INSIDE)

    @needs(1)
    def test_4_neighbour(self) -> None:
        """
        Nor does one that leads to a folder whose name begins in the same way.
        """
        self.checkNone("../notes-private/secret.txt", INSIDE)

    @needs(1)
    def test_5_link(self) -> None:
        """
        Nor does the name of a link that points out of the folder.
        """
        self.checkNone("link.txt", LINK)
        self.checkNone("out/secret.txt", LINK)

    @needs(1)
    def test_6_noFile(self) -> None:
        """
        Where there is no file of this name, none is found.
        """
        for name in "", ".", "more", self.word(), f"{self.name}/x", "a\0b", "x" * 5000:
            self.checkNone(name, NONE)

    def checkNone(self, name: str, rule: str) -> None:
        """
        Demand that a name leads to nothing.
        """
        path = self.call("findFile", self.folder, name)
        if path is not None:
            self.tell(name, path, "None", rule)

    def read(self, path: Path) -> str:
        """
        Read what a name has led to; it is empty where there is nothing to read.
        """
        try:
            return path.read_text("utf-8", "replace")[:200] if path.is_file() else ""
        except OSError:  # a name may be too long to be looked up
            return ""

    def tell(self, name: str, path: object, expected: str, rule: str) -> None:
        """
        Fail, and show the call.
        """
        shown = f"findFile(Path({str(self.folder)!r}), {name!r})"
        parts = [(_("{call} returned").format(call=shown), repr(path)), ("expected", expected)]
        if isinstance(path, Path):
            parts.append(("that file holds", self.read(path)))
        self.report("The function returns something else.", rule, parts=parts)
