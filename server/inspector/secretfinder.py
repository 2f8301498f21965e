"""
Finds what is secret in the bytes of a connection, as they come, however they are cut.

It does not ask whether they are good HTTP: a secret in a request that is refused is a
secret all the same, and so is one in content that repeats the head of a request, as step 2
does.
"""

from __future__ import annotations

import re

from server.inspector.codefinder import CodeFinder
from server.inspector.secretranges import Range, Ranges, joined
from server.semantics.secrets import SECRET

#: Words in the names of secrets; and an at sign, which may have a password before it.
WORD = re.compile(rb"@|" + SECRET.pattern)
#: Names that mean a secret wherever they are: a page may repeat a head.
ANYWHERE = (b"authorization", b"cookie")
TOKEN = rb"[!#$%&'*+.^_`|~0-9a-z-]{0,100}"
NAME = rb"[^=&#?\s\"'<>]{0,100}"
AFTER_FIELD_NAME = re.compile(TOKEN + rb"[\"']?[ \t]{0,8}(?::|,(?=[ \t]{0,8}[b\"']))")
AFTER_PARAMETER_NAME = re.compile(NAME + rb"=")
#: What comes before the name of a parameter.
BEFORE_QUERY = (b"?", b"&", b"\n")
TOKENS, NAMES = re.compile(TOKEN), re.compile(NAME)
USERINFO = re.compile(rb"[^/?#@\s\"'<>]{1,200}")
#: Where a secret ends. RFC 9112 section 5.2: a line that begins with white space goes on
#: with the value of the line before. An end that the next byte may change is not an end
#: yet.
FIELD_END = re.compile(rb"\r?\n(?![ \t])|\r?\Z")
PARAMETER_END = re.compile(rb"[&#\s\"'<>]|\Z")
OWS = b" \t"
#: How many bytes before a word, and after it, decide what it is; and how long a word may
#: be.
CONTEXT, LONGEST_WORD = 215, 20


class Finder:
    """
    Finds the secrets in one direction.

    @ivar end: how many bytes have come.
    """

    def __init__(self, start: int = 0, isBeginning: bool = True) -> None:
        """
        @param start: the offset of the first byte that is looked at.
        @param isBeginning: whether a message begins there: otherwise a secret may have
            begun before, and all up to the end of the line counts as one.
        """
        self.end = start
        self._window = b"\n"  # the newest bytes; the first one begins a line
        self._position = 1  # in the window: after the last secret
        self._seen = 1  # in the window: there is no word before
        self._stop = None if isBeginning else FIELD_END  # what ends the secret that we are in
        self._hasValue = not isBeginning  # whether its first byte has come
        self._ranges = Ranges()
        self._codes = CodeFinder(start)

    def feed(self, data: bytes) -> None:
        """
        Look for secrets in the next bytes, which may end in the middle of one.
        """
        self._window += data
        self.end += len(data)
        self._codes.feed(data.lower())
        lowered = self._window.lower()
        while self._isInSecret(lowered) and self._takeSecret():
            pass
        self._forgetRead()

    def _forgetRead(self) -> None:
        """
        Keep the bytes that what comes next may depend on.
        """
        read = max(min(self._position if self._stop else self._seen - CONTEXT, self._seen), 1) - 1
        self._window = self._window[read:]
        self._position = max(self._position - read, 1)
        self._seen -= read

    def within(self, start: int, end: int) -> list[Range]:
        """
        Tell where the secrets are among some of the bytes.
        """
        fields, codes = self._ranges.within(start, end), self._codes.within(start, end)
        return joined([*fields, *codes]) if codes else fields

    def forget(self, before: int) -> None:
        """
        Forget what was found before an offset.
        """
        self._ranges.forget(before)
        self._codes.forget(before)

    def _isInSecret(self, lowered: bytes) -> bool:
        """
        Tell whether we are in a secret, or find the next one.
        """
        seen = max(self._seen, self._position)
        unfinished = max(len(lowered) - LONGEST_WORD, seen)
        while self._stop is None and (word := WORD.search(lowered, seen)):
            seen = word.end()
            self._look(lowered, word)
            if _isUnfinished(lowered, seen):
                unfinished = min(unfinished, word.start())
        self._seen = self._position if self._stop else max(unfinished, self._position)
        return self._stop is not None

    def _look(self, lowered: bytes, word: re.Match[bytes]) -> None:
        """
        Look at a word that a secret may come after, or before.
        """
        start, end = word.span()
        before = lowered[max(start - CONTEXT, self._position - 1) : start]
        if word[0] == b"@":
            self._lookBefore(before, start)
            return
        if word[0].startswith(ANYWHERE) or _endsWith(before, b"\n", TOKENS):
            self._begin(AFTER_FIELD_NAME.match(lowered, end), FIELD_END)
        # Of a query, or of a form, whose first one begins the content, and so a line.
        if self._stop is None and any(_endsWith(before, mark, NAMES) for mark in BEFORE_QUERY):
            self._begin(AFTER_PARAMETER_NAME.match(lowered, end), PARAMETER_END)

    def _lookBefore(self, before: bytes, end: int) -> None:
        """
        RFC 3986 section 3.2: C{authority = [ userinfo "@" ] host [ ":" port ]}.
        """
        if _endsWith(before, b"//", USERINFO):
            self._mark(end - len(before) + before.rindex(b"//") + 2, end)
            self._position = end

    def _begin(self, name: re.Match[bytes] | None, stop: re.Pattern[bytes]) -> None:
        """
        Begin a secret after its name, if that is one.
        """
        if name is not None:
            self._stop, self._hasValue = stop, False
            self._position = name.end()

    def _takeSecret(self) -> bool:
        """
        Take what has come of the secret.

        @return: whether that was all of it.
        """
        window, stop = self._window, self._stop or FIELD_END
        while not self._hasValue and self._position < len(window):
            self._hasValue = window[self._position] not in OWS
            self._position += not self._hasValue
        match = stop.search(window, self._position)
        end = match.start() if match else len(window)
        self._mark(self._position, end)
        self._position = end
        if match is None or match.end() == len(window):
            return False
        self._stop = None
        return True

    def _mark(self, start: int, end: int) -> None:
        offset = self.end - len(self._window)
        self._ranges.mark(offset + start, offset + end)


def _endsWith(before: bytes, mark: bytes, name: re.Pattern[bytes]) -> bool:
    """
    Tell whether nothing but a name comes after the last C{mark}.
    """
    place = before.rfind(mark)
    return place >= 0 and name.fullmatch(before, place + len(mark)) is not None


def _isUnfinished(lowered: bytes, end: int) -> bool:
    """
    Tell whether what follows a word may still make it a name.
    """
    following = lowered[end : end + CONTEXT]
    return len(following) < CONTEXT and b"\n" not in following
