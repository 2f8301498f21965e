"""
Tests of the inspector: what it shows of connections, to whom, and what it sends.
"""
