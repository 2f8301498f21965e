"""
One connection: its pieces as they truly came and went, and what their bytes mean.
"""

from server.inspector.conversation.about import about
from server.inspector.conversation.part import conversation
from server.inspector.conversation.strip import prepareStrip, strip

__all__ = ["about", "conversation", "prepareStrip", "strip"]
