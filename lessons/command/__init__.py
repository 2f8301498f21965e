"""
The command C{python -m lessons}: the way through the course.
"""
