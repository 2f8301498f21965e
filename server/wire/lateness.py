"""
Whether a server closes a connection because it has waited for too long.
"""

from __future__ import annotations

from typing import Any

from twisted.protocols.policies import TimeoutMixin

#: What the note says where a connection was closed like that.
TIMEOUT = "a timeout"


def whyClosing(channel: Any) -> str:
    """
    Say why the server closes a connection, at the moment when it does.

    Our own channel tells whether its time is over. Twisted's does not; but C{TimeoutMixin} lets
    go of its timer before it calls C{timeoutConnection}, and a channel that closes for another
    reason either has that timer running, or no time set.

    @param channel: the protocol that speaks on the connection.
    @return: empty where there is nothing to say.
    """
    if isinstance(channel, TimeoutMixin):
        timer = getattr(channel, "_TimeoutMixin__timeoutCall", None)
        isLate = channel.timeOut is not None and timer is None
    else:
        isLate = bool(getattr(channel, "isLate", False))
    return TIMEOUT if isLate else ""
