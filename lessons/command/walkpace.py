"""
How fast a walk goes: as its reader wants.
"""

from __future__ import annotations

from lessons.command.console import Console
from lessons.command.frame import CLEAR
from lessons.command.keys import Keys
from lessons.command.walktype import Typist
from server.screen import isScreen


class Quit(Exception):
    """
    The reader has had enough.
    """


class Skip(Exception):
    """
    The reader wants the next section.
    """


class Pace:
    """
    The reader of a walk, who presses a key to go on, or types.

    @ivar place: how far the walk is: C{12 of 87}.
    """

    place = ""

    def __init__(self, console: Console, keys: Keys, isTyping: bool) -> None:
        """
        @param isTyping: whether the reader types what the book types.
        """
        self.console = console
        self.keys = keys
        self.typist = Typist(console, keys, isTyping)

    def pause(self) -> None:
        """
        Wait for a key. Where there is no keyboard, nobody has to wait.

        @raise Quit: when the reader wants to leave.
        @raise Skip: when the reader wants the next section.
        """
        if not self.keys.isThere:
            return
        key = self.waitKey()
        while key == "t":
            self.typist.turn()
            key = self.waitKey()
        self.heed(key)

    def heed(self, key: str) -> None:
        """
        Leave what the reader has seen enough of.
        """
        if key == "q":
            raise Quit
        if key == "s":
            raise Skip

    def waitKey(self) -> str:
        """
        Wait for a key; meanwhile a screen shows how far the walk is.
        """
        if not isScreen(self.console.out):
            return self.keys.wait()[0]
        self.console.out.write(self.console.style(f"({self.place})", "dim"))
        self.console.out.flush()
        try:
            return self.keys.wait()[0]
        finally:
            self.console.out.write(f"\r{CLEAR}")

    def retype(self, prompt: str, text: str) -> None:
        """
        Have the reader type a line of the book.
        """
        self.heed(self.typist.type(prompt, text))
