"""
From bytes to words: codings, character sets, visible text, words, counts. Each in
any pieces.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from itertools import count, product
from time import thread_time

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.channel.turns import TURN
from server.proxy.charsets import PRESCAN, TextDecoder, findCodec
from server.proxy.codings import PIECE, Undecodable, decode, makeDecoders
from server.proxy.counts import LONGEST_URL, MOST_PAGES, MOST_WORDS, Counts, Page
from server.proxy.pagecounter import (
    LEAST_COST,
    MOST_DECODED,
    MOST_WAITING,
    SLICE,
    TOO_FAST,
    TOO_LONG,
    PageCounter,
    Slices,
    watchPage,
)
from server.proxy.visible import VisibleText
from server.proxy.words import LONGEST, WordSplitter

#: How long one step may take, in seconds of the processor: the reactor has others to serve.
MOST_TIME = 0.05

TEXT = "Käse, Brot & Wein " * 500


def rawDeflate(data: bytes) -> bytes:
    """
    Compress without the wrapper that C{deflate} should have.
    """
    compressing = zlib.compressobj(wbits=-15)
    return compressing.compress(data) + compressing.flush()


def decoded(names: list[str], data: bytes, size: int) -> bytes:
    """
    @param names: of the codings, in the order in which they were applied.
    @param size: of the pieces, in bytes.
    @return: the content before it was encoded.
    """
    decoders = makeDecoders(names)
    pieces = [data[begin : begin + size] for begin in range(0, len(data), size)]
    return b"".join(out for piece in pieces for out in decode(decoders, piece))


class ContentEncodingTests(SynchronousTestCase):
    """
    C{Content-Encoding} is undone, or it is said that it cannot be (RFC 9110 section 8.4).
    """

    def test_decode(self) -> None:
        """
        Every coding is undone, whatever the pieces.
        """
        plain = TEXT.encode()
        coded: dict[str, bytes] = {
            "": plain,
            "identity": plain,
            "gzip": gzip.compress(plain),
            "X-GZIP": gzip.compress(plain[:100]) + gzip.compress(plain[100:]),
            "deflate": zlib.compress(plain),
            "Deflate": rawDeflate(plain),
            "deflate gzip": gzip.compress(zlib.compress(plain)),
        }
        for names, data in coded.items():
            for size in (1, 7, 100_000):
                self.assertEqual(decoded(names.split(), data, size), plain, (names, size))

    def test_undecodable(self) -> None:
        """
        What is not in the coding, or in one that nobody knows, is not text.
        """
        for names, data in ((["gzip"], b"<html>"), (["deflate"], b"<html>xx"), (["br"], b"")):
            self.assertRaises(Undecodable, decoded, names, data, 10)
        self.assertRaises(Undecodable, makeDecoders, ["gzip"] * 3)

    def test_bytesAfterTheEnd(self) -> None:
        """
        What comes after the end of C{deflate} is not content.
        """
        self.assertEqual(decoded(["deflate"], zlib.compress(b"a") + b"junk", 100), b"a")

    def test_bomb(self) -> None:
        """
        A piece that unpacks to gigabytes is decoded as far as it is wanted.
        """
        inner = gzip.compress(b"\0" * 2**26)
        pieces = decode(makeDecoders(["gzip", "gzip"]), gzip.compress(inner))
        for _ in range(3):
            self.assertEqual(len(next(pieces)), PIECE)


class CharsetTests(SynchronousTestCase):
    """
    Bytes become characters, by what the field, a mark at the beginning, or the page says.
    """

    def check(self, data: bytes, declared: str | None, text: str) -> None:
        """
        In pieces of any size, the data is this text.

        @param declared: the charset that the Content-Type names, if any.
        """
        for size in (1, 3, 100_000):
            decoder = TextDecoder(declared)
            pieces = [data[begin : begin + size] for begin in range(0, len(data), size)]
            got = "".join(map(decoder.feed, pieces)) + decoder.feed(b"", isLast=True)
            self.assertEqual(got, text, (declared, size))

    def test_declared(self) -> None:
        """
        C{Content-Type} decides; the standard takes some names for others.
        """
        texts = {
            "UTF-8": ("Käse", "utf-8"),
            "iso-8859-1": ("Käse €", "cp1252"),
            "ISO-8859-15": ("Käse €", "iso8859-15"),
            "windows-1251": ("сыр", "cp1251"),
            "koi8-r": ("сыр", "koi8-r"),
            "Shift_JIS": ("チーズ", "cp932"),
            "euc-jp": ("チーズ", "euc-jp"),
            "iso-2022-jp": ("チーズ a", "iso2022-jp"),
            "gbk": ("奶酪", "gb18030"),
            "big5": ("起司", "big5"),
            "euc-kr": ("치즈", "cp949"),
            "utf-16le": ("Käse", "utf-16-le"),
        }
        for label, (text, codec) in texts.items():
            self.check(text.encode(codec), label, text)

    def test_allKnown(self) -> None:
        """
        Every label leads to a character set of Python.
        """
        for label in (
            "latin1",
            "windows-874",
            "macintosh",
            "ibm866",
            "iso-8859-8-i",
            "iso-8859-16",
        ):
            self.check(b"abc", label, "abc")

    def test_noCharacterSet(self) -> None:
        """
        Python has codecs that are not character sets, and they cannot be chosen.
        """
        for label in ("zip", "bz2", "hex", "rot13", "punycode", "unicode_escape", "utf-7", "idna"):
            self.assertIsNone(findCodec(label), label)

    def test_mark(self) -> None:
        """
        A byte order mark is stronger than what is declared.
        """
        self.check(b"\xef\xbb\xbf" + "Käse".encode(), "windows-1252", "Käse")
        self.check(b"\xff\xfe" + "Käse".encode("utf-16-le"), "utf-8", "Käse")
        self.check(b"\xfe\xff" + "Käse".encode("utf-16-be"), None, "Käse")

    def test_meta(self) -> None:
        """
        A C{meta} element counts where nothing was declared, and near the beginning.
        """
        for meta in (
            '<meta charset="windows-1251">',
            "<META  CHARSET = windows-1251 >",
            '<meta http-equiv="content-type" content="text/html; charset=windows-1251">',
        ):
            text = f"<head>{meta}сыр"
            self.check(text.encode("cp1251"), None, text)
            self.check(text.encode("utf-8"), "utf-8", text)
        text = '<meta charset="utf-16">Käse'
        self.check(text.encode(), None, text)
        late = " " * PRESCAN + '<meta charset="windows-1251">ä'
        self.check(late.encode("utf-8"), None, late)

    def test_guess(self) -> None:
        """
        Where nobody says, it is UTF-8 if it can be, and otherwise windows-1252.
        """
        self.check("Käse".encode(), None, "Käse")
        self.check("Käse €".encode("cp1252"), None, "Käse €")
        self.check("Käse".encode(), "nonsense", "Käse")
        text = "a" * (PRESCAN - 1) + "ä"  # cut in the middle of a character
        self.check(text.encode(), None, text)

    def test_broken(self) -> None:
        """
        What is not a character is marked, and does not end the text.
        """
        self.check(b"a\xffb\xc3", "utf-8", "a\ufffdb\ufffd")


#: Pages, and the words that are seen.
PAGES = {
    "": "",
    "Hello, world!": "hello world",
    "<p>one<p>two": "one two",
    "<td>one</td><td>two": "one two",
    "one<br>two<br/>three": "one two three",
    "un<b>break</b>able <a href=x>l</a>ink": "unbreakable link",
    "<B CLASS='a>b'>x</B>": "x",
    '<a title=">" href=">">in</a>': "in",
    "<a title = '>'>in</a>": "in",
    '<a title=a"b>in</a>': "in",
    "<a b'c>in</a>": "in",
    "<script>var a = '<p>no</p>';</script>yes": "yes",
    "<SCRIPT src=x>no</script >yes": "yes",
    "<script>no</scripty>no</script\n>yes": "yes",
    "<style>no { no: no }</style>yes": "yes",
    "<title>no</title><body>yes": "yes",
    "<script>never ends, not even <!-- here -->": "",
    "a<!-- no <p> no -->b": "ab",
    "a<!-->b": "ab",
    "a<!--->b": "ab",
    "a<!-- no --!>b": "ab",
    "a<!-- no -- > no": "a",
    "<!DOCTYPE html><html>x": "x",
    "<?php no ?>x": "x",
    "</ no>x": "x",
    "2 < 3 and a<b": "and a",
    "a <- b": "a b",
    "AT&amp;T caf&eacute; &#252;ber &#x4f;h": "at t café über oh",
    "a&nbsp;b a&shy;b": "a b a b",
    "a &lt;b&gt; c": "a b c",
    "a &unknown; b & c": "a unknown b c",
    "it's rock ’n’ roll": "it's rock n roll",
    "don’t well-known --no- 'quoted'": "don’t well-known no quoted",
    "12 3rd x2 a_b": "rd x a b",
    "Straße ÉCOLE": "straße école",
    "cafe\u0301": "café",
    "हिन्दी": "हिन्दी",
    "сыр 奶酪 チーズ": "сыр 奶酪 チーズ",
    "x" * 100: "x" * LONGEST,
    "<" + "x" * 100 + ">a": "a",
    "a<": "a",
    "a &am": "a am",
    "2 < 3 <- <<<p>x": "x",
    "<p>one<p>two<div <p>three": "one two three",
    "one<b": "one",
    "one</": "one",
    "<!-- no <!-- no --> yes -->too": "yes too",
    "<script><!-- no </script>yes": "yes",
    "<textarea><b>x &amp; y</b> </textare z</textarea><b>u": "b x y b textare z u",
    "<noscript>no</noscript><video><p>no</video>yes": "yes",
    "a&#0;b": "a b",
    "a&#x0000042;c &#98;": "abc b",
    "a&#1114112;b &#xD800;c": "a b c",
    "a&#;b &#x;c &#y": "a b x c y",
    "&#" + "1" * 5000 + ";abc": "abc",
    "a&#" + "0" * 5000 + "98;c": "abc",
    "a&#x" + "0" * 5000 + "62c": "a\u062c",
    "a&#X" + "F" * 5000 + "b": "a",
}

#: What pages are made of.
PARTS = (
    *("<", ">", "</", "<!--", "-->", "--", "<textarea>", "</textarea>", "<script>", "</script>"),
    *("&", "&#", "&#x", "#", "x", "0", "00", "65", "f", ";", "amp", "not", "a", "b", " ", "="),
    *("'", '"', "<b>", "<p ", "e\u0301", "\u0301\u0323", "x" * 50, "e\u0301" * 30, "-"),
)


def wordsOf(page: str, size: int, isXML: bool = False) -> str:
    """
    Find the words of a page that comes in pieces of a size.
    """
    visible, splitter = VisibleText(isXML), WordSplitter()
    found: list[str] = []
    for begin in range(0, len(page), size):
        found += splitter.feed(visible.feed(page[begin : begin + size]))
    found += splitter.feed(visible.end())
    return " ".join(found + splitter.end())


class WordTests(SynchronousTestCase):
    """
    The text that a reader sees becomes words; tags, scripts and comments do not.
    """

    def test_words(self) -> None:
        """
        The words that a reader sees are found, whatever the pieces.
        """
        for page, words in PAGES.items():
            for size in (1, 2, 3, 5, 1000):
                self.assertEqual(wordsOf(page, size), words, (page, size))

    def test_xml(self) -> None:
        """
        In XHTML, a script may be empty; in HTML, it has content.
        """
        page = "<script src='x' />yes"
        self.assertEqual(wordsOf(page, 1, isXML=True), "yes")
        self.assertEqual(wordsOf(page, 1), "")

    @given(
        st.text(alphabet="ab<>!-/='\"& ;scriptylé\u0301", max_size=60)
        | st.lists(st.sampled_from(PARTS), max_size=20).map("".join),
        st.integers(1, 9),
    )
    def test_anyPieces(self, page: str, size: int) -> None:
        """
        How a page is cut never changes its words.
        """
        self.assertEqual(wordsOf(page, size), wordsOf(page, 1000))

    def test_boundedMemory(self) -> None:
        """
        However long something goes on, only a little of it is held back.
        """
        for endless in ("x", "<", "<!--", "<a ", "<a b='", "&", "<script>", "-", "</", "<!"):
            self.checkBounded("", endless)
        for beginning in ("&#", "&#x", "a&#0", "<textarea>&#", "<textarea>"):
            self.checkBounded(beginning, "1")

    def checkBounded(self, beginning: str, endless: str) -> None:
        """
        Look at what is held back while something goes on and on.
        """
        visible, splitter = VisibleText(), WordSplitter()
        visible.feed(beginning)
        for _ in range(100):
            splitter.feed(visible.feed(endless * 300))
            self.assertLess(len(visible.rest) + len(splitter.rest), 200, endless)


class CountsTests(SynchronousTestCase):
    """
    What is remembered of pages and words, and that it is bounded.
    """

    def test_counts(self) -> None:
        """
        Words are counted over all pages, the most frequent first.
        """
        counts = Counts()
        one, two = counts.addPage("one"), counts.addPage("two")
        counts.addWords(one, ["b", "a", "b"])
        counts.addWords(two, ["c", "a"])
        self.assertEqual(counts.top(3), [("a", 2), ("b", 2), ("c", 1)])
        self.assertEqual(counts.top(1), [("a", 2)])
        self.assertEqual((counts.total, counts.pages, one.words, two.words), (5, 2, 3, 2))
        self.assertEqual([page.url for page in counts.recent], ["two", "one"])

    def test_bounded(self) -> None:
        """
        The rarest words, the oldest pages and the ends of URLs are forgotten.
        """
        counts = Counts()
        for number in range(MOST_PAGES + 1):
            page = counts.addPage(f"{number}" + "x" * 1000)
        counts.addWords(page, ["often"] * 3)
        for number in range(5 * MOST_WORDS):
            counts.addWords(page, [f"rare{number}"])
            self.assertLessEqual(len(counts.words), 2 * MOST_WORDS)
        self.assertEqual(counts.top(1), [("often", 3)])
        self.assertEqual((len(counts.recent), counts.pages), (MOST_PAGES, MOST_PAGES + 1))
        self.assertEqual(len(counts.recent[0].url), LONGEST_URL)


class PageTests(SynchronousTestCase):
    """
    One page, from its response to the counts.
    """

    def setUp(self) -> None:
        """
        Make counts of nothing, and the time in which they are made.
        """
        self.counts = Counts()
        self.clock = Clock()
        self.slices = Slices(self.clock)

    def watch(self, contentType: str, status: int = 200, coding: str = "") -> PageCounter | None:
        """
        @param coding: its Content-Encoding.
        @return: what counts the response's words; L{None} where it has none to be counted.
        """
        fields = [
            (b"content-TYPE", contentType.encode()),
            *([(b"Content-Encoding", coding.encode())] if coding else []),
        ]
        return watchPage(self.counts, self.slices, "u", status, fields)

    def count(self, content: bytes, contentType: str = "text/html", coding: str = "") -> Page:
        """
        Let a page pass, whole.

        @param coding: its Content-Encoding.
        @return: what is remembered of it.
        """
        counter = self.watch(contentType, coding=coding)
        assert counter is not None
        counter.contentReceived(content)
        counter.contentEnded(isWhole=True)
        self.clock.advance(0)
        self.assertEqual(self.slices.waiting, 0)
        return self.counts.recent[0]

    def test_isPage(self) -> None:
        """
        HTML is watched, however it is written, and nothing else; a part is not a page.
        """
        for kind in (
            "text/html",
            "Text/HTML;charset=x",
            "text/html ; a=b",
            "application/xhtml+xml",
        ):
            self.assertIsNotNone(self.watch(kind), kind)
        for kind in ("", "text/plain", "text/htmlx", "image/png", "application/json"):
            self.assertIsNone(self.watch(kind), kind)
        self.assertIsNone(self.watch("text/html", status=206))
        self.assertIsNotNone(self.watch("text/html", status=404))
        self.assertIsNone(watchPage(self.counts, self.slices, "u", 200, []))

    def test_whole(self) -> None:
        """
        Character set and coding are respected.
        """
        content = gzip.compress("<p>Сыр и сыр".encode("koi8-r"))
        page = self.count(content, 'text/html; charset="KOI8-R"', "gzip")
        self.assertEqual((page.words, page.note), (3, ""))
        self.assertEqual(self.counts.top(2), [("сыр", 2), ("и", 1)])

    def test_streaming(self) -> None:
        """
        The words are counted while the page is on its way.
        """
        counter = self.watch("text/html; charset=utf-8")
        assert counter is not None
        counter.contentReceived(b"one two three" + b" " * PRESCAN)
        self.assertEqual(self.counts.total, 0)
        self.clock.advance(0)
        self.assertEqual(self.counts.total, 3)
        self.assertEqual(self.counts.recent[0].note, "on its way")
        counter.contentReceived(b"fo")
        counter.contentEnded(isWhole=False)
        self.clock.advance(0)
        self.assertEqual(self.counts.recent[0], Page("u", 4, "broken off"))

    def test_undecodable(self) -> None:
        """
        What cannot be decoded is noted, and not counted.
        """
        for content, coding in ((b"<p>noise", "gzip"), (b"noise", "br"), (b"", "a, b, c")):
            page = self.count(content, coding=coding)
            self.assertEqual(page.words, 0, coding)
            self.assertNotIn(page.note, ("", "on its way"), coding)

    def test_bomb(self) -> None:
        """
        Of what is far larger than it looks, only a beginning is counted.
        """
        page = self.count(gzip.compress(b"a " * 2**25), coding="gzip")
        self.assertEqual(page.note, TOO_LONG)
        self.assertEqual(page.words, MOST_DECODED // 2)

    def test_endless(self) -> None:
        """
        Of a page that never ends, likewise.
        """
        counter = self.watch("text/html")
        assert counter is not None
        for _ in range(MOST_DECODED // 50_000 + 10):
            counter.contentReceived(b"a " * 25_000)
            self.clock.advance(0)
        self.assertEqual(self.counts.total, MOST_DECODED // 2)
        counter.contentEnded(isWhole=True)
        self.clock.advance(0)
        self.assertEqual(self.counts.recent[0].note, TOO_LONG)

    def test_longest(self) -> None:
        """
        A page that is just short enough is counted to its end.
        """
        page = self.count(b"a " * (MOST_DECODED // 2))
        self.assertEqual((page.words, page.note), (MOST_DECODED // 2, ""))

    def test_tooFast(self) -> None:
        """
        What is put aside has a limit, of all pages together. What was put aside is
        counted all the same.
        """
        counters = [self.watch("text/html") for _ in range(5)]
        for counter in counters:
            assert counter is not None
            counter.contentReceived(b"a" * (MOST_WAITING // 4))
        self.assertEqual(self.slices.waiting, MOST_WAITING)
        self.clock.advance(0)
        self.assertEqual(self.slices.waiting, 0)
        self.assertEqual([page.note for page in self.counts.recent][:2], [TOO_FAST, "on its way"])

    def test_noContent(self) -> None:
        """
        A page begins with its content: without any, nothing has been read.
        """
        counter = self.watch("text/html")
        assert counter is not None
        counter.contentEnded(isWhole=True)
        self.clock.advance(0)
        self.assertEqual(self.counts.pages, 0)

    def test_notShown(self) -> None:
        """
        What a browser never shows is not a page: what leads to another one, or has no
        content. A redirect without an address is shown.
        """
        place = [(b"Content-Type", b"text/html"), (b"Location", b"/")]
        for status, isPage in ((301, False), (303, False), (205, False), (201, True)):
            counter = watchPage(self.counts, self.slices, "u", status, place)
            self.assertEqual(counter is not None, isPage, status)
        self.assertIsNotNone(watchPage(self.counts, self.slices, "u", 300, place[:1]))

    def test_turnIsOver(self) -> None:
        """
        When a turn is over, the rest is left to the next one.
        """
        counter = self.watch("text/html")
        assert counter is not None
        self.patch(self.clock, "seconds", count(step=TURN / 10).__next__)
        counter.contentReceived(b"a " * 100 * SLICE)
        (call,) = self.clock.calls
        call.func()
        self.assertTrue(0 < self.counts.total < 20 * SLICE, self.counts.total)

    def test_everybodyElse(self) -> None:
        """
        Two pages are counted in turn, and nothing when they arrive.
        """
        first, second = self.watch("text/html"), self.watch("text/html")
        steps: list[Iterator[None]] = []
        self.patch(self.slices, "take", steps.append)
        for counter in (first, second):
            assert counter is not None
            counter.contentReceived(b"a " * SLICE)
        self.assertEqual(self.counts.total, 0)
        for _ in range(2):
            for step in steps:
                next(step)
            self.assertEqual(len({page.words for page in self.counts.recent}), 1)
        self.assertEqual(self.counts.total, 2 * SLICE)


#: What it takes long to count, where that is done without care.
SLOW = {
    "less-than signs": "<",
    "with blanks": "< ",
    "tags": "<a>",
    "elements": "<p>",
    "broken end tags": "</>",
    "comments": "<!---->",
    "equals signs in a tag": ("<a ", "="),
    "attributes": ("<a ", "='' "),
    "ampersands": "&",
    "references that are none": "&a",
    "long ones": "&" + "q" * 31,
    "a number without end": ("&#", "1"),
    "numbers": "&#65;",
    "words": "a ",
    "a word without end": "x",
    "words in words": "a-",
    "marks without end": ("a", "\u0301\u0323"),
    "a script that does not end": ("<script>", "</scrip"),
    "a text area": ("<textarea>", "<"),
}


class StepDurationTests(SynchronousTestCase):
    """
    However a page is made, one step takes a few milliseconds, and their number depends
    on its length alone.
    """

    def steps(self, content: bytes, *codings: str) -> int:
        """
        Count a page, and look how long each step takes.

        @return: how many steps it took.
        """
        slices, number = Slices(Clock()), 0
        tasks: list[Iterator[None]] = []
        self.patch(slices, "take", tasks.append)
        counter = PageCounter(Counts(), slices, "u", "utf-8", codings)
        for begin in range(0, len(content), 65536):
            counter.contentReceived(content[begin : begin + 65536])
        counter.contentEnded(isWhole=True)
        (task,) = tasks
        began = thread_time()
        for _ in task:
            ended = thread_time()
            self.assertLess(ended - began, MOST_TIME)
            began, number = ended, number + 1
        return number

    def test_slow(self) -> None:
        """
        What it is made of does not matter.
        """
        for name, made in SLOW.items():
            beginning, part = made if isinstance(made, tuple) else ("", made)
            content = (beginning + part * (2**18 // len(part))).encode()
            most = -(-len(content) // SLICE) + len(content) // 65536
            self.assertLessEqual(self.steps(content), most, name)

    def test_manyWords(self) -> None:
        """
        However many different words there are, a step takes no longer.
        """
        letters = product("abcdefghijklmnop", repeat=4)
        self.steps(" ".join(map("".join, letters)).encode())

    def test_nothing(self) -> None:
        """
        To hide that there is nothing does not help: millions of empty streams are counted as
        if there were something in them.
        """
        empty = gzip.compress(b"")
        bomb = gzip.compress(empty * 500_000)
        self.assertLessEqual(self.steps(bomb, "gzip", "gzip"), MOST_DECODED // LEAST_COST + 1)
