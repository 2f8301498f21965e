"""
From a tree of tags to the bytes of a page.

Twisted's flattener can wait for a Deferred in the middle of a page, and pays for that with
a generator for each word. The pages here wait before they are made, and never in the
middle: so methods that call each other are enough, and take a tenth of the time. What they
do not know, they leave to Twisted's flattener.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from twisted.web.iweb import IRenderable, IRequest
from twisted.web.template import CDATA, CharRef, Flattenable, Tag, flattenString
from zope.interface import implementer

#: Elements without an end tag, as Twisted knows them (it has C{wbs} for C{wbr}).
VOID = frozenset(
    "area base basefont br col command embed frame hr img input isindex keygen link meta "  # noqa: SIM905
    "param source track wbs".split()
)

ATTRIBUTE_QUOTE = '"'

#: Characters that no encoding has.
SURROGATES = re.compile("[\ud800-\udfff]")

Write = Callable[[str], None]


class Unknown(Exception):
    """
    The tree holds something that is not known here, or must be waited for, or can be
    looked at only once, such as a generator.
    """


@implementer(IRenderable)
class Part:
    """
    A part of a page that can make its text faster than through a tree of tags. The text
    has to be that of the tree, which L{render} gives to Twisted's flattener.
    """

    def write(self, flattener: Flattener) -> None:
        """
        Write the text of the part, by means of the flattener.
        """
        raise NotImplementedError

    def render(self, request: IRequest | None) -> Flattenable:
        """
        Make the tree whose text this part is; for whoever wants tags, such as Twisted's
        flattener.
        """
        raise NotImplementedError

    def lookupRenderMethod(self, name: str) -> Any:
        """
        Find no renderer: tags that name one are for templates.
        """
        raise LookupError(name)


async def flatten(root: Flattenable, request: IRequest | None) -> bytes:
    """
    Make the bytes of a tree.

    @param request: its renderers are given this.
    """
    try:
        return bytesOf(flattenedText(root, request))
    except Unknown:
        return await flattenString(request, root)


def bytesOf(text: str) -> bytes:
    """
    Make the bytes of a text. A lone surrogate, which JSON and the names of files can bring
    in, has none: it becomes U+FFFD, which means something that cannot be read.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return SURROGATES.sub("\ufffd", text).encode("utf-8")


def flattenedText(root: Flattenable, request: IRequest | None) -> str:
    """
    Make the text of a tree.

    @raise Unknown: where something in it is left to Twisted's flattener.
    """
    pieces: list[str] = []
    Flattener(pieces.append, request).add(root)
    return "".join(pieces)


def escaped(text: str) -> str:
    """
    Write text so that it stays text in HTML: escaped.
    """
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


class Flattener:
    """
    Writes a tree, depth first.

    @ivar renderable: the element whose renderers the tags at this place name.
    """

    def __init__(self, write: Write, request: IRequest | None) -> None:
        self.write = write
        self.request = request
        self.renderable: Any = None

    def add(self, root: Any) -> None:
        """
        Write what a tree holds.

        @raise Unknown: for what Twisted's flattener must do.
        """
        kind = type(root)
        if kind is str:
            self.write(escaped(root))
        elif kind is Tag:
            self.addTag(root)
        elif kind is list or kind is tuple:
            self.addAll(root)
        elif kind is CharRef:
            self.write(f"&#{root.ordinal};")
        elif kind is CDATA:
            self.write(f"<![CDATA[{root.data.replace(']]>', ']]]]><![CDATA[>')}]]>")
        elif isinstance(root, Part):
            root.write(self)
        elif IRenderable.providedBy(root):
            self.addRenderable(root)
        else:
            raise Unknown(root)

    def addAll(self, children: Iterable[Any]) -> None:
        """
        Write several, one after the other.
        """
        for child in children:
            if type(child) is str:  # as most are: this saves a call
                self.write(escaped(child))
            else:
                self.add(child)

    def addTag(self, tag: Tag) -> None:
        """
        Write an element, or what its renderer makes of it.
        """
        name = tag.tagName
        if tag.render is not None:
            self.addRendered(tag)
        elif not name:
            self.addAll(tag.children)
        elif isinstance(name, str) and tag.slotData is None:
            self.addElement(name, tag)
        else:
            raise Unknown(tag)

    def addElement(self, name: str, tag: Tag) -> None:
        """
        Write an element: its start tag, its content, its end tag.
        """
        start = "<" + name
        for attribute, value in tag.attributes.items():
            start += attributeText(attribute, value)
        if tag.children or name not in VOID:
            self.write(start + ">")
            self.addAll(tag.children)
            self.write(f"</{name}>")
        else:
            self.write(start + " />")

    def addRendered(self, tag: Tag) -> None:
        """
        Have the renderer that a tag names fill it in.
        """
        if self.renderable is None or tag.slotData is not None:
            raise Unknown(tag)
        copy = tag.clone(False)
        copy.render = None
        render = self.renderable.lookupRenderMethod(tag.render)
        self.add(render(self.request, copy))

    def addRenderable(self, renderable: Any) -> None:
        """
        Write what an element of L{twisted.web.template} renders.
        """
        around, self.renderable = self.renderable, renderable
        self.add(renderable.render(self.request))
        self.renderable = around


def attributeText(name: Any, value: Any) -> str:
    """
    Write an attribute, and the space before it.
    """
    if type(name) is not str or type(value) is not str:
        raise Unknown(name, value)
    return f' {name}="{escaped(value).replace(ATTRIBUTE_QUOTE, "&quot;")}"'
