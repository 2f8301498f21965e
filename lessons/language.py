"""
The language in which the command speaks: English, which is what the code is written in, or one of
those that C{lessons/locale} has a catalog for. Wherever a translation is missing, it is English.

What is shown to a person goes through L{_}, or L{ngettext} where it depends on a number;
L{N_} marks what is translated later. C{make messages} finds them all. A message is a whole
sentence, and what differs in it has a name, since other languages put it elsewhere::

    _("there is no step {name}: there are {first} to {last}").format(name=..., ...)
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from gettext import NullTranslations
from pathlib import Path

from lessons.catalog import BadCatalog, readCatalog

LOCALE = Path(__file__).with_name("locale")
ENGLISH = "en"
#: Names of catalogs: one for what the command says, and one for what the exercises say.
COMMAND, EXERCISES = "command", "exercises"
#: Other names for a language.
ALIASES = {"zh_sg": "zh_cn", "zh_hans": "zh_cn", "zh_hans_cn": "zh_cn", "zh_hans_sg": "zh_cn"}


class Language:
    """
    A language, and what is said in it.

    @ivar name: what the folder of its catalogs is called.
    """

    name = ENGLISH

    def __init__(self) -> None:
        self.use(ENGLISH)

    def use(self, name: str) -> None:
        """
        Speak this language from now on.
        """
        self.name = name
        self._catalogs: dict[str, NullTranslations] = {}

    def catalog(self, domain: str) -> NullTranslations:
        """
        Find a catalog; it is read when something is first looked up in it.
        """
        if domain not in self._catalogs:
            self._catalogs[domain] = NullTranslations()  # English
            if self.name != ENGLISH:
                self._read(domain)
        return self._catalogs[domain]

    def _read(self, domain: str) -> None:
        path = LOCALE / self.name / "LC_MESSAGES" / f"{domain}.po"
        try:
            self._catalogs[domain] = readCatalog(path)
        except FileNotFoundError:
            pass  # nobody has translated this yet
        except (OSError, BadCatalog) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            print(f"note: {path}: {reason}; so this is in English", file=sys.stderr)

    def isShownIn(self, encoding: str) -> bool:
        """
        Tell whether an encoding has all the characters of this language.
        """
        try:
            _("None.").encode(encoding)
            _("HTTP from the wire up, exercises:").encode(encoding)
        except (LookupError, UnicodeEncodeError):
            return False
        return True


#: The language that is spoken now.
spoken = Language()


def _(message: str) -> str:
    """
    Translate what the command says; what has no translation stays English.
    """
    return spoken.catalog(COMMAND).gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """
    Translate a message about a number of things.
    """
    return spoken.catalog(COMMAND).ngettext(one, many, number)


def N_(message: str) -> str:
    """
    Mark a message that is translated where it is shown.
    """
    return message


def ofExercise(text: str) -> str:
    """
    Translate a text of an exercise.
    """
    return spoken.catalog(EXERCISES).gettext(text) if text else ""


def ofPage(page: str, text: str) -> str:
    """
    Translate a paragraph of the book.

    @param page: its name: C{step1}, or C{clients/webcat}.
    """
    return spoken.catalog(page).gettext(text) if text else ""


def ofTitle(title: str) -> str:
    """
    Translate the title of an exercise. The checks write it with a capital, the exercise without.
    """
    for text in title, title[:1].lower() + title[1:]:
        if (translated := ofExercise(text)) != text:
            return translated
    return title


def languages() -> list[str]:
    """
    Name the languages that there are.
    """
    return [ENGLISH, *sorted(path.parts[-3] for path in LOCALE.glob(f"*/*/{COMMAND}.po"))]


def findLanguage(name: str) -> str | None:
    """
    Find a language by its name, as a locale is called (zh_CN.UTF-8) or as the web does (zh-CN);
    the name of a language alone, zh, is the first of its kind.
    """
    plain = name.partition(".")[0].partition("@")[0].replace("-", "_").lower()
    plain = ALIASES.get(plain, plain)
    if plain.partition("_")[0] == ENGLISH:
        return ENGLISH
    alike = (one for one in languages() if plain in (one.lower(), one.partition("_")[0]))
    return next(alike, None)


def preferred(environment: Mapping[str, str]) -> Iterable[str]:
    """
    Name the languages that a person would like to read, the best first.
    """
    settings = map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, settings), "")
    # GNU gettext manual, "The LANGUAGE variable": it "is ignored if the locale is set to 'C'".
    if locale in ("C", "POSIX"):
        return []
    return (environment.get("LANGUAGE") or locale).split(":")


def speak(environment: Mapping[str, str], encoding: str) -> None:
    """
    Speak the language that a person would like to read, where it is there and can be shown.

    @param encoding: in which it is shown.
    """
    found = filter(None, map(findLanguage, preferred(environment)))
    spoken.use(next(found, ENGLISH))
    if spoken.name != ENGLISH and not spoken.isShownIn(encoding):
        spoken.use(ENGLISH)
