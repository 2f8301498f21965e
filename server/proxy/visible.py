"""
The text of an HTML page that a reader sees: no tags, no scripts, no styles.

A page comes in pieces, cut anywhere, and may never end. So this is a small state
machine that holds back a few characters at most. It follows the tokenizer of the
HTML standard as far as that matters for finding text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from server.proxy.references import HALF_REFERENCE, NUMBER, shortened, withCharacters

#: What is not shown in the page; a browser that runs scripts does not show C{noscript}.
HIDDEN_NAMES = """
    script style title template noscript noframes iframe noembed audio video canvas
"""
HIDDEN = frozenset(HIDDEN_NAMES.split())

#: What is shown with everything in it: a tag in it is text.
PLAIN = frozenset(("textarea",))

#: What does not end a word: C{un<b>break</b>able} is one.
INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt
    ruby s samp small span strike strong sub sup time tt u var wbr
"""
INLINE = frozenset(INLINE_NAMES.split())

#: The longest name of an element that matters, in characters.
LONGEST_NAME = 32

#: Where text ends. Any other C{<} does not begin anything, and is text.
MARKUP = re.compile(r"<(?=[A-Za-z!?/]|\Z)")
#: The beginning of a tag: with the character after its name, so that the name
#: is known to be whole.
TAG = re.compile(
    rf"<(/?)([A-Za-z][^\t\n\f\r />]{{0,{LONGEST_NAME}}})(?=(.)?)", re.DOTALL | re.ASCII
)
#: What may be the beginning of C{<!--}, of a tag, of a C{</tag}.
HALF = re.compile(r"<(?:!-?|/|)\Z")
#: What ends a comment. C{<!-->} and C{<!--->} end at once, so its own first two
#: dashes count.
COMMENT_END = re.compile(r"--!?>")
#: The characters that matter among attributes.
ATTRIBUTE_SIGN = re.compile(r"[>=\"']")
DECLARATION_END = re.compile(">")
END_TAGS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in HIDDEN | PLAIN
}


