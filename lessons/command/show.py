"""
C{show}: a step in front of a class. What the step's walkthrough says to do and to look at in the
inspector is done and said, a piece at each key; the inspector's page is on the projector.
"""

from __future__ import annotations

import os
import re
import sys
import webbrowser

from lessons.book import Exchange
from lessons.book.page import Part
from lessons.command.console import Console
from lessons.command.keys import Keys
from lessons.command.walkpace import Quit, Skip
from lessons.command.walkpage import Walk
from lessons.command.walkstage import WalkStage
from lessons.command.walktext import readSection
from lessons.language import N_, _
from lessons.syllabus.course import Step, allSteps
from lessons.trouble import Trouble

#: The section of a walkthrough that is shown.
SECTION = "In the inspector"
#: How a step says where its inspector is.
INSPECTOR = re.compile(r"inspector at (http://\S+)")
#: What comes after the link, for a page that is large and shows one part at a time.
PROJECTED = "&mode=projector"

SHOW_KEYS = N_("Enter goes on, one piece at a time · q quits")


class Demonstration(Walk):
    """
    A walk through one section. What has an inspector is stopped at the end only: until then,
    the class looks at its page.
    """

    def placeOf(self, number: int, total: int) -> str:
        """
        Whoever stands in front of a class needs the keys, and not how much is to come.
        """
        return _(SHOW_KEYS)

    def show(self, part: Part) -> None:
        """
        Show one part; of a transcript, all but the end of what has an inspector.
        """
        if not isinstance(part, list):
            super().show(part)
            return
        for exchange in part:
            if not self.isItsEnd(exchange):
                self.play(exchange)

    def isItsEnd(self, exchange: Exchange) -> bool:
        """
        Tell whether something is stopped whose page the class looks at.
        """
        return "--inspect" in exchange.command and exchange.command in self.stage.servers

    def play(self, exchange: Exchange) -> None:
        """
        Type one command; where that starts a step, say where its inspector is.
        """
        super().play(exchange)
        terminal = self.stage.servers.get(exchange.command)
        links = [] if terminal is None else map(INSPECTOR.match, terminal.lines)
        for link in filter(None, links):
            self.project(link[1] + PROJECTED)

    def project(self, link: str) -> None:
        """
        Have the inspector's page on the projector.
        """
        self.console.say()
        if openBrowser(link):
            self.console.tell(_("Your browser opens the inspector, for the projector:"))
        else:
            self.console.tell(_("Open this on the projector:"))
        self.console.say(f"    {link}", "cyan")
        self.pace.pause()

    def end(self) -> None:
        """
        Let the class look as long as it wants. What still runs ends with its stage.
        """
        self.console.say()
        self.console.tell(_("That was all. At the next key the step ends, and its page with it."))
        self.pace.pause()


def openBrowser(link: str) -> bool:
    """
    Open a page in a browser, where there is a desktop for one.

    @return: whether there is.
    """
    hasDesktop = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return (sys.platform != "linux" or hasDesktop) and webbrowser.open(link)


def show(console: Console, step: Step) -> bool:
    """
    Show a step to a class.

    @raise Trouble: when there is nothing to show of it.
    """
    parts = readSection(step.walkthrough, SECTION) if step.walkthrough.exists() else []
    if not parts:
        text = _("there is nothing to show of {step}: there are steps {first} to {last}")
        numbers = [one.name for one in allSteps() if one.name.isdigit()]
        raise Trouble(text.format(step=step.name, first=numbers[0], last=numbers[-1]))
    with Keys() as keys, WalkStage() as stage:
        if keys.isThere:
            console.tell(_(SHOW_KEYS), "", "dim")
        demonstration = Demonstration(console, keys, stage)
        try:
            demonstration.lead(parts)
            demonstration.end()
        except (Quit, Skip):
            console.say()
    return True
