"""
Offers to send a recorded request again.
"""

from __future__ import annotations

from twisted.web.template import Flattenable

from server.drafts import MOST_DRAFT
from server.inspector.conversation.messages import Message
from server.inspector.conversation.snapshot import Snapshot
from server.inspector.replays.offer import offer
from server.inspector.view import View
from server.wire import Direction


def resendOffer(snapshot: Snapshot, view: View, message: Message | None) -> Flattenable:
    """
    Offer to send a request again, if it is kept whole.
    """
    stream = snapshot.streams[Direction.ARRIVED]
    if message is None or message.start < stream.start:
        return ""
    data = stream.read(message.start, min(message.end, message.start + MOST_DRAFT + 1))
    return offer(view, data, bool(stream.secrets(message.start, message.end)))
