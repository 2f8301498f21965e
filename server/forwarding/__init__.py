"""
Who is before us: proxies that pass requests on, and what they say of the client.

To a server behind a proxy, every request comes from the proxy. Who asked it, by
which name and whether over TLS, only the proxy knows, and says so: in fields of the request
(C{Forwarded}, C{X-Forwarded-For} and its like), or once for a connection, before its first
byte (the PROXY protocol). Anybody can say such things. So they are believed from addresses
that the command line names, and from nobody else.
"""

from server.forwarding.options import addForwardingOptions, behindProxies, trustOf

__all__ = ["addForwardingOptions", "behindProxies", "trustOf"]
