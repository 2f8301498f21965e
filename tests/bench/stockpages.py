"""
The pages of step 15 on Twisted's own C{Site}, each made by Twisted's own flattener:
C{python -m tests.bench.stockpages}, with the options of step 15.

It shows what the pages would cost on stock Twisted: the tree of tags is the same, and so are the
database and the search.
"""

from __future__ import annotations

from typing import NoReturn

from twisted.web.iweb import IRequest
from twisted.web.template import Flattenable

from server import __main__ as greenhouse
from server.commandline import makeParser
from server.pages import flattener
from tests.bench.sites import listen, makeSite


def leaveToTwisted(root: Flattenable, request: IRequest | None) -> NoReturn:
    """
    Know no tree: whoever asks goes to Twisted's flattener.
    """
    raise flattener.Unknown(root)


def main() -> None:
    """
    Run the server, with the options of step 15.
    """
    from twisted.internet import reactor
    from twisted.web.server import Site

    parser = makeParser("tests.bench.stockpages", __doc__ or "")
    greenhouse.addOptions(parser)
    options = parser.parse_args()
    flattener.flattenedText = leaveToTwisted
    listen(makeSite(Site, greenhouse.makeRoot(reactor, options)), options.port)


if __name__ == "__main__":
    main()
