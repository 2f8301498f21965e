"""
A page with a validator.
"""

from __future__ import annotations

from hashlib import sha256

from twisted.web.resource import Resource
from twisted.web.server import Request

from server.conditional import answerUnmet, evaluateFor, isUnmet, sayValidators
from server.pages import makePage, renderLater, variesByAccept, wantsPage
from server.semantics import Validators
from server.state import Counter

NEW_VERSION = '<form method="post"><p><button>Make a new version</button></p></form>'


class Tagged(Resource):
    """
    A page with a strong entity tag. Each POST makes a new version of it.

    RFC 9110 section 8.8.1: a strong validator changes whenever the content does; so the
    text, and the page on which a browser shows it, each have a tag of their own.
    """

    isLeaf = True

    def __init__(self, version: Counter) -> None:
        """
        @param version: the number of the version. All processes that show the page share it:
            otherwise one would tell a client that its copy is old, and the next that it is
            not.
        """
        super().__init__()
        self.version = version

    def render_GET(self, request: Request) -> int:
        """
        Show the page, unless the client has this version already.
        """
        return renderLater(request, self.show(request))

    def render_POST(self, request: Request) -> int:
        """
        Make a new version, unless the client expects the page to be another version.
        """
        return renderLater(request, self.renew(request))

    async def show(self, request: Request) -> bytes | int:
        """
        Find out which version there is, and evaluate the preconditions.
        """
        version = await self.version.get()
        outcome = evaluateVersion(request, version)
        if isUnmet(outcome):
            return answerUnmet(request, outcome)
        return showVersion(request, version)

    async def renew(self, request: Request) -> bytes | int:
        """
        Do the same, and make a new version. If somebody has made one in the meantime, they
        were first: then the preconditions are about that one (RFC 9110 section 13.1.1,
        against lost updates).
        """
        isDone = False
        while not isDone:
            version = await self.version.get()
            outcome = evaluateVersion(request, version)
            if isUnmet(outcome):
                return answerUnmet(request, outcome)
            isDone = await self.version.addTo(version)
        return showVersion(request, version + 1)


def evaluateVersion(request: Request, version: int) -> int:
    """
    @return: the status that the preconditions of a request ask for, with this version as it
        is.
    """
    variesByAccept(request)
    return evaluateFor(request, validatorsOf(request, version))


def validatorsOf(request: Request, version: int) -> Validators:
    """
    Make the validators that tell this version from others.
    """
    kind = "-page" if wantsPage(request) else ""
    return Validators(f'"{sha256(textOf(version).encode()).hexdigest()[:16]}{kind}"'.encode())


def textOf(version: int) -> str:
    """
    Write the content of a version.
    """
    return f"This is version {version}.\n"


def showVersion(request: Request, version: int) -> bytes:
    """
    Show the page: in a browser with the form for a new version, elsewhere the text alone.
    """
    text = textOf(version)
    sayValidators(request, validatorsOf(request, version))
    if wantsPage(request):
        return makePage(request, "An entity tag", f"<p>{text.strip()}</p>\n{NEW_VERSION}")
    request.setHeader(b"content-type", b"text/plain; charset=utf-8")
    return text.encode()
