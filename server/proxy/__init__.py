"""
A forward proxy: it logs, and counts the words of the pages that pass through.
"""

from server.http1 import RemoteProtocolError, Response
from server.proxy.counts import Counts
from server.proxy.destinations import Policy, readAllowed
from server.proxy.pagecounter import PageCounter, Slices, watchPage
from server.proxy.pages import CountsResource
from server.proxy.request import ProxyRequest
from server.proxy.site import Proxy

__all__ = [
    "Counts",
    "CountsResource",
    "PageCounter",
    "Policy",
    "Proxy",
    "ProxyRequest",
    "RemoteProtocolError",
    "Response",
    "Slices",
    "readAllowed",
    "watchPage",
]
