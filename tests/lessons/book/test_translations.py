"""
The book in other languages: what is translated, and what stays as it is.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from html import unescape
from pathlib import Path
from typing import ClassVar

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po
from twisted.trial.unittest import SynchronousTestCase

from lessons.book.pictures import PICTURES, pictureOf
from lessons.book.sphinx.languages import (
    LANGUAGES,
    ORIGINAL,
    alternates,
    catalogOf,
    isTranslated,
    switch,
)
from tests.lessons.book.catalogs import (
    OTHERS,
    PROMISED,
    kept,
    messagesOf,
    readCatalog,
    titlesOf,
    told,
)
from tests.lessons.book.geometry import troubles
from tests.lessons.book.test_book import BOOK_PATIENCE, BookTestCase
from tests.support.process import ROOT
from tests.support.steps import LESSONS


def makeMessages(folder: Path) -> None:
    """
    Write what is to be translated, as C{make messages} does.
    """
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", "-c", "lessons/book/sphinx"]
    texts = [f"lessons/{page}.rst" for page in PROMISED]
    subprocess.run(
        [*command, "lessons", str(folder), *texts], cwd=ROOT, check=True, timeout=BOOK_PATIENCE
    )
    own = Catalog()
    for _, _, text, *_ in extract_from_dir(
        LESSONS / "book" / "sphinx", [("**.py", "python")], keywords={"say": None}
    ):
        own.add(text)
    with (folder / "sphinx.pot").open("wb") as file:
        write_po(file, own)


class CatalogTests(SynchronousTestCase):
    """
    What there is to translate, against the translations.

    @cvar messages: where the first is written, once.
    """

    messages: ClassVar[Path | None] = None

    def originals(self, page: str) -> Catalog:
        """
        Read what is to be translated of a page.
        """
        if CatalogTests.messages is None:
            CatalogTests.messages = Path(self.mktemp()).absolute()
            makeMessages(CatalogTests.messages)
        return readCatalog(CatalogTests.messages / f"{page}.pot")

    def test_promised(self) -> None:
        """
        What is promised is translated, all of it, and from the text as it is now.
        """
        for language in OTHERS:
            found = [
                line
                for page in (*PROMISED, "sphinx")
                for line in told(catalogOf(LESSONS, language, page), self.originals(page))
                # The words of the theme are there as well, of whichever version.
                if page != "sphinx" or ": left over: " not in line
            ]
            self.assertEqual("\n".join(found), "")

    def test_kept(self) -> None:
        """
        A translation keeps the code, the addresses and the references of its original, and has
        as much in italics.
        """
        for path in (LESSONS / "locale").rglob("*.po"):
            if not (LESSONS / f"{path.stem}.rst").exists():
                continue
            for text, message in messagesOf(readCatalog(path)).items():
                self.assertEqual(kept(str(message.string)), kept(text), f"{path.stem}: {text}")

    def test_titles(self) -> None:
        """
        An exercise has one title, in the book and where the command lists it.
        """
        for language in OTHERS:
            listed = messagesOf(readCatalog(catalogOf(LESSONS, language, "exercises")))
            titles = {text.lower(): str(each.string) for text, each in listed.items()}
            for page in PROMISED:
                for title, there in titlesOf(readCatalog(catalogOf(LESSONS, language, page))):
                    self.assertEqual(there.rstrip("。"), titles[title.rstrip(".").lower()])

    def test_told(self) -> None:
        """
        What is missing, what is older than its original and what is left over is named, with
        its file, its first words and what to do.
        """
        originals, catalog = Catalog(), Catalog()
        for text in (
            "A stream has no end, as far as anybody knows of it.",
            "New.",
            "Old.",
            "Done.",
        ):
            originals.add(text)
        catalog.add("A stream has no end, as far as anybody knows of it.", "")
        catalog.add("Old.", "Alt.", flags=["fuzzy"])
        catalog.add("Done.", "Fertig.")
        catalog.add("Gone.", "Fort.")
        path = Path(self.mktemp()).absolute()
        with path.open("wb") as file:
            write_po(file, catalog)
        before, after = f"{path.relative_to(ROOT)}: ", ": run 'make messages', and edit it"
        self.assertEqual(
            told(path, originals),
            [
                f"{before}not translated: 'A stream has no end, as far as'{after}",
                f"{before}not translated: 'New.'{after}",
                f"{before}older than its original: 'Old.'{after}",
                f"{before}left over: 'Gone.'{after}",
            ],
        )

    def test_kinds(self) -> None:
        """
        Code that is changed, a reference that is lost or italics that do not end are seen; a
        different order is none of these.
        """
        text = "*One.* See ``a b`` and :doc:`step 2 <step2>` at http://a/b."
        self.assertEqual(
            kept("见 http://a/b 和 :doc:`第 2 步 <step2>` 与 ``a b``：*一。*"), kept(text)
        )
        for wrong in (
            "*一。* ``a c`` :doc:`步 <step2>` http://a/b",
            "*一。* ``a b`` :doc:`步 <step3>` http://a/b",
            "*一。 ``a b`` :doc:`步 <step2>` http://a/b",
            "*一。* ``a b`` :doc:`步 <step2>` http://a/c",
        ):
            self.assertNotEqual(kept(wrong), kept(text), wrong)


class DrawingTests(SynchronousTestCase):
    """
    The pictures, with their words in another language.
    """

    def test_geometry(self) -> None:
        """
        No words stick out of their box, lie on others or leave the drawing.
        """
        for language in OTHERS:
            said = {}
            for path in catalogOf(LESSONS, language, "step1").parent.glob("*.po"):
                messages = messagesOf(readCatalog(path)).items()
                said.update({text: str(each.string) for text, each in messages if each.string})
            for name in PICTURES:
                drawing = pictureOf(name).translated(said).drawing
                self.assertEqual(troubles(drawing), [], f"{name} in {language.name}")

    def test_words(self) -> None:
        """
        What is said with a drawing and in it is translated; bytes and code stay.
        """
        stream = pictureOf("stream")
        drawn = stream.translated({stream.title: "流", "piece 1": "片段一", "hel": "no"}).svg("x")
        for words in ('<title id="x-title">流</title>', ">片段一<", ">piece 2<", ">h<"):
            self.assertIn(words, drawn)
        self.assertNotIn(">piece 1<", drawn)


class SwitchTests(SynchronousTestCase):
    """
    The way from one language to another.
    """

    def test_ways(self) -> None:
        """
        Every page leads to the same page in the other language, whatever the folder.
        """
        original, chinese = LANGUAGES[:2]
        for language, page, way in (
            (original, "step1", "zh/step1"),
            (original, "clients/webcat", "../zh/clients/webcat"),
            (chinese, "step1", "../step1"),
            (chinese, "clients/webcat", "../../clients/webcat"),
        ):
            self.assertIn(f'href="{way}"', switch(language, page))
            self.assertIn(f'href="{way}"', alternates(language, page))

    def test_names(self) -> None:
        """
        A link is named in the language that it leads to, and marked as being in it.
        """
        self.assertIn('lang="zh-Hans" hreflang="zh-Hans">中文</a>', switch(LANGUAGES[0], "step1"))
        self.assertIn('lang="en" hreflang="en">English</a>', switch(LANGUAGES[1], "step1"))

    def test_translated(self) -> None:
        """
        A page is translated where it has a catalog; one that is made of no text always is.
        """
        chinese = LANGUAGES[1]
        for page, isSo in (("step1", True), ("step6", False), ("search", True)):
            self.assertEqual(isTranslated(LESSONS, chinese, page), isSo, page)
        self.assertTrue(isTranslated(LESSONS, ORIGINAL, "step6"))


class TranslatedBookTests(BookTestCase):
    """
    The pages of both languages side by side.
    """

    def article(self, name: str) -> str:
        """
        Read what a page says, without what is around it.
        """
        return self.page(name).partition('<article role="main"')[2].partition("</article>")[0]

    def names(self) -> list[str]:
        """
        List the pages that are made of a text.
        """
        assert self.folder is not None
        pages = [
            path.relative_to(self.folder / "zh") for path in self.folder.rglob("zh/**/*.html")
        ]
        names = [str(path.with_suffix("")) for path in pages]
        return [name for name in names if (LESSONS / f"{name}.rst").exists()]

    def test_literals(self) -> None:
        """
        Every program and every transcript is the same, byte by byte, in both languages.
        """
        names = self.names()
        self.assertGreater(len(names), 30)
        for name in names:
            blocks, same = (
                [
                    unescape(re.sub("<[^>]+>", "", block))
                    for block in re.findall("<pre>(.*?)</pre>", self.article(each), re.DOTALL)
                ]
                for each in (name, f"zh/{name}")
            )
            self.assertEqual(same, blocks, name)

    def test_links(self) -> None:
        """
        Whatever is linked in the original is in the translation: rules, words of the glossary,
        other pages. A word may have one form in Chinese where it has two in English.
        """
        for name in self.names():
            links, there = (
                Counter(re.findall(r'href="(.*?)(?:(?<=\w\w\w)s)?"', self.article(each)))
                for each in (name, f"zh/{name}")
            )
            self.assertEqual(links - there, Counter(), name)

    def test_markup(self) -> None:
        """
        No mark of the markup is left over on a page.
        """
        for name in self.names():
            marks, there = (
                Counter(re.findall(r"[*`\\]", re.sub(LITERAL, "", self.article(each))))
                for each in (name, f"zh/{name}")
            )
            self.assertEqual(there - marks, Counter(), name)

    def test_untranslated(self) -> None:
        """
        A page that is not translated says so in the language of the book, and is marked as
        English; one that is translated does not.
        """
        note = "本页尚未译成中文"
        for name in ("zh/step9", "zh/clients/webcat"):
            self.assertIn(note, self.article(name))
            self.assertIn('<div lang="en">', self.article(name))
        for name in ("zh/step1", "zh/search", "step9"):
            self.assertNotIn(note, self.page(name))

    def test_languages(self) -> None:
        """
        Every page names its language, and where it is in each.
        """
        for name, tag in (("step1", "en"), ("zh/step1", "zh-Hans"), ("zh/search", "zh-Hans")):
            page = self.page(name)
            self.assertIn(f'<html class="no-js" lang="{tag}"', page)
            self.assertEqual(re.findall(r'rel="alternate" hreflang="([^"]+)"', page), TAGS)


#: Where such marks belong.
LITERAL = re.compile(r"<(pre|code|svg|style|script)\b.*?</\1>|<[^>]+>", re.DOTALL)
TAGS = [each.tag for each in LANGUAGES]
