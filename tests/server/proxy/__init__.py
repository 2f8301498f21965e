"""
Tests of the proxy.
"""
