"""
The benchmark: our channel beside Twisted's own and beside other servers, in one go.
Run it with C{python -m tests.bench}; it needs the extra C{bench}, and wrk.
"""
