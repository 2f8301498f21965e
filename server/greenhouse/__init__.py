"""
The whole greenhouse: every application on one site, robust enough to be left running.
"""
