"""
What each step makes of what real clients sent: it is asked again.
"""

from twisted.trial.unittest import SynchronousTestCase

from lessons.field.verdicts import judgeAll, readVerdicts, recordedFiles
from tests.support.warm import beginAllAtOnce

#: Seconds that a step is given, where it did something else the first time: it may have been the
#: machine that was slow.
STEP_PATIENCE = 20.0


class VerdictTests(SynchronousTestCase):
    """
    The verdicts that are kept are those of today's steps.
    """

    def test_complete(self) -> None:
        """
        There is a verdict for each recording that says something, and no other.
        """
        self.assertEqual(list(readVerdicts()), recordedFiles())

    def test_asBefore(self) -> None:
        """
        Every step, the proxy among them, does with each recording what was kept.
        """
        beginAllAtOnce(self)
        kept = readVerdicts()
        found = judgeAll(kept)
        changed = [name for name in kept if found[name] != kept[name]]
        again = dict(judgeAll(changed, STEP_PATIENCE)) if changed else {}
        self.assertEqual(again, {name: kept[name] for name in changed})
