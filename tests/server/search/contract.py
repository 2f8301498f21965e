"""
What every engine is held to. A test case for one engine is this one, with
C{makeEngine}.
"""

from __future__ import annotations

import os
from pathlib import Path
from unicodedata import normalize

from twisted.internet.defer import Deferred, ensureDeferred

from server.search.corpus import Corpus
from server.search.engine import Engine
from server.search.matching import findLines, readQuery
from server.search.workers import Workers
from tests.server.search.support import Rows, index, memoryReactor, searchLater, write

TEXTS: dict[str, str | bytes] = {
    "tomato.txt": "Tomato\nGreen tomatoes ripen in a drawer.\nSow in March, at 20 °C.\n",
    "german/grün.txt": "Grünkohl für die Straße\nSTRASSE\nGRÜN und Süß\nFluß\n",
    "german/nfd.txt": normalize("NFD", "Grüße aus München\n"),
    "chinese.txt": "小白菜又叫青菜\n中文 植物\n播种到收获\n",
    "syntax.txt": r"""
say "quoted" words
-dash first
--double
a*b star
NEAR(one two)
near (one)
AND OR NOT
x;y semicolon
x,y comma
#hash
<angle>
a>b
.dot.
^caret
cost $5
back\slash
100 % sure
under_score
{brace} [bracket]
~tilde !bang |pipe
'single' `tick`
(a|b)
a&b
?
+plus+
:colon: @at =equal
col:umn
""",
    "case.txt": "ABC\nabc\nAbC\nK\nﬁnd a ligature\nﬀ ſs\n",
    "digits.txt": "2019\nabc123def\n12\n3.1415\n",
    "long.txt": "x" * 70 + "needle" + "y" * 70 + "\n" + "a " * 5000 + "haystack\n",
    "greek.txt": "ΟΔΟΣ οδος\nσς\n",
    "emoji.txt": "🌱 sprout\n👩‍🌾 gardener\n",
    "controls.txt": "form\x0cfeed\ttab\x1bescape\x7f\n",
    "crlf.txt": b"one\r\ntwo\r\nthree\rfour",
    "bom.txt": b"\xef\xbb\xbfbeginning\n",
    "page.html": "<p>Basil &amp; tomato</p>\n<script>alert(1)</script>\n",
    "empty.txt": "",
    "a b/with space.txt": "spaced tomato\n",
    'odd;name\'s $(x) "q": y.txt': "odd name, tomato\n",
    "new\nline.txt": "name with a line end: tomato\n",
}

# One query on each line.
TYPED = r"""
tomato
omat
TOMATO
tomatoes ripen
ripen tomatoes
green drawer in
basil tomato
the
nowhere
tomato nowhere
needle
xneedley
needle haystack
haystack
aaa
spaced
odd
one
four
three four
beginning
t
T
to
in
z
a b
o n e
20
12
201
2019
123
c123d
3.14
°C
grün
Grün
GRÜN
ü
Ü
u
é
gru
kohl für
straße
strasse
STRASSE
ß
ss
ssü
süss
fluss
e aus M
k
find
ﬁnd
ff
ſ
ss ff
İ
ı
ς
ΟΔΟΣ
οδοσ
σσ
白
白菜
青菜 小
植物 中文
菜又叫
播种到收获
菜白
🌱
sprout 🌱
👩‍🌾
🌾
"
"quoted"
"quoted
-
--
-v
-dash
--double
-C
-k tomato
*
a*b
a*
star*
NEAR(
NEAR(one
near one
AND
OR NOT
AND OR
tomato AND green
(
)
()
(a|b)
|
a|b
;
x;y
tomato;green
,
x,y
#
#hash
<
<angle>
>
a>b
<p>
.
.dot.
d.t
^
^caret
^say
$
$5
words$
$(x)
\
back\slash
\d
\
%
100 %
_
under_
u_d
[a-z]
[bracket]
{brace}
{tomato,basil};green
~
~tomato
!bang
'
'single'
`tick`
'; DROP TABLE files; --
x OR 1=1
&
a&b
&amp;
?
+plus
:
col:umn
content:tomato
@at
=
script
alert(1)
""".strip().split("\n")

QUERIES = [
    *TYPED,
    *(normalize("NFD", "grün"), normalize("NFD", "münchen"), "中文\u3000植", "\u0301", "\ufeff"),
    *(
        "\x1b",
        "\x7f",
        "feed\ttab",
        "form feed",
        "x" * 70,
        "x" * 100,
        "y" * 71,
        "o" * 200,
        "ab " * 66,
    ),
]


def expectedRows(corpus: Corpus, text: str, isCaseSensitive: bool) -> Rows:
    """
    Apply the definition to every line of every file.
    """
    query = readQuery(text, isCaseSensitive)
    paths = sorted(file.path for file in corpus.files())
    return [(path, line.number) for path in paths for line in findLines(corpus.read(path), query)]


