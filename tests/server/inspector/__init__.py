"""
Tests of the inspector.
"""
