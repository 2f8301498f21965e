"""
HTTP/2: many requests at a time on one connection, each in a stream of its own.

Requests and answers mean the same in every version of HTTP; what differs is how they
are written. So a stream is read and answered by a channel of its own, as if it were a
connection with one request of HTTP/1.1: every rule and every limit holds here because
it holds there. What is here only translates.
"""

__all__: list[str] = []
