"""
Tests of the text search: engines, index, matches, and pages.
"""
