"""
Where there is no tree, C{process} finds what answers by itself: in a dictionary, or with
an C{if}. What it calls in its own file tells what it has found.

Python itself can say what is called: it is asked to for as long as C{process} runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from server.xray.happenings import Calls
from server.xray.teller import Teller


@contextmanager
def tellingCalls(teller: Teller, function: Callable[..., Any]) -> Iterator[None]:
    """
    Tell which functions of its own file a function calls; not what those call.

    @param function: the one that is called inside this context.
    """
    code, before = function.__code__, sys.getprofile()

    def note(frame: FrameType, event: str, argument: object) -> None:
        caller = frame.f_back
        if event != "call" or caller is None or caller.f_code is not code:
            return
        called = frame.f_code
        if called.co_filename == code.co_filename:
            teller.tell(Calls, caller=code.co_qualname, called=called.co_qualname)

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(before)
