"""
Tests of the explainer: what it says of bytes, and that it agrees with the engine.
"""
