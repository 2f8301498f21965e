"""
How a client is named: by its address, by a number in place of that, or as it calls itself.
"""

from __future__ import annotations

from server.inspector.inspector import Inspector
from server.inspector.view import View
from server.wire import Conversation


def nameOf(inspector: Inspector, view: View, conversation: Conversation) -> str:
    """
    Name the client of a connection: by what it calls itself, and by its address, or where
    that is not shown, by a number.
    """
    nickname = nicknameOf(inspector, conversation)
    address = addressOf(inspector, view, conversation)
    return f"{nickname} ({address})" if nickname else address


def nicknameOf(inspector: Inspector, conversation: Conversation) -> str:
    """
    Tell what a client calls itself; empty where it does not.
    """
    if inspector.upstream.find(conversation.number) is not None:
        return ""  # what it passes on is not a name of its own
    label = inspector.owners.labelOf(conversation) if inspector.owners else ""
    return label or inspector.catalog.factsOf(conversation).nickname


def addressOf(inspector: Inspector, view: View, conversation: Conversation) -> str:
    """
    Tell a client's address, or where that is not shown, its number; for a connection that
    the program itself has made, where it leads.
    """
    upstream = inspector.upstream.find(conversation.number)
    if upstream is not None:
        return f"the proxy, to {upstream.place}"
    if not view.hidesPeers:
        return conversation.peer
    return inspector.clients.nameOf(conversation)
