"""
What the greenhouse does with every request before any resource sees it.
"""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from typing import cast

from twisted.web import http, server
from twisted.web.resource import IResource
from twisted.web.server import Request

from server.csrf import isFromElsewhere
from server.greenhouse.accesslog import NOWHERE, AccessLog, IReactor
from server.hosts import isAllowed
from server.pages import Forbidden, Layout, Misdirected, Problem, ProblemPage, safetyFields
from server.semantics import SAFE
from server.state import checkSecret

# No scripts. Steps 6 to 9 have their style in the page itself.
SECURITY = safetyFields(scripts="'none'", styles="'self' 'unsafe-inline'")


class Rules(server.Site):
    """
    The greenhouse's rules, for a C{Site} on any channel: to be mixed in before it.
    """

    noisy = False  # its starting and stopping is not an event
    accessLog: AccessLog | None = None

    def obey(self, layout: Layout, options: Namespace) -> None:
        """
        Take the rules from the command line.

        @param layout: for the page that refuses a request.
        @param options: the parsed command line: C{allow_host}, C{access_log}; C{data} and
            C{database}.
        """
        self.layout = layout
        self.allowedHosts = frozenset(name.lower() for name in options.allow_host)
        self.accessLogPath = options.access_log
        self.checkBefore = partial(checkSecret, options)

    def startFactory(self) -> None:
        """
        Listening begins: check that the secret can be used, and open the access log, if one
        is wanted. The log stays open to the end, for requests that are still being answered.

        @raise BadOption: when either is not possible.
        """
        super().startFactory()
        self.checkBefore()
        if self.accessLogPath != NOWHERE:
            self.accessLog = AccessLog(cast(IReactor, self.reactor), self.accessLogPath)

    def log(self, request: http.Request) -> None:
        """
        Log a request, if there is an access log.
        """
        if self.accessLog is not None:
            self.accessLog.add(request)

    def getResourceFor(self, request: Request) -> IResource:
        """
        Find the resource for a request, unless there is a reason to refuse it.
        """
        problem = self.problemWith(request)
        return ProblemPage(self.layout, problem) if problem else super().getResourceFor(request)

    def problemWith(self, request: Request) -> Problem | None:
        """
        Tell why a request is refused, whatever it asks for: it is for another server,
        or it would change something for another site.
        """
        host = request.getHeader(b"Host")
        if host is not None and not isAllowed(host, self.allowedHosts):
            return Misdirected("This server does not go by that name: see --allow-host.")
        if request.method not in SAFE and isFromElsewhere(request):
            return Forbidden("Nothing was done: a page of another site has sent this.")
        return None
