"""
Tests of the proxy: what it forwards, what it refuses, where it may go, and what it counts.
"""
