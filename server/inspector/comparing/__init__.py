"""
Two answers side by side, with the bytes marked in which they differ.
"""

from server.inspector.comparing.part import readComparison

__all__ = ["readComparison"]
