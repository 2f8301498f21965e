"""
Who a request to the students' page is from.
"""

from __future__ import annotations

import re

from twisted.web.server import Request

from server.cookies import readCookie, setCookie
from server.csrf import isFromElsewhere
from server.hosts import isAllowed
from server.inspector.students.register import Register, Student
from server.pages import Forbidden, Misdirected
from server.problem import Problem

SECRET = re.compile(rb"[0-9a-f]{32}")
#: Where anybody may go, wherever the link to it is: nothing is done there.
OPEN_TO_ALL = (b"/", b"/me")


class StudentAccess:
    """
    Knows the students by their cookies.
    """

    def __init__(self, register: Register, names: frozenset[str]) -> None:
        """
        @param names: what this machine is called, besides its addresses.
        """
        self._register = register
        self._names = names

    def problemWith(self, request: Request) -> Problem | None:
        """
        Tell why a request is refused, if it is.
        """
        if not isAllowed(request.getHeader(b"host") or b"", self._names):
            return Misdirected("This page does not go by that name: use the link as printed.")
        isLink = request.method in (b"GET", b"HEAD") and request.path in OPEN_TO_ALL
        if isFromElsewhere(request) and not isLink:
            return Forbidden("A page of another site has sent this: nothing was done.")
        return None

    def studentOf(self, request: Request) -> Student | None:
        """
        Tell whose browser this is.
        """
        value = readCookie(request, cookieName(request))
        if value is None or not SECRET.fullmatch(value):
            return None
        return self._register.withSecret(value.decode())

    def remember(self, request: Request, student: Student) -> None:
        """
        Have the browser keep the student's secret. The browser sends it to the step as well:
        all servers of a machine share their cookies, whatever their port (RFC 6265 section
        8.5).
        """
        setCookie(request, cookieName(request), student.secret.encode(), b"/")

    def forget(self, request: Request) -> None:
        """
        Have the browser forget the student's secret.
        """
        setCookie(request, cookieName(request), b"", b"/", 0)


def cookieName(request: Request) -> bytes:
    """
    Name the cookie of this page: another step on this machine has a page of its own.
    """
    return b"student-%d" % request.getHost().port
