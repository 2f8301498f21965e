"""
The engine on the network: it puts L{server.http1} under a Twisted C{Site}.

What is listed here is for everybody, and will stay; the modules are the channel's own. C{Site}
takes any tree of resources; C{Patience} says how long a client may take, and C{Limits} how
much it may send.
"""

from server.channel.deadline import Patience
from server.channel.request import Request
from server.channel.site import Site
from server.http1.limits import Limits

__all__ = ["Limits", "Patience", "Request", "Site"]
