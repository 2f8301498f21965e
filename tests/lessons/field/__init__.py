"""
Tests of the field guide.
"""
