"""
How long clients that mean no harm wait while others do.
"""
