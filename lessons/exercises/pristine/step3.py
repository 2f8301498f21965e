"""
Exercises for step 3. Three short functions first. Then each class below is the server
of that step with one thing to do; the first four are on its list of what is still
wrong. The last exercise is a function again, about answers.

Run one:         python -m lessons.exercises.step3 --exercise 3.2
Check your work: python -m lessons check 3        (or: check 3.2)
When stuck:      python -m lessons hint 3.2
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Factory, connectionDone
from twisted.python.failure import Failure

from lessons import step3
from lessons.exercises.choosing import offer
from lessons.step3 import MAX_CONTENT, HTTPProtocol, Refusal, Request, demand, findPage
from server.runner import main


class ClockedFactory(Factory):
    """
    One server. Its connections find the reactor, and with it the time, as
    self.factory.reactor.
    """

    reactor: IReactorTime


# ---- Exercise 3.a: which status will it be? ----


def predict() -> dict[bytes, int]:
    """
    What does step 3 answer to each of these request lines, with "Host: localhost" and an
    empty line after it? Put the status in place of each 0, before you try it.
    """
    # TODO 3.a: read findPage, PAGES and readRequestLine in lessons/step3.py.
    return {
        b"GET / HTTP/1.1": 200,
        b"HEAD / HTTP/1.1": 0,
        b"GET /?name=Ada HTTP/1.1": 0,
        b"GET /nothing HTTP/1.1": 0,
        b"GET /echo HTTP/1.1": 0,
        b"POST / HTTP/1.1": 0,
        b"DELETE / HTTP/1.1": 0,
        b"GET /": 0,
        b"GET / HTTP/2.0": 0,
    }


# ---- Exercise 3.b: one option among several ----


def hasOption(fields: dict[bytes, list[bytes]], option: bytes) -> bool:
    """
    Tell whether the field Connection has an option: b"close", or b"keep-alive". Its value
    is a list with commas, capitals do not matter, and the field may come more than once:
    {b"connection": [b"Keep-Alive, Upgrade", b"close"]} has three options.
    """
    # TODO 3.b: this finds an option only on its own, in one field, in small letters.
    return fields.get(b"connection") == [option]


# ---- Exercise 3.c: the size of a chunk ----


def readSize(line: bytes) -> int:
    """
    Read the line that comes before a chunk, without its end: the size in hexadecimal
    digits, and perhaps a semicolon and an extension, which means nothing to us. b"1a" is
    26, and so is b"1A;any=thing". What is not a size is refused with 400, with the help
    of demand.
    """
    # TODO 3.c: int believes too much, b"-1" and b"0x1A" and b"1_0", and knows no extension.
    return int(line, 16)


# ---- Exercise 3.1: HTTP/1.0 and keep-alive ----


class KeepAlive(HTTPProtocol):
    """
    An HTTP/1.0 client that sends "Connection: keep-alive" would like to go on
    using the connection. Keep it open, and say "Connection: keep-alive" in the
    answer: otherwise the client cannot know.
    """

    def respond(self) -> None:
        self.closing = not self.staysOpen(self.request)
        try:
            self.answer(200, findPage(self.request))
        except Refusal as refusal:
            self.refuse(refusal)

    def staysOpen(self, request: Request) -> bool:
        # TODO 3.1: this is step 3's rule: HTTP/1.0 always closes.
        return step3.staysOpen(request)

    def answer(self, status: int, content: bytes, *fields: bytes) -> None:
        # TODO 3.1: where it is needed, add a field line to the fields.
        super().answer(status, content, *fields)


# ---- Exercise 3.2: chunked content ----


def readChunks(data: bytes) -> tuple[bytes, bytes] | None:
    """
    Read chunked content from its first byte on (RFC 9112 section 7.1). Each line
    here ends in CR LF::

        4
        wiki
        A;any=extension
        0123456789
        0
        Trailer: is skipped
        (an empty line)

    @return: the content, and the bytes after its end; None where the end has
        not come yet.
    @raise Refusal: 400, when something in it is wrong; see demand in
        lessons/step3.py.
    """
    # TODO 3.2: read chunk after chunk, until the one of size 0.
    return b"", data


class ChunkedContent(HTTPProtocol):
    """
    This part is done: it collects what comes, and calls readChunks.
    """

    unread: bytes | None = None  # where it is bytes, chunked content is being read

    def headReceived(self, request: Request) -> None:
        codings = b",".join(request.fields.get(b"transfer-encoding", []))
        if codings.lower() == b"chunked":
            demand(b"content-length" not in request.fields, 400, "two lengths for one content")
            self.request, self.unread = request, b""
            self.setRawMode()
        else:
            super().headReceived(request)

    def rawDataReceived(self, data: bytes) -> None:
        if self.unread is None or self.closing:
            super().rawDataReceived(data)
            return
        self.unread += data
        try:
            found = readChunks(self.unread)
            size = len(found[0] if found else self.unread)
            demand(size <= MAX_CONTENT, 413, f"the content is longer than {MAX_CONTENT} bytes")
        except Refusal as refusal:
            self.closing = True
            self.refuse(refusal)
            return
        if found is not None:
            content, rest = found
            self.unread = None
            self.request.content.extend(content)
            self.setLineMode()
            self.respond()
            self.dataReceived(rest)


# ---- Exercise 3.3: Expect: 100-continue ----


class Continue(HTTPProtocol):
    """
    A client that sends "Expect: 100-continue" waits after the head: it would
    like to hear whether its content is welcome. Write "HTTP/1.1 100 Continue" and
    an empty line when it is, before the content comes; the answer itself follows
    later, as always.
    """

    def headReceived(self, request: Request) -> None:
        # TODO 3.3: the head is complete. Is the client waiting? Is any content to
        # come at all? And if it is too long, the answer is 413 immediately, as
        # before.
        super().headReceived(request)


# ---- Exercise 3.4: a limit on the time ----


class TimeLimited(HTTPProtocol):
    """
    A client has 10 seconds for a request, counted from the beginning of the
    connection, or from the previous answer. When they are over, it gets a 408,
    and the connection is closed.
    """

    SECONDS = 10
    factory: ClockedFactory

    def connectionMade(self) -> None:
        super().connectionMade()
        # TODO 3.4: self.factory.reactor.callLater(seconds, method) calls a method
        # of yours later, and returns a timer with the methods reset and cancel.

    def respond(self) -> None:
        # TODO 3.4: a whole request has come, and is answered now.
        super().respond()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        # TODO 3.4: nobody is there any more.
        super().connectionLost(reason)


# ---- Exercise 3.5: answer a pipeline in order ----


class Pipeline(HTTPProtocol):
    """
    apt asks for three files in one go, and takes the first answer for the first of them. Here
    one of them, /fern.txt, takes two seconds to find. What was asked for after it has to wait
    until that is answered.
    """

    SECONDS = 2
    FERN = b"It likes shade.\n"
    factory: ClockedFactory

    def respond(self) -> None:
        if self.request.target == b"/fern.txt":
            # TODO 3.5: step 3 reads on at once. Read the next request later.
            self.factory.reactor.callLater(self.SECONDS, self.fernFound)
        else:
            super().respond()

    def fernFound(self) -> None:
        if not self.transport.connected:
            return  # the client has left
        self.closing = not step3.staysOpen(self.request)
        self.answer(200, self.FERN)
        # TODO 3.5: now it is later.


# ---- Exercise 3.6: who notices that bytes are missing? ----


def isComplete(fields: dict[bytes, list[bytes]], content: bytes) -> bool:
    """
    Tell whether the content of an answer has come to its end. The fields are those of its
    head, read as step 3 reads them; content is all that came after it, until the connection
    was closed. Where the fields say chunked, it is complete when the chunk of size 0 has come;
    if they do not, but give a length, when that many bytes have come. Where they say neither,
    the content ends where the connection ends, so it is always complete.

    Then fill in whoNoticed, below. A server promised wget 100 bytes, and sent 5; and it did
    the same to wget2, its successor. Which of the two noticed? One that did ended with a
    status other than 0. Both were recorded: see "short" in lessons/field/recorded/index.json.
    """
    # TODO 3.6: this believes everything.
    return True


def whoNoticed() -> dict[str, bool | None]:
    """
    Tell for each client whether it noticed.
    """
    # TODO 3.6: True or False in place of each None.
    return {"wget": None, "wget2": None}


# ---- The program ----

PROTOCOLS = {
    "3.1": KeepAlive,
    "3.2": ChunkedContent,
    "3.3": Continue,
    "3.4": TimeLimited,
    "3.5": Pipeline,
}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Factory:
    factory = ClockedFactory()
    factory.protocol = PROTOCOLS[options.exercise]
    factory.reactor = reactor
    return factory


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=["telnet {host} {port}", "curl -v http://{host}:{port}/"],
        addOptions=offer(PROTOCOLS),
    )
