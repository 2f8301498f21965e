"""
The HTTP/1.1 engine: grammar, events, reader and writer. Pure: bytes in, events
out, and the other way round. No file of it imports Twisted.

Where the RFCs leave a choice, this engine takes the strict side, because attacks begin
where two programs guess differently about one message:

  - A line ends with CR LF; LF alone is refused (RFC 9112 section 2.2).
  - The words of a request line are separated by one space (section 3).
  - White space before the first field and folded fields are refused (sections
    2.2 and 5.2), as are control characters in values (RFC 9110 section 5.5).
  - Transfer-Encoding beside Content-Length, or in HTTP/1.0, is refused, and so is
    a repeated Content-Length, even where all are equal (section 6).
  - Unknown expectations get 417 (RFC 9110 section 10.1.1); an absolute target of a
    scheme other than http and https gets 421 (section 7.4), and so does https on a
    connection that is not secured.

And the helpful side where that is safe:

  - A few empty lines before a request are ignored (section 2.2 asks for one).
  - A target with bytes that browsers fail to encode is redirected to the
    encoded one (section 3.2 allows 400 or 301).
  - HTTP/1.0 may ask for a connection that persists (section 9.3).
  - Equal names, list members and codings are compared without regard to case,
    and empty list members are ignored (RFC 9110 section 5.6.1.2).
"""

from server.http1.errors import LocalProtocolError, ProtocolError, RemoteProtocolError
from server.http1.events import (
    Data,
    EndOfMessage,
    Event,
    Framing,
    NeedMore,
    Request,
    Response,
    Waiting,
)
from server.http1.limits import Limits
from server.http1.refusal import writeRefusal
from server.http1.requests import RequestReader
from server.http1.responses import ResponseReader
from server.http1.writer import ResponseWriter

__all__ = [
    "Data",
    "EndOfMessage",
    "Event",
    "Framing",
    "Limits",
    "LocalProtocolError",
    "NeedMore",
    "ProtocolError",
    "RemoteProtocolError",
    "Request",
    "RequestReader",
    "Response",
    "ResponseReader",
    "ResponseWriter",
    "Waiting",
    "writeRefusal",
]
