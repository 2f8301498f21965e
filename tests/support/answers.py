"""
Answers that a client may get from a server that is broken, or means harm; and
what a client makes of each.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from gzip import compress
from typing import NamedTuple

from lessons.clients.statuses import Exit

OK = b"HTTP/1.1 200 OK\r\n"
WELL, USELESS, REFUSED, LOGIN = Exit.WELL, Exit.PROTOCOL, Exit.REFUSED, Exit.LOGIN


class Answer(NamedTuple):
    """
    All bytes that a server sends before it closes.

    @ivar status: how a client ends that unpacks the content.
    @ivar stored: how one ends that takes the content as it is.
    """

    data: bytes
    status: Exit
    stored: Exit


def answer(data: bytes, status: Exit = USELESS, stored: Exit | None = None) -> Answer:
    """
    Make one; by default, one that is of no use.
    """
    return Answer(data, status, status if stored is None else stored)


def withFields(*lines: bytes, content: bytes = b"", status: bytes = b"200 OK") -> bytes:
    """
    Write an answer with these field lines.
    """
    return b"\r\n".join([b"HTTP/1.1 " + status, *lines, b"", content])


WHOLE = [
    withFields(b"Content-Length: 5", b"X: y", content=b"hello"),
    withFields(b"Transfer-Encoding: chunked", content=b"5\r\nhello\r\n3;x=y\r\nyou\r\n0\r\n\r\n"),
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + withFields(b"Content-Length: 0"),
    withFields(b"Content-Length: 5", content=b"hello").replace(b"\r\n", b"\n"),
]

#: Instead of a status line.
FIRST_LINES = [
    b"hello",
    b"",
    b" HTTP/1.1 200 OK",
    b"http/1.1 200 OK",
    b"HTTP/1.1",
    b"HTTP/1.1 ",
    b"HTTP/1.1  200 OK",
    b"HTTP/1.1\t200 OK",
    b"HTTP/1.1 20 OK",
    b"HTTP/1.1 2000 OK",
    b"HTTP/1.1 +200 OK",
    b"HTTP/1.1 -200 OK",
    b"HTTP/1.1 2_0 OK",
    b"HTTP/1.1 099 OK",
    b"HTTP/1.1 200OK",
    b"HTTP/1.1 OK",
    b"HTTP/1.1 \xd9\xa2\xd9\xa0\xd9\xa0 OK",
    b"HTTP/1.1 0x1 OK",
    b"HTTP/2 200",
    b"HTTP/2.0 200 OK",
    b"HTTP/11 200 OK",
    b"HTTP/1.10 200 OK",
    b"HTTP/ 200 OK",
    b"HTTP/x.y 200 OK",
    b"HTTP/-1.1 200 OK",
    b"HTTPS/1.1 200 OK",
    b"RTSP/1.0 200 OK",
    b"ICY 200 OK",
    b"SSH-2.0-OpenSSH_9.2p1",
    b"220 mail.example ESMTP",
    b"+OK POP3 ready",
    b"GET / HTTP/1.1",
    b"<!DOCTYPE html>",
    b"\x00\x00\x12\x04\x00\x00\x00\x00\x00",
    b"\x15\x03\x01\x00\x02\x02\x16",
    b"\xff\xfe\xfd",
    b"\x00" * 50,
    b"HTTP/1.1 200 " + b"x" * 20_000,
    b"x" * 20_000,
    b"HTTP/1.1 101 Switching Protocols",
]

#: Lines that are not fields, or break the framing.
BAD_FIELDS = [
    b"no colon",
    b":",
    b": no name",
    b" indented: yes",
    b"\tindented: yes",
    b"two words: x",
    b"blank : x",
    b"b\xe4d: x",
    b"b\x00d: x",
    b"[x]: y",
    b"Content-Length: +3",
    b"Content-Length: -3",
    b"Content-Length: 3.0",
    b"Content-Length: 0x3",
    b"Content-Length: 3 3",
    b"Content-Length: 1_0",
    b"Content-Length: \xb2",
    b"Content-Length: \xd9\xa3",
    b"Content-Length:",
    b"Content-Length: x",
    b"Content-Length: ,",
    b"Content-Length: 3,",
    b"Content-Length: 3, 4",
    b"Content-Length: 3\r\nContent-Length: 4",
    b"Content-Length: 3\r\nX: y\r\ncontent-length: 5",
    b"Content-Length: " + b"9" * 5_000,
    b"Content-Length: 99999999999999999999999",
    b"Transfer-Encoding: gzip",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: chunked, chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding:",
    b"Transfer-Encoding: \xff",
    b"X: " + b"x" * 20_000,
    b"x" * 20_000 + b": y",
    b"\r\n".join(b"X-%d: y" % number for number in range(20_000)),
    b"X: y" + b"\r\n z" * 40_000,
]

#: After the head of an answer in chunks.
BAD_CHUNKS = [
    b"",
    b"5",
    b"5\r\n",
    b"5\r\nhell",
    b"5\r\nhello",
    b"5\r\nhello\r\n",
    b"5\r\nhello\r\n0\r\n",
    b"5\r\nhelloX\r\n0\r\n\r\n",
    b"5\r\nhello0\r\n\r\n",
    b"x\r\nhello\r\n0\r\n\r\n",
    b"\r\nhello\r\n0\r\n\r\n",
    b"-5\r\nhello\r\n0\r\n\r\n",
    b"+5\r\nhello\r\n0\r\n\r\n",
    b"0x5\r\nhello\r\n0\r\n\r\n",
    b"5 hello\r\n0\r\n\r\n",
    b"5_0\r\nhello\r\n0\r\n\r\n",
    b"\xd9\xa5\r\nhello\r\n0\r\n\r\n",
    b"f" * 5_000 + b"\r\nhello",
    b"5;" + b"x" * 50_000 + b"\r\nhello\r\n0\r\n\r\n",
    b"0\r\n" + b"X: y\r\n" * 30_000 + b"\r\n",
]

ZIPPED = compress(b"hello, " * 200, mtime=0)
DEFLATED = zlib.compress(b"hello, " * 200)
BARE = DEFLATED[2:-4]

#: Content-Encoding and content, of no use.
BADLY_PACKED = [
    (b"gzip", b"this is not compressed at all"),
    (b"gzip", ZIPPED[:2]),
    (b"gzip", ZIPPED[: len(ZIPPED) // 2]),
    (b"gzip", ZIPPED[:-1]),
    (b"gzip", ZIPPED[:-8] + bytes(8)),
    (b"gzip", ZIPPED + b"rubbish"),
    (b"gzip", ZIPPED + ZIPPED[:20]),
    (b"gzip", DEFLATED),
    (b"gzip, gzip", ZIPPED),
    (b"deflate", b"\xff" * 20),
    (b"deflate", DEFLATED[:-5]),
    (b"deflate", DEFLATED[:-4] + bytes(4)),
    (b"br", b"x"),
    (b"zstd", b"x"),
    (b"compress", b"x"),
    (b"\xff", b"x"),
    (b"a b", b"x"),
    (b"gzip, gzip, gzip", b"x"),
]
WELL_PACKED = [
    (b"GZIP", ZIPPED),
    (b"x-gzip", ZIPPED),
    (b"X-Gzip", ZIPPED),
    (b"gzip", ZIPPED * 3),
    (b"gzip", ZIPPED + bytes(100)),
    (b"gzip", b""),
    (b"gzip, gzip", compress(ZIPPED)),
    (b", gzip ,", ZIPPED),
    (b"deflate", DEFLATED),
    (b"Deflate", BARE),
    (b"identity", b"hello"),
    (b"", b"hello"),
]

#: Where nothing is.
LOCATIONS = [
    b"",
    b"/same",
    b"?x=\xe9",
    b"/na\xc3\xafve",
    b"/na\xefve",
    b"//",
    b"///x",
    b"http://",
    b"http:///x",
    b"http://127.0.0.1:99999/",
    b"http://127.0.0.1:65536/",
    b"http://127.0.0.1:0/",
    b"http://127.0.0.1:-1/",
    b"http://127.0.0.1:x/",
    b"http://[::1/",
    b"http://[::1]x/",
    b"http://[x]/",
    b"http://a..b/",
    b"http://a b/",
    b"http://-/",
    b"http://\xff/",
    b"http://%41/",
    b"http://a\x00b/",
    b"/x\x00y",
    b"/x\ry",
    b"http://me:secret@127.0.0.1/",
    b"ftp://127.0.0.1/",
    b"file:///etc/passwd",
    b"javascript:alert(1)",
    b"mailto:x@y",
    b"data:,x",
    b"HTTP://",
    b"x" * 16_000,
]

#: What no 401 should ask with.
CHALLENGES = [
    b"",
    b",,,",
    b"=",
    b'"',
    b'Digest realm="x", nonce="y"',
    b"Negotiate",
    b"Bearer \xff",
    b'Basicc realm="x"',
    b"Digest " + b"a=b, " * 3_000,
]


def answers() -> Iterator[Answer]:
    """
    @return: all of these answers, some of them cut at each of their bytes.
    """
    for whole in WHOLE:
        yield answer(whole, WELL)
        yield from (answer(whole[:end]) for end in range(len(whole)))
    for line in FIRST_LINES:
        yield answer(line + b"\r\nContent-Length: 2\r\n\r\nhi")
    yield from map(answer, (withFields(line, content=b"abc") for line in BAD_FIELDS))
    for content in BAD_CHUNKS:
        yield answer(withFields(b"Transfer-Encoding: chunked", content=content))
    for coding, content in BADLY_PACKED:
        yield answer(withFields(b"Content-Encoding: " + coding, content=content), stored=WELL)
    for coding, content in WELL_PACKED:
        yield answer(withFields(b"Content-Encoding: " + coding, content=content), WELL)
    for location in LOCATIONS:
        yield answer(
            withFields(b"Content-Length: 0", b"Location: " + location, status=b"302 Found")
        )
    for challenge in CHALLENGES:
        fields = (b"Content-Length: 0", b"WWW-Authenticate: " + challenge)
        yield answer(withFields(*fields, status=b"401 Unauthorized"), LOGIN)
    yield from odd()


def odd() -> Iterator[Answer]:
    """
    List what is well-formed but still of no use, and what is harmless.
    """
    interim = b"HTTP/1.1 102 Processing\r\n\r\n"
    yield answer(interim * 10_000)
    yield answer(interim * 3 + WHOLE[0], WELL)
    for status in (b"304 Not Modified", b"300 Multiple Choices", b"305 Use Proxy", b"399 x"):
        yield answer(withFields(b"Content-Length: 0", status=status))
    for status in (b"600 x", b"999 x"):
        yield answer(withFields(b"Content-Length: 0", status=status))
    for ranges in (b"bytes 0-1/3", b"bytes 5-3/9", b"x", b"bytes */3", b"\xff"):
        fields = (b"Content-Length: 2", b"Content-Range: " + ranges)
        yield answer(withFields(*fields, content=b"hi", status=b"206 Partial Content"))
    yield answer(withFields(content=b"hi", status=b"206 Partial Content"))
    for status in (b"301 Moved", b"302 Found", b"303 See Other", b"307 x", b"308 x"):
        yield answer(withFields(b"Content-Length: 0", status=status))
    for status in (b"400 x", b"404 \xff\x1b[2J", b"407 x", b"416 x", b"451", b"500 x", b"503 x"):
        yield answer(withFields(b"Content-Length: 0", status=status), REFUSED)
    yield answer(withFields(b"ETag: \xff", b"Last-Modified: \xff", b"Date: \xff"), WELL)
    yield answer(withFields(b"X: \xe9\x01\x7f", content=b"\x00\xff"), WELL)
    yield answer(withFields(b"Content-Length: 2, 2", b"Content-Length: 2", content=b"hi"), WELL)
    yield answer(withFields(b"Content-Length: 2", content=b"hi and more"), WELL)
    yield answer(withFields(status=b"204 No Content"), WELL)
