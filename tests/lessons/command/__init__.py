"""
Tests of the command C{python -m lessons}, and of what its terminal shows.
"""
