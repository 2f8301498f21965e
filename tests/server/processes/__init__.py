"""
Tests of a server of several processes.
"""
