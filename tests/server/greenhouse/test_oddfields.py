"""
Whatever a request's fields hold, every page of the greenhouse answers: no fault of a
client's becomes one of the server's.
"""

from __future__ import annotations

import re
import tempfile
from itertools import cycle

from twisted.logger import ILogObserver, LogEvent, globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer

from lessons import step15
from tests.support.greenhouse import mounted
from tests.support.memory import Conversation
from tests.support.threaded import ThreadedClock


def words(text: str) -> list[str]:
    """
    Split a text at its white space.
    """
    return text.split()


#: What no tree holds until it is asked for. Whatever else is mounted is found on the site.
PAGES = words(
    """
    / /plants/ /plants/nothing /search/ /search/show_search_results
    /temperature/ /course/ /course/step1 /files/ /files/hello.txt /doc/ /logs/ /clock
    /calendar/2013 /color/ff0000 /styles.css /form /session /shared /non_blocking
    /coroutine /dispatch/ /dispatch/greeting /hello /echo /upload /protected /etag
    /stream /cut /healthz /style.css /favicon.ico /nothing
    """
)
#: Takes everybody's time, whatever it is asked.
BLOCKING = "/blocking"
#: Reads more fields than any other. Here every field meets every value.
FILE = "/style.css"
#: Here every value is the type of content.
TAKE_CONTENT = ("/upload", "/echo", "/shared", "/temperature/", "/plants/")

FIELDS = words(
    """
    Accept Accept-Charset Accept-Encoding Accept-Language Authorization Cache-Control
    Connection Content-Disposition Content-Encoding Content-Language Content-Length
    Content-Location Content-MD5 Content-Range Content-Type Cookie DNT Date Expect
    Forwarded From Host If-Match If-Modified-Since If-None-Match If-Range
    If-Unmodified-Since Keep-Alive Last-Event-ID Max-Forwards Origin Pragma Prefer Priority
    Proxy-Authorization Proxy-Connection Range Referer Sec-Fetch-Dest Sec-Fetch-Mode
    Sec-Fetch-Site Sec-Fetch-User Sec-WebSocket-Key Sec-WebSocket-Protocol
    Sec-WebSocket-Version TE Trailer Transfer-Encoding Upgrade Upgrade-Insecure-Requests
    User-Agent Via X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto
    X-HTTP-Method-Override
    """
)

#: RFC 9112 section 6.1 asks for 501 where the coding is not known.
UNKNOWN_CODING = "Transfer-Encoding"

LONG = 8000
ODD = [
    *(b"", b"\t", b",", b",,,,", b";", b";;;", b"=", b"==", b"=;=,", b'"', b'""', b'"\\', b"'"),
    *(b"\xe9", b"\xff", b"\xff\xfe", b"gzip, \xe9", b"\xc3\xa9", b"\xc3", b"\xed\xa0\x80"),
    *(b"\xf4\x90\x80\x80", b"\x80" * 50, b"a\tb", b"a \t b", b"*", b"*/*", b"*;q=", b"*;q=\xe9"),
    *(b"0", b"-0", b"-1", b"+1", b"00000", b"1" * 30, b"9" * 400, b"1e309", b"nan", b"inf"),
    *(b"0x10", b"1_000", b"\xb2", b"\xd9\xa3", b"1.1.1", b"1,2", b"1;2", b"gzip;q=1e9"),
    *(b"gzip;q=", b"gzip;q=nan", b"gzip;q=2.5", b"gzip" * 500, b"gzip," * 1600, b"q=0.5"),
    *(b"bytes", b"bytes=", b"bytes=-", b"bytes=--1", b"bytes=-9999", b"bytes=9-1", b"bytes=0-"),
    *(b"bytes=0-0,-99999", b"bytes=a-b", b"bytes=0-\xe9", b"bytes=" + b"0-0," * 1900),
    *(b"bytes=-0", b"bytes=" + b"9" * 5000 + b"-", b"bytes=0-" + b"9" * 5000, b"lines=0-1"),
    *(b"bytes 0-1/2", b"bytes */*", b"bytes 1-0/\xe9", b"W/", b'W/"', b'W/"x"', b'w/"x"', b'"x'),
    *(b'"x","y', b'"\xe9"', b'*, "x"', b'"x" "y"', b'"' * LONG, b"Sun, 06 Nov 1994 08:49:37 GMT"),
    *(b"Sunday, 06-Nov-94 08:49:37 GMT", b"Sun Nov  6 08:49:37 1994", b"Sun, 06 Nov 1994"),
    *(b"Sun, 99 Nov 1994 99:99:99 GMT", b"Sun, 06 Nov 99999 08:49:37 GMT", b"; ;"),
    *(b"Sun, 06 Xyz 1994 08:49:37 GMT", b"Thu, 01 Jan 0000 00:00:00 GMT", b"a b c d e f g"),
    *(b"Basic", b"Basic ", b"Basic =", b"Basic \xe9", b"Basic !!!!", b"Basic OjpA", b"Basic /w=="),
    *(b"basic YQ==", b"Digest", b"Digest x=", b"Bearer \xff", b"Basic" + b" a" * 3000),
    *(b"a", b"a=b", b"a=b; a=c", b"a=b;;;=;", b"=b", b"a=\xe9", b'a="b; c=d', b"; =; " * 1500),
    *(b"TWISTED_SESSION=\xe9", b"TWISTED_SESSION=", b"TWISTED_SESSION=" + b"x" * 4000),
    *(b"multipart/form-data", b"multipart/form-data; boundary=", b"text/plain; charset=\xe9"),
    *(b"multipart/form-data; boundary=\xff", b'multipart/form-data; boundary="', b"/", b"a/"),
    *(b"multipart/form-data; boundary=" + b"x" * 3000, b"multipart/form-data; boundary=x"),
    *(b"multipart/form-data; boundary*=utf-8''%ff", b"multipart/form-data;;;boundary=a=b"),
    *(b"application/x-www-form-urlencoded; charset=\xff", b"text/plain; charset=none; x"),
    *(b"http://", b"http://[", b"http://[::1", b"http://\xe9/", b"http://a:99999", b"null", b"//"),
    *(b"https://a@b:c", b"websocket", b"h2c", b"websocket, \xe9", b"TLS/1.0", b"close, \xe9"),
    *(b"keep-alive, close", b"close,,,", b"upgrade", b"host", b"100-continue", b"100-Continue, x"),
    *(
        b"chunked",
        b"gzip, chunked",
        b"chunked, chunked",
        b"identity",
        b"chunked;x=\xe9",
        b"trailers",
    ),
    *(b"max-age=\xe9", b"max-age=99999999999999999999", b'no-cache="', b'for="[", by=\xe9'),
    *(b"same-origin", b"cross-site", b"\xe9-site", b"GET", b"GET /", b"<script>", b"%", b"%zz"),
    *(b"%00", b"%ff", b"../../etc", b"${x}", b"{0}", b"%s%n", b"\\", b"\\x00", b"a" * LONG),
    *(b"\xff" * LONG, b";" * LONG, b"," * LONG, b"=" * LONG, b"(" * LONG, b"-" * LONG),
]


