"""
The shelf of ready requests on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.rawsender.draft import resendLink
from server.inspector.rawsender.sender import Sender
from server.inspector.rawsender.shelf import DAILY, Ready, chapters
from server.inspector.view import View

#: How many requests are shown at a time: as many as the longest chapter has.
MOST_LISTED = 30


def shelfPart(sender: Sender, view: View) -> Flattenable:
    """
    Make the part: the chapters, the search, and the requests found.
    """
    place = sender.place
    shelf = chapters(place.host, place.port) if place else chapters("localhost", 80)
    chosen = view.chapter if view.chapter in shelf else ("" if view.words else DAILY)
    found = list(_find(shelf, chosen, view.words))
    return [
        _search(view),
        tags.nav(
            tags.ul([_chapter(view, name, chosen) for name in shelf]),
            class_="chapters",
            **{"aria-label": "Chapters"},
        ),
        tags.p(_say(found), class_="found"),
        tags.ul([_entry(view, ready) for ready in found[:MOST_LISTED]], class_="shelf"),
    ]


def _find(shelf: Mapping[str, Sequence[Ready]], chapter: str, words: str) -> Iterator[Ready]:
    """
    Find the requests that have all the words, in one chapter or in all.
    """
    wanted = words.casefold().split()
    for name, content in shelf.items():
        if chapter in ("", name):
            yield from (ready for ready in content if ready.hasAll(wanted))


def _search(view: View) -> Tag:
    """
    Make the box for the words. A search covers all chapters.
    """
    carried = replace(view, words="", chapter="").parameters()
    return tags.form(
        [
            tags.input(type="hidden", name=name, value=str(value))
            for name, value in carried.items()
        ],
        tags.label("Find by name, rule or section ", for_="shelf-words"),
        tags.input(type="search", id="shelf-words", name="words", value=view.words),
        tags.button("Find", class_="second"),
        id="shelf-form",
        action="/#shelf",
    )


def _chapter(view: View, name: str, chosen: str) -> Tag:
    link = tags.a(name, href=view.at("shelf", chapter=name, words=""))
    return tags.li(link(**{"aria-current": "true"}) if name == chosen else link)


def _say(found: Sequence[Ready]) -> str:
    if len(found) > MOST_LISTED:
        return f"{len(found)} requests; here are the first {MOST_LISTED}."
    return "One request." if len(found) == 1 else f"{len(found)} requests."


def _entry(view: View, ready: Ready) -> Tag:
    level = [tags.strong(ready.level), " "] if ready.level else ""
    link = resendLink(view, ready.data, ready.name)
    return tags.li(link, " ", level, ready.sentence, " ", tags.cite(ready.section))
