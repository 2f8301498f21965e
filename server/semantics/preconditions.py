"""
Preconditions: "do this, but only if what you have is, or is not, what I have".

RFC 9110 section 13.2.2 says in which order the five fields are looked at. A
resource that has a validator asks L{evaluate} before it does anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from server.semantics.dates import parseDate

#: The fields that L{evaluate} looks at, by their names in lower case.
PRECONDITIONS = (
    b"if-match",
    b"if-unmodified-since",
    b"if-none-match",
    b"if-modified-since",
    b"range",
    b"if-range",
)
OK, PARTIAL, NOT_MODIFIED, FAILED = 200, 206, 304, 412

READING = (b"GET", b"HEAD")
#: Section 13.2.1: a server MUST ignore the fields where the method "does not involve
#: the selection or modification of a selected representation".
WITHOUT_REPRESENTATION = (b"CONNECT", b"OPTIONS", b"TRACE")

# Section 8.8.3: entity-tag = [ weak ] opaque-tag; opaque-tag in quotes
ENTITY_TAG = re.compile(rb'(?P<weak>W/)?(?P<opaque>"[\x21\x23-\x7e\x80-\xff]*")')

Fields = Mapping[bytes, bytes]


class Validators(NamedTuple):
    """
    What distinguishes one version of a representation from another.

    @ivar etag: its entity tag, as it is sent.
    @ivar modified: when it was last changed, in seconds since 1970, as it is sent.
    """

    etag: bytes | None = None
    modified: int | None = None


def evaluate(method: bytes, validators: Validators, fields: Fields, now: float) -> int:
    """
    Evaluate the preconditions of a request that would succeed without them.

    @param fields: the values of those L{PRECONDITIONS} that the request has; lines of the
        same name are joined with commas.
    @param now: the time now, in seconds since 1970.
    @return: 200: do what the method says; 206: the same, and Range counts; 304:
        the client has it; 412: do nothing.
    """
    if method in WITHOUT_REPRESENTATION:
        return OK
    if not isWhatClientExpects(validators, fields, now):
        return FAILED
    if isWhatClientHas(method, validators, fields, now):
        return NOT_MODIFIED if method in READING else FAILED
    # Section 14.2: "A server MUST ignore a Range header field received with a request
    # method ... for which range handling is not defined": only GET has one.
    mayBePart = method == b"GET" and b"range" in fields
    return PARTIAL if mayBePart and isPartOfSame(validators, fields, now) else OK


def isWhatClientExpects(validators: Validators, fields: Fields, now: float) -> bool:
    """
    Steps 1 and 2: If-Match, and If-Unmodified-Since where there is no If-Match.
    """
    if b"if-match" in fields:
        return matches(validators.etag, fields[b"if-match"], isStrong=True)
    date = parseDate(fields.get(b"if-unmodified-since", b""), now)
    if date is None or validators.modified is None:
        return True
    return validators.modified <= date


def isWhatClientHas(method: bytes, validators: Validators, fields: Fields, now: float) -> bool:
    """
    Steps 3 and 4: If-None-Match, and If-Modified-Since where there is no
    If-None-Match.

    Section 13.1.3: "A recipient MUST ignore the If-Modified-Since header field if the
    received field value is not a valid HTTP-date ... or if the request method is
    neither GET nor HEAD."
    """
    if b"if-none-match" in fields:
        return matches(validators.etag, fields[b"if-none-match"], isStrong=False)
    date = parseDate(fields.get(b"if-modified-since", b""), now)
    if method not in READING or date is None or validators.modified is None:
        return False
    return validators.modified <= date


def isPartOfSame(validators: Validators, fields: Fields, now: float) -> bool:
    """
    Step 5: If-Range names the version that the client has a part of.

    Section 13.1.5: an entity tag has to match strongly. A date has to match exactly,
    and be strong (section 8.8.2.2): the second in which the representation might have been
    changed once more must have passed.
    """
    if b"if-range" not in fields:
        return True
    condition = fields[b"if-range"]
    if ENTITY_TAG.fullmatch(condition):
        return matches(validators.etag, condition, isStrong=True)
    modified = validators.modified
    isSame = modified is not None and parseDate(condition, now) == modified
    return isSame and now >= (modified or 0) + 1


def matches(etag: bytes | None, condition: bytes, isStrong: bool) -> bool:
    """
    Tell whether a list of entity tags names this one.

    Section 8.8.3.2, strong comparison: "two entity tags are equivalent if both are
    not weak and their opaque-tags match character-by-character"; weak comparison:
    C{W/} makes no difference.

    @param condition: the list; or C{*}, which means any.
    """
    if condition.strip() == b"*":
        return True
    own = ENTITY_TAG.fullmatch(etag or b"")
    if own is None or (isStrong and own["weak"]):
        return False
    return any(
        each["opaque"] == own["opaque"] and not (isStrong and each["weak"])
        for each in ENTITY_TAG.finditer(condition)
    )
