"""
Framing: how the end of a message is found, and which body reader finds it.

TCP carries a stream of bytes. It has no marks in it that say where one message ends and
the next one begins. So every HTTP message has to say for itself where it ends. That is
called framing, and RFC 9112 section 6.3 gives the rules, in order.

The head needs no rule of its own. It ends with the first empty line. What can follow it is
decided by the head, before a byte of the content is looked at, and there are four answers.

  1. UNFRAMED: nothing follows. This is so after a response to HEAD, after the statuses 1xx,
     204 and 304, after a 2xx that opens a tunnel for CONNECT, and after a request that has
     neither of the two fields below. A response to HEAD may have a Content-Length: it is the
     length that a GET would have had. Whoever waits for that many bytes waits for ever.
  2. CHUNKED: Transfer-Encoding is there, and its last coding is C{chunked}. Each chunk
     begins with its size in hexadecimal digits; one of size zero is the last; trailer
     fields may follow it, and an empty line ends the message.
  3. SIZED: Content-Length is there, and the content has exactly that many bytes.
  4. TO_CLOSE: neither is there, or the last transfer coding is another one. Then a response
     goes on until the connection ends. A request cannot end like this: a client that has
     closed the connection could not be answered. A request with such a coding is refused.

Why both lengths are an attack
==============================

Suppose that a proxy in front of us believes Content-Length, and we believe
Transfer-Encoding. A client sends one request with both fields::

    POST / HTTP/1.1
    Host: example.com
    Content-Length: 30
    Transfer-Encoding: chunked

    0

    GET /admin HTTP/1.1
    X: y

The proxy counts 30 bytes of content, up to the C{y}, and passes on one request. We find a
last chunk after five bytes, and then a second request, which no rule of the proxy has seen.
The next request of somebody else on that connection is glued to its end. This is request
smuggling. RFC 9112 section 6.1 lets a server refuse such a message, and we do. A repeated
Content-Length, a sign or a space in its number, C{chunked} twice, and Transfer-Encoding in
HTTP/1.0 are refused for the same reason: two programs could read two lengths.

What each body reader holds
===========================

The reader of messages holds the L{server.http1.buffer.Buffer}, and lends it to one body reader
for as long as a message lasts. L{NoBody} and L{BodyToClose} hold nothing. L{SizedBody} holds one
number: how many bytes are missing. L{ChunkedBody} holds what is missing of this chunk, the sum
of the content so far, and what its chunk lines weigh beyond what is usual, so that nobody makes
us read a megabyte of chunk lines for a kilobyte of content. Its
L{server.http1.trailers.TrailerReader} holds the trailer fields, up to a limit. After the last
message of a connection comes L{server.http1.bodies.NothingMore}, which throws away what still
arrives. No content is held anywhere: each piece is handed on as soon as it has come.
"""

from __future__ import annotations

from server.http1.bodies import BodyReader, BodyToClose, NoBody, SizedBody
from server.http1.chunks import ChunkedBody
from server.http1.events import Framing

BODY_READERS: dict[Framing, type[BodyReader]] = {
    Framing.UNFRAMED: NoBody,
    Framing.SIZED: SizedBody,
    Framing.CHUNKED: ChunkedBody,
    Framing.TO_CLOSE: BodyToClose,
}
