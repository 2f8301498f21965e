"""
Tests of what requests mean in every version of HTTP.
"""
