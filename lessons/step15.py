"""
Step 15: the whole greenhouse, on an HTTP/1.1 engine of our own.

Plants, search, temperature and the course itself on one site, with the pages of
the steps beside them. C{python -m server} starts the same.
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Site

from server import __main__ as greenhouse
from server.runner import main

# Where everything is put together, server/__main__.py, is the one place that knows
# every application. No application knows another, or the site that it is on.
addOptions = greenhouse.addOptions
makeBeside = greenhouse.makeBeside


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    return greenhouse.makeRoot(reactor, options)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return greenhouse.makeSite(makeRoot(reactor, options), reactor, options)


if __name__ == "__main__":
    main(makeFactory, greenhouse.HINTS, addOptions, makeBeside)
