"""
What proxies before us say, and whom we believe.
"""
