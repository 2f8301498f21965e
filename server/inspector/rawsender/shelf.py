"""
The shelf of ready requests, good and bad, by chapter.

The first chapter holds what is asked every day. The others hold what the judge of servers
asks: each request is there to show one rule, and whether a server obeys it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from server.conformance import CASES, Case
from server.conformance.target import Target, addressed

#: The name of the first chapter.
DAILY = "every day"


@dataclass(frozen=True)
class Ready:
    """
    One request, or several.

    @ivar level: how strongly the rule binds: C{MUST}, C{SHOULD}, C{MAY}; empty where the
        request shows no single rule.
    @ivar sentence: what it shows.
    @ivar section: the section that says so.
    """

    name: str
    level: str
    sentence: str
    section: str
    data: bytes

    def hasAll(self, words: Iterable[str]) -> bool:
        """
        Tell whether all words occur in what is said of it.
        """
        text = f"{self.name} {self.level} {self.sentence} {self.section}".casefold()
        return all(word in text for word in words)


def request(start: str, *lines: str, content: str = "") -> str:
    """
    Write a request. C{{host}} is filled in later.
    """
    return "\r\n".join((start, "Host: {host}", *lines, "", content))


GET = request("GET / HTTP/1.1")
CHUNKED = "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n"
FORM = "name=Ada&note=a+b%26c"

METHODS_RULE = "RFC 9110 section 9.3"
EVERY_DAY = (
    ("get", "GET asks for a page.", f"{METHODS_RULE}.1", GET),
    ("head", "HEAD asks for the head alone.", f"{METHODS_RULE}.2", request("HEAD / HTTP/1.1")),
    ("get-1.0", "HTTP/1.0: the server closes after its answer.", "RFC 9112 section 9.3",
        request("GET / HTTP/1.0")),
    ("post-form", "POST sends a form; Content-Length says where it ends.", f"{METHODS_RULE}.3",
        request("POST / HTTP/1.1", "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(FORM)}", content=FORM)),
    ("post-chunked", "Content in chunks: the length need not be known before.",
        "RFC 9112 section 7.1",
        request("POST / HTTP/1.1", "Transfer-Encoding: chunked", content=CHUNKED)),
    ("expect", "The client waits for 100 Continue before it sends the content.",
        "RFC 9110 section 10.1.1",
        request("POST / HTTP/1.1", "Content-Length: 5", "Expect: 100-continue")),
    ("keep-alive", "An HTTP/1.0 connection goes on where both sides say so.",
        "RFC 9112 appendix C.2.2", request("GET / HTTP/1.0", "Connection: keep-alive")),
    ("close", "The server closes after its answer.", "RFC 9112 section 9.6",
        request("GET / HTTP/1.1", "Connection: close")),
    ("pipelined", "Two requests at once: the answers come in the same order.",
        "RFC 9112 section 9.3.2", GET + request("GET /second HTTP/1.1")),
    ("range", "Part of a page: the first ten bytes.", "RFC 9110 section 14.2",
        request("GET / HTTP/1.1", "Range: bytes=0-9")),
    ("if-none-match", "Only if the page has changed; a star means: if there is none.",
        "RFC 9110 section 13.1.2", request("GET / HTTP/1.1", "If-None-Match: *")),
    ("if-modified-since", "Only if the page has changed since then.", "RFC 9110 section 13.1.3",
        request("GET / HTTP/1.1", "If-Modified-Since: Tue, 01 Jan 2036 00:00:00 GMT")),
    ("options", "OPTIONS asks what can be done with a page.", f"{METHODS_RULE}.7",
        request("OPTIONS / HTTP/1.1")),
    ("options-server", "And with the server as a whole.", "RFC 9112 section 3.2.4",
        request("OPTIONS * HTTP/1.1")),
    ("language", "Which language, and which kind of page, the reader would like.",
        "RFC 9110 section 12.5",
        request("GET / HTTP/1.1", "Accept: text/html, text/plain;q=0.5",
            "Accept-Language: en, de;q=0.7")),
    ("cookie", "A cookie is a field like any other.", "RFC 6265 section 4.2",
        request("GET / HTTP/1.1", "Cookie: name=value")),
    ("absolute", "As a client asks a proxy: the target is a whole address.",
        "RFC 9112 section 3.2.2", request("GET http://{host}/ HTTP/1.1")),
    ("upgrade", "The client offers another protocol.", "RFC 9110 section 7.8",
        request("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")),
    ("not-finished", "The empty line is missing: the server waits for it.",
        "RFC 9112 section 2.1", "GET / HTTP/1.1\r\nHost: {host}\r\n"),
)  # fmt: skip


@lru_cache(4)
def chapters(host: str, port: int) -> Mapping[str, Sequence[Ready]]:
    """
    Fill the shelf for a server.

    @param host: without brackets.
    @return: the requests by chapter.
    """
    target = Target(host, port)
    authority = f"{target.name}:{port}"
    shelf = {DAILY: [_everyDay(*row, authority) for row in EVERY_DAY]}
    for case in CASES:
        shelf.setdefault(case.family, []).append(_ready(addressed(case, target)))
    return shelf


def _everyDay(name: str, sentence: str, section: str, text: str, authority: str) -> Ready:
    data = text.replace("{host}", authority).encode("ascii")
    return Ready(name, "", sentence, section, data)


def _ready(case: Case) -> Ready:
    return Ready(case.name, case.level.value, case.rule, case.section, case.sent)
