"""
The course: one staircase of small programs, C{python -m lessons.step1} and up.
"""
