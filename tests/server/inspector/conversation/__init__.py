"""
Tests of what is shown of one connection.
"""
