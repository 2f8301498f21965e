"""
The HTTP/1.1 engine: grammar, events, reader and writer. Pure: bytes in, events
out, and the other way round. No file of it imports Twisted.
"""

from server.http1.errors import MessageError
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
    "MessageError",
    "NeedMore",
    "Request",
    "RequestReader",
    "Response",
    "ResponseReader",
    "ResponseWriter",
    "Waiting",
    "writeRefusal",
]
