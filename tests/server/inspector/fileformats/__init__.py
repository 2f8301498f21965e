"""
Tests of the exports and imports of a conversation.
"""
