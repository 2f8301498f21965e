"""
The bytes of a page are those that Twisted's own flattener makes.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.defer import Deferred, ensureDeferred, succeed
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.error import FlattenerError
from twisted.web.iweb import IRequest
from twisted.web.template import (
    CDATA,
    CharRef,
    Comment,
    Element,
    Flattenable,
    Tag,
    XMLString,
    flattenString,
    renderer,
    slot,
    tags,
)

from server.pages import HOME, Layout, Link, Problem, writeProblem
from server.pages.flattener import Unknown, flatten, flattenedText
from server.pages.prerendered import Kept

TEXT = st.text(st.sampled_from("ab<>&\"' é\n"), max_size=6)
NAMES = st.sampled_from(["p", "b", "input", "br", "textarea", ""])
LEAVES = st.one_of(
    TEXT,
    TEXT.map(str.encode),
    st.sampled_from([CharRef(160), CDATA("a]]>b"), Comment("a--b-")]),
)


class Titled(Element):
    """
    An element with a template, an attribute to be escaped, and one renderer.
    """

    loader = XMLString(
        "<p xmlns:t='http://twistedmatrix.com/ns/twisted.web.template/0.1' title='a&amp;b'>"
        "<b t:render='name' class='x' />&#160;</p>"
    )

    def __init__(self, name: Any) -> None:
        super().__init__()
        self.name_ = name

    @renderer
    def name(self, request: object, tag: Tag) -> Tag:
        """
        Put what was given into the tag, which gets an id.
        """
        return tag(self.name_, id="y")


def makeTag(name: str, attributes: dict[str, Any], children: list[Any]) -> Tag:
    """
    Make a tag out of what hypothesis has drawn.
    """
    return Tag(name, attributes=cast(Any, attributes), children=children)


def inside(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """
    @return: a strategy for lists, tuples, tags and elements that hold what C{children}
        draws.
    """
    several = st.lists(children, max_size=3)
    attributes = st.dictionaries(st.sampled_from(["class", "href"]), children, max_size=2)
    tag = st.builds(makeTag, NAMES, attributes, several)
    return st.one_of(
        several,
        several.map(tuple),
        tag,
        children.map(Titled),
        tag.map(Kept),
    )


class FlattenTests(SynchronousTestCase):
    """
    Trees as our L{flatten} writes them, beside Twisted's L{flattenString}.
    """

    def bytesOf(self, root: Flattenable) -> bytes:
        """
        Flatten a tree; it has to be ready at once.
        """
        flattening: Deferred[bytes] = ensureDeferred(flatten(root, None))
        return self.successResultOf(flattening)

    @given(st.recursive(LEAVES, inside, max_leaves=12))
    def test_sameBytes(self, root: Any) -> None:
        """
        Any tree of text, tags and elements gives the same bytes.
        """
        self.assertEqual(self.bytesOf(root), self.successResultOf(flattenString(None, root)))

    def test_page(self) -> None:
        """
        A page of the site is made without Twisted's flattener, with the same bytes.
        """
        page = Layout().page("A & B", tags.p("x < y", title='"'), [tags.br(), ("\n", tags.b())])
        text = flattenedText(page, None)
        again = self.successResultOf(flattenString(None, page))
        self.assertEqual(text.encode(), again)

    @given(TEXT, TEXT, st.sampled_from(["/", "/a/b", "/c", "/<"]), st.booleans())
    def test_frame(self, title: str, text: str, path: str, carriesStyle: bool) -> None:
        """
        The frame of a page is kept for each title, each part of the site and each
        layout, and holds the bytes that it would have anew.
        """
        layout = Layout([HOME, Link("/a/", "A & B"), Link("/<", "<")], carriesStyle)
        page = layout.page(title, tags.p(text))
        request = cast(IRequest, SimpleNamespace(path=path.encode()))
        anew = self.successResultOf(flattenString(request, page))
        self.assertEqual([flattenedText(page, request).encode() for _ in "12"], [anew, anew])

    def test_waitsInFrame(self) -> None:
        """
        Where the content of a page must be waited for, all of it is left to Twisted.
        """
        page = Layout().page("A", succeed(tags.b("<")))
        self.assertRaises(Unknown, flattenedText, page, None)
        self.assertIn(b"<b>&lt;</b>", self.bytesOf(page))

    def test_waits(self) -> None:
        """
        What must be waited for is left to Twisted.
        """
        self.assertEqual(self.bytesOf(tags.p("a", succeed(tags.b("<")))), b"<p>a<b>&lt;</b></p>")

    def test_generator(self) -> None:
        """
        What can be looked at only once is left to Twisted, whole.
        """
        root = tags.ul(tags.li(str(number)) for number in range(3))
        self.assertEqual(self.bytesOf(root), b"<ul><li>0</li><li>1</li><li>2</li></ul>")

    def test_slot(self) -> None:
        """
        Slots are filled, by Twisted.
        """
        root = tags.p(slot("name"))
        root.fillSlots(name="Rose & Co.")
        self.assertRaises(Unknown, flattenedText, root, None)
        self.assertEqual(self.bytesOf(root), b"<p>Rose &amp; Co.</p>")

    def test_kept(self) -> None:
        """
        The text of a part that is kept is made once.
        """
        kept = Kept(tags.p("a < b"))
        self.assertEqual(self.bytesOf([kept, kept]), b"<p>a &lt; b</p>" * 2)
        self.assertIs(kept.text, kept.text)

    def test_noPage(self) -> None:
        """
        What is not part of a page is an error, as it is with Twisted.
        """
        failure = self.failureResultOf(ensureDeferred(flatten(tags.p(17), None)))  # type: ignore[arg-type]
        failure.trap(FlattenerError)

    def test_surrogates(self) -> None:
        """
        A surrogate, which JSON can bring in alone and no encoding has, is shown as what cannot
        be read, in a text and in an attribute.
        """
        root = tags.p("a\ud800b", title="\udcff")
        self.assertEqual(self.bytesOf(root), '<p title="\ufffd">a\ufffdb</p>'.encode())
        problem = writeProblem(Layout(), Problem("\ud800\udfff"), None)
        self.assertIn(">\ufffd\ufffd</p>", problem.decode())
