"""
Tests of L{server.inspector.comparing}.
"""
