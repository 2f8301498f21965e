"""
The engine of this course under the same page.
"""

from __future__ import annotations

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime

from lessons.reportcard.hello import Hello
from server.channel.site import Site
from server.runner import main


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    """
    Make a site on the engine of this course, with the smallest page.
    """
    return Site(Hello(), reactor=reactor)


if __name__ == "__main__":
    main(makeFactory, ["curl http://{host}:{port}/"])
