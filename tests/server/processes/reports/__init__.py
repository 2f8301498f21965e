"""
Tests of what workers report to their parent.
"""
