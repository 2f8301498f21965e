"""
What in a page has come from the input: only text and the values of attributes may.

A page is read as a browser reads it. Its elements and attributes have names that HTML knows;
those that the input would bring are called L{CANARY}, or hold that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser

from tests.badinput.odd import CANARY

HTML = """
a abbr address article aside b base bdi bdo blockquote body br button caption cite code col
colgroup data datalist dd del details dfn dialog div dl dt em fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 head header hgroup hr html i img input ins kbd label legend li link main
map mark menu meta meter nav noscript ol optgroup option output p picture pre progress q rp rt
ruby s samp script search section select slot small source span strong style sub summary sup
table tbody td template textarea tfoot th thead time title tr track tt u ul var wbr
"""
SVG = """
circle clippath defs desc ellipse fegaussianblur filter g line lineargradient marker mask path
pattern polygon polyline rect stop style svg switch symbol text textpath tspan use
"""
#: Elements that a page may have. Those that run or load something else are not among them.
ELEMENTS = frozenset((HTML + SVG).split())
#: How an attribute is called (HTML, section 13.1.2.3, and what ours are).
NAME = re.compile(r"[a-z][a-z0-9:_-]*", re.IGNORECASE)
#: Attributes that hold an address.
ADDRESSES = frozenset(
    ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "cite"]
)
#: Attributes that hold a program, or a page.
PROGRAMS = re.compile(r"on.*|style|srcdoc")
#: What a browser leaves out of an address (URL standard, section 4.4).
LEFT_OUT = re.compile(r"^[\x00-\x20]+|[\t\r\n]")
AWAY = re.compile(rf"(?:javascript|vbscript):|(?:https?:)?[/\\]{{2}}[^/]*{CANARY}|data:.*{CANARY}")


#: What else looks at all pages: see L{tests.badinput.browser}.
LOOKERS: list[Callable[[str], None]] = []


def injected(page: str) -> list[str]:
    """
    Tell what in a page has come from the input.
    """
    for look in LOOKERS:
        look(page)
    reader = PageReader()
    reader.feed(page)
    reader.close()
    return reader.found


def leadsAway(address: str) -> bool:
    """
    Tell whether an address runs a script, or is one of a site that the input has named.
    """
    return AWAY.match(LEFT_OUT.sub("", address).lower()) is not None


class PageReader(HTMLParser):
    """
    Reads a page.

    @ivar found: what has come from the input.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """
        Look at an element, its attributes among them.
        """
        self.inside = tag
        if tag not in ELEMENTS:
            self.found.append(f"the element {tag[:40]!r}")
        for name, value in attrs:
            if isForeign(name, value or ""):
                self.found.append(f"the attribute {name[:40]!r} of {tag!r}: {value!r:.60}")

    def handle_endtag(self, tag: str) -> None:
        """
        Note that an element ends.
        """
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """
        Look at what a script or a style sheet holds.
        """
        if self.inside in ("script", "style") and CANARY in data.lower():
            self.found.append(f"inside of {self.inside!r}: {data[:60]!r}")

    def handle_decl(self, decl: str) -> None:
        """
        Look at a declaration: only the doctype is ours.
        """
        if decl.lower() != "doctype html":
            self.found.append(f"the declaration {decl[:40]!r}")

    def handle_comment(self, data: str) -> None:
        """
        Look at a comment, and at what a browser takes for one.
        """
        if CANARY in data.lower():
            self.found.append(f"the comment {data[:40]!r}")

    handle_pi = unknown_decl = handle_comment


def isForeign(name: str, value: str) -> bool:
    """
    Tell whether an attribute has come from the input, or does what that says.
    """
    if not NAME.fullmatch(name) or CANARY in name:
        return True
    if name in ADDRESSES:
        return leadsAway(value)
    return PROGRAMS.fullmatch(name) is not None and CANARY in value.lower()