def requestWith(method: str, page: str, field: str, value: bytes) -> bytes:
    """
    Make a request with an odd field; with content, where that is not the oddity.
    """
    fields = {"Host": b"localhost"}
    content = b""
    if field == UNKNOWN_CODING:
        content = b"0\r\n\r\n"
    elif method == "POST" and field != "Content-Length":
        content = b"a=b"
        fields |= {"Content-Type": b"application/x-www-form-urlencoded", "Content-Length": b"3"}
    fields[field] = value
    lines = [b"%b: %b" % (name.encode(), each) for name, each in fields.items()]
    return b"\r\n".join([f"{method} {page} HTTP/1.1".encode(), *lines, b"", content])


@implementer(ILogObserver)
class LogOfFailures:
    """
    Keeps what is logged with a failure.
    """

    def __init__(self) -> None:
        self.failures: list[LogEvent] = []

    def __call__(self, event: LogEvent) -> None:
        if "log_failure" in event:
            self.failures.append(event)


#: What a thread has a part in.
IN_THREADS = ("/plants", "/course", "/session", "/shared", "/etag")

#: The status of the final answer.
FINAL = re.compile(rb"(?:HTTP/1\.1 1\d\d [^\r]*\r\n\r\n)*HTTP/1\.1 (\d{3}) ")


class OddFieldTests(SynchronousTestCase):
    """
    Every page meets every field, and every field every value.
    """

    def setUp(self) -> None:
        """
        Open the greenhouse, and find every page that is mounted in it.
        """
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.reactor = ThreadedClock()
        self.addCleanup(self.reactor.stop)
        self.log = LogOfFailures()
        globalLogPublisher.addObserver(self.log)
        self.addCleanup(globalLogPublisher.removeObserver, self.log)
        data = ["--data", folder.name, "--temperature", "http://127.0.0.1:1/"]
        self.conversation = Conversation(step15, *data, clock=self.reactor)
        found = mounted(self.conversation.factory.resource)  # type: ignore[attr-defined]
        self.pages = [*PAGES, *(page for page in found if page not in (*PAGES, BLOCKING))]

    def ask(self, method: str, page: str, field: str, value: bytes) -> int:
        """
        Send one request with an odd field, on a connection of its own.

        @return: the status of the answer; 0 where there is none.
        """
        conversation = self.conversation.again()
        conversation.protocol.dataReceived(requestWith(method, page, field, value))
        self.reactor.advance(0)
        if not FINAL.match(conversation.transport.value()):
            self.wait(page, conversation)
        match = FINAL.match(conversation.received())
        conversation.hangUp()
        return int(match[1]) if match else 0

    def wait(self, page: str, conversation: Conversation) -> None:
        """
        Wait for what answers later: a thread, or the clock.
        """
        if page.startswith(IN_THREADS):
            self.reactor.runUntil(lambda: FINAL.match(conversation.transport.value()))
        else:
            self.reactor.pump([1] * 10)

    def check(self, method: str, page: str, field: str, value: bytes) -> None:
        """
        Check that there is an answer, and that it does not take the blame.
        """
        status = self.ask(method, page, field, value)
        isRight = 200 <= status < 500 or (status == 501 and field == UNKNOWN_CODING)
        self.assertTrue(isRight, f"{method} {page} {field}: {value[:60]!r}: {status}")
        failures = [event["log_failure"].getTraceback() for event in self.log.failures]
        self.assertEqual(failures, [], f"{method} {page} {field}: {value[:60]!r}")

    def test_pages(self) -> None:
        """
        Every page with every field, read and changed, the values in turn.
        """
        values = cycle(ODD)
        for page in self.pages:
            for field in FIELDS:
                for method in ("GET", "POST"):
                    self.check(method, page, field, next(values))

    def test_values(self) -> None:
        """
        Whatever value a field has, a file is answered, and never with a fault of the
        server's.
        """
        for field in FIELDS:
            for value in ODD:
                self.check("GET", FILE, field, value)

    def test_contentTypes(self) -> None:
        """
        Content of every type that is not one, where content is taken.
        """
        for page in TAKE_CONTENT:
            for value in ODD:
                self.check("POST", page, "Content-Type", value)
