"""
A step that a class shares, and its students.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any, cast

from tests.support.browser import Browser
from tests.support.inspected import InspectedStep
from tests.support.raw import HOST

PAGE = re.compile(r"^students at http://(\S+):(\d+)/me ", re.MULTILINE)
LINE = re.compile(r"<code>(NICK [^<]+)</code>")


class SharedStep(InspectedStep):
    """
    A step for a class.

    @ivar mePort: where the students' page is.
    """

    def __init__(
        self, resources: ExitStack, module: str, *arguments: str, interface: str = HOST
    ) -> None:
        super().__init__(resources, module, "--interface", interface, *arguments)
        self.mePort = mePortOf(self)


def mePortOf(step: InspectedStep) -> int:
    """
    Find where the students' page of a step is.
    """
    match = PAGE.search(step.process.out)
    assert match, step.process.out
    return int(match[2])


class Student(Browser):
    """
    A student, with a browser at the page.

    @ivar line: what a student types first in telnet, without its end.
    """

    def __init__(self, mePort: int, name: str) -> None:
        """
        @param mePort: where the students' page is.
        """
        super().__init__(mePort)
        answer = self.post("/join", name=name)
        assert answer.status == 303, answer.text
        match = LINE.search(self.own())
        assert match, self.own()
        self.line = match[1].encode()

    def own(self) -> str:
        """
        Look at the student's own page.
        """
        return self.get("/me").text

    @property
    def cookie(self) -> bytes:
        """
        What the browser sends to every server of this machine.
        """
        jar = next(each for each in cast(Any, self.opener).handlers if hasattr(each, "cookiejar"))
        (cookie,) = jar.cookiejar
        return f"Cookie: {cookie.name}={cookie.value}\r\n".encode()
