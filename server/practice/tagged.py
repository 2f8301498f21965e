"""
A page with a validator.
"""

from __future__ import annotations

from hashlib import sha256

from twisted.web.resource import Resource
from twisted.web.server import Request

from server.conditional import answerUnmet, evaluateFor, isUnmet, sayValidators
from server.pages import makePage, variesByAccept, wantsPage
from server.semantics import Validators

NEW_VERSION = '<form method="post"><p><button>Make a new version</button></p></form>'


class Tagged(Resource):
    """
    A page with a strong entity tag. Each POST makes a new version of it.

    RFC 9110 section 8.8.1: a strong validator changes whenever the content does; so the
    text, and the page on which a browser shows it, have a tag each.
    """

    isLeaf = True
    version = 1

    def render_GET(self, request: Request) -> bytes | int:
        """
        Show the page, unless the client has this version already.
        """
        outcome = self.evaluate(request)
        return answerUnmet(request, outcome) if isUnmet(outcome) else self.show(request)

    def render_POST(self, request: Request) -> bytes | int:
        """
        Make a new version, unless the client expects another one to be here.
        """
        outcome = self.evaluate(request)
        if isUnmet(outcome):
            return answerUnmet(request, outcome)
        self.version += 1
        return self.show(request)

    def evaluate(self, request: Request) -> int:
        """
        Evaluate the preconditions of a request.
        """
        variesByAccept(request)
        return evaluateFor(request, self.validators(request))

    def validators(self, request: Request) -> Validators:
        """
        What tells this version from the others.
        """
        kind = "-page" if wantsPage(request) else ""
        return Validators(f'"{sha256(self.text().encode()).hexdigest()[:16]}{kind}"'.encode())

    def text(self) -> str:
        """
        The content now.
        """
        return f"This is version {self.version}.\n"

    def show(self, request: Request) -> bytes:
        """
        Show the page.
        """
        sayValidators(request, self.validators(request))
        if wantsPage(request):
            return makePage(
                request, "An entity tag", f"<p>{self.text().strip()}</p>\n{NEW_VERSION}"
            )
        request.setHeader(b"content-type", b"text/plain; charset=utf-8")
        return self.text().encode()
