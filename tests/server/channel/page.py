"""
A page on our channel, as a program like the steps: C{python -m
tests.server.channel.page --port 0}. Below C{/large}, one mebibyte.
"""

from __future__ import annotations

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.static import Data

from server.channel.site import Site
from server.runner import main
from tests.server.channel.serving import Page

MEBIBYTE = 2**20


class Root(Page):
    """
    The page, with something below it.
    """

    isLeaf = False

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Lead every path to the same page.
        """
        return self


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    """
    Make a site on our channel, with the page everywhere.
    """
    root = Root()
    root.putChild(b"large", Data(bytes(MEBIBYTE), "application/octet-stream"))
    return Site(root, reactor=reactor)


if __name__ == "__main__":
    main(makeFactory, tryThis=["curl http://{host}:{port}/"])
