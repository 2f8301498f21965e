"""
What the messages of the checks have in common: whoever reads them knows them by it.
"""

from __future__ import annotations

from lessons.language import N_

WRONG_BYTE = N_("The byte above the caret is not the one that should be there.")
CHECK_FAILED = N_(
    "The check itself has failed: perhaps your program did something that nobody thought of, "
    "perhaps it is right. Show your teacher the line below."
)
RAISED = N_("Your program raised an exception.")
#: The heading of what should have come.
EXPECTED = N_("expected")
