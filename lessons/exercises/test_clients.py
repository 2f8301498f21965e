"""
The checks for the exercises of the clients: C{trial lessons.exercises.test_clients}.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lessons.clients.responses import Response
from lessons.exercises.checks import needs
from lessons.exercises.checks.clientconnection import ClientConnection
from lessons.exercises.checks.clienttestcase import (
    ClientTestCase,
    areFields,
    isWhole,
    showAnswer,
    spelledLike,
    writeAnswer,
    writeFields,
)
from lessons.exercises.checks.failures import pointAt, show
from lessons.language import _

TARGET = (
    "Location is a reference, and it is relative to the URL that was asked for (RFC 9110 section "
    "10.2.2, RFC 3986 section 5)."
)
NO_REDIRECT = (
    "only 301, 302, 303, 307 and 308 ask for the same thing somewhere else (RFC 9110 section "
    "15.4); in a 201, Location names what was made (section 15.3.2)."
)
SEE_OTHER = "303 says where to look at the outcome: by GET or HEAD (RFC 9110 section 15.4.4)."
POST_ALONE = (
    "for historical reasons a client may change POST to GET after 301 and 302, and no other "
    "method (RFC 9110 sections 15.4.2 and 15.4.3)."
)
SAME_METHOD = (
    "307 and 308 are there so that the method stays (RFC 9110 sections 15.4.8 and 15.4.9), and "
    "then the content goes along."
)
NO_CONTENT = (
    "where the new request has no content, the fields that describe one are removed (RFC 9110 "
    "section 15.4)."
)
CREDENTIALS = (
    "to another origin (scheme, host or port) a redirect must not carry what was meant for the "
    "first: Authorization and Cookie (RFC 9110 section 15.4; lessons/clients/webcat3.rst)."
)
SCHEME = (
    "a redirect to what is neither http nor https is not one for this client (exercise clients.1)."
)
NO_URL = (
    "a server may write whatever it likes into Location, even what is not a URL (exercise "
    "clients.1)."
)
CIRCLE = (
    "a client SHOULD notice redirects in a circle and stop (RFC 9110 section 15.4); here after "
    "MOST of them (exercise clients.1)."
)
WHOLE = (
    "the content is as many bytes as Content-Length says, no fewer and no more (RFC 9112 "
    "section 6.3)."
)
CUT = (
    "a message is incomplete if fewer bytes come than its Content-Length says (RFC 9112 section "
    "8), and a client must not treat it as complete."
)
TO_THE_END = (
    "an answer without Content-Length and without chunks ends where the connection ends (RFC "
    "9112 section 6.3)."
)
HEADLESS = "an answer whose head has not ended is incomplete (RFC 9112 section 8)."
LENGTH = (
    "where a Content-Length is not a number, or there are two different ones, the client MUST "
    "close the connection and discard the answer (RFC 9112 section 6.3)."
)
ENDLESS = (
    "what a stranger decides has a limit: a head has 16,000 bytes at most, and is refused as soon "
    "as it is longer (exercise clients.2)."
)
BASIC = "the value is Basic, a blank, and user:password in base64 (RFC 7617 section 2)."
UTF8 = (
    "base64 makes text of bytes, so the text becomes bytes first, as UTF-8 (RFC 7617 section 2.1)."
)
ONE_LINE = "a field's value is one line (RFC 9110 section 5.5), however long it is."
COLON = (
    "the first colon separates the two, so a user cannot have one, and a password can (RFC 7617 "
    "section 2)."
)
CONTROL = "neither of the two may have control characters in it (RFC 7617 section 2)."
VALIDATORS = (
    "ETag goes back in If-None-Match, Last-Modified in If-Modified-Since, exactly as they came "
    "(RFC 9110 sections 13.1.2 and 13.1.3)."
)
FIRST_TIME = "a condition compares with what one has; whoever has nothing needs everything."
NOT_MODIFIED = (
    "304 has no content, for the client has it already (RFC 9110 section 15.4.5): keep and show "
    "what is kept."
)
FRESHENED = (
    "the fields of a 304 replace those that are kept, all but Content-Length (RFC 9111 sections "
    "4.3.4 and 3.2)."
)
REPLACED = "a 200 is a new page, and nothing of the old one is left (RFC 9110 section 15.3.1)."
NO_PAGE = (
    "only 200 brings the page; an error says nothing about it (lessons/clients/updatecheck.rst)."
)
RANGE = (
    "bytes are counted from 0, so the number of the first one missing is how many are there (RFC "
    "9110 section 14.1.2); If-Range makes sure of the version (section 13.1.5)."
)
STRONG = "a client MUST NOT send a weak entity tag in If-Range (RFC 9110 section 13.1.5)."
REST = "206 brings the bytes that Content-Range names (RFC 9110 section 15.3.7)."
EVERYTHING = (
    "200 brings the whole of the page as it is now: what was there before is no longer of any use "
    "(RFC 9110 section 14.2)."
)
FITS = (
    "a server may send a different range from the one that was asked for: look at Content-Range "
    "first (RFC 9110 sections 15.3.7 and 14.4)."
)
VERSION = (
    "parts may be put together only if they have the same strong validator (RFC 9110 section "
    "15.3.7.3)."
)
UNUSABLE = "only 200 and 206 bring bytes of the page (lessons/clients/webdownload.rst)."

ETAG = '"of-the-part"'


class Exercise1RedirectTests(ClientTestCase):
    """
    Where a redirect leads.
    """

    exercise = "clients.1"

    def test_1_target(self) -> None:
        """
        A redirect leads to its Location, which may be relative to the URL that was
        asked for.
        """
        one, two = self.word(), self.word()
        for status in 301, 302, 303, 307, 308:
            for location, target in (
                (f"http://h.example/{one}", f"http://h.example/{one}"),
                (f"/{one}?a=b", f"http://me.example:8000/{one}?a=b"),
                (f"{one}/", f"http://me.example:8000/{two}/{one}/"),
                (f"../{one}", f"http://me.example:8000/{one}"),
                (f"//h.example/{one}", f"http://h.example/{one}"),
            ):
                url = f"http://me.example:8000/{two}/page"
                request = self.theirs("Request")("GET", url, {"Accept": "*/*"})
                self.checkFollowed(request, status, location, ("GET", target), TARGET)

    def test_2_others(self) -> None:
        """
        No other answer leads anywhere, not even one with a Location; nor does a redirect without
        one.
        """
        request = self.request("GET")
        for status in 200, 201, 304, 404:
            self.checkFollowed(request, status, f"/{self.word()}", None, NO_REDIRECT)
        self.checkFollowed(request, 302, None, None, NO_REDIRECT)

    def test_3_get(self) -> None:
        """
        303 makes a GET of every method but HEAD, 301 and 302 make a GET of POST
        alone. A GET has neither content nor fields that describe content.
        """
        for status, method, rule in (
            (303, "POST", SEE_OTHER),
            (303, "DELETE", SEE_OTHER),
            (301, "POST", POST_ALONE),
            (302, "POST", POST_ALONE),
        ):
            request = self.request(method, content=self.word())
            self.checkFollowed(request, status, "/x", ("GET", ""), rule, gone=["Content-Type"])
        for status, method, rule in (
            (303, "HEAD", SEE_OTHER),
            (302, "HEAD", POST_ALONE),
            (301, "PUT", POST_ALONE),
            (302, "DELETE", POST_ALONE),
        ):
            request = self.request(method)
            self.checkFollowed(request, status, "/x", (method, ""), rule)

    def test_4_same(self) -> None:
        """
        307 and 308 keep the method, the content and the fields.
        """
        for status in 307, 308:
            for method in "POST", "PUT":
                request = self.request(method, content=self.word())
                self.checkFollowed(request, status, "/x", (method, ""), SAME_METHOD)

    def test_5_credentials(self) -> None:
        """
        Authorization and Cookie do not go to another origin, but stay where it is
        the same.
        """
        for url in (
            "http://other.example/x",
            "http://login.me.example:8000/x",
            "http://me.example.evil.example:8000/x",
            "http://me.example:8001/x",
            "https://me.example:8000/x",
            "//other.example/x",
        ):
            gone = ["authorization", "Cookie"]
            target = url if ":" in url.partition("/")[0] else f"http:{url}"
            for status, method in (302, "GET"), (307, "POST"):
                content = self.word() if method == "POST" else ""
                request = self.request(method, content=content)
                self.checkFollowed(request, status, url, (method, target), CREDENTIALS, gone)

    def test_6_scheme(self) -> None:
        """
        A Location that is neither http nor https, or no URL at all, leads nowhere.
        """
        for location in "file:///etc/passwd", f"ftp://h.example/{self.word()}", "javascript:1":
            self.checkFollowed(self.request("GET"), 302, location, None, SCHEME)
        self.checkFollowed(self.request("GET"), 302, "http://[", None, NO_URL)

    def test_7_most(self) -> None:
        """
        fetch follows MOST redirects, one after the other, and with one more it
        raises BadAnswer.
        """
        most: int = self.theirs("MOST")
        content = self.word().encode()
        got = self.fetch(most, content)
        self.mustNotRefuse(got, CIRCLE, the_server=f"redirects {most} times, and then answers")
        if getattr(got, "content", None) != content:
            self.complain("fetch has not returned the last answer.", CIRCLE, it_has=repr(got))
        self.mustRefuse(self.fetch(None, content), CIRCLE, the_server=_("redirects for ever"))
        told = _("redirects {number} times, and then answers").format(number=most + 1)
        self.mustRefuse(self.fetch(most + 1, content), CIRCLE, the_server=told)

    def fetch(self, times: int | None, content: bytes) -> Any:
        """
        Let C{fetch} ask a server that redirects.

        @param times: how often; for ever where it is L{None}.
        """
        asked: list[str] = []
        enough: int = self.theirs("MOST") + 20

        def ask(request: Any) -> Response:
            asked.append(request.url)
            if len(asked) > enough:
                text = _("fetch has sent {number} requests, and goes on.")
                problem = text.format(number=enough)
                self.complain(problem, CIRCLE, the_last=asked[-1])
            if times is not None and len(asked) > times:
                return self.response(200, {}, content)
            return self.response(302, {"location": f"/{len(asked)}"})

        return self.call("fetch", self.request("GET"), ask)

    def request(self, method: str, content: str = "") -> Any:
        """
        Make a request with fields, some of them private.
        """
        fields = {"Accept": "*/*", "authorization": f"Basic {self.word()}", "Cookie": "a=b"}
        if content:
            fields["Content-Type"] = "text/plain"
        url = "http://me.example:8000/page"
        return self.theirs("Request")(method, url, fields, content.encode())

    def checkFollowed(
        self,
        request: Any,
        status: int,
        location: str | None,
        expected: tuple[str, str] | None,
        rule: str,
        gone: Sequence[str] = (),
    ) -> None:
        """
        Demand where an answer leads.

        @param expected: the method and the URL; /x on the same server where that
            is empty.
        @param gone: the fields that must not go along.
        """
        got = self.call("follow", request, status, location)
        answer = f"{status}, " + ("no Location" if location is None else f"Location: {location}")
        parts = {"request": show(self.write(request)), "answer": answer}
        if expected is None:
            if got is not None:
                problem = "This answer leads nowhere, so follow should return None."
                self.complain(problem, rule, **parts, your_request=self.shown(got))
            return
        if not self.isRequest(got):
            problem = "follow should return a Request: url and fields are text, content is bytes."
            self.complain(problem, rule, **parts, it_has_returned=repr(got))
        method, url = expected
        if got.method == method:
            self.checkGone(got, gone, rule, parts)
        fields = {name: value for name, value in request.fields.items() if name not in gone}
        content = request.content if method == request.method else b""
        fields = spelledLike(fields, got.fields)
        wanted = type(request)(method, url or "http://me.example:8000/x", fields, content)
        self.mustBeSame(self.write(got), self.write(wanted), rule, **parts)

    def checkGone(self, got: Any, gone: Sequence[str], rule: str, parts: dict[str, str]) -> None:
        """
        Demand that some fields are not there.
        """
        for name in got.fields:
            if name.lower() in map(str.lower, gone):
                problem = _("The field {name} goes along, but it must not.").format(name=name)
                rule = NO_CONTENT if name == "Content-Type" else rule
                data = self.write(got)
                at = data.find(f"\r\n{name}:".encode()) + 2
                self.complain(problem, rule, **parts, your_request=pointAt(data, at))

    def isRequest(self, got: Any) -> bool:
        """
        Tell whether something is a request that can be sent.
        """
        isTold = isinstance(got, self.theirs("Request")) and areFields(got.fields)
        return isTold and isinstance(got.content, bytes) and isinstance(got.url, str)

    def shown(self, got: Any) -> str:
        """
        Show what should be a request.
        """
        return show(self.write(got)) if self.isRequest(got) else repr(got)

    def write(self, request: Any) -> bytes:
        """
        Write a request, with its whole URL.
        """
        head = f"{request.method} {request.url} HTTP/1.1\r\n{writeFields(request.fields)}\r\n"
        content: bytes = request.content
        return head.encode() + content


class Exercise2ReaderTests(ClientTestCase):
    """
    All of it, or cut short.
    """

    exercise = "clients.2"

    def test_1_whole(self) -> None:
        """
        finished fires with the content as soon as all of it has come, and with
        nothing that follows; then the client closes.
        """
        for content in self.word() * 3, f"{self.word()}\r\n\r\n{self.word()}", "ü€", "":
            data = content.encode()
            for more in b"", b"HTTP/1.0 200 OK\r\n\r\nmore":
                for connection in self.connections(self.answer(data) + more):
                    connection.mustHave(data, WHOLE)
                    connection.mustHaveClosed(WHOLE)

    def test_2_cut(self) -> None:
        """
        When the connection ends before all the bytes that were announced have
        come, finished fails with BadAnswer.
        """
        content = self.word().encode()
        for missing in 1, len(content):
            for connection in self.connections(self.answer(content)[:-missing]):
                connection.mustBeUnfinished(CUT)
                self.checkRefused(connection, CUT, leaving=True)

    def test_3_toTheEnd(self) -> None:
        """
        Without a Content-Length, finished fires when the connection ends.
        """
        content = f"{self.word()}\r\n\r\n{self.word()}".encode()
        for connection in self.connections(b"HTTP/1.1 200 OK\r\nServer: h\r\n\r\n" + content):
            connection.mustBeUnfinished(TO_THE_END)
            self.leave(connection)
            connection.mustHave(content, TO_THE_END)

    def test_4_headless(self) -> None:
        """
        When the connection ends within the head, finished fails with BadAnswer.
        """
        head = f"HTTP/1.1 200 OK\r\nServer: {self.word()}\r\nContent-Length: 0\r\n"
        for part in head, "HTTP/1.1 200 OK\r\n", "":
            for connection in self.connections(part.encode()):
                connection.mustBeUnfinished(HEADLESS)
                self.checkRefused(connection, HEADLESS, leaving=True)

    @needs(1, 2)
    def test_5_length(self) -> None:
        """
        A Content-Length that makes no sense is refused with BadAnswer at the end of
        the head, and the connection is closed.
        """
        word = self.word()
        for value in "+5", "-5", word, "0x5", "5\r\nContent-Length: 6":
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {value}\r\n\r\n"
            for connection in self.connections(head.encode()):
                self.checkRefused(connection, LENGTH)

    @needs(1, 4)
    def test_6_endless(self) -> None:
        """
        A head that has more bytes than MAX_HEAD is refused with BadAnswer, as soon as
        it does, and the connection is closed. One of exactly that many is read. The
        empty line counts.
        """
        for connection in self.connections(self.endless(16_001), first=15_990):
            self.checkRefused(connection, ENDLESS)
        for connection in self.connections(self.whole(16_001), first=15_990):
            self.checkRefused(connection, ENDLESS)
        for connection in self.connections(self.whole(16_000), first=15_990):
            connection.mustHave(b"ok", ENDLESS)

    def connections(self, data: bytes, first: int = 0) -> Iterator[ClientConnection]:
        """
        Send an answer to a new client each time: in one piece, and byte by byte.

        @param first: how many bytes come in one piece in any case.
        """
        for how in "in one piece", "byte by byte":
            self.refresh()
            makeReader = self.theirs("PageReader")
            with self.running():
                reader = makeReader(b"GET / HTTP/1.0\r\nHost: h.example\r\n\r\n")
            connection = ClientConnection(self, reader)
            connection.how = how
            if first:
                connection.send(data[:first])
            (connection.send if how == "in one piece" else connection.sendByteByByte)(data[first:])
            yield connection

    def leave(self, connection: ClientConnection) -> None:
        """
        End the connection, as a server that has no more to say.
        """
        connection.how += ", and closed"
        connection.leave()

    def checkRefused(self, connection: ClientConnection, rule: str, leaving: bool = False) -> None:
        """
        Demand a C{BadAnswer}, and a closed connection.
        """
        if leaving:
            self.leave(connection)
        connection.mustHaveRefused(self.theirs("BadAnswer"), rule)
        connection.mustHaveClosed(rule)

    def answer(self, content: bytes, padding: bytes = b"h") -> bytes:
        """
        Write an answer with a length.
        """
        head = b"HTTP/1.1 200 OK\r\nServer: %b\r\ncontent-length: %d\r\n\r\n"
        return head % (padding, len(content)) + content

    def whole(self, size: int) -> bytes:
        """
        Write an answer whose head has this many bytes, with the empty line.
        """
        length = size - len(self.answer(b"ok", b"")) + len(b"ok")
        return self.answer(b"ok", b"x" * length)

    def endless(self, size: int) -> bytes:
        """
        Write the beginning of a head.
        """
        begin = b"HTTP/1.1 200 OK\r\nServer: "
        return begin + b"x" * (size - len(begin))


class Exercise3LoginTests(ClientTestCase):
    """
    Who is asking.
    """

    exercise = "clients.3"

    def test_1_basic(self) -> None:
        """
        The value is Basic, a blank, and user:password in base64.
        """
        self.checkValue(self.word(), self.word(), BASIC)
        self.checkValue(self.word(), "", BASIC)
        self.checkValue("a>b?c~", "~~~???>>>", BASIC)

    def test_2_utf8(self) -> None:
        """
        What is not ASCII is written as UTF-8.
        """
        for password in "grüne Höhle", "пароль", "🌱":
            self.checkValue(f"{self.word()}ß", password + self.word(), UTF8)

    def test_3_long(self) -> None:
        """
        A long password makes a long value, and still one line.
        """
        self.checkValue(self.word(), " ".join(self.word() for _ in range(20)), ONE_LINE)

    def test_4_colon(self) -> None:
        """
        A password may have colons in it; a user with one is a ValueError.
        """
        word = self.word()
        for password in f"{word}:{word}", ":", f":{word}:":
            self.checkValue(word, password, COLON)
        self.checkError(f"{word}:{word}", word, COLON)

    def test_5_control(self) -> None:
        """
        A control character is a ValueError, in either of the two.
        """
        word = self.word()
        for char in "\n", "\r", "\0", "\t", "\x7f":
            self.checkError(word, word + char, CONTROL)
            self.checkError(char + word, word, CONTROL)

    def checkValue(self, user: str, password: str, rule: str) -> None:
        """
        Demand the value of Authorization.
        """
        got = self.call("authorization", user, password)
        if not isinstance(got, str):
            self.complain("This should be text.", rule, your_function_returned=repr(got))
        both = f"{user}:{password}"
        expected = "Basic " + b64encode(both.encode()).decode()
        self.mustBeSame(got, expected, rule, to_be_encoded=both)

    def checkError(self, user: str, password: str, rule: str) -> None:
        """
        Demand a C{ValueError}.
        """
        got = self.call("authorization", user, password, expecting=ValueError)
        if not isinstance(got, ValueError):
            parts = {"user": repr(user), "password": repr(password)}
            problem = "This cannot be sent, but no ValueError was raised."
            self.complain(problem, rule, **parts, your_function_returned=repr(got))


class Exercise4ConditionTests(ClientTestCase):
    """
    Only if it has changed.
    """

    exercise = "clients.4"

    def test_1_conditions(self) -> None:
        """
        The validators of what is kept go back, each in its field, exactly as
        they came.
        """
        tag, date = f'"{self.word()}"', "Mon, 01 Jan 2024 10:00:00 GMT"
        for etag, changed in (
            (tag, None),
            (None, date),
            (tag, date),
            (f"W/{tag}", None),
            (tag, "monday,  1-Jan-24 10:00:00 GMT"),
            (None, None),
        ):
            kept = self.page(etag, changed)
            fields = {"If-None-Match": etag, "If-Modified-Since": changed}
            expected = {name: value for name, value in fields.items() if value}
            self.checkConditions(kept, expected, VALIDATORS)

    def test_2_first(self) -> None:
        """
        The first time there are no conditions, and what comes is kept.
        """
        self.checkConditions(None, {}, FIRST_TIME)
        page = self.page('"a"')
        self.checkKept(None, page, page, FIRST_TIME)

    def test_3_notModified(self) -> None:
        """
        After a 304 there is still the page: with the status 200, and its content.
        """
        kept = self.page(f'"{self.word()}"')
        etag = kept.fields["etag"]
        self.checkKept(kept, self.response(304, {"etag": etag}), kept, NOT_MODIFIED)
        self.checkKept(kept, self.response(304, {}), kept, NOT_MODIFIED)

    @needs(3)
    def test_4_fields(self) -> None:
        """
        The fields of the 304 replace those that are kept, except Content-Length.
        """
        kept = self.page(f'"{self.word()}"')
        fresh = {"date": self.word(), "expires": self.word()}
        expected = replace(kept, fields={**kept.fields, **fresh})
        self.checkKept(kept, self.response(304, fresh), expected, FRESHENED)
        answer = self.response(304, {**fresh, "content-length": "0"})
        self.checkKept(kept, answer, expected, FRESHENED)

    def test_5_replaced(self) -> None:
        """
        A 200 replaces all that was kept, including its validators.
        """
        new = self.page(None)
        self.checkKept(self.page('"a"', "a date"), new, new, REPLACED)

    @needs(3)
    def test_6_error(self) -> None:
        """
        Any other status is a BadAnswer, and so is a 304 where nothing is kept.
        """
        kept = self.page('"a"')
        for status in 404, 500, 503, 206, 204:
            answer = self.response(status, {"etag": '"b"'}, self.word().encode())
            got = self.call("update", kept, answer)
            self.mustRefuse(got, NO_PAGE, kept=showAnswer(kept), answer=showAnswer(answer))
        answer = self.response(304, {})
        got = self.call("update", None, answer)
        self.mustRefuse(got, FIRST_TIME, kept="nothing", answer=showAnswer(answer))

    def page(self, etag: str | None, changed: str | None = None) -> Response:
        """
        Make a page.
        """
        content = f"{self.word()}\n"
        fields = {"etag": etag, "last-modified": changed, "date": self.word()}
        given = {name: value for name, value in fields.items() if value}
        return self.response(200, {**given, "content-length": str(len(content))}, content.encode())

    def checkConditions(self, kept: Response | None, expected: dict[str, str], rule: str) -> None:
        """
        Demand the fields of a request.
        """
        got = self.call("conditions", kept)
        self.checkFields(got, expected, rule, kept=showAnswer(kept))

    def checkKept(
        self, kept: Response | None, answer: Response, expected: Response, rule: str
    ) -> None:
        """
        Demand what is kept after an answer.
        """
        got = self.call("update", kept, answer)
        parts = {"kept": showAnswer(kept), "answer": showAnswer(answer)}
        if not isWhole(got):
            self.mustNotRefuse(got, rule, **parts)
            problem = "update should return the Response to keep, with bytes as its content."
            self.complain(problem, rule, **parts, your_function_returned=repr(got))
        wanted = replace(expected, fields=spelledLike(expected.fields, got.fields))
        self.mustBeSame(writeAnswer(got), writeAnswer(wanted), rule, **parts)


class Exercise5ResumeTests(ClientTestCase):
    """
    The rest of a download.
    """

    exercise = "clients.5"

    def test_1_range(self) -> None:
        """
        The request is for the bytes from the first missing one on, if the page
        is still the same version.
        """
        part, etag = self.content(), f'"{self.word()}"'
        fields = {"Range": f"bytes={len(part)}-", "If-Range": etag}
        got = self.call("askForRest", part, etag)
        self.checkFields(
            got, fields, RANGE, we_have=f"{show(part)}\n({len(part)} bytes)", etag=etag
        )

    def test_2_everything(self) -> None:
        """
        Without a part, or without a strong ETag for it, the request is for
        everything.
        """
        part, etag = self.content(), f'"{self.word()}"'
        for begin, tag in (b"", etag), (part, f"W/{etag}"), (part, None), (b"", None):
            got = self.call("askForRest", begin, tag)
            self.checkFields(
                got, {}, STRONG if begin else RANGE, we_have=show(begin), etag=str(tag)
            )

    @needs()
    def test_3_rest(self) -> None:
        """
        A 206 brings the rest: what we have then is both, one after the other.
        """
        part, rest = self.content(), self.content()
        got = self.goOn(part, self.rest(part, rest))
        self.mustBeSame(got, part + rest, REST, **self.told)

    @needs()
    def test_4_everything(self) -> None:
        """
        A 200 brings everything: what was there is thrown away.
        """
        part, whole = self.content(), self.content()
        for content in whole, part + whole, whole[:3]:
            got = self.goOn(part, self.response(200, {"etag": '"b"'}, content))
            self.mustBeSame(got, content, EVERYTHING, **self.told)

    @needs(3)
    def test_5_fits(self) -> None:
        """
        A 206 whose Content-Range does not begin where the part ends, or is not as
        long as the content, is a BadAnswer; so is one without a Content-Range.
        """
        part, rest = self.content(), self.content()
        begin, end = len(part), len(part) + len(rest) - 1
        for value in (
            f"bytes {begin - 1}-{end - 1}/{end + 1}",
            f"bytes {begin + 1}-{end + 1}/{end + 2}",
            f"bytes 0-{len(rest) - 1}/{end + 1}",
            f"bytes {begin}-{end + 1}/{end + 2}",
            f"bytes {begin}-{end - 1}/{end + 1}",
            f"bytes */{end + 1}",
            f"lines {begin}-{end}/{end + 1}",
            None,
        ):
            self.checkRefused(part, self.rest(part, rest, value), FITS)

    @needs(3)
    def test_6_version(self) -> None:
        """
        A 206 with another ETag than the part's, or with none, is a BadAnswer.
        """
        part, rest = self.content(), self.content()
        for etag in f'"{self.word()}"', f"W/{ETAG}", ETAG.strip('"'), None:
            self.checkRefused(part, self.rest(part, rest, etag=etag), VERSION)

    @needs(3)
    def test_7_status(self) -> None:
        """
        Any other status is a BadAnswer.
        """
        part = self.content()
        for status in 404, 416, 500, 304:
            rest = self.rest(part, self.content())
            self.checkRefused(part, self.response(status, rest.fields, rest.content), UNUSABLE)

    def content(self) -> bytes:
        """
        Make up some content.
        """
        return f"{self.word()}\n{self.word()}".encode()

    def rest(
        self, part: bytes, content: bytes, span: str | None = "", etag: str | None = ETAG
    ) -> Response:
        """
        Make an answer that brings the rest.

        @param span: the Content-Range; the right one where it is empty.
        """
        end = len(part) + len(content)
        right = f"bytes {len(part)}-{end - 1}/{end}"
        fields = {"etag": etag, "content-range": right if span == "" else span}
        given = {name: value for name, value in fields.items() if value is not None}
        return self.response(206, given, content)

    def goOn(self, part: bytes, answer: Response) -> object:
        """
        Put a part and an answer together, and remember what they were.
        """
        self.told = {"we_have": f"{show(part)}\n({len(part)} bytes, {ETAG})"}
        self.told["answer"] = showAnswer(answer)
        return self.call("goOn", part, ETAG, answer)

    def checkRefused(self, part: bytes, answer: Response, rule: str) -> None:
        """
        Demand a C{BadAnswer}.
        """
        self.mustRefuse(self.goOn(part, answer), rule, **self.told)
