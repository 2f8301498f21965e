"""
The faults that steps 4 to 13 inherit from Twisted's own HTTP channel: each is
still there, each is told of in the walkthrough of step 4 or on the page beside it,
and each could be right, for it is in step 3.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

from twisted.trial.unittest import SynchronousTestCase
from twisted.web import http

from lessons import step3, step4, step5
from lessons.book import readTranscripts
from tests.support.channelfaults import FAULTS, Fault
from tests.support.memory import Conversation
from tests.support.outcome import Outcome, answersAtAll, fillBuffer, observe
from tests.support.steps import LESSONS

WALKTHROUGH = LESSONS / "step4.rst"
OTHERS = LESSONS / "channelfaults.rst"

#: How many of them step 4 shows itself.
SHOWN = 3

#: Step 3 knows no chunked coding.
NOT_IN_STEP_3 = {"A trailer that is not a field"}


def meet(step: ModuleType, sent: bytes) -> Outcome:
    """
    Send bytes to a step on a connection of their own.
    """
    conversation = Conversation(step)
    outcome = observe(conversation, sent)
    conversation.hangUp()
    return outcome


def printf(sent: bytes) -> str:
    """
    Write bytes as a command that a reader can type.
    """
    named = {"\r": "\\r", "\n": "\\n"}
    text = "".join(
        named.get(char, char if " " <= char <= "~" else f"\\{ord(char):03o}")
        for char in sent.decode("latin-1")
    )
    assert not set(text) & set("'%"), f"not typed so easily: {text}"
    return f"printf '{text}'"


def entries(path: Path) -> dict[str, str]:
    """
    Read the faults in a text: a bold name, and what is below it.
    """
    text = path.read_text(encoding="utf-8")
    before, found, section = text.partition("\nWhat is still wrong\n")
    section = (section if found else before).partition("\nExercises\n---")[0]
    parts = re.split(r"^\*\*(.+?)\.\*\*", section, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def everyEntry() -> dict[str, str]:
    """
    @return: what is said of each fault, in the walkthrough of step 4 or on the page beside
        it, by the fault's name.
    """
    return {**entries(WALKTHROUGH), **entries(OTHERS)}


class StockChannelTests(SynchronousTestCase):
    """
    One test for each fault: that the stock channel still has it.
    """


class BackPressureTests(SynchronousTestCase):
    """
    The one fault that steps 4 and 5 mend, as it would let any client fill the
    memory: C{pauseProducing}.
    """

    def test_stock(self) -> None:
        """
        The stock channel reads on while its answers wait to be sent.
        """
        self.patch(step4.PageFactory, "protocol", StockChannel)
        conversation = Conversation(step4)
        fillBuffer(conversation.transport)
        conversation.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertEqual(
            conversation.transport.producerState,
            "producing",
            "Twisted has mended this: strike pauseProducing from steps 4 and 5",
        )


class StockChannel(http.HTTPChannel):
    """
    Step 4's channel without its own line.
    """

    requestFactory = step4.RequestHandler


class WalkthroughTests(SynchronousTestCase):
    """
    The faults are where the class can see them.
    """

    def test_names(self) -> None:
        """
        Each fault is named once, in step 4's walkthrough or on the page beside it, in this
        order, and no other is.
        """
        shown, others = list(entries(WALKTHROUGH)), list(entries(OTHERS))
        names = [fault.name for fault in FAULTS]
        self.assertEqual(shown, [name for name in names if name in shown])
        self.assertEqual(others, [name for name in names if name not in shown])

    def test_shown(self) -> None:
        """
        Step 4 shows three, links the others, and those name the three.
        """
        shown = list(entries(WALKTHROUGH))
        self.assertEqual(len(shown), SHOWN)
        self.assertIn("<channelfaults>`", WALKTHROUGH.read_text(encoding="utf-8"))
        for name in shown:
            self.assertIn(f"*{name}*", OTHERS.read_text(encoding="utf-8"))

    def test_rules(self) -> None:
        """
        They name the RFC and the section that each fault offends.
        """
        for name, rule in [(fault.name, fault.rule) for fault in FAULTS]:
            self.assertIn(rule, " ".join(everyEntry()[name].split()), name)

    def test_bytes(self) -> None:
        """
        The bytes of each fault that can be typed are in a transcript, and those transcripts are
        executed.
        """
        transcripts = [*readTranscripts(WALKTHROUGH), *readTranscripts(OTHERS)]
        commands = [exchange.command for exchange in transcripts]
        typed = {command.partition(" | ")[0] for command in commands}
        for fault in FAULTS:
            if fault.isShort:
                for example in fault.examples:
                    self.assertIn(printf(example), typed, fault.name)


class TableTests(SynchronousTestCase):
    """
    The table of the faults is sound: its names, its bytes and its predicates.
    """

    def test_names(self) -> None:
        """
        No two faults have one name.
        """
        self.assertEqual(len({fault.name for fault in FAULTS}), len(FAULTS))

    def test_right(self) -> None:
        """
        The predicates can be met: step 3, where all was read by hand, is
        right in every case that it was made for.
        """
        for fault in FAULTS:
            if fault.name not in NOT_IN_STEP_3:
                for example in fault.examples:
                    outcome = meet(step3, example)
                    self.assertTrue(fault.isRight(outcome), f"{fault.name}: {outcome}")

    def test_control(self) -> None:
        """
        A request without any fault is answered by the stock channel.
        """
        request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        self.assertEqual(meet(step4, request).status, 200)

    def test_serverError(self) -> None:
        """
        To answer 500 to a client's fault is not right.
        """
        head = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
        self.assertFalse(answersAtAll(Outcome(head, False, None)))

    def test_interimResponse(self) -> None:
        """
        C{100 Continue} is not an answer.
        """
        outcome = Outcome(b"HTTP/1.1 100 Continue\r\n\r\n", True, None)
        self.assertEqual(outcome.status, 0)


def addTest(fault: Fault, number: int) -> None:
    """
    Give a fault its test, on the two steps with a channel and no Site.
    """

    def test(self: SynchronousTestCase) -> None:
        for step in (step4, step5):
            for example in fault.examples:
                self.assertFalse(
                    fault.isRight(meet(step, example)),
                    f"Twisted has mended {fault.name!r} ({example[:80]!r}): strike it from "
                    "FAULTS and from lessons/step4.rst or lessons/channelfaults.rst",
                )

    test.__doc__ = f"{fault.name}: the stock channel {fault.stock}; {fault.rule} {fault.asks}."
    words = re.findall(r"\w+", fault.name.replace("'", ""))
    setattr(StockChannelTests, f"test_{number:02}_{'_'.join(words)}", test)


for index, entry in enumerate(FAULTS, start=1):
    addTest(entry, index)
