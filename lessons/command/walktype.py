"""
C{walk --type}: the reader types what the book types.
"""

from __future__ import annotations

from lessons.columns import columnsOf
from lessons.command.console import Console
from lessons.command.keys import CTRL_C, CTRL_D, Keys
from lessons.language import N_, _

OTHERWISE = N_(
    "Not yet: the caret shows where yours differs. Once more; Enter alone takes the book's, s "
    "skips to the next section, q quits."
)

#: What is not a line, or not to be seen.
PRESS = {
    CTRL_C: N_("Press Ctrl-C"),
    CTRL_D: N_("Press Ctrl-D"),
    "": N_("Press Enter: an empty line"),
}


class Typist:
    """
    Waits for what the reader types, and compares it with the book.

    @ivar isAsked: whether the reader wants to type.
    """

    def __init__(self, console: Console, keys: Keys, isAsked: bool) -> None:
        self.console = console
        self.keys = keys
        self.isAsked = isAsked and keys.isThere

    def turn(self) -> None:
        """
        Let the reader begin to type, or end it; say which.
        """
        self.isAsked = not self.isAsked
        yours, ours = _("From here on you type."), _("The walk types again.")
        self.console.tell(yours if self.isAsked else ours)

    def type(self, prompt: str, wanted: str) -> str:
        """
        Let the reader type a line of the book, until it is the same.

        @return: C{q} or C{s}, where the reader wants no more of this; else nothing.
        """
        press = _(PRESS.get(wanted, "")) or _("Type: {line}").format(line=wanted)
        self.console.say(press, "dim")
        while True:
            typed = self.keys.line(self.console.style(prompt, "cyan")).rstrip()
            if typed == wanted.rstrip():
                return ""
            if typed == CTRL_C:
                raise KeyboardInterrupt
            if typed in ("q", "s"):
                return typed
            if not typed:
                self.console.say(f"{prompt}{wanted}", "cyan")
                return ""
            self.compare(prompt, wanted, typed)

    def compare(self, prompt: str, wanted: str, typed: str) -> None:
        """
        Show the line of the book, and where the other begins to differ.
        """
        pairs = enumerate(zip(wanted, typed, strict=False))
        shorter = min(len(wanted), len(typed))
        same = next((at for at, (one, other) in pairs if one != other), shorter)
        self.console.say(" " * columnsOf(prompt + wanted[:same]) + "^", "yellow")
        self.console.say(" " * len(prompt) + wanted)
        self.console.tell(_(OTHERWISE), "", "dim")
