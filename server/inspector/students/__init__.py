"""
The students of a class that share one server: who they are, and which connections are theirs.
"""
