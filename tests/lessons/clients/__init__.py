"""
Tests of the web clients.
"""
