"""
Things to practise on with a web client: an upload, a login, a validator, a
stream without a length, an answer that breaks off, and a few files.
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime

from server.practice.site import makeHome
from server.practice.upload import FormRequest
from server.runner import main
from server.stock import Site


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeHome(reactor), requestFactory=FormRequest, reactor=reactor)


if __name__ == "__main__":
    main(makeFactory, tryThis=["a browser at http://{host}:{port}/"])
