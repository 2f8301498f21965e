"""
Step 5: a function for each path, and forms.

The dictionary holds functions now. What a form sends reaches them as names
and lists of values; content of any other kind, as plain bytes.
"""

import re
from argparse import Namespace
from collections.abc import Callable
from html import escape
from io import SEEK_END
from typing import BinaryIO, cast

from twisted.internet.interfaces import IReactorTime
from twisted.internet.tcp import Server
from twisted.logger import Logger
from twisted.web import http

from server.runner import main

FORM = """<form action="/posthandler">
<p><label>Name: <input name="name"></label>
<fieldset><legend>Colour</legend>
<label><input type="radio" name="colour" value="red"> red</label><br>
<label><input type="radio" name="colour" value="blue"> blue</label><br>
<label><input type="radio" name="colour" value="green"> green</label><br>
</fieldset><fieldset><legend>Flavours</legend>
<label><input type="checkbox" name="flavour" value="vanilla"> vanilla</label><br>
<label><input type="checkbox" name="flavour" value="chocolate"> chocolate</label><br>
<label><input type="checkbox" name="flavour" value="strawberry"> strawberry</label><br>
<label><input type="checkbox" name="flavour" value="coffee"> coffee</label><br>
</fieldset>
<p><button formmethod="get">Send by GET</button> <button formmethod="post">Send by POST</button>
<button formmethod="post" formenctype="multipart/form-data">Send by POST, multipart</button>
</form>"""


def makePage(title: str, text: str) -> bytes:
    page = f"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<body style="zoom: 1.3; font-family: sans-serif; overflow-wrap: anywhere">
<h1>{title}</h1>
{text}
"""
    return page.encode("utf-8")


def makeVisible(data: bytes) -> str:
    """
    Turn a client's bytes into HTML that shows them, and can do nothing else.
    """
    text = data.decode("utf-8", "backslashreplace")  # not all bytes are UTF-8
    text = re.sub(r"[\0-\x1f\x7f-\x9f]", lambda found: f"\\x{ord(found[0]):02x}", text)
    return escape(text)  # without this, a <script> in a value would run


def showForm(request: http.Request) -> bytes:
    if request.method not in (b"GET", b"HEAD"):
        return refuseMethod(request, allowed=b"GET, HEAD")
    return makePage("A form", FORM)


def showFields(request: http.Request) -> bytes:
    if request.method not in (b"GET", b"HEAD", b"POST"):
        return refuseMethod(request, allowed=b"GET, HEAD, POST")
    rows = []
    for name, values in request.args.items():
        rows.append(f"<dt>{makeVisible(name)}")
        # In a multipart form, a part that is multipart itself has None.
        rows.extend(f"<dd>{makeVisible(value or b'')}" for value in values)
    text = "\n".join(["<dl>", *rows, "</dl>"]) if rows else "<p>Nothing."
    return makePage("You have sent", text)


def showContent(request: http.Request) -> bytes:
    content = cast(BinaryIO, request.content)  # a file: it may be too big for the memory
    length = content.seek(0, SEEK_END)
    content.seek(0)
    kind = f"{makeVisible(request.method)}, {length} {'byte' if length == 1 else 'bytes'}"
    return makePage(kind, f"<p>The beginning: <code>{makeVisible(content.read(1000))}</code>.")


def refuseMethod(request: http.Request, allowed: bytes) -> bytes:
    request.setResponseCode(405)
    request.setHeader(b"Allow", allowed)
    return makePage("405 Method Not Allowed", f"<p>Allowed here: {allowed.decode()}.")


def refusePath(request: http.Request) -> bytes:
    request.setResponseCode(404)
    return makePage("404 Not Found", '<p>No such page. <a href="/">There is a form</a>.')


HANDLERS: dict[bytes, Callable[[http.Request], bytes]] = {
    b"/": showForm,
    b"/posthandler": showFields,
    b"/content": showContent,
}


class FormHandler(http.Request):
    """
    One request (C{formhandler}, or C{FunctionHandledRequest}, in older books).

    Twisted has put the fields of the query, and those of a form that came by
    POST, into C{args}: names to lists of values, all of them bytes.
    """

    log = Logger()

    def process(self) -> None:
        handler = HANDLERS.get(self.path, refusePath)
        try:
            page = handler(self)
            if not isinstance(page, bytes):
                raise TypeError(f"a page is bytes, not {type(page).__name__}")
        except Exception:
            # What broke is for the one who runs the server. It may name files,
            # or what other clients have sent: none of it goes to the client.
            self.log.failure("the handler of {path} failed", path=self.path)
            self.setResponseCode(500)
            page = makePage("500 Internal Server Error", "<p>This page is broken.")
        self.answer(page)

    def answer(self, page: bytes) -> None:
        self.setHeader(b"Date", http.datetimeToString())
        self.setHeader(b"Content-Type", b"text/html; charset=utf-8")
        self.setHeader(b"Content-Length", b"%d" % len(page))
        self.write(page)  # the head as well; for HEAD, nothing but the head
        self.finish()  # the next request on this connection may come


class FormChannel(http.HTTPChannel):
    requestFactory = FormHandler
    transport: Server  # the TCP connection, once it is made

    def pauseProducing(self) -> None:
        super().pauseProducing()
        self.transport.pauseProducing()  # back-pressure, see step 4


class FormFactory(http.HTTPFactory):
    protocol = FormChannel  # type: ignore[assignment]


def makeFactory(reactor: IReactorTime, options: Namespace) -> FormFactory:
    return FormFactory(reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl -d flavour=vanilla -d flavour=coffee http://{host}:{port}/posthandler",
            "a browser at http://{host}:{port}/",
        ],
    )
