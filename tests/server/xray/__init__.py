"""
Tests of the x-ray: what it tells of requests is what happened, and nothing is changed by
it.
"""
