"""
Step 3: reading a request by hand: request line, fields, content, keep-alive.

"/" greets; "/echo" returns what is posted to it; a refusal says why, in words.
"""

import re
from argparse import Namespace
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from typing import NamedTuple

from twisted.internet.interfaces import IHalfCloseableProtocol, IReactorTime
from twisted.internet.protocol import Factory
from twisted.internet.tcp import Server
from twisted.protocols.basic import LineReceiver
from zope.interface import implementer

from server.runner import main

MAX_LINE, MAX_FIELDS, MAX_CONTENT = 8000, 100, 100_000
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
TARGET = re.compile(rb"/[!-~]*|\w+://[!-~]+|\*|[!-~]+:\d+")
VERSION = re.compile(rb"HTTP/\d\.\d")
VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
HOST = re.compile(rb"([\w.~%!$&'()*+,;=-]+|\[[\w:.]+\])?(:\d*)?", re.ASCII)


class Refusal(Exception):
    """No page for this request. Arguments: status, reason, further field lines."""


def demand(fulfilled: object, status: int, reason: str, *fields: bytes) -> None:
    if not fulfilled:
        raise Refusal(status, reason, *fields)


def quote(data: bytes) -> str:
    return repr(data[:60])[1:]


class Request(NamedTuple):
    method: bytes
    target: bytes
    version: bytes
    fields: dict[bytes, list[bytes]]
    content: bytearray


# RFC 9112 section 3: request-line = method SP request-target SP HTTP-version
def readRequestLine(line: bytes) -> list[bytes]:
    words = line.split(b" ")
    demand(len(words) > 1, 400, "no blank after the method")
    demand(len(words) > 2, 400, "no blank after the request target")
    demand(len(words) < 4, 400, "more than two blanks in the request line")
    method, target, version = words
    demand(TOKEN.fullmatch(method), 400, f"{quote(method)} is not a method")
    demand(TARGET.fullmatch(target), 400, f"{quote(target)} is not a request target")
    demand(VERSION.fullmatch(version), 400, f"{quote(version)} is not an HTTP version")
    demand(version.startswith(b"HTTP/1."), 505, f"{quote(version)} is not spoken here")
    return words


# Section 5: field-line = field-name ":" OWS field-value OWS
def readFieldLine(line: bytes) -> tuple[bytes, bytes]:
    name, colon, value = line.partition(b":")
    demand(line[0] not in b" \t", 400, f"a blank before the field line {quote(line)}")
    demand(colon, 400, f"no colon in the field line {quote(line)}")
    # Section 5.1: "No whitespace is allowed between the field name and colon."
    demand(name == name.rstrip(), 400, f"a space before the colon of {quote(name)}")
    demand(TOKEN.fullmatch(name), 400, f"{quote(name)} is not a field name")
    demand(VALUE.fullmatch(value), 400, f"a control character in the value of {quote(name)}")
    return name.lower(), value.strip(b" \t")


def readHead(lines: list[bytes]) -> Request:
    fields: dict[bytes, list[bytes]] = {}
    method, target, version = readRequestLine(lines[0])
    for name, value in map(readFieldLine, lines[1:]):
        fields.setdefault(name, []).append(value)
    # Section 3.2: a server "MUST respond with a 400 (Bad Request) status code
    # to any HTTP/1.1 request message that lacks a Host header field" or has two.
    hosts = fields.get(b"host", [])
    demand(hosts or version == b"HTTP/1.0", 400, "no Host field")
    demand(len(hosts) < 2, 400, "more than one Host field")
    demand(HOST.fullmatch(b"".join(hosts)), 400, f"{quote(b''.join(hosts))} is not a host")
    return Request(method, target, version, fields, bytearray())


# Section 6: Content-Length says how many bytes of content follow the head.
def readLength(fields: dict[bytes, list[bytes]]) -> int:
    for coding in fields.get(b"transfer-encoding", []):
        raise Refusal(501, f"the transfer coding {quote(coding)} is not implemented")
    length, *others = fields.get(b"content-length", [b"0"])
    demand(not others, 400, "more than one Content-Length field")
    demand(length.isdigit(), 400, f"the Content-Length {quote(length)} is not plain digits")
    fits = len(length) < 4300 and int(length) <= MAX_CONTENT  # 4300: the most that int() reads
    demand(fits, 413, f"the content is longer than {MAX_CONTENT} bytes")
    return int(length)


# Section 9.3: by default HTTP/1.1 stays open, and 1.0 closes; here, 1.0 always closes.
def staysOpen(request: Request) -> bool:
    options = b",".join(request.fields.get(b"connection", [])).lower().split(b",")
    return request.version != b"HTTP/1.0" and b"close" not in map(bytes.strip, options)


