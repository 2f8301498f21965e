"""
The application: what each request means. It knows neither an engine nor HTML.
"""

from __future__ import annotations

from collections.abc import Mapping

from twisted.web.server import Request

from server.dispatchers import Method
from server.pages import Answer, BadRequest
from server.search.formatter import SearchFormatter, TextView
from server.search.links import isPage
from server.search.matching import Query, readQuery
from server.search.repository import SearchRepository
from server.search.scanning import MOST_ROWS, Results

Arguments = Mapping[str, str]

#: What C{casesensitive} may say for "no".
NO = ("", "0", "no", "off", "false")

# A stranger's page is shown as what it is, but it is not part of this site: no
# script of it runs, it loads nothing but our style sheet, if it wants that, and its
# forms go nowhere (Content Security Policy Level 3, the directive "sandbox").
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'"
)


class SearchApplication:
    """
    Answers the requests, by the names that they have in the URL.
    """

    def __init__(self, repository: SearchRepository, formatter: SearchFormatter) -> None:
        self.repository = repository
        self.formatter = formatter

    def table(self) -> dict[str, Method]:
        """
        List the methods for a dispatcher, by the requests' names.
        """
        methods = [self.show_search_form, self.show_search_results, self.get_text_file]
        return {method.__name__: method for method in methods}

    async def show_search_form(self, request: Request) -> Answer:
        """
        Show the form, as the request has filled it in.
        """
        return Answer(self.formatter.formPage())

    async def show_search_results(self, request: Request) -> Answer:
        """
        Show the lines that match.

        @param request: its arguments are C{querystr}, and C{casesensitive} if
            upper and lower case are to differ; C{page}, from 1.
        """
        arguments = readArguments(request)
        text, isCaseSensitive = arguments.get("querystr", ""), readFlag(arguments)
        try:
            query = readQuery(text, isCaseSensitive)
        except BadRequest as problem:
            page = self.formatter.formPage(text, isCaseSensitive, problem.sentence)
            return Answer(page, problem.status)
        first = (readCount(arguments.get("page", "1"), "page") - 1) * MOST_ROWS
        results = await self.repository.search(query, first)
        alone = await self.findAlone(results)
        return Answer(self.formatter.resultsPage(results, alone))

    async def findAlone(self, results: Results) -> list[Results]:
        """
        Where no line holds all words, find what each would find alone.
        """
        if results.rows or results.skipped or len(results.query.words) < 2:
            return []
        return await self.repository.searchAlone(results.query)

    async def get_text_file(self, request: Request) -> Answer:
        """
        Show a file.

        @param request: its arguments are C{file}, a path in the corpus; C{line},
            where to open it; C{querystr} and C{casesensitive}, what to mark; and
            C{source}, to see an HTML file's text instead of the page it makes.
        """
        arguments = readArguments(request)
        path = arguments.get("file", "")
        line = readCount(arguments.get("line", "1"), "line")
        query = readOptionalQuery(arguments)
        text = await self.repository.readText(path)
        if isPage(path) and "source" not in arguments:
            fields = {"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff"}
            return Answer(text.encode(), fields=fields)
        return Answer(self.formatter.textPage(TextView(path, text, line, query)))


def readArguments(request: Request) -> Arguments:
    """
    Read what the client has filled in; where a field comes twice, the first one counts.

    @raise BadRequest: when it is not text.
    """
    try:
        return {name.decode(): values[0].decode() for name, values in request.args.items()}
    except UnicodeDecodeError:
        raise BadRequest("What was sent is not text in UTF-8.") from None


def readFlag(arguments: Arguments) -> bool:
    """
    Read whether upper and lower case differ.
    """
    return arguments.get("casesensitive", "").lower() not in NO


def readOptionalQuery(arguments: Arguments) -> Query | None:
    """
    Read what to mark in a file, if anything.
    """
    text = arguments.get("querystr", "")
    return readQuery(text, readFlag(arguments)) if text.strip() else None


def readCount(text: str, noun: str) -> int:
    """
    Read the number of a line, or of a page.

    @raise BadRequest: when it is not one.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise BadRequest(f"The number of a {noun} is 1 or more.")
    return int(text)
