"""
Tests of L{server.inspector.students}.
"""
