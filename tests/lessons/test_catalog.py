"""
Catalogs of translations, as a translator writes them, and damaged ones.
"""

from __future__ import annotations

from gettext import GNUTranslations
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.catalog import BadCatalog, fits, readCatalog

HEAD = """\
# A catalog.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=n!=1;\\n"

"""


class CatalogTestCase(SynchronousTestCase):
    """
    Reads catalogs from a file.
    """

    def read(self, text: str, head: str = HEAD) -> GNUTranslations:
        """
        Write a catalog, and read it.
        """
        path = Path(self.mktemp())
        path.write_text(head + text, encoding="utf-8")
        return readCatalog(path)


class ReadTests(CatalogTestCase):
    """
    What is read out of a catalog.
    """

    def test_message(self) -> None:
        """
        A message is translated; one that is not there stays as it is.
        """
        catalog = self.read('#: somewhere.py\nmsgid "None."\nmsgstr "没有。"\n')
        self.assertEqual(catalog.gettext("None."), "没有。")
        self.assertEqual(catalog.gettext("All."), "All.")

    def test_longMessage(self) -> None:
        """
        A text may take several lines, with escapes in it.
        """
        catalog = self.read(
            'msgid ""\n"say \\"hi\\"\\n"\n"and \\\\r"\nmsgstr ""\n"说 \\"hi\\"\\n"\n"和 \\\\r"\n'
        )
        self.assertEqual(catalog.gettext('say "hi"\nand \\r'), '说 "hi"\n和 \\r')

    def test_plural(self) -> None:
        """
        The form of a plural follows from the number, by the rule in the catalog's head. That of
        one thing need not name the number.
        """
        catalog = self.read(
            'msgid "{n} byte"\nmsgid_plural "{n} bytes"\n'
            'msgstr[0] "ein Byte"\nmsgstr[1] "{n} Bytes"\n'
        )
        for number, said in (1, "ein Byte"), (2, "{n} Bytes"), (0, "{n} Bytes"):
            self.assertEqual(catalog.ngettext("{n} byte", "{n} bytes", number), said)

    def test_leftOut(self) -> None:
        """
        What is empty, guessed, or out of use is not a translation.
        """
        catalog = self.read(
            'msgid "empty"\nmsgstr ""\n\n'
            '#, fuzzy, python-brace-format\nmsgid "guess"\nmsgstr "猜"\n\n'
            '#~ msgid "old"\n#~ msgstr "旧"\n'
        )
        for message in "empty", "guess", "old":
            self.assertEqual(catalog.gettext(message), message)

    def test_fields(self) -> None:
        """
        A translation that does not fill in what its message does is not used: it would fail when
        it is said.
        """
        catalog = self.read(
            'msgid "{n:,} of {total}"\nmsgstr "{total} 之 {m}"\n\n'
            'msgid "no %s"\nmsgstr "没有"\n\n'
            'msgid "{a} and {b!r}"\nmsgstr "{b!r} 和 {a}"\n'
        )
        for message in "{n:,} of {total}", "no %s":
            self.assertEqual(catalog.gettext(message), message)
        self.assertEqual(catalog.gettext("{a} and {b!r}"), "{b!r} 和 {a}")

    def test_fits(self) -> None:
        """
        Fields may come in another order, and look otherwise; none may be missing or more.
        """
        for message, translation, isFit in [
            ("{n:,} bytes", "{n} 字节", True),
            ("%(a)s: %(b)r", "%(b)r：%(a)s", True),
            ("{a}", "{a}{b}", False),
            ("{a}{b}", "{a}", False),
            ("%s", "%r", False),
            ("100 %", "百分之百", True),
        ]:
            self.assertIs(fits([message], [translation]), isFit, message)


class DamageTests(CatalogTestCase):
    """
    A file that is no catalog is refused, with the line in which that can be seen.
    """

    def test_damaged(self) -> None:
        """
        What cannot be read is told, with the line in which it begins.
        """
        for text, line in [
            ('msgid "cut', 7),
            ('msgid "one"\nmsgstr two\n', 7),
            ('msgid "one"\nmsgstr "一"\n\nmsgid "two"\n', 10),
            ('"text of nothing"\n', 7),
            ('msgid "one"\nmsgid "two"\nmsgstr "二"\n', 7),
            ("<<<<<<< HEAD\n", 7),
            ('msgctxt "menu"\nmsgid "one"\nmsgstr "一"\n', 7),
        ]:
            with self.assertRaises(BadCatalog, msg=text) as caught:
                self.read(text)
            self.assertEqual(str(caught.exception), f"line {line} is not understood")

    def test_head(self) -> None:
        """
        A head that is missing or wrong is told.
        """
        message = 'msgid "one"\nmsgstr "一"\n'
        for head in "", HEAD.replace("utf-8", "ascii"), HEAD.replace("n!=1", "n!="):
            with self.assertRaises(BadCatalog):
                self.read(message, head=head)

    def test_notText(self) -> None:
        """
        A file of other bytes is told.
        """
        path = Path(self.mktemp())
        path.write_bytes(HEAD.encode() + b'msgid "one"\nmsgstr "\xff"\n')
        with self.assertRaises(BadCatalog):
            readCatalog(path)

    def test_cutAnywhere(self) -> None:
        """
        A catalog that ends anywhere is read as far as it goes, or refused.
        """
        whole = HEAD + 'msgid "{n} byte"\nmsgid_plural "{n} bytes"\nmsgstr[0] "{n} 字节"\n'
        for end in range(len(whole)):
            try:
                said = self.read(whole[:end], head="").ngettext("{n} byte", "{n} bytes", 1)
            except BadCatalog:
                continue
            self.assertIn(said, ("{n} byte", "{n} 字节"))