PAGES: dict[bytes, dict[bytes, Callable[[Request], bytes]]] = {
    b"/": dict.fromkeys([b"GET", b"HEAD"], lambda request: b"Hello!\n"),
    b"/echo": {b"POST": lambda request: bytes(request.content)},
}


def findPage(request: Request) -> bytes:
    isKnown = any(request.method in page for page in PAGES.values())
    demand(isKnown, 501, f"the method {quote(request.method)} is not implemented")
    # Section 3.2.2: "a server MUST accept the absolute-form".
    path = re.sub(rb"(?i)^http://[^/?]*", b"", request.target).partition(b"?")[0] or b"/"
    demand(path in PAGES, 404, f"there is no {quote(path)}")
    page = PAGES[path]
    allow = b"Allow: " + b", ".join(page)
    demand(request.method in page, 405, f"{quote(path)} has no {quote(request.method)}", allow)
    return page[request.method](request)


@implementer(IHalfCloseableProtocol)
class HTTPProtocol(LineReceiver):
    transport: Server  # the TCP connection, once it is made
    delimiter = b"\n"  # the CR before it is demanded below: its absence gets an answer
    MAX_LENGTH = MAX_LINE
    closing = False

    def connectionMade(self) -> None:
        self.lines: list[bytes] = []
        self.transport.registerProducer(self, True)  # back-pressure, as in step 1

    def lineReceived(self, line: bytes) -> None:
        try:
            self.addLine(line)
        except Refusal as refusal:
            self.closing = True  # nobody can know where the next request begins
            self.refuse(refusal)

    lineLengthExceeded = lineReceived

    def addLine(self, line: bytes) -> None:
        isShort = len(line) <= MAX_LINE
        demand(isShort, 431 if self.lines else 414, f"a line is longer than {MAX_LINE} bytes")
        demand(line.endswith(b"\r"), 400, "a line ends in LF alone, not in CR LF")
        demand(len(self.lines) <= MAX_FIELDS, 431, f"more than {MAX_FIELDS} fields")
        if line != b"\r":
            self.lines.append(line[:-1])
        elif self.lines:  # an empty line before the request line means nothing, see step 2
            self.headReceived(readHead(self.lines))

    def headReceived(self, request: Request) -> None:
        self.request, self.missing = request, readLength(request.fields)
        self.setRawMode()
        self.rawDataReceived(b"")

    def rawDataReceived(self, data: bytes) -> None:
        if self.closing:
            return
        part, rest = data[: self.missing], data[self.missing :]
        self.request.content.extend(part)
        self.missing -= len(part)
        if not self.missing:
            self.setLineMode()
            self.respond()
            self.dataReceived(rest)

    def respond(self) -> None:
        self.closing = not staysOpen(self.request)
        try:
            self.answer(200, findPage(self.request))
        except Refusal as refusal:
            self.refuse(refusal)

    def refuse(self, refusal: Refusal) -> None:
        status, reason, *fields = refusal.args
        self.answer(status, f"{status} {HTTPStatus(status).phrase}: {reason}\n".encode(), *fields)

    def answer(self, status: int, content: bytes, *fields: bytes) -> None:
        head = [
            b"HTTP/1.1 %d %b" % (status, HTTPStatus(status).phrase.encode()),
            b"Date: " + formatdate(usegmt=True).encode(),
            b"Content-Type: text/plain; charset=utf-8",
            b"Content-Length: %d" % len(content),
            *fields,
            *([b"Connection: close"] if self.closing else []),
        ]
        # RFC 9110 section 9.3.2: to HEAD, "the server MUST NOT send content".
        isHead = self.lines[:1] and self.lines[0].startswith(b"HEAD ")
        self.lines = []
        self.transport.write(b"\r\n".join(head) + b"\r\n\r\n" + (b"" if isHead else content))
        if self.closing:
            self.closeGently()

    def closeGently(self) -> None:
        # Section 9.6: closing at once, with bytes still unread, may make TCP
        # throw our answer away. So we end our side only, and read on, and throw
        # away what comes, until the client has ended its own.
        self.transport.unregisterProducer()
        self.resumeProducing()
        self.setRawMode()
        self.transport.loseWriteConnection()

    def readConnectionLost(self) -> None:
        self.transport.loseConnection()  # the client has ended its side

    def writeConnectionLost(self) -> None: ...  # we have ended ours


def makeFactory(reactor: IReactorTime, options: Namespace) -> Factory:
    return Factory.forProtocol(HTTPProtocol)


if __name__ == "__main__":
    main(makeFactory, tryThis=["telnet {host} {port}", "curl -v http://{host}:{port}/"])
