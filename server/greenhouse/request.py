"""
What the greenhouse adds to a request, on any channel.
"""

from __future__ import annotations

from server.greenhouse.methods import ALLOWED_SOMEWHERE
from server.practice.upload import FormRequest


class GreenhouseRequest(FormRequest):
    """
    A request whose upload is read as it arrives, and which can ask about the server
    as a whole.
    """

    def process(self) -> None:
        """
        All of the request has come.

        RFC 9110 section 9.3.7: "An OPTIONS request with an asterisk ("*") as the request
        target ... applies to the server in general rather than to a specific resource."
        """
        if self.path == b"*":
            self.setHeader(b"Allow", ALLOWED_SOMEWHERE)
        super().process()
