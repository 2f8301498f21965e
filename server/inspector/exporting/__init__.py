"""
Exports and imports on the inspector's page.
"""
