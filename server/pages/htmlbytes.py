"""
Pages that a resource returns as bytes: those whose content it writes as HTML itself, as
steps 6 to 9 do; and the page of a problem, where there is nothing to wait for.
"""

from __future__ import annotations

from twisted.web.server import Request
from twisted.web.template import Flattenable

from server.pages.flattener import bytesOf, flattenedText
from server.pages.layout import HTML, Layout, Title, keptFrame
from server.pages.problempage import problemPage
from server.problem import Problem

DOCTYPE_TEXT = "<!DOCTYPE html>\n"

#: The layout of a site that does not give one: the home page is all that it links.
PLAIN = Layout()


def layoutOf(request: object) -> Layout:
    """
    Find the layout of the site that a request came to.

    @param request: a request, or a connection: it must know its C{site}.
    """
    layout: Layout = getattr(getattr(request, "site", None), "layout", PLAIN)
    return layout


def makePage(request: Request, title: str, body: str, status: int = 200) -> bytes:
    """
    Make a page, in the site's layout. Where the status tells of a problem, so does the
    title of the window.

    @param title: as text; it is escaped here.
    @param body: as HTML; whoever has written it has escaped what came from outside.
    """
    request.setResponseCode(status)
    before, after = makeFrame(request, title, status >= 400)
    return before + f"{body.rstrip()}\n".encode() + after


def makeFrame(request: Request, title: str, isWrong: bool = False) -> tuple[bytes, bytes]:
    """
    Make what is before the content of a page, and what is after it, for content that comes
    little by little.
    """
    layout = layoutOf(request)
    before, after = keptFrame(layout, Title(title, isWrong), layout.here(request))
    request.setHeader("Content-Type", HTML)
    return f"{DOCTYPE_TEXT}{before.rstrip()}\n".encode(), f"    {after.lstrip()}\n".encode()


def makeErrorPage(request: Request, status: int, sentence: str) -> bytes:
    """
    Make the page of an error: its number and its rule, the path, and what to do next.

    @param sentence: what is wrong, as text; it is escaped here.
    """
    problem = Problem(sentence)
    problem.status = status
    return makeProblemPage(request, problem)


def makeProblemPage(request: Request, problem: Problem) -> bytes:
    """
    Make the page of a problem that somebody has raised, as L{makeErrorPage} does.
    """
    request.setResponseCode(problem.status)
    for name, value in problem.fields.items():
        request.setHeader(name, value)
    request.setHeader("Content-Type", HTML)
    return writeProblem(layoutOf(request), problem, request)


def writeProblem(
    layout: Layout, problem: Problem, request: Request | None, *facts: Flattenable
) -> bytes:
    """
    Write the page of a problem, even where no request could be read.

    @param facts: what is said besides the problem; by default, what was asked for.
    """
    page = problemPage(layout, problem, request, *facts)
    return bytesOf(f"{DOCTYPE_TEXT}{flattenedText(page, request)}\n")


def sendProblem(request: Request, problem: Problem) -> None:
    """
    Answer with the page of a problem, where nothing can be returned to a caller.
    """
    page = makeProblemPage(request, problem)
    request.setHeader("Content-Length", str(len(page)))
    request.write(page)
    request.finish()
