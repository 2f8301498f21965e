"""
Tells a student's pages what has just happened on the student's own connections.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from twisted.web.server import Request

from server.inspector.students.register import Student
from server.linked.live import Live, Page, Source

#: How many pages may be open at a time, and how many of one student.
MOST, MOST_EACH = 300, 4


class OwnPage(Page):
    """
    A page of one student, which hears of the student's own connections alone.
    """

    def __init__(self, request: Request, student: Student) -> None:
        super().__init__(request)
        self.student = student

    def hear(self, news: Counter[int]) -> None:
        """
        Take in what has happened on the student's own connections.
        """
        own = {*self.student.connections, *self.student.borrowed}
        super().hear(Counter({number: news[number] for number in own if number in news}))


class OwnLive(Live):
    """
    Tells each student what has happened on their own connections.
    """

    def __init__(
        self, reactor: Any, source: Source, studentOf: Callable[[Request], Student | None]
    ) -> None:
        super().__init__(reactor, source)
        self._studentOf = studentOf

    def render_GET(self, request: Request) -> int | bytes:
        """
        Open a stream for one page of a student.
        """
        if self._studentOf(request) is None:
            request.setResponseCode(403)
            return b"Nobody knows who you are: open /me, and say who you are.\n"
        return super().render_GET(request)

    def makePage(self, request: Request) -> Page | None:
        """
        Make a page for a student; L{None} for others, and where there are too many.
        """
        student = self._studentOf(request)
        own = [each for each in self.pages if getattr(each, "student", None) is student]
        if student is None or len(self.pages) >= MOST or len(own) >= MOST_EACH:
            return None
        return OwnPage(request, student)
