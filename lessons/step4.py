"""
Step 4: the parsing is done for you: a page for each path.

Twisted reads the request, as step 3 did by hand, and calls "process". What is
left for us is a dictionary of pages.
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.internet.tcp import Server
from twisted.web import http

from server.runner import main


def makePage(title: str, text: str) -> bytes:
    page = f"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<body style="zoom: 1.3; font-family: sans-serif">
<h1>{title}</h1>
{text}
"""
    return page.encode("utf-8")


# What arrives is bytes, so the paths are bytes: "/about" would never match.
PAGES = {
    b"/": makePage("Home", '<p>See <a href="/about">about</a> or <a href="/test">test</a>.'),
    b"/about": makePage("About", "<p>Every page here is a value in a dictionary."),
    b"/test": makePage("Test", "<p>An umlaut, ü, is one character and two bytes."),
}
NOT_FOUND = makePage(
    "404 Not Found", '<p>No such page. <a href="/">Home</a> links those there are.'
)
NOT_ALLOWED = makePage("405 Method Not Allowed", "<p>This page can be read, with GET or HEAD.")


class RequestHandler(http.Request):
    """
    One request (C{requesthandler}, or C{MyRequestHandler}, in older books).

    Twisted has put what it read into C{method}, C{path}, C{requestHeaders} and
    C{content}, and calls C{process}.
    """

    def process(self) -> None:
        if self.path not in PAGES:
            self.answer(404, NOT_FOUND)
        elif self.method not in (b"GET", b"HEAD"):
            # RFC 9110 section 15.5.6: "The origin server MUST generate an Allow
            # header field in a 405 response".
            self.setHeader(b"Allow", b"GET, HEAD")
            self.answer(405, NOT_ALLOWED)
        else:
            self.answer(200, PAGES[self.path])

    def answer(self, status: int, page: bytes) -> None:
        self.setResponseCode(status)
        self.setHeader(b"Date", http.datetimeToString())
        self.setHeader(b"Content-Type", b"text/html; charset=utf-8")
        self.setHeader(b"Content-Length", b"%d" % len(page))
        self.write(page)  # the head as well; for HEAD, nothing but the head
        self.finish()  # the next request on this connection may come


class PageChannel(http.HTTPChannel):
    """
    One connection (C{MyHttp} in older books): what C{HTTPProtocol} was in step 3.
    """

    requestFactory = RequestHandler
    transport: Server  # the TCP connection, once it is made

    def pauseProducing(self) -> None:
        # More answers wait than the transport can send (back-pressure, step 1).
        # HTTPChannel alone would read on, and keep an answer to every request
        # of a client that never reads one.
        super().pauseProducing()
        self.transport.pauseProducing()


class PageFactory(http.HTTPFactory):
    """
    Makes a channel for each connection (C{MyHttpFactory} in older books).
    """

    protocol = PageChannel  # type: ignore[assignment]


def makeFactory(reactor: IReactorTime, options: Namespace) -> PageFactory:
    return PageFactory(reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=["curl -v http://{host}:{port}/about", "a browser at http://{host}:{port}/"],
    )
