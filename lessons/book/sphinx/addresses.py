"""
Which texts the book is made of.
"""

from __future__ import annotations

#: From the folder of the course.
PAGES = ["*.rst", "clients/*.rst", "reactor/*.rst", "field/*.rst"]
