"""
The tests: C{trial tests}.
"""
