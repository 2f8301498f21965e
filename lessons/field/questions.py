"""
What the servers of the field guide are asked: harmless things, which each of them answers in its
own way. Whatever could serve an attack is counted in a grade, and shown nowhere else.

The docstring of a question is its title in the book.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lessons.field.origin import FILE
from lessons.replay import ClientStream, Judge
from lessons.replay.connection import converse
from server.conformance.reply import Reply
from server.http1 import Response

#: Seconds of silence after which no answer is awaited any more.
WAIT = 3.0
#: The file whose parts are asked for, as a request line names it.
TARGET = f"/{FILE}"
#: Whose types are asked for.
NAMES = tuple(
    f"leaf.{kind}"
    for kind in ("html", "css", "js", "mjs", "json", "svg", "webp", "wasm", "md", "tar.gz")
)
#: When it was changed, in the three forms of RFC 9110 section 5.6.7: that of today, that of
#: RFC 850, and that of C's asctime. A recipient has to accept all of them.
DATES = (
    "Thu, 01 May 2025 00:00:00 GMT",
    "Thursday, 01-May-25 00:00:00 GMT",
    "Thu May  1 00:00:00 2025",
)
NOTHING = "no answer"


class Asked:
    """
    One server, which is asked.
    """

    def __init__(self, port: int) -> None:
        self._port = port

    def ask(
        self, line: str = "GET / HTTP/1.1", *fields: str, host: bool = True, hangsUp: bool = False
    ) -> Reply:
        """
        Send one request on a connection of its own, and hear what comes.

        @param host: whether the field Host is sent as well.
        @param hangsUp: whether our side is closed after it.
        """
        lines = [line, *([f"Host: 127.0.0.1:{self._port}"] if host else []), *fields]
        stream = ClientStream(
            "".join(f"{each}\r\n" for each in [*lines, ""]).encode(), "", hangsUp
        )
        answer = converse(0, self._port, stream, WAIT)
        self.closed = answer.closed
        return Judge(stream).read(answer.data, answer.closed)


Question = Callable[[Asked], str]


def statusOf(reply: Reply) -> str:
    """
    Say what came: the status.
    """
    return str(reply.statuses[-1]) if reply.statuses else NOTHING


def valueOf(reply: Reply, name: bytes) -> str:
    """
    Find a field of the last response; the empty string where there is none.
    """
    response: Response | None = reply.answers[-1][0] if reply.answers else None
    found = [value for each, value in response.fields if each.lower() == name] if response else []
    return ", ".join(value.decode("latin-1") for value in found)


def lengthOf(reply: Reply) -> str:
    """
    Say how many bytes of content came.
    """
    length = len(reply.answers[-1][1]) if reply.answers else 0
    return "1 byte" if length == 1 else f"{length:,} bytes"


def versioned(reply: Reply) -> str:
    """
    Say what came, with the version that the answer is in.
    """
    if not reply.answers:
        return NOTHING
    return f"{statusOf(reply)} in {reply.answers[-1][0].version.decode()}"


def noHost(server: Asked) -> str:
    """
    A request without Host
    """
    return statusOf(server.ask(host=False))


def absolute(server: Asked) -> str:
    """
    The whole address in place of the path
    """
    return statusOf(server.ask("GET http://127.0.0.1:8000/ HTTP/1.1"))


def later(server: Asked) -> str:
    """
    HTTP/1.2
    """
    return versioned(server.ask("GET / HTTP/1.2"))


def muchLater(server: Asked) -> str:
    """
    HTTP/1.9
    """
    return versioned(server.ask("GET / HTTP/1.9"))


def earlier(server: Asked) -> str:
    """
    HTTP/1.0
    """
    return versioned(server.ask("GET / HTTP/1.0"))


def keepAlive(server: Asked) -> str:
    """
    HTTP/1.0 with Connection: keep-alive
    """
    reply = server.ask("GET / HTTP/1.0", "Connection: keep-alive")
    return f"{statusOf(reply)}, and {'closes' if server.closed else 'stays open'}"


def unknownMethod(server: Asked) -> str:
    """
    The method PLANT, which nobody knows
    """
    return statusOf(server.ask("PLANT / HTTP/1.1"))


def options(server: Asked) -> str:
    """
    OPTIONS *
    """
    reply = server.ask("OPTIONS * HTTP/1.1")
    return statusOf(reply) + (", with Allow" if valueOf(reply, b"allow") else "")


def head(server: Asked) -> str:
    """
    HEAD
    """
    reply = server.ask("HEAD / HTTP/1.1", "Connection: close")
    return statusOf(reply) + (", with content" if reply.rest else "")


def missing(server: Asked) -> str:
    """
    A page that is not there
    """
    reply = server.ask("GET /nothing HTTP/1.1")
    return f"{statusOf(reply)} {valueOf(reply, b'content-type')}".rstrip()


def halfClosed(server: Asked) -> str:
    """
    A client that closes its side after its request, and still listens
    """
    return statusOf(server.ask(hangsUp=True))


def _part(wanted: str, server: Asked) -> str:
    reply = server.ask(f"GET {TARGET} HTTP/1.1", f"Range: bytes={wanted}", "Connection: close")
    if statusOf(reply) == "416":
        return "416" if valueOf(reply, b"content-range") else "416 without Content-Range"
    kind = ", multipart" if "multipart" in valueOf(reply, b"content-type") else ""
    return f"{statusOf(reply)}{kind}, {lengthOf(reply) if not kind else 'both'}"


def firstByte(server: Asked) -> str:
    """
    Range: bytes=0-0
    """
    return _part("0-0", server)


def acrossTheEnd(server: Asked) -> str:
    """
    A range that ends beyond the end: bytes=9990-20000
    """
    return _part("9990-20000", server)


def pastTheEnd(server: Asked) -> str:
    """
    A range after the end: bytes=20000-
    """
    return _part("20000-", server)


def noBytes(server: Asked) -> str:
    """
    The last 0 bytes: bytes=-0
    """
    return _part("-0", server)


def twoRanges(server: Asked) -> str:
    """
    Two ranges: bytes=0-9,20-29
    """
    return _part("0-9,20-29", server)


def weak(server: Asked) -> str:
    """
    If-None-Match with the page's own tag, made weak
    """
    tag = valueOf(server.ask(f"GET {TARGET} HTTP/1.1", "Connection: close"), b"etag")
    if not tag:
        return "has no ETag"
    tag = tag.removeprefix("W/")
    return statusOf(server.ask(f"GET {TARGET} HTTP/1.1", f"If-None-Match: W/{tag}"))


def _since(date: str, server: Asked) -> str:
    return statusOf(server.ask(f"GET {TARGET} HTTP/1.1", f"If-Modified-Since: {date}"))


def unchanged(server: Asked) -> str:
    """
    If-Modified-Since in today's form
    """
    return _since(DATES[0], server)


def unchangedIn850(server: Asked) -> str:
    """
    If-Modified-Since in the form of RFC 850
    """
    return _since(DATES[1], server)


def unchangedInC(server: Asked) -> str:
    """
    If-Modified-Since in the form of C's asctime
    """
    return _since(DATES[2], server)


def typeOf(name: str, server: Asked) -> str:
    """
    Ask for a file, and see what it is said to be.
    """
    reply = server.ask(f"HEAD /{name} HTTP/1.1", "Connection: close")
    encoding = valueOf(reply, b"content-encoding")
    return (valueOf(reply, b"content-type") or "no type") + (f", {encoding}" if encoding else "")


#: Asked of all servers, and of those that have files.
OF_ALL: tuple[Question, ...] = (
    noHost, absolute, later, muchLater, earlier, keepAlive, unknownMethod, options, head, missing,
    halfClosed,
)  # fmt: skip
OF_FILES: tuple[Question, ...] = (
    firstByte, acrossTheEnd, pastTheEnd, noBytes, twoRanges, weak, unchanged, unchangedIn850,
    unchangedInC,
)  # fmt: skip


def titles() -> Mapping[str, str]:
    """
    Name the questions as the book does, by the names that their answers are kept under.
    """
    named = {each.__name__: (each.__doc__ or "").strip() for each in (*OF_ALL, *OF_FILES)}
    return named | {f"type of {name}": f"The type of {name}" for name in NAMES}


def askAll(port: int, hasFiles: bool) -> Mapping[str, str]:
    """
    Ask a server everything.

    @param hasFiles: whether it serves the folder.
    @return: its answers, in words, by the names of the questions.
    """
    server = Asked(port)
    asked = (*OF_ALL, *OF_FILES) if hasFiles else OF_ALL
    answers = {each.__name__: each(server) for each in asked}
    if hasFiles:
        answers |= {f"type of {name}": typeOf(name, server) for name in NAMES}
    return answers
