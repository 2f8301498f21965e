"""
What we say about each span: tables of sentences, each with its RFC section and the step
that teaches it.

The tables are the text files in C{descriptions/}. An entry is a line C{key | rule | step} and
an indented sentence below it; a line that begins with C{#} is a remark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("descriptions")


@dataclass(frozen=True, slots=True)
class Description:
    """
    What is said about one kind of span, or about one value.

    @ivar sentence: what it is for.
    @ivar rule: the section that says so, such as C{RFC 9110 section 7.2}.
    @ivar step: the step that teaches it, such as C{3}, or a program beside the staircase, such
        as C{webcat3}; empty where none does.
    """

    sentence: str
    rule: str
    step: str = ""


def readTable(name: str) -> dict[bytes, Description]:
    """
    Read one of the tables.

    @return: the descriptions by key, as it is spelled there.
    """
    table: dict[bytes, Description] = {}
    key, rule, step = b"", "", ""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            table[key] = Description(line.strip(), rule, step)
        elif line and not line.startswith("#"):
            first, rule, step = (part.strip() for part in line.split("|"))
            key = first.encode("ascii")
    return table


def _lowered(table: Mapping[bytes, Description]) -> dict[bytes, Description]:
    return {key.lower(): meaning for key, meaning in table.items()}


KINDS = {key.decode("ascii"): meaning for key, meaning in readTable("kinds").items()}
METHODS = readTable("methods")
STATUSES = readTable("statuses")
TARGETS = readTable("targets")
FIELDS = _lowered(readTable("fields"))
PARTS = _lowered(readTable("parts"))

LATER = "A later HTTP/1.x than there is: it is read as HTTP/1.1."

#: Entries for all fields whose names begin like that, the longest first.
PREFIXES = sorted((name for name in FIELDS if name.endswith(b"-")), key=len, reverse=True)


def ofMethod(method: bytes) -> Description:
    """
    RFC 9110 section 9.1: "The method token is case-sensitive". And: "additional methods,
    outside the scope of this specification, have been specified for use in HTTP".
    """
    if method in METHODS:
        return METHODS[method]
    if method.upper() in METHODS:
        meant = method.upper().decode("ascii")
        sentence = (
            f"Not the method {meant}: methods are case-sensitive, and all of these are capital."
        )
        return Description(sentence, "RFC 9110 section 9.1", "3")
    sentence = "Not a method of the HTTP standard; a server that does not know it answers 501."
    return Description(sentence, "RFC 9110 section 9.1", "3")


def ofStatus(code: bytes) -> Description:
    """
    RFC 9110 section 15: a client "MUST understand the class of any status code, as
    indicated by the first digit".
    """
    return STATUSES.get(code) or STATUSES.get(code[:1] + b"xx") or KINDS["status code"]


def ofVersion(version: bytes) -> Description:
    """
    Tell what a version means for the connection (RFC 9112 section 9.3).
    """
    rule = KINDS["version"].rule
    if version == b"HTTP/1.0":
        sentence = "HTTP/1.0: the connection ends after the answer, unless both want it to go on."
        return Description(sentence, rule, "3")
    if version == b"HTTP/1.1":
        sentence = "HTTP/1.1: the connection goes on after the answer, unless one says close."
        return Description(sentence, rule, "3")
    return Description(LATER, "RFC 9110 section 6.2", "3")


def ofPath(path: bytes) -> Description:
    """
    Tell who asks for a path, where that is known.
    """
    return TARGETS.get(path, KINDS["path"])


def ofField(name: bytes) -> Description:
    """
    RFC 9110 section 5.1: "A proxy MUST forward unrecognized header fields"; "Other
    recipients SHOULD ignore" them.
    """
    name = name.lower()
    if name in FIELDS:
        return FIELDS[name]
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return FIELDS[prefix]
    sentence = "We know no field of this name: whoever does not know it ignores it."
    return Description(sentence, "RFC 9110 section 5.1")


def ofValue(name: bytes, value: bytes) -> Description:
    """
    Tell what the whole value of a field means, where it is not laid out in parts.
    """
    field = ofField(name)
    sentence = f"The value of {name.decode('ascii')}."
    return _knownPart(name, value) or Description(sentence, field.rule, field.step)


def ofPart(name: bytes, part: bytes, isParameter: bool) -> Description:
    """
    Tell what one part of a field's value means.

    @param isParameter: whether it comes after a semicolon.
    """
    if isParameter:
        return PARTS.get(_key(name, part)) or KINDS["parameter"]
    return _knownPart(name, part) or KINDS["member"]


def _knownPart(name: bytes, part: bytes) -> Description | None:
    return PARTS.get(_key(name, part)) or PARTS.get(b"%b:" % name.lower())


def _key(name: bytes, part: bytes) -> bytes:
    word = part.lower().partition(b"=")[0].partition(b" ")[0]
    return b"%b: %b" % (name.lower(), word.strip())
