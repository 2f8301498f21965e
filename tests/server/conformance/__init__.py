"""
Tests of the judge of other servers.
"""
