"""
The problems that an application tells its user about.

An application raises one of them; L{server.pages.answers.respond} is the one
place that turns it into a response.
"""

from __future__ import annotations

from server.problem import Problem


class BadRequest(Problem):
    """
    The request does not mean anything here (RFC 9110 section 15.5.1).
    """

    status = 400


class Forbidden(Problem):
    """
    The request is understood, but refused (RFC 9110 section 15.5.4).
    """

    status = 403


class NotFound(Problem):
    """
    There is nothing here of that name (RFC 9110 section 15.5.5).
    """

    status = 404


class MethodNotAllowed(Problem):
    """
    The resource does not allow the method (RFC 9110 section 15.5.6).
    """

    status = 405

    def __init__(self, sentence: str, *allowed: str) -> None:
        """
        @param allowed: the methods that it does allow, for the C{Allow} field.
        """
        super().__init__(sentence, {"Allow": ", ".join(allowed)})


class Misdirected(Problem):
    """
    The request is for another server (RFC 9110 section 15.5.20).
    """

    status = 421


class BadGateway(Problem):
    """
    A server behind this one gave no answer, or one that makes no sense (RFC 9110 section
    15.6.3).
    """

    status = 502


class Unavailable(Problem):
    """
    It does not work now, but will again (RFC 9110 section 15.6.4).
    """

    status = 503

    def __init__(self, sentence: str, retryAfter: int = 5) -> None:
        """
        @param retryAfter: when to try again, in seconds.
        """
        super().__init__(sentence, {"Retry-After": str(retryAfter)})


class GatewayTimeout(Problem):
    """
    A server behind this one did not answer in time (RFC 9110 section 15.6.5).
    """

    status = 504
