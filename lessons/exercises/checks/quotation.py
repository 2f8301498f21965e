"""
Values that were sent as Python shows them.
"""

from __future__ import annotations

import re

from lessons.language import N_

QUOTED = N_(
    "A value of bytes appears as b'...' in text, with the quotation marks. To look at it, "
    'print(repr(value)) is right; to send it, b"%b" % value, or value.decode() in text.'
)
WAITING = N_(
    "A Deferred, or a coroutine, is there in place of what it will bring: is an await missing?"
)
#: How Python shows either of them, in a page as well.
UNAWAITED = re.compile(rb"(<|&lt;)(Deferred at 0x|coroutine object )")
#: How Python shows bytes, in a page as well.
QUOTATION = re.compile(rb"(?<![\w\\])b(['\"]|&#x27;|&#39;|&quot;)")


def isQuoted(received: bytes, expected: bytes) -> bool:
    """
    Tell whether bytes seem to have been written as Python shows them.
    """
    return QUOTATION.search(received) is not None and QUOTATION.search(expected) is None
