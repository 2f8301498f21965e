"""
Tests of the ladder: what happened on a connection, drawn as arrows between two sides.
"""
