"""
Tests of the report card.
"""
