"""
The students of a class by name, above the lanes: whoever is chosen is followed.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.inspector import Inspector
from server.inspector.students.owners import NO_CODE, WHY_NO_CODE, ConnectionOwners
from server.inspector.view import View

#: In how many of the newest connections names are looked for, and how many names are
#: shown.
NEWEST, MOST_NAMES = 2000, 60


def studentsPart(view: View) -> dict[str, str]:
    """
    Name the part for the script, which asks for it again when anything has happened.
    """
    return {"data-part": view.href("/part/students"), "data-connection": "all"}


def students(inspector: Inspector, view: View) -> Flattenable:
    """
    List those who have said a name; nothing where no class is expected.
    """
    if inspector.owners is None:
        return ""
    counts = countNames(inspector, inspector.owners)
    if not counts and not view.student:
        return tags.p("Nobody has said a name yet: the terminal tells how.", class_="quiet")
    # Those who came last, where there are too many; and always in the same order.
    shown = sorted({*islice(counts, MOST_NAMES), *filter(None, [view.student])}, key=str.casefold)
    hidden = len(counts) - min(len(counts), MOST_NAMES)
    links = [_link(view, "", "Everybody"), *(_link(view, it, it, counts[it]) for it in shown)]
    return [
        tags.nav(tags.ul([tags.li(each) for each in links]), **{"aria-label": "Follow"}),
        tags.p(f"and {hidden:,} more: the filter finds them", class_="quiet") if hidden else "",
    ]


def countNames(inspector: Inspector, owners: ConnectionOwners) -> Counter[str]:
    """
    Count the connections of each name, the name that came last first.
    """
    newest = islice(reversed(inspector.recorder.conversations.values()), NEWEST)
    return Counter(filter(None, map(owners.labelOf, newest)))


def titled(name: str) -> Tag:
    """
    Write a name; where somebody else may be using it, a title explains the mark after it.
    """
    return tags.bdi(name, title=WHY_NO_CODE) if name.endswith(NO_CODE) else tags.bdi(name)


def _link(view: View, name: str, words: str, count: int = 0) -> Tag:
    current = {"aria-current": "true"} if view.student == name else {}
    number = [" ", tags.small(f"{count:,}")] if name else ""
    href = view.elsewhere(student=name, older=0).href()
    return tags.a(titled(words), number, href=href, **current)
