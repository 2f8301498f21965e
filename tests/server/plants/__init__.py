"""
Tests of the plant database: its fields, store, styles, pages and forms.
"""
