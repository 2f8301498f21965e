"""
The offer to send bytes again: edited to this step, or as they are to every step.
"""

from __future__ import annotations

from twisted.web.template import Flattenable

from server.drafts import MOST_DRAFT
from server.inspector.rawsender.draft import resendLink
from server.inspector.replays.part import replayForm
from server.inspector.view import View

EDIT, BARE = "edit and send again", "edit and send again, secrets shown"


def offer(view: View, data: bytes, isSecret: bool) -> Flattenable:
    """
    Make the link and the button, if the bytes are not too many for an address.

    @param isSecret: whether there are secrets in them that are masked on this page: then no
        form holds them.
    """
    if len(data) > MOST_DRAFT:
        return "too long to be sent again"
    if isSecret:
        # The form shows what is in it: a teacher whose class looks on should know.
        return resendLink(view, data, BARE)
    return [resendLink(view, data, EDIT), replayForm(view, data)]
