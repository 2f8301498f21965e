"""
Tests of the HTTP/1.1 engine, on bytes alone: no socket, no clock.
"""
