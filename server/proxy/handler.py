"""
What becomes of a request: it goes on, it opens a tunnel, or it is answered here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol as Interface


class Handler(Interface):
    """
    What becomes of a request.
    """

    def start(self) -> None:
        """
        The head is here; of the content nothing has been handed over yet.
        """

    def requestContentReceived(self, data: bytes) -> None:
        """
        A piece of content is here.
        """

    def requestEnded(self) -> None:
        """
        All content is here; there are no more calls.
        """


class OwnPage:
    """
    Answers a request to the proxy itself. It has no use for content.
    """

    def __init__(self, answer: Callable[[], object]) -> None:
        self.answer = answer

    def start(self) -> None:
        """
        Do nothing: wait for the end of the request.
        """

    def requestContentReceived(self, data: bytes) -> None:
        """
        Throw the content away.
        """

    def requestEnded(self) -> None:
        """
        Answer, now that all of the request has come.
        """
        self.answer()
