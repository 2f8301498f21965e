"""
A class as a teacher starts it, for tests that look at its page or report to it.
"""

from __future__ import annotations

import re
from typing import Self

from tests.support.process import StepProcess, poll

LINK = re.compile(r"class at (\S+)")
#: What the page has students type names the class's address and its code.
CODE = re.compile(r"--teacher http://\S+?/(\w+)")


class ClassProcess(StepProcess):
    """
    C{python -m lessons class}, inside a C{with}.

    @ivar link: opens the teacher's page.
    """

    def __init__(self, *arguments: str) -> None:
        super().__init__("lessons.classroom", *arguments)

    def __enter__(self) -> Self:
        super().__enter__()
        poll(lambda: "stop: Ctrl-C" in self.out)
        match = LINK.search(self.out)
        assert match, self.out
        self.link = match[1]
        return self


def codeOn(page: str) -> str:
    """
    Read the code off the teacher's page.
    """
    match = CODE.search(page)
    assert match, page
    return match[1]
