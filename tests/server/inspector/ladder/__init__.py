"""
Tests of the ladder.
"""
