"""
Tests of the x-ray.
"""
