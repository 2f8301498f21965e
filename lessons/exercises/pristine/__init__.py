"""
The originals of the exercise files. A student's own is made from one of them, and put back to
it by C{python -m lessons reset}.
"""
