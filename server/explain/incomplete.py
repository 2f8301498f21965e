"""
What the reader waits for, in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from server.explain.clues import ANYWHERE, search
from server.http1 import NeedMore, Request, Response, Waiting

NOTHING_YET = "No byte has come yet. Browsers open such spare connections, to be faster later."

#: What is said while a head is read.
HEAD_SENTENCES = {
    Waiting.MESSAGE: "Only empty lines have come: the first line of a message is missing.",
    Waiting.START_LINE: "The first line is not finished: its CR LF has not come.",
    Waiting.FIELDS: "The head is not finished: no empty line yet.",
}

#: What is said after a head. C{have} and C{all} count bytes of the content or the chunk.
CONTENT: dict[Waiting, Callable[[int, int], str]] = {
    Waiting.CONTENT: lambda have, all_: f"{have:,} of {all_:,} bytes of content have come.",
    Waiting.CHUNK: lambda have, all_: f"{have:,} of {all_:,} bytes of the chunk have come.",
    Waiting.CHUNK_LINE: lambda have, all_: (
        "The line with the size of the next chunk is missing; a size of 0 ends the content."
    ),
    Waiting.CHUNK_END: lambda have, all_: "The CR LF after the chunk is missing.",
    Waiting.TRAILERS: lambda have, all_: (
        "The last chunk has come; the empty line that ends the message is missing."
    ),
    Waiting.CLOSE: lambda have, all_: (
        f"{have:,} bytes of content have come; it goes on until the connection ends."
    ),
}

EXPECTED = " The client waits for 100 Continue before it sends them."


def tellIncomplete(
    need: NeedMore,
    head: Request | Response | None,
    window: bytes,
    received: int,
    length: int,
) -> str | None:
    """
    Tell what is missing, in a sentence.

    @param need: what the reader says.
    @param head: of the message whose content is read.
    @param window: the bytes that belong to no event yet.
    @param received: how many bytes of the content, or of the chunk, have come.
    @param length: how many bytes have come in all.
    @return: L{None} where a message may begin and nothing of it has come.
    """
    if head is not None:
        return _tellContent(need, head, received)
    if not length:
        return NOTHING_YET
    if not window or need.waiting not in HEAD_SENTENCES:
        return None
    line = window[window.rfind(b"\n") + 1 :]
    clue = search(line, ANYWHERE)
    return HEAD_SENTENCES[need.waiting] + (f" {clue.tell(length - len(line))}" if clue else "")


def _tellContent(need: NeedMore, head: Request | Response, received: int) -> str | None:
    if need.waiting not in CONTENT:
        return None
    sentence = CONTENT[need.waiting](received, received + (need.missing or 0))
    isAsked = isinstance(head, Request) and head.expectsContinue and not received
    return sentence + (EXPECTED if isAsked else "")
