"""
Tests of the explainer.
"""
