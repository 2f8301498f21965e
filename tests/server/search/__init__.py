"""
Tests of the text search.
"""
