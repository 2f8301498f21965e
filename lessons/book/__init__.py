"""
The walkthroughs as data: what they tell the reader to type, and what they
promise in return.
"""

from lessons.book.transcript import Exchange, Kind, Line, matches, readTranscripts

__all__ = ["Exchange", "Kind", "Line", "matches", "readTranscripts"]
