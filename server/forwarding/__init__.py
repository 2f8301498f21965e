"""
Who is in front of us: proxies that pass requests on, and what they say about the client.

To a server behind a proxy, every request comes from the proxy. Only the proxy knows who
asked it, by which name and whether over TLS, and it says so: in fields of the request
(C{Forwarded}, C{X-Forwarded-For} and the like), or once per connection, before its first
byte (the PROXY protocol). Anybody can say such things. So they are believed only when they
come from addresses that the command line names.
"""

from server.forwarding.options import addForwardingOptions, behindProxies, trustOf

__all__ = ["addForwardingOptions", "behindProxies", "trustOf"]
