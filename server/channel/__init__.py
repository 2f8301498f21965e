"""
The engine on the network: what puts L{server.http1} under a C{Site} of Twisted's.
"""
