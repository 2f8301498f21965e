"""
Tests of the book.
"""
