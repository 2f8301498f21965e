"""
Tests of the exports and imports on the inspector's page.
"""
