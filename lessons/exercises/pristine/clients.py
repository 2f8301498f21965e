"""
Exercises for the clients. Each is a small part of a client, with one thing to do.
To see one at work, let `python -m server.practice` run in another terminal.

Run one:         python -m lessons.exercises.clients --exercise clients.2
Check your work: python -m lessons check clients  (or: check clients.2)
When stuck:      python -m lessons hint clients.2
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import ITransport
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure

from lessons.clients.partial import readContentRange
from lessons.clients.responses import Response, show
from lessons.exercises import asking


class BadAnswer(Exception):
    """
    An answer that cannot be used. The text says why.
    """


# ---- Exercise clients.1: where a redirect leads ----


@dataclass(frozen=True)
class Request:
    """
    A request. This part is done.

    @ivar fields: by name, in small letters or in capitals.
    """

    method: str
    url: str
    fields: dict[str, str]
    content: bytes = b""


def follow(request: Request, status: int, location: str | None) -> Request | None:
    """
    Make the request to which an answer leads: to the URL in Location, which may be
    relative. 303 makes a GET of every method but HEAD; 301 and 302 make a GET of
    POST alone; 307 and 308 change nothing. What becomes a GET has no content, and
    no field whose name begins with Content-. Neither Authorization nor Cookie goes
    to another origin (scheme, host and port).

    @param location: the value of the field Location; None where there is none.
    @return: None where the answer is not a redirect, or leads to something that is
        neither http nor https, or is not a URL at all.
    """
    # TODO clients.1: the same request to another URL is right only sometimes.
    return None if location is None else replace(request, url=location)


MOST = 10  # redirects, one after the other


def fetch(request: Request, ask: Callable[[Request], Response]) -> Response:
    """
    Send a request, and follow redirects; but no more than MOST of them.

    @param ask: sends one request, and returns the answer.
    @raise BadAnswer: when there are more.
    """
    # TODO clients.1: and a circle of redirects has no end.
    while True:
        response = ask(request)
        following = follow(request, response.status, response.fields.get("location"))
        if following is None:
            return response
        request = following


# ---- Exercise clients.2: all of it, or cut short ----

MAX_HEAD = 16_000  # bytes, with the empty line


def announced(head: bytes) -> int | None:
    """
    Find the length in a head that has ended. This part is done.

    @return: None where there is no Content-Length.
    @raise BadAnswer: when it is not a number, or there are two.
    """
    values = re.findall(rb"(?im)^content-length:(.*)$", head)
    if not values:
        return None
    if len(values) > 1 or not re.fullmatch(rb"[0-9]{1,18}", values[0].strip()):
        raise BadAnswer(f"not a Content-Length: {show(b', '.join(values)[:40])}")
    return int(values[0])


class PageReader(Protocol):
    """
    Fetches one page. It asks by HTTP/1.0, so the answer comes without chunks. The
    Deferred finished fires with the content, as soon as that is whole; then the
    connection is closed. Without a Content-Length, the end of the connection is
    the end of the content. finished fails with BadAnswer when the connection ends
    too early, when announced raises it, and when a head is longer than MAX_HEAD,
    as soon as it is.
    """

    transport: ITransport  # set before connectionMade
    received = b""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.finished: Deferred[bytes] = Deferred()

    def connectionMade(self) -> None:
        self.transport.write(self.request)

    def dataReceived(self, data: bytes) -> None:
        self.received += data

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        # TODO clients.2: when is the content whole? Look here and in dataReceived.
        # To fail: self.finished.errback(BadAnswer("...")).
        self.finished.callback(self.received.partition(b"\r\n\r\n")[2])


# ---- Exercise clients.3: who is asking ----


def authorization(user: str, password: str) -> str:
    """
    Write the value of the field Authorization, for HTTP Basic: the word Basic, a
    blank, and in base64 the user, a colon and the password, as UTF-8.

    @raise ValueError: when the user has a colon in it, or either of them a control
        character: these cannot be sent.
    """
    # TODO clients.3: this is what is to be in base64.
    return f"Basic {user}:{password}"


# ---- Exercise clients.4: only if it has changed ----


def conditions(kept: Response | None) -> dict[str, str]:
    """
    Write the fields with which a request says: only if the page is not the one
    that we have. The ETag goes into If-None-Match, Last-Modified into
    If-Modified-Since, each exactly as it came.

    @param kept: the answer that we have kept. Its fields have their names in small
        letters. None where there is none yet.
    """
    # TODO clients.4: without conditions, everything comes again.
    return {}


def update(kept: Response | None, response: Response) -> Response:
    """
    Find out what to keep now. 200 brings a page, 304 says that ours is still the
    current one. Then ours takes over the fields of the 304, all but
    Content-Length.

    @return: the answer to keep and to show: its status is 200.
    @raise BadAnswer: when the status is any other, and on a 304 when nothing
        is kept.
    """
    # TODO clients.4: what came is a page only where the status is 200.
    return response


# ---- Exercise clients.5: the rest of a download ----


def askForRest(part: bytes, etag: str | None) -> dict[str, str]:
    """
    Write the fields of a request for what a part lacks: Range, and If-Range with
    the ETag of the part. Where nothing has come yet, or the ETag is missing or a
    weak one (W/"..."), the request is for everything, so there are no such fields.
    """
    # TODO clients.5: ask for the bytes that are not there yet, of this version.
    return {}


def findSpan(response: Response) -> tuple[int, int] | None:
    """
    Read which bytes the content consists of: (5, 9) where Content-Range is bytes
    5-9/20. None where it makes no sense, or where there is none. This part is
    done.
    """
    span = readContentRange(response.fields.get("content-range"))
    return None if span is None else span[:2]


def goOn(part: bytes, etag: str, response: Response) -> bytes:
    """
    Join what we have and what has come. 206 (Partial Content) brings the rest,
    if its Content-Range begins where the part ends and is as long as the
    content, and if its ETag is the part's. 200 brings everything.

    @param response: its fields have their names in small letters.
    @return: what we have now.
    @raise BadAnswer: when the answer cannot be used.
    """
    # TODO clients.5: is it the rest, is it everything, or is it neither?
    return part + response.content


# ---- The program ----


def runRedirects(url: str) -> None:
    def ask(request: Request) -> Response:
        return asking.ask(request.url, request.fields, request.method, request.content)

    fetch(Request("GET", url, {}), ask)


def runReader(url: str) -> None:
    asking.talk(url, PageReader)


def runLogin(url: str) -> None:
    asking.ask(url, {"Authorization": authorization("student", "greenhouse")})


def runConditions(url: str) -> None:
    kept = update(None, asking.ask(url))
    kept = update(kept, asking.ask(url, conditions(kept)))
    print(f"  we have {kept.content!r}")


def runDownload(url: str) -> None:
    first = asking.askForPart(url)
    fields = askForRest(first.content, first.fields.get("etag"))
    whole = goOn(first.content, first.fields.get("etag", ""), asking.ask(url, fields))
    print(f"  we have {len(whole):,} bytes")


PROGRAMS = {
    "clients.1": (runRedirects, "/files"),
    "clients.2": (runReader, "/cut"),
    "clients.3": (runLogin, "/protected"),
    "clients.4": (runConditions, "/etag"),
    "clients.5": (runDownload, "/cut"),
}

if __name__ == "__main__":
    asking.main(__doc__ or "", PROGRAMS)
