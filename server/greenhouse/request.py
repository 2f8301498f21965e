"""
What the greenhouse adds to a request, on any channel.
"""

from __future__ import annotations

from twisted.web.server import Request

from server.greenhouse.methods import ALLOWED_SOMEWHERE


def sayWhatIsAllowed(request: Request) -> None:
    """
    Begin the answer to a question about the server as a whole.

    RFC 9110 section 9.3.7: "An OPTIONS request with an asterisk ("*") as the request
    target ... applies to the server in general rather than to a specific resource."
    """
    request.setHeader(b"Allow", ALLOWED_SOMEWHERE)
