"""
Tests of L{server.inspector.me}.
"""
