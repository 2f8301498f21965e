"""
Tests of the raw sender.
"""
