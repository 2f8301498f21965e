"""
The answer to a request for a page that a translation of the book does not have: it is in the
language of the translation, and leads to the English page, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from twisted.web.server import Request
from twisted.web.template import Tag, tags

from server.pages import Answer, Layout, respond
from server.pages.problempage import shown
from server.pages.rules import linkToRule

#: The folder of the Chinese book, and its language (RFC 5646).
FOLDER, CHINESE = "zh", "zh-Hans"
TITLE = "404 Not Found：没有这一页"
#: The section about 404.
RULE = "RFC 9110 section 15.5.5"
#: What the name of a page's file ends with, but its address does not.
PAGE = ".html"


def placeIn(request: Request) -> str | None:
    """
    Tell which page of the Chinese book is asked for: a path from its folder.

    @return: L{None} where none of its pages is.
    """
    path = [*(request.prepath or ()), *(request.postpath or ())]
    segments = [unquote(each.decode("latin-1")) for each in path]
    if FOLDER not in segments:
        return None
    return "/".join(segments[segments.index(FOLDER) + 1 :])


def original(book: Path, place: str) -> str | None:
    """
    Find the English page.

    @param place: of the page, from the folder of a book; it may be anything that a client
        wrote.
    @return: its place; L{None} where there is no English page either.
    """
    parts = place.removesuffix(PAGE).split("/")
    if "\0" in place or not all(part.strip(".") for part in parts):
        return None
    name = "/".join(parts)
    return name if (book / f"{name}{PAGE}").is_file() else None


def tellInChinese(request: Request, layout: Layout, book: Path) -> int | None:
    """
    Answer that the Chinese book has no such page.

    @return: L{None} where it is not the Chinese book that is asked for; otherwise as
        L{respond}.
    """
    place = placeIn(request)
    if place is None:
        return None

    async def answer() -> Answer:
        parts = tags.div(*lines(request, book, place), lang=CHINESE)
        return Answer(layout.page(TITLE, parts), 404)

    return respond(request, layout, answer())


def lines(request: Request, book: Path, place: str) -> Iterator[Tag]:
    """
    Say what is wrong, what was asked for, which rule says so, and what to do next: as other
    pages about problems do.
    """
    english = original(book, place)
    sentence = "中文版没有这一页。" if english else "本书没有这一页。"
    yield tags.p(sentence, class_="problem", role="alert")
    yield tags.p("你请求的是 ", tags.code(shown(request.path)), "。")
    yield tags.p("这个状态码的含义：", linkToRule(RULE), "。", class_="quiet")
    if english:
        href = f"/course/{quote(english)}"
        yield tags.p(tags.a("阅读英文版的这一页", href=href, hreflang="en"))
    yield tags.p(tags.a("回到中文版的首页", href=f"/course/{FOLDER}/"))
