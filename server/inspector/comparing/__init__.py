"""
Two answers side by side, with marks on the bytes in which they differ.
"""

from server.inspector.comparing.part import readComparison

__all__ = ["readComparison"]
