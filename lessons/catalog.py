"""
A catalog of translations, read as its translator has written it: a C{.po} file, in the form
that the GNU gettext manual, section "The Format of PO Files", describes::

    #: lessons/command/watching.py
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

#: What a line begins with, and the text in quotation marks behind it.
LINE = re.compile(r'(?:(?P<keyword>msgid|msgid_plural|msgstr)(?:\[\d+\])?\s+)?"(?P<text>.*)"')
ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
#: What is filled in: C{{name}} for str.format, C{%(name)s} and C{%s} as argparse does it.
FIELD = re.compile(r"\{(\w*)[^{}]*\}|(%(?:\(\w+\))?[sr])")
#: The number in front of a compiled catalog, by which its reader knows the order of bytes.
MAGIC = 0x950412DE


class BadCatalog(ValueError):
    """
    The file is no catalog. The text says where.
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
    except ValueError as error:  # no UTF-8, or a rule for plurals that is none
        raise BadCatalog(str(error)) from error


def readMessages(text: str) -> Iterator[tuple[str, str]]:
    """
    Find the messages of a catalog, and their translations; the forms of a plural with NUL
    between them. What is not translated, only guessed (fuzzy), out of use, or does not fill in
    the same as its message, is left out.
    """
    for start, entry in _entries(text):
        parts: dict[str, list[str]] = {"msgid": [], "msgstr": []}
        for number, line in enumerate(entry, start):
            _readLine(parts, number, line)
        messages, translations = parts["msgid"], parts["msgstr"]
        isHead = messages == [""]  # without a message stands what the catalog is
        isGuessed = any(line.startswith("#,") and "fuzzy" in line for line in entry)
        isUsable = (
            messages and all(translations) and fits(messages, translations) and not isGuessed
        )
        if translations and (isHead or isUsable):
            yield "\0".join(messages), "\0".join(translations)


def _entries(text: str) -> Iterator[tuple[int, list[str]]]:
    """
    Part the lines at empty ones.

    @return: the number of the first line, and the lines.
    """
    entry: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            entry.append(line.strip())
        elif entry:
            yield number - len(entry), entry
            entry = []


def _readLine(parts: dict[str, list[str]], number: int, line: str) -> None:
    if line.startswith("#"):
        return
    match = LINE.fullmatch(line)
    isNext = match is not None and match["keyword"] == "msgid"
    if match is None or isNext is bool(parts["msgid"]):
        raise BadCatalog(f"line {number} is not understood")
    text = ESCAPE.sub(lambda escape: ESCAPED.get(escape[1], escape[1]), match["text"])
    isTranslation = match["keyword"] == "msgstr" if match["keyword"] else bool(parts["msgstr"])
    texts = parts["msgstr" if isTranslation else "msgid"]
    if match["keyword"]:
        texts.append(text)
    else:
        texts[-1] += text


def fits(messages: Sequence[str], translations: Sequence[str]) -> bool:
    """
    Tell whether translations fill in what their message does. Of several forms, only the last
    has to name the number.
    """
    wanted = set(FIELD.findall(messages[-1]))
    *others, last = (set(FIELD.findall(one)) for one in translations)
    return last == wanted and all(one <= wanted for one in others)


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
