"""
The benchmark: step 15 as its user starts it, beside Twisted Web as it is and beside other
servers. Run it with C{python -m tests.bench}; it needs the extra C{bench}, and wrk.

What is compared is in L{tests.bench.parts}, how each server is started in L{tests.bench.commands},
and what the clients do in L{tests.bench.loads}.
"""
