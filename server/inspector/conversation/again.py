"""
A request that was recorded, to be sent again: as it is to every step, or edited to this one.
"""

from __future__ import annotations

from twisted.web.template import Flattenable

from server.inspector.conversation.messages import Message
from server.inspector.conversation.talk import Talk
from server.inspector.replays.part import replayForm
from server.inspector.sending.draft import MOST, resendLink
from server.inspector.view import View
from server.wire import Direction

EDIT, BARE = "edit and send again", "edit and send again, secrets shown"


def again(talk: Talk, view: View, message: Message | None) -> Flattenable:
    """
    Offer to send a request again, if it is kept whole and not too long for an address.
    """
    track = talk.tracks[Direction.ARRIVED]
    if message is None or message.start < track.start:
        return ""
    if message.end - message.start > MOST:
        return "too long for that"
    data = track.read(message.start, message.end)
    if track.secrets(message.start, message.end):
        # The form shows what is in it: whoever has a class looking on should know.
        return resendLink(view, data, BARE)
    return [resendLink(view, data, EDIT), replayForm(view, data)]
