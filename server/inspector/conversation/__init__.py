"""
One connection: its pieces as they truly came and went, and what their bytes mean.
"""

from server.inspector.conversation.about import about, readAbout
from server.inspector.conversation.part import conversation, readConversation
from server.inspector.conversation.readerpart import readerPart, readReaderPart

__all__ = [
    "about",
    "conversation",
    "readAbout",
    "readConversation",
    "readReaderPart",
    "readerPart",
]
