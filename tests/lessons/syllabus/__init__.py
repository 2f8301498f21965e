"""
What the course consists of.
"""
