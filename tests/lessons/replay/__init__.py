"""
Tests of the replay of one request through the steps.
"""
