"""
Tests of the things to practise on.
"""
