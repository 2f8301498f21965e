"""
Twisted Web as it comes: its own Site, with the smallest page.
"""

from __future__ import annotations

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.web.server import Site

from lessons.reportcard.hello import Hello
from server.runner import main


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    """
    Make Twisted's own site, with the smallest page.
    """
    return Site(Hello(), reactor=reactor)


if __name__ == "__main__":
    main(makeFactory, ["curl http://{host}:{port}/"])
