"""
What stands behind the lessons, usable on its own.
"""
