"""
Whether a server closes a connection because it has waited for too long.
"""

from __future__ import annotations

from typing import Any

from twisted.protocols.policies import TimeoutMixin

#: What the note of such an end says.
TIMEOUT = "a timeout"


def whyClosing(channel: Any) -> str:
    """
    Say why the server closes a connection, at the moment in which it does.

    Our own channel tells whether its time is over. Twisted's does not; but C{TimeoutMixin} lets
    go of its timer before it calls C{timeoutConnection}, and whoever closes for another reason
    has either that timer running, or no time set.

    @param channel: the protocol that speaks on the connection.
    @return: empty where there is nothing to say.
    """
    if isinstance(channel, TimeoutMixin):
        timer = getattr(channel, "_TimeoutMixin__timeoutCall", None)
        isLate = channel.timeOut is not None and timer is None
    else:
        isLate = bool(getattr(channel, "isLate", False))
    return TIMEOUT if isLate else ""
