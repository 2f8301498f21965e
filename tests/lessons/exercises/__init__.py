"""
Tests of the exercises and of their checks.
"""
