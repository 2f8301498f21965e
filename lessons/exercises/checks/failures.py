"""
The message of a failed check: what was sent, what came back, where it went
wrong, and the rule.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from twisted.python.failure import Failure

from lessons.columns import columnsOf
from lessons.language import N_, _, ngettext
from server.wire import visible

#: The most characters of a row of bytes, and the most rows above the caret.
MOST_COLUMNS = 72
MOST_ROWS = 6
#: How many characters of a longer row are shown, and how many of them before a caret.
SHOWN = 32
BEFORE = 16
#: How many equal bytes are not a coincidence, and how many bytes are searched for them.
LIKE = 4
#: Where lines may be left out.
PLACES = "before", "more"
NOTHING = N_("(nothing)")
MOST_SEARCHED = 20_000


class CheckFailed(AssertionError):
    """
    A requirement is not met. Its text is the whole message for the student.
    """


class PlainFailure(Failure):
    """
    A failure that is reported by its message: a student does not need to know where in the checks
    it was raised.
    """

    def getTraceback(self, *arguments: object, **options: object) -> str:
        """
        Return the message alone, without a traceback.
        """
        return f"{self.getErrorMessage()}\n"


def bytesIn(number: int) -> str:
    """
    Write a number of bytes: C{"1 byte"}, C{"1,000 bytes"}.
    """
    return ngettext("{number:,} byte", "{number:,} bytes", number).format(number=number)


def skipping(number: int, where: str) -> str:
    """
    Say, in their place, that lines are left out.

    @param where: one of C{PLACES}.
    """
    if where == "before":
        text = ngettext("({number:,} line before)", "({number:,} lines before)", number)
    else:
        text = ngettext("({number:,} line more)", "({number:,} lines more)", number)
    return text.format(number=number)


def firstDifference(received: bytes, expected: bytes) -> int:
    """
    Find the first byte that is not as expected.

    @return: its offset; the length of the shorter one where one is the
        beginning of the other.
    """
    pairs = enumerate(zip(received, expected, strict=False))
    shorter = min(len(received), len(expected))
    return next((index for index, (one, other) in pairs if one != other), shorter)


def findNearest(content: bytes, text: bytes) -> int:
    """
    Find where something should be that is not: where what is most like it stops being like it.

    @return: an offset in the content; 0 where nothing is like it.
    """
    searched = content[:MOST_SEARCHED]
    match = SequenceMatcher(None, searched, text, autojunk=False).find_longest_match()
    if match.size < LIKE:
        return 0
    lineStart = searched.rfind(b"\n", 0, match.a) + 1
    begin = max(match.a - match.b, lineStart)
    return begin + firstDifference(content[begin:], text)


def pointAt(data: bytes, offset: int) -> str:
    """
    Show bytes, a line for each row, with a caret under one of them.

    @param offset: the byte to point at; the length of C{data} points after
        its end.
    @return: the row with that byte, some rows before it, and the next one.
    """
    lines = _splitAfterLF(data)
    if not lines:
        return _(NOTHING)
    index = 0
    while index < len(lines) - 1 and offset >= len(lines[index]):
        offset -= len(lines[index])
        index += 1
    row, column = _window(lines[index], min(offset, len(lines[index])))
    before = [_cut(line) for line in lines[max(0, index - MOST_ROWS) : index]]
    skipped = [skipping(index - MOST_ROWS, "before")] if index > MOST_ROWS else []
    after = [_cut(line) for line in lines[index + 1 : index + 2]]
    more = [skipping(len(lines) - index - 2, "more")] if len(lines) > index + 2 else []
    return "\n".join([*skipped, *before, row, " " * column + "^", *after, *more])


def show(data: bytes) -> str:
    """
    Show bytes, a line for each row.
    """
    lines = _splitAfterLF(data)
    more = [skipping(len(lines) - MOST_ROWS, "more")] if len(lines) > MOST_ROWS else []
    return "\n".join([*map(_cut, lines[:MOST_ROWS]), *more]) or _(NOTHING)


def showAt(data: bytes, offset: int) -> str:
    """
    As L{show}, from the row on that has a certain byte.
    """
    before = data[: data.rfind(b"\n", 0, offset) + 1]
    skipped = before.count(b"\n")
    mark = [skipping(skipped, "before")] if skipped else []
    return "\n".join([*mark, show(data[len(before) :])])


def _splitAfterLF(data: bytes) -> list[bytes]:
    pieces = data.split(b"\n")
    return [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def _cut(line: bytes, length: int = 0) -> str:
    """
    Show a line, and of a long one its beginning, its length, and how it ends.

    @param length: that of the whole line, where this is the rest of it.
    """
    if len(line) <= MOST_COLUMNS:
        return visible(line)
    text = line.rstrip(b"\r\n")
    end = visible(line[len(text) :])
    ended = _("{beginning} ... (a line of {number:,} bytes, then {end})")
    endless = _("{beginning} ... (a line of {number:,} bytes, and no line end)")
    number = (length or len(line)) - len(line) + len(text)
    return (ended if end else endless).format(
        beginning=visible(line[:SHOWN]), number=number, end=end
    )


def _window(line: bytes, offset: int) -> tuple[str, int]:
    """
    Cut a long line around one of its bytes.

    @return: the row, and the column of that byte in it.
    """
    start = max(0, offset - BEFORE) if len(line) > MOST_COLUMNS else 0
    mark = _("({number:,} bytes) ... ").format(number=start) if start else ""
    before = mark + visible(line[start:offset])
    return before + _cut(line[offset:], len(line)), columnsOf(before)