class VisibleText:
    """
    Turns a page into its text.
    """

    def __init__(self, isXML: bool = False) -> None:
        """
        @param isXML: whether C{<script/>} is an element without content.
        """
        self.isXML = isXML
        self.rest = ""
        self.state: Callable[[], bool] = self.inText
        self.found: list[str] = []
        self.element = ""
        self.isEnd = False
        self.quote = ""
        self.last = ""

    def feed(self, text: str) -> str:
        """
        Take the next piece of the page.

        @return: the text in it; a line end where one word cannot go on as another.
        """
        self.text = self.rest + text
        self.position = 0
        while self.position < len(self.text) and self.state():
            pass
        self.rest = self.text[self.position :]
        self.text = ""
        found, self.found = "".join(self.found), []
        return found

    def end(self) -> str:
        """
        Take what was held back: if it was text, it is whole now.
        """
        rest, self.rest = self.rest, ""
        isText = self.state == self.inPlain or (self.state == self.inText and not TAG.match(rest))
        return withCharacters(rest) if isText else ""

    # The states. Each looks at the text from the position on, moves the position, and
    # returns whether it can go on without more text.

    def inText(self) -> bool:
        """
        Up to the next C{<} that begins something.
        """
        match = MARKUP.search(self.text, self.position)
        self.take(match.start() if match else self.beforeHalfReference())
        return match is not None and self.atMarkup()

    def take(self, end: int) -> None:
        """
        Take what comes before a position as text.
        """
        if end > self.position:
            self.found.append(withCharacters(self.text[self.position : end]))
            self.position = end

    def beforeHalfReference(self) -> int:
        """
        Find the end of the text that is whole. A number without an end is cut.
        """
        half = HALF_REFERENCE.match(self.text, max(self.position, self.text.rfind("&")))
        if half is None:
            return len(self.text)
        self.text = self.text[: half.start()] + NUMBER.sub(shortened, half[0])
        return half.start()

    def atMarkup(self) -> bool:
        """
        At a C{<} that begins something.
        """
        text, begin = self.text, self.position
        match = TAG.match(text, begin)
        if match:
            return self.atTag(match)
        if HALF.match(text, begin):
            return False
        if text.startswith("<!--", begin):
            return self.enter(self.inComment, begin + 2)
        return self.enter(self.inDeclaration, begin + 2)

    def atTag(self, match: re.Match[str]) -> bool:
        """
        A tag begins: note its name, and go on among its attributes.

        @return: whether the name is complete; else more text has to come.
        """
        slash, name, following = match.groups()
        if following is None:
            return False  # the name may go on
        self.element, self.isEnd = name.lower(), bool(slash)
        self.last = ""
        return self.enter(self.inTag, match.end())

    def enter(self, state: Callable[[], bool], position: int) -> bool:
        """
        Go on in another state, at this place of the text.

        @return: true: there may be more to be found.
        """
        self.state = state
        self.position = position
        return True

    def inTag(self) -> bool:
        """
        Among attributes, up to C{>}. A quotation mark after C{=} hides it.
        """
        for match in ATTRIBUTE_SIGN.finditer(self.text, self.position):
            before = self.text[self.position : match.start()].rstrip()
            self.last = before[-1:] or self.last
            self.position = match.end()
            if match[0] == ">":
                return self.endTag()
            if match[0] != "=" and self.last == "=":
                self.quote = match[0]
                return self.enter(self.inQuotes, match.end())
            self.last = match[0]
        self.last = self.text[self.position :].rstrip()[-1:] or self.last
        self.position = len(self.text)
        return False

    def inQuotes(self) -> bool:
        """
        Skip an attribute's value, which may contain C{>}, up to its quote.
        """
        end = self.text.find(self.quote, self.position)
        if end < 0:
            self.position = len(self.text)
            return False
        self.last = ""
        return self.enter(self.inTag, end + 1)

    def endTag(self) -> bool:
        """
        Go on after a tag: with text that is seen, or with what is not, as in C{script}.
        """
        if self.element not in INLINE:
            self.found.append("\n")
        isBegin = not (self.isEnd or (self.isXML and self.last == "/"))
        isHidden, isPlain = self.element in HIDDEN, self.element in PLAIN
        self.state = self.inText
        if isBegin and (isHidden or isPlain):
            self.state = self.inHidden if isHidden else self.inPlain
        return True

    def inHidden(self) -> bool:
        """
        In an element that is not shown, up to its end tag.
        """
        end = END_TAGS[self.element]
        return self.skipTo(end, keep=len(self.element) + 2, isPassed=False)

    def inPlain(self) -> bool:
        """
        In an element that is shown with everything in it, up to its end tag.
        """
        match = END_TAGS[self.element].search(self.text, self.position)
        if match:
            self.take(match.start())
            return self.enter(self.inText, match.start())
        near = max(self.position, len(self.text) - len(self.element) - 2)
        half = self.text.rfind("<", near)  # perhaps the beginning of the end tag
        self.take(half if half >= 0 else self.beforeHalfReference())
        return False

    def inComment(self) -> bool:
        """
        Skip a comment up to its end, whose characters may come in several pieces.
        """
        return self.skipTo(COMMENT_END, keep=3)

    def inDeclaration(self) -> bool:
        """
        In what begins with C{<!} or C{<?}, or is a broken end tag.
        """
        return self.skipTo(DECLARATION_END, keep=0)

    def skipTo(self, end: re.Pattern[str], keep: int, isPassed: bool = True) -> bool:
        """
        Look for an end, after which there is text again.

        @param keep: how many characters may be the beginning of it.
        @param isPassed: whether to go on after it, and not at it.
        """
        match = end.search(self.text, self.position)
        if match:
            return self.enter(self.inText, match.end() if isPassed else match.start())
        self.position = max(self.position, len(self.text) - keep)
        return False
