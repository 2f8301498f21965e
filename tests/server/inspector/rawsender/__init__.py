"""
Tests of the raw sender: what is typed, what is sent, and that nobody else can send.
"""
