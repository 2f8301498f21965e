"""
Lanes of which more has happened than there was time to read, or to draw.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.inspector import studies, study
from server.inspector.ladder import part
from server.inspector.view import View
from tests.server.inspector.recorded import ANSWER, ASK, Recorded


class BehindTests(SynchronousTestCase):
    """
    Where more happens than there is time to show.
    """

    def setUp(self) -> None:
        """
        A connection that nobody has looked at.
        """
        self.recorded = Recorded()
        self.recorded.ask(1, *[ASK % b"a"] * 20)

    def test_unread(self) -> None:
        """
        How many pieces have not been read is said, and the script asks again; when they have
        been, it is not said any more.
        """
        self.patch(studies, "STUDY_TIMEOUT", -1.0)
        lane = self.recorded.show("lane", View(lane=1))
        self.assertIn("behind: 21 pieces not read yet", lane)
        self.assertIn("data-behind", lane)
        self.assertNotIn("GET /a", lane)
        lane = self.recorded.part("lane", View(lane=1))
        self.assertNotIn("behind", lane)
        self.assertIn("GET /a", lane)

    def test_undrawn(self) -> None:
        """
        Where there is no time to draw a lane, it is shown as it was drawn last, if it was; by
        itself it is drawn.
        """
        self.recorded.read()
        self.patch(part, "STUDY_TIMEOUT", -1.0)
        ladder = self.recorded.show("connections")
        self.assertIn("behind: not drawn yet", ladder)
        self.assertNotIn("GET /a", ladder)
        self.assertIn("GET /a", self.recorded.show("lane", View(lane=1)))
        self.recorded.answer(1, ANSWER)
        ladder = self.recorded.part("connections")
        self.assertIn("behind: not drawn yet", ladder)
        self.assertIn("GET /a", ladder)
        self.assertNotIn("200 OK", ladder)
        self.assertIn("200 OK", self.recorded.part("lane", View(lane=1)))

    def test_passedOver(self) -> None:
        """
        What was passed over is marked, and nothing is counted of which not all is known.
        """
        self.recorded.inspector.recorder.isBetween = lambda protocol: True
        self.recorded.ask(1, *[b"x" * 2**16] * 40)
        for name, value in (("FAR", 20), ("ENOUGH", 5)):
            self.patch(study, name, value)
        lane = self.recorded.part("lane", View(lane=1))
        self.assertRegex(lane, r"[0-9]+ things were passed over")
        self.assertNotIn("request 1", lane)
        text = self.recorded.part("conversation", View(connection=1))
        self.assertRegex(text, "[0-9]+ pieces were passed over: more came than was read")
