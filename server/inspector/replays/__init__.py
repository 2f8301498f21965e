"""
Replay: the same bytes, sent to every step, and their answers side by side.
"""
