"""
The programs about the reactor and connections.
"""
