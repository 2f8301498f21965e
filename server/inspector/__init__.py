"""
The inspector: a page beside a step that shows what goes over its wire, live.
"""

from server.inspector.inspector import Inspector

__all__ = ["Inspector"]
