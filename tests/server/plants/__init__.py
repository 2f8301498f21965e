"""
Tests of the plant database.
"""
