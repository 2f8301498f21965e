"""
Which language is spoken, and what happens where it cannot be.
"""

from __future__ import annotations

import shutil
import sys
from io import StringIO
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons import language
from lessons.language import COMMAND, ENGLISH, LOCALE, _, findLanguage, speak, spoken

CHINESE = "zh_CN"


class ChoiceTests(SynchronousTestCase):
    """
    The language that a person would like to read.
    """

    def setUp(self) -> None:
        """
        Speak English again afterwards.
        """
        self.addCleanup(spoken.use, ENGLISH)

    def test_environment(self) -> None:
        """
        The variables count as they do for GNU gettext: LANGUAGE is a list, and means nothing
        where the locale is C; after it LC_ALL, LC_MESSAGES and LANG, in that order.
        """
        for environment, name in [
            ({}, ENGLISH),
            ({"LANG": "zh_CN.UTF-8"}, CHINESE),
            ({"LANG": "de_DE.UTF-8"}, ENGLISH),
            ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN"}, CHINESE),
            ({"LC_MESSAGES": "zh_CN", "LC_ALL": "en_US.UTF-8"}, ENGLISH),
            ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, CHINESE),
            ({"LANGUAGE": "zh_CN"}, CHINESE),
            ({"LANGUAGE": "fr:zh:en", "LANG": "fr_FR.UTF-8"}, CHINESE),
            ({"LANGUAGE": "fr:en:zh", "LANG": "fr_FR.UTF-8"}, ENGLISH),
            ({"LANGUAGE": "", "LANG": "zh_CN.UTF-8"}, CHINESE),
            ({"LANGUAGE": "zh_CN", "LANG": "C"}, ENGLISH),
            ({"LANGUAGE": "zh_CN", "LC_ALL": "POSIX"}, ENGLISH),
            ({"LANGUAGE": "zh_CN", "LC_ALL": "C.UTF-8"}, CHINESE),
            ({"LC_CTYPE": "zh_CN.UTF-8"}, ENGLISH),
        ]:
            speak(environment, "utf-8")
            self.assertEqual(spoken.name, name, environment)

    def test_names(self) -> None:
        """
        A language is found by each of its names. Whoever reads traditional characters is not given
        simplified ones.
        """
        for name in "zh", "zh_CN", "zh-CN", "ZH_cn", "zh_CN.GB18030", "zh_SG", "zh-Hans", "zh@x":
            self.assertEqual(findLanguage(name), CHINESE, name)
        for name in "en", "en_GB.UTF-8", "EN-us":
            self.assertEqual(findLanguage(name), ENGLISH, name)
        for name in "zh_TW", "zh-Hant", "fr", "", ".", "C", "../../etc", "*", "zh_":
            self.assertIsNone(findLanguage(name), name)

    def test_encoding(self) -> None:
        """
        Where Chinese cannot be written, it is English; it can be in GBK as in UTF-8.
        """
        for encoding, name in [
            ("utf-8", CHINESE),
            ("gbk", CHINESE),
            ("gb18030", CHINESE),
            ("ascii", ENGLISH),
            ("latin-1", ENGLISH),
            ("big5", ENGLISH),
            ("unheard-of", ENGLISH),
        ]:
            speak({"LANG": "zh_CN"}, encoding)
            self.assertEqual(spoken.name, name, encoding)

    def test_nothing(self) -> None:
        """
        The empty text is not a message: what a catalog has under it is its head.
        """
        spoken.use(CHINESE)
        self.assertEqual(_(""), "")
        self.assertEqual(language.ofExercise(""), "")


class DamageTests(SynchronousTestCase):
    """
    Catalogs that are missing or damaged.
    """

    def setUp(self) -> None:
        """
        Take a copy of the catalogs.
        """
        self.addCleanup(spoken.use, ENGLISH)
        self.locale = Path(self.mktemp())
        shutil.copytree(LOCALE, self.locale)
        self.patch(language, "LOCALE", self.locale)
        self.err = StringIO()
        self.patch(sys, "stderr", self.err)
        self.catalog = self.locale / CHINESE / "LC_MESSAGES" / f"{COMMAND}.po"

    def test_whole(self) -> None:
        """
        A catalog that is whole speaks.
        """
        speak({"LANG": "zh_CN"}, "utf-8")
        self.assertEqual(_("All is well."), "一切正常。")
        self.assertEqual(self.err.getvalue(), "")

    def test_damaged(self) -> None:
        """
        A damaged one is named in one line, once; and everything is said in English.
        """
        self.catalog.write_text("<<<<<<< HEAD\n" + self.catalog.read_text("utf-8"), "utf-8")
        speak({"LANG": "zh_CN"}, "utf-8")
        for _each in range(2):
            self.assertEqual(_("All is well."), "All is well.")
        line, end = self.err.getvalue().split("\n")
        self.assertIn("command.po: line 1 is not understood; so this is in English", line)
        self.assertEqual(end, "")

    def test_missing(self) -> None:
        """
        Where there is no catalog, nothing is missed.
        """
        shutil.rmtree(self.locale)
        speak({"LANG": "zh_CN"}, "utf-8")
        self.assertEqual(_("All is well."), "All is well.")
        self.assertEqual(self.err.getvalue(), "")

    def test_oneMissing(self) -> None:
        """
        Where the texts of the exercises are not there, or a page of the book, they are in
        English.
        """
        self.catalog.with_name("exercises.po").unlink()
        speak({"LANG": "zh_CN"}, "utf-8")
        self.assertEqual(language.ofExercise("number the lines"), "number the lines")
        self.assertEqual(language.ofPage("clients/none", "Exercises"), "Exercises")
        self.assertEqual(_("All is well."), "一切正常。")
        self.assertEqual(self.err.getvalue(), "")
