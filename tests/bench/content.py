"""
What every server of the benchmark answers.
"""

HOST = "127.0.0.1"
HELLO = b"Hello, world!\n"
LARGE = bytes(2**20)

#: The files that are asked for, with their sizes in bytes.
FILES = {"small.txt": 2**10, "large.txt": 2**20}

#: A word that many of the texts hold.
COMMON = "water"