class EngineContract:
    """
    The contract; mixed into a C{TestCase} of trial.
    """

    def makeEngine(self, workers: Workers, folder: Path) -> Engine:
        """
        Make the engine.

        @param folder: where it may keep what it remembers.
        """
        raise NotImplementedError

    def setUp(self) -> None:
        """
        Make a corpus, and an engine that knows nothing yet.
        """
        self.root = Path(self.mktemp()).absolute()  # type: ignore[attr-defined]
        self.folder = Path(self.mktemp()).absolute()  # type: ignore[attr-defined]
        self.root.mkdir()
        self.corpus = Corpus(self.root)
        self.workers = Workers(memoryReactor())
        self.engine = self.openEngine()

    def openEngine(self) -> Engine:
        """
        Make an engine, and stop it when the test is over.
        """
        engine = self.makeEngine(self.workers, self.folder)
        self.addCleanup(engine.stop)  # type: ignore[attr-defined]
        return engine

    async def ready(self) -> Engine:
        """
        Let the engine know the corpus as it is now, as at a new start.
        """
        await self.engine.stop()
        self.engine = self.openEngine()
        index(self.corpus, self.engine)
        await self.engine.start()
        return self.engine

    async def rows(self, text: str, isCaseSensitive: bool = False) -> Rows:
        """
        Search, and list what matches, as file and line.
        """
        return await searchLater(self.corpus, self.engine, text, isCaseSensitive)

    def check(self, condition: object, explanation: object) -> None:
        """
        @raise AssertionError: with the explanation, when the condition is false.
        """
        self.assertTrue(condition, str(explanation))  # type: ignore[attr-defined]

    def test_definition(self) -> Deferred[None]:
        """
        For each query, case-sensitive or not, exactly the lines are found that
        the definition asks for.
        """

        async def test() -> None:
            write(self.root, TEXTS)
            await self.ready()
            matching = 0
            for text in QUERIES:
                for isCaseSensitive in (False, True):
                    expected = expectedRows(self.corpus, text, isCaseSensitive)
                    found = await self.rows(text, isCaseSensitive)
                    self.check(found == expected, (text, isCaseSensitive, found, expected))
                    matching += bool(expected)
            self.check(matching > 200, f"only {matching} of the searches find something")

        return ensureDeferred(test())

    def test_proposesFew(self) -> Deferred[None]:
        """
        For a long word in one file, not all files are proposed: the engine is
        of some use.
        """

        async def test() -> None:
            write(self.root, TEXTS)
            engine = await self.ready()
            for word, most in (("semicolon", 1), ("tomato", 6), ("nowhere", 0)):
                proposed = await engine.propose([word])
                self.check(len(set(proposed)) <= most, (word, proposed))

        return ensureDeferred(test())

    def test_manyFiles(self) -> Deferred[None]:
        """
        A word that is in each of several hundred files is found in all of them, although an engine
        might take it for too common.
        """

        async def test() -> None:
            write(self.root, {f"{number}.txt": f"common word{number}" for number in range(400)})
            engine = await self.ready()
            self.check(len(set(await engine.propose(["common"]))) == 400, "all of them")
            found = await engine.propose(["rd399"])
            self.check("399.txt" in found, found)

        return ensureDeferred(test())

    def test_changes(self) -> Deferred[None]:
        """
        What was added, changed and removed is found, or not, at the next start.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "first", "b.txt": "second", "c.txt": "third"})
            await self.ready()
            write(self.root, {"a.txt": "changed", "d.txt": "fourth"})
            (self.root / "b.txt").unlink()
            await self.ready()
            for text, expected in (
                ("first", []),
                ("second", []),
                ("third", [("c.txt", 1)]),
                ("fourth", [("d.txt", 1)]),
                ("changed", [("a.txt", 1)]),
            ):
                self.check(await self.rows(text) == expected, text)
                paths = {path for path, _ in expected}
                self.check(set(await self.engine.propose([text])) == paths, text)

        return ensureDeferred(test())

    def test_textNoMore(self) -> Deferred[None]:
        """
        A file that is not text any more is not proposed, nor is one that has gone.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "first", "b.txt": "first"})
            await self.ready()
            write(self.root, {"a.txt": b"first\0"})
            await self.ready()
            for words in (["first"], ["f"]):
                self.check(list(await self.engine.propose(words)) == ["b.txt"], words)

        return ensureDeferred(test())

    def test_empty(self) -> Deferred[None]:
        """
        In an empty corpus nothing is found, and nothing goes wrong.
        """

        async def test() -> None:
            await self.ready()
            for text in ("tomato", "t", "ü"):
                self.check(await self.rows(text) == [], text)

        return ensureDeferred(test())

    def test_incremental(self) -> Deferred[None]:
        """
        A second start reads nothing again; a file with a new time is read, and
        stays findable.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "first", "b.bin": b"\0"})
            await self.ready()
            engine = await self.ready()
            progress = index(self.corpus, engine)
            self.check((progress.read, progress.gone, progress.skipped) == (0, 0, 1), progress)
            os.utime(self.root / "a.txt", (1, 1))
            await self.engine.stop()
            self.check(index(self.corpus, self.engine).read == 1, "read again")
            await self.ready()
            self.check(await self.rows("first") == [("a.txt", 1)], "found still")

        return ensureDeferred(test())

    def test_stopTwice(self) -> Deferred[None]:
        """
        An engine can be stopped before it has started, and twice.
        """

        async def test() -> None:
            await self.engine.stop()
            await self.engine.stop()

        return ensureDeferred(test())
