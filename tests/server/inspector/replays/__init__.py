"""
Tests of the replay on the inspector's page.
"""
