"""
Tests of the databases themselves, without an application on them.
"""
