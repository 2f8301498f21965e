"""
The exercise files as they are handed out. C{python -m lessons reset} takes them
from here.
"""
