"""
When two names are one name, and which comes first.

"aloe VERA", "Aloë vera" and "Aloe vera" are one plant to the eye, and to the list. So
besides its name, each plant has a key, which is the same for all three. The database
compares nothing but keys, code point by code point: so every database gives the same
answer, and sorts alike, whatever it knows of languages.
"""

from __future__ import annotations

from unicodedata import category, normalize

#: The accents of the Latin, Greek and Cyrillic scripts (Unicode's block of combining
#: diacritical marks). The marks of other scripts are not accents: with one, the
#: Japanese "ka" is "ga".
FIRST_ACCENT, LAST_ACCENT = "\u0300", "\u036f"


def keyOf(name: str) -> str:
    """
    Find a name's key: the name without upper case, accents and invisible characters, and
    with one blank where there are several.
    """
    if name.isascii():  # which has neither accents nor invisible characters
        return " ".join(name.casefold().split())
    # Twice, because what "İ" is folded to has an accent again.
    apart = normalize("NFD", normalize("NFD", name).casefold())
    letters = "".join(one for one in apart if not (isAccent(one) or category(one) == "Cf"))
    return normalize("NFC", " ".join(letters.split()))


def isAccent(character: str) -> bool:
    """
    Tell whether a character is an accent on the letter before it.
    """
    return FIRST_ACCENT <= character <= LAST_ACCENT
