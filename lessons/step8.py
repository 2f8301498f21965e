"""
Step 8: GET shows, POST changes; what a server remembers.

A form whose values come back escaped; a counter for each browser, in its
session; and one counter for all of them, handed to the pages that share it.
"""

import re
from argparse import Namespace
from html import escape
from typing import cast

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request, Session
from zope.interface import Attribute, Interface, implementer

from server.cookies import readCookie, setCookie
from server.files import addStyleSheet
from server.pages import makeErrorPage, makePage, markField, readTyped
from server.redirects import redirectTo
from server.runner import main
from server.stock import Site

LINKS = """<ul>
<li><a href="form">form</a>: say something</li>
<li><a href="session">session</a>: how often this browser was counted</li>
<li><a href="shared">shared</a>: how often all browsers were counted</li>
</ul>"""

FORM = """<form method="post">
<p><label>Name: <input name="name" value="{name}"></label></p>
<p><label>Message: <input name="message" value="{message}"></label></p>
<p><button>Send</button></p></form>"""
LINE = re.compile(r"[^\0-\x1f\x7f-\x9f\ufffd]{0,200}")  # no control character, no U+FFFD

COOKIE = b"visitor"
MAX_SESSIONS = 1000


class Page(Resource):
    def getChild(self, path: bytes, request: Request) -> Resource:
        return NotFound()


class NotFound(Page):
    def render(self, request: Request) -> bytes:
        return makeErrorPage(request, 404, "There is no such page here.")


class Directory(Page):
    """
    A page whose path ends in a slash: the links on it are relative to that.
    Whoever asks without the slash is redirected.
    """

    def getChild(self, path: bytes, request: Request) -> Resource:
        # The path "/step/" has two segments: "step", and an empty one, its last.
        isSlashAtEnd = path == b"" and not request.postpath
        return self if isSlashAtEnd else super().getChild(path, request)

    def render_GET(self, request: Request) -> bytes:
        if not request.path.endswith(b"/"):
            return redirectTo(request.childLink(b""), request)  # with its slash
        return self.renderIndex(request)

    def renderIndex(self, request: Request) -> bytes:
        raise NotImplementedError


class Home(Directory):
    def renderIndex(self, request: Request) -> bytes:
        return makePage(request, "Step 8", LINKS)


class BadField(Exception):
    """
    What was submitted is not what the form asks for; names the field, and says why.
    """


def readField(request: Request, name: str) -> str:
    values: list[bytes] = request.args.get(name.encode(), [])
    if len(values) != 1:
        raise BadField(f"'{name}' came more than once" if values else f"'{name}' is missing")
    value = values[0].decode("utf-8", errors="replace")  # U+FFFD where it is not UTF-8
    if not LINE.fullmatch(value):
        raise BadField(f"'{name}' is not one line of UTF-8 text, at most 200 characters long")
    return value


class FormPage(Page):
    """
    Shows a form, and what was submitted (C{handle_post} in older books).
    """

    def render_GET(self, request: Request) -> bytes:
        return makePage(request, "Say something", FORM.format(name="", message=""))

    def render_POST(self, request: Request) -> bytes:
        typed = {name: escape(readTyped(request, name)) for name in ("name", "message")}
        try:
            # Escaped, <script> is a text to read; as it came, it is a program.
            values = {name: escape(readField(request, name)) for name in typed}
        except BadField as error:
            form = markField(FORM, f"The field {error}.")
            return makePage(request, "Say something", form.format(**typed), 400)
        body = "<p>{name} says: {message}</p>\n" + FORM
        return makePage(request, "You said", body.format(**values))


class ICounter(Interface):
    value: int = Attribute("how often the button was pressed")


@implementer(ICounter)
class Counter:
    value = 0


def findSession(request: Request) -> Session | None:
    sessions = cast(Site, request.site).sessions
    session: Session | None = sessions.get(readCookie(request, COOKIE))
    if session is not None:
        session.touch()  # from now, it is kept for another 15 minutes
    return session


def openSession(request: Request) -> Session:
    # A client may have session after session opened, and never send a cookie
    # back. So there is a limit: the one that was silent for longest makes room.
    site = cast(Site, request.site)
    if len(site.sessions) >= MAX_SESSIONS:
        min(site.sessions.values(), key=lambda session: session.lastModified).expire()
    session: Session = site.makeSession()
    session.setComponent(ICounter, Counter())  # ICounter(session) is this one from now on
    setCookie(request, COOKIE, session.uid, path=b"/")
    return session


class CounterPage(Page):
    def __init__(self, everybody: Counter) -> None:
        super().__init__()
        self.everybody = everybody


class SessionPage(CounterPage):
    def render_GET(self, request: Request) -> bytes:
        session = findSession(request)  # none is opened by looking
        count = ICounter(session).value if session else 0
        button = '<form method="post"><button>Count me</button></form>'
        return makePage(request, "This browser", f"<p>Counted so far: {count}</p>\n{button}")

    def render_POST(self, request: Request) -> bytes:
        session = findSession(request) or openSession(request)
        ICounter(session).value += 1
        self.everybody.value += 1
        # RFC 9110 section 15.4.4: 303 sends the browser on, with GET; so a
        # reload of what it then shows does not count again.
        request.setHeader(b"Location", b"session")
        return makePage(request, "Counted", '<p>See <a href="session">session</a>.</p>', 303)


class SharedPage(CounterPage):
    def render_GET(self, request: Request) -> bytes:
        return makePage(request, "All browsers", f"<p>Counted so far: {self.everybody.value}</p>")


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    everybody = Counter()
    root = Home()
    root.putChild(b"form", FormPage())
    root.putChild(b"session", SessionPage(everybody))
    root.putChild(b"shared", SharedPage(everybody))
    return addStyleSheet(root)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeRoot(reactor, options), reactor=reactor)


if __name__ == "__main__":
    main(makeFactory, tryThis=["a browser at http://{host}:{port}/"])
