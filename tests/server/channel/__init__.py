"""
Tests of the channel: the engine under a Site.
"""
