"""
The reactor and connections: small programs to warm up with, before the first
step. Each is one file: C{python -m lessons.reactor.runreactor}.
"""
