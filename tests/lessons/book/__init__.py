"""
Tests of the book: its pages as Sphinx makes them, their links and pictures, and both
languages.
"""
