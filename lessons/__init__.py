"""
The course: one staircase of small programs, C{python -m lessons.step1} and up.
"""

from server.starting import endQuietly

endQuietly()
