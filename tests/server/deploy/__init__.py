"""
The ready configurations of proxies, with real ones.
"""
