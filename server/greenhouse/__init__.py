"""
The whole greenhouse: every application on one site, real enough to be left
running.
"""
