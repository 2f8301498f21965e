"""
Requests to every step as its user starts it, with what it prints of its wire. Steps 4 to 14
have Twisted's own channel, whose known faults are shown in the course: so of their answers
only the pages are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.forms import FORMS, makeForm, post
from tests.badinput.requests import makeRequests
from tests.badinput.served import TRACEBACK, TROUBLE, Served
from tests.badinput.trial import Trial
from tests.server.greenhouse.test_oddfields import PAGES
from tests.support.process import StepProcess
from tests.support.steps import FREE_PORTS, STEPS

#: After this many requests, the next step has its turn.
TURN = 10
#: The steps that do not leave the reading to Twisted's channel.
OWN_READING = ("step1", "step2", "step3", "step14")
#: Seconds: for Twisted's channel, whoever sends no more has left.
LINGER = 0.1
#: Where the pages of a step are not those of step 15.
OWN_PAGES = {"step4": ["/about", "/test", "/"], "step5": ["/posthandler", "/content"]}
STEP5 = ("/posthandler", ["name", "colour", "flavour"], "/")
DELAY = {"step9": ("--delay", "0")}


class StepsTrial(Trial):
    """
    Requests to steps 1 to 14, one step after the other.
    """

    name = "steps"
    about = "requests in HTTP/1.1, to steps 1 to 14"
    short = 5 * TURN

    def start(self) -> None:
        """
        Start none: each is started when its turn comes.
        """
        self.running: dict[str, Served] = {}

    def served(self, name: str) -> Served:
        """
        @return: the step of this name, which is started the first time.
        """
        if name not in self.running:
            arguments = ["--wire", "--debug", *FREE_PORTS.get(name, ()), *DELAY.get(name, ())]
            step = StepProcess(f"lessons.{name}", *arguments)
            started = self.resources.enter_context(step)
            trouble = TROUBLE if name in OWN_READING else TRACEBACK
            self.running[name] = Served(started, linger=LINGER, trouble=trouble)
        return self.running[name]

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Send what was made up to a step.
        """
        name = STEPS[:-1][self.tried // TURN % (len(STEPS) - 1)]
        self.tried += 1
        for fault in self.served(name).attack(makeSent(chance, name)):
            if fault.kind is not Kind.ANSWER:
                yield Fault(fault.kind, f"{name}: {fault.told}")


def makeSent(chance: Chance, name: str) -> bytes:
    """
    Make up requests, or that of a form.

    @param name: of the step.
    """
    if chance.often(0.7):
        return makeRequests(chance, OWN_PAGES.get(name, PAGES))
    path, names, _ = STEP5 if name == "step5" else chance.choice(FORMS)
    return post(path, *makeForm(chance, names, b""))
