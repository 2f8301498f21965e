"""
Fuzzing: bytes that nobody would think of. Run it with C{python -m tests.fuzz}; it needs
the extra C{fuzz}.
"""
