"""
One connection: its pieces as they truly came and went, and what their bytes mean.
"""

from server.inspector.conversation.meaning import meaning, readMeaning
from server.inspector.conversation.part import conversation, readConversation
from server.inspector.conversation.readerpart import readerPart, readReaderPart

__all__ = [
    "conversation",
    "meaning",
    "readConversation",
    "readMeaning",
    "readReaderPart",
    "readerPart",
]
