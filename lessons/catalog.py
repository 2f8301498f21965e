"""
A catalog of translations, read as its translator has written it: a C{.po} file, in the form
that the GNU gettext manual, section "The Format of PO Files", describes::

    #: lessons/command/watch.py
    msgid "None."
    msgstr "没有。"

Usually such a file is compiled first. Here nothing is: to read one takes some milliseconds,
nothing can be out of date, and a checkout needs no step before the command can run.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

#: Texts in quotation marks, each on a line of its own, which together are one.
TEXTS = r'((?>(?:"(?>(?:[^"\\\n]++|\\.)*)"[ \t]*+(?:\n[ \t]*+|\Z))+))'
#: Comments, with a message and its translations unless the comments are alone.
ENTRY = re.compile(
    r"((?>(?:\s*+#.*)*)\s*+)"
    rf"(?:msgid\s+{TEXTS}(?:msgid_plural\s+{TEXTS})?((?:msgstr(?:\[\d+\])?\s+{TEXTS})+))?"
)
FORM = re.compile(rf"msgstr(?:\[\d+\])?\s+{TEXTS}")
GUESSED = re.compile(r"^#,.*\bfuzzy\b", re.M)
ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
#: What is filled in: C{{name}} for str.format, C{%(name)s} and C{%s} as argparse does it.
FIELD = re.compile(r"\{(\w*)[^{}]*\}|(%(?:\(\w+\))?[sr])")
#: The number at the start of a compiled catalog, by which its reader knows the byte order.
MAGIC = 0x950412DE


class BadCatalog(ValueError):
    """
    The file is not a catalog. The text says where.
    """


def readCatalog(path: Path) -> GNUTranslations:
    """
    Read a catalog.

    @raise BadCatalog: when it is damaged.
    @raise OSError: when it cannot be read.
    """
    try:
        messages = dict(readMessages(path.read_text(encoding="utf-8")))
        return GNUTranslations(BytesIO(compileMessages(messages)))
    except BadCatalog:
        raise
    except ValueError as error:  # not UTF-8, or not a rule for plurals
        raise BadCatalog(str(error)) from error


def readMessages(text: str) -> Iterator[tuple[str, str]]:
    """
    Find the messages of a catalog, and their translations; the forms of a plural with NUL between
    them. Left out is what is not translated, only guessed (fuzzy), out of use, or fills in
    something other than its message does.

    @raise BadCatalog: where something in it belongs to no message.
    """
    for comments, *quoted, forms in _entries(text):
        messages = [_unquote(one) for one in quoted if one]
        translations = [_unquote(one) for one in FORM.findall(forms)]
        isHead = messages == [""]  # the entry without a message describes the catalog
        isUsable = all(translations) and fits(messages, translations)
        if isHead or (isUsable and not GUESSED.search(comments)):
            yield "\0".join(messages), "\0".join(translations)


def _entries(text: str) -> Iterator[Sequence[str]]:
    """
    Find the entries.

    @return: for each its comments, the message, its plural, and the translations, as they are
        written.
    """
    position = 0
    while position < len(text):
        match = ENTRY.match(text, position)
        if match is None or match.end() == position:
            line = text.count("\n", 0, position) + 1
            raise BadCatalog(f"line {line} is not understood")
        if match[2]:
            yield [match[1], match[2], match[3] or "", match[4]]
        position = match.end()


def _unquote(texts: str) -> str:
    text = "".join(line.strip()[1:-1] for line in texts.split("\n"))
    if "\\" not in text:
        return text
    return ESCAPE.sub(lambda escape: ESCAPED.get(escape[1], escape[1]), text)


def fits(messages: Sequence[str], translations: Sequence[str]) -> bool:
    """
    Tell whether translations fill in what their message does. Of several forms, only the last
    has to name the number.
    """
    wanted = _fieldsOf(messages[-1])
    *others, last = map(_fieldsOf, translations)
    return last == wanted and all(one <= wanted for one in others)


def _fieldsOf(text: str) -> set[object]:
    return set(FIELD.findall(text)) if "{" in text or "%" in text else set()


def compileMessages(messages: Mapping[str, str]) -> bytes:
    """
    Write the messages as the standard library reads them: GNU gettext manual, "The Format of
    GNU MO Files".
    """
    pairs = [(one.encode(), other.encode()) for one, other in sorted(messages.items())]
    head, row = struct.calcsize("7I"), struct.calcsize("2I")
    texts = [one for one, _ in pairs] + [other for _, other in pairs]
    rows, offset = b"", head + row * len(texts)
    for text in texts:
        rows += struct.pack("2I", len(text), offset)
        offset += len(text) + 1
    start = struct.pack("7I", MAGIC, 0, len(pairs), head, head + row * len(pairs), 0, 0)
    return start + rows + b"".join(text + b"\0" for text in texts)
