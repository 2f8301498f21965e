"""
Ranges: a part of some content (RFC 9110 section 14).
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Section 14.1.1: int-range = first-pos "-" [ last-pos ]; suffix-range = "-" length
RANGE = re.compile(rb"(?P<first>\d*)-(?P<last>\d*)")

#: More ranges than anybody needs to read a part of a file.
MOST_RANGES = 10
#: More digits than any length has: beyond that, one number is as large as another.
MOST_DIGITS = 18


class NotSatisfiable(Exception):
    """
    None of the ranges that were asked for has a byte of the content.
    """


class Part(NamedTuple):
    """
    A part of a content.

    @ivar first: its first byte, counted from 0.
    @ivar size: how many bytes it has.
    """

    first: int
    size: int

    def contentRange(self, length: int) -> bytes:
        """
        Write the value of Content-Range for this part.

        @param length: of the whole content.
        """
        return b"bytes %d-%d/%d" % (self.first, self.first + self.size - 1, length)


def findPart(value: bytes, length: int) -> Part | None:
    """
    Find out which part of some content is asked for. Ranges that overlap or touch count as
    one part.

    Section 14.2: "A server MAY ignore the Range header field." We do so where several
    parts are left. A thousand ranges, in a few bytes, could ask for a large file a
    thousand times.

    @param value: of the Range field.
    @param length: of the content, in bytes.
    @return: L{None} where the field must be ignored.
    @raise NotSatisfiable: where status 416 is due (section 15.5.17).
    """
    unit, _, ranges = value.partition(b"=")
    texts = [text.strip(b" \t") for text in ranges.split(b",", MOST_RANGES)]
    texts = [text for text in texts if text]  # section 5.6.1.2: empty elements count as none
    matches = [RANGE.fullmatch(text) for text in texts]
    if unit.lower() != b"bytes" or not texts or len(texts) > MOST_RANGES:
        return None
    spans = [readSpan(match, length) if match else None for match in matches]
    valid = [span for span in spans if span is not None]
    if len(valid) < len(spans):
        return None
    return partOf(sorted((first, end) for first, end in valid if first < end))


def readSpan(match: re.Match[bytes], length: int) -> tuple[int, int] | None:
    """
    Read one range.

    Section 14.1.2: "If the selected representation is shorter than the specified
    suffix-length, the entire representation is used."

    @return: its first byte and the one after its last, which is no greater than the
        first where there are no such bytes; L{None} where it is not a range.
    """
    first, last = readNumber(match["first"]), readNumber(match["last"])
    if first is None:
        return None if last is None else (max(0, length - last), length)
    # Section 14.1.1: "An int-range is invalid if the last-pos value is present and less
    # than first-pos."
    if last is not None and last < first:
        return None
    return first, length if last is None else min(last + 1, length)


def readNumber(digits: bytes) -> int | None:
    """
    Read a number, with section 17.5 and Python's own limit on digits in mind.
    """
    return int(digits.lstrip(b"0")[: MOST_DIGITS + 1] or b"0") if digits else None


def partOf(spans: list[tuple[int, int]]) -> Part | None:
    """
    Make one part out of sorted ranges; L{None} where there are gaps between them.
    """
    if not spans:
        raise NotSatisfiable
    begin, end = spans[0]
    for first, last in spans[1:]:
        if first > end:
            return None
        end = max(end, last)
    return Part(begin, end - begin)
