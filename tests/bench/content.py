"""
What every server of the benchmark answers.
"""

HOST = "127.0.0.1"
HELLO = b"Hello, world!\n"
LARGE = bytes(2**20)
