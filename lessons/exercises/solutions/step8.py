"""
Exercises for step 8. Each class below is a page with one thing to do.

Run one:         python -m lessons.exercises.step8 --exercise 8.2
Check your work: python -m lessons check 8        (or: check 8.2)
When stuck:      python -m lessons hint 8.2
"""

from argparse import Namespace
from html import escape

from twisted.internet.interfaces import IReactorTime
from twisted.web.server import Request

from lessons.exercises.choosing import offer
from lessons.step8 import BadField, ICounter, Page, findSession, openSession, readField
from server.cookies import readCookie
from server.pages import makePage
from server.runner import main
from server.stock import Site

# ---- Exercise 8.a: look, but do not touch ----


class Lamp(Page):
    """
    GET shows whether the lamp is on, and changes nothing. POST switches it, on or off, and
    shows the result.
    """

    def __init__(self) -> None:
        super().__init__()
        self.isOn = False

    def render_GET(self, request: Request) -> bytes:
        return self.show(request)

    def render_POST(self, request: Request) -> bytes:
        self.isOn = not self.isOn
        return self.show(request)

    def show(self, request: Request) -> bytes:
        """
        This part is done.
        """
        state = "on" if self.isOn else "off"
        switch = '<form method="post"><button>Switch</button></form>'
        return makePage(request, "Lamp", f"<p>It is {state}.</p>\n{switch}")


# ---- Exercise 8.b: what a cookie brings ----

GREETINGS = {b"en": "Hello!", b"de": "Guten Tag!", b"fr": "Bonjour !"}


class Hello(Page):
    """
    Greets in the language that the cookie "lang" names: de, en or fr. Whoever has no such cookie,
    or one that names another language, is greeted in English.
    """

    def render_GET(self, request: Request) -> bytes:
        language = readCookie(request, b"lang")
        if language not in GREETINGS:
            language = b"en"
        return makePage(request, "A greeting", f"<p>{GREETINGS[language]}</p>")


# ---- Exercise 8.1: escape in an attribute ----


class Search(Page):
    """
    "/search?q=tea" shows what was searched for twice: in the text, and once more in
    the field, where it can be changed. Whatever it is, people should be able to
    read it, and browsers should see no markup in it.
    """

    def render_GET(self, request: Request) -> bytes:
        try:
            query = escape(readField(request, "q"))
        except BadField as error:
            return makePage(request, "Bad request", f"<p>The field {escape(str(error))}.</p>", 400)
        form = f"<form><input name='q' value='{query}'><button>Search</button></form>"
        return makePage(request, "Search", f"<p>You look for: {query}</p>\n{form}")


# ---- Exercise 8.2: see other ----


class GuestBook(Page):
    """
    GET shows the guests and a form, POST adds one. Then send the browser back to
    the page with GET, so that a reload does not add the same guest again. A form
    without a name is a 400, and adds nobody.
    """

    def __init__(self) -> None:
        super().__init__()
        self.guests: list[str] = []

    def render_GET(self, request: Request) -> bytes:
        rows = "".join(f"<li>{escape(guest)}</li>\n" for guest in self.guests)
        form = '<form method="post"><input name="name"><button>Sign</button></form>'
        return makePage(request, "Guests", f"<ol>\n{rows}</ol>\n{form}")

    def render_POST(self, request: Request) -> bytes:
        try:
            self.guests.append(readField(request, "name"))
        except BadField as error:
            return makePage(request, "Bad request", f"<p>The field {error}.</p>", 400)
        request.setHeader(b"Location", b"guests")
        return makePage(request, "Signed", '<p>See <a href="guests">guests</a>.</p>', 303)


# ---- Exercise 8.3: one vote for each browser ----


class Poll(Page):
    """
    GET shows how many have voted, POST votes. Each browser has one vote: a second
    one is answered with 403, and does not count. Nobody gets a session just for
    looking.
    """

    def __init__(self) -> None:
        super().__init__()
        self.votes = 0

    def render_GET(self, request: Request) -> bytes:
        button = '<form method="post"><button>Vote</button></form>'
        return makePage(request, "Poll", f"<p>Votes: {self.votes}</p>\n{button}")

    def render_POST(self, request: Request) -> bytes:
        session = findSession(request) or openSession(request)
        if ICounter(session).value:
            return makePage(request, "No", "<p>You have voted already.</p>", 403)
        ICounter(session).value = 1
        self.votes += 1
        request.setHeader(b"Location", b"poll")
        return makePage(request, "Voted", '<p>See <a href="poll">poll</a>.</p>', 303)


# ---- The program ----

PAGES: dict[str, tuple[bytes, type[Page]]] = {
    "8.a": (b"lamp", Lamp),
    "8.b": (b"hello", Hello),
    "8.1": (b"search", Search),
    "8.2": (b"guests", GuestBook),
    "8.3": (b"poll", Poll),
}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    name, kind = PAGES[options.exercise]
    root = Page()
    root.putChild(name, kind())
    return Site(root, reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "a browser at http://{host}:{port}/lamp",
            "curl -b lang=de http://{host}:{port}/hello",
            "curl http://{host}:{port}/search?q=tea",
            "a browser at http://{host}:{port}/guests",
            "a browser at http://{host}:{port}/poll",
        ],
        addOptions=offer(PAGES),
    )
