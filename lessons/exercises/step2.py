"""
Exercises for step 2. Two short functions first. Then come three classes, each the
web echo with one thing to do; the last exercise is on the other side of the connection.

Run one:         python -m lessons.exercises.step2 --exercise 2.2
Check your work: python -m lessons check 2        (or: check 2.2)
When stuck:      python -m lessons hint 2.2
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Factory

from lessons.exercises.choosing import offer
from lessons.step2 import WebEcho
from server.runner import main

# ---- Exercise 2.a: a request without an answer ----


def ask(path: bytes) -> bytes:
    """
    What a client sends to ask for a path. Step 2 never answers it, and step 3 would not
    like it: two things about line ends are wrong. Mend them, and change nothing else.
    """
    # TODO 2.a: how does a line end, and what ends the head?
    return b"GET " + path + b" HTTP/1.1\nHost: localhost\r\n"


# ---- Exercise 2.b: count the bytes ----


def writeLength(text: str) -> bytes:
    """
    Write the field line for content that is this text in UTF-8, without the line end: for
    "Hi!" that is b"Content-Length: 3". For "Tür" it is more than 3.
    """
    # TODO 2.b: these are characters. What does Content-Length count?
    return b"Content-Length: %d" % len(text)


# ---- Exercise 2.1: answer HEAD ----


class HeadEcho(WebEcho):
    """
    A client that sends HEAD instead of GET wants the head of the answer, as GET
    would get it, and no content.
    """

    def answer(self, status: bytes, body: bytes) -> None:
        head = [
            b"HTTP/1.1 " + status,
            b"Content-Type: text/plain",
            b"Content-Length: %d" % len(body),
            b"Connection: close",
        ]
        # TODO 2.1: leave the body out where the request line begins with HEAD.
        # The lines of the request are in self.lines.
        self.transport.write(b"\r\n".join(head) + b"\r\n\r\n" + body)
        self.transport.loseConnection()


# ---- Exercise 2.2: a page instead of text ----


class PageEcho(WebEcho):
    """
    Say the request back as a small HTML page, so that a browser can show it in
    colours one day. The page is: b"<pre>", the text, b"</pre>".
    """

    def answer(self, status: bytes, body: bytes) -> None:
        # TODO 2.2: the body becomes a page, and the type text/html. A request may
        # hold < and &: html.escape makes them harmless, for text, not for bytes.
        head = [
            b"HTTP/1.1 " + status,
            b"Content-Type: text/plain",
            b"Content-Length: %d" % len(body),
            b"Connection: close",
        ]
        self.transport.write(b"\r\n".join(head) + b"\r\n\r\n" + body)
        self.transport.loseConnection()


# ---- Exercise 2.3: a limit on the whole head ----


class LimitedEcho(WebEcho):
    """
    100 lines of 8000 bytes are 800,000 bytes for one head. Let a head have 16,000
    bytes at most, line ends included, and refuse a longer one as soon as it is.
    """

    MAX_HEAD = 16_000  # bytes

    def lineReceived(self, line: bytes) -> None:
        # TODO 2.3: count. Refuse by self.answer(b"431 Request Header Fields Too
        # Large", b"..."), with any text, and look at no further line.
        super().lineReceived(line)


# ---- Exercise 2.4: the client that breaks step 2 ----

# TODO 2.4: each of these functions returns what a client sends. Each is a correct
# request, and step 3 answers it well. Change each so that step 2 answers it
# wrongly; the comment says how.


def showHead() -> bytes:
    """
    One request without content. Step 2 sends content where none may be.
    """
    return b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def showContent() -> bytes:
    """
    One request for /echo, with content. Step 2 answers before it has read it all,
    and says back the head alone.
    """
    return b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def showSecond() -> bytes:
    """
    Two requests, one after the other. Step 2 answers only the first.
    """
    return b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


# ---- The program ----

PROTOCOLS = {"2.1": HeadEcho, "2.2": PageEcho, "2.3": LimitedEcho}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Factory:
    return Factory.forProtocol(PROTOCOLS[options.exercise])


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=["telnet {host} {port}", "curl -v http://{host}:{port}/"],
        addOptions=offer(PROTOCOLS),
    )
