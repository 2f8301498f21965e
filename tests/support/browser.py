"""
A browser's part in a conversation by HTTP: cookies, forms, redirects; over a
real connection.
"""

from __future__ import annotations

import re
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, ProxyHandler, build_opener

from tests.support.raw import ANSWER_TIMEOUT


class NoRedirect(HTTPRedirectHandler):
    """
    Leaves it to the test whether a redirect is followed.
    """

    def redirect_request(self, *arguments: object) -> None:
        """
        Follow no redirect: the test sees its status and its Location.
        """


class Answer:
    """
    What came back: the status, the fields and the text.
    """

    def __init__(self, response: HTTPResponse | HTTPError) -> None:
        self.status: int = response.status or 0
        self.headers = response.headers
        self.text = response.read().decode()


class Browser:
    """
    A person's browser, as far as a server can tell: it keeps cookies, submits forms, and
    waits for each answer.
    """

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        handlers = [HTTPCookieProcessor(CookieJar()), NoRedirect(), ProxyHandler({})]
        self.opener = build_opener(*handlers)

    def get(self, path: str, content: bytes | None = None) -> Answer:
        """
        Ask for a page, or post content to it.

        @return: the answer, whatever its status.
        """
        try:
            with self.opener.open(self.root + path, content, timeout=ANSWER_TIMEOUT) as response:
                return Answer(response)
        except HTTPError as error:
            with error:
                return Answer(error)

    def post(self, path: str, **values: object) -> Answer:
        """
        Send a form, without looking at it.
        """
        return self.get(path, urlencode(values).encode())

    def token(self, path: str) -> str:
        """
        Look at a form, and find its token.
        """
        match = re.search(r'name="token" value="(\w+)"', self.get(path).text)
        assert match, f"{path} has no token"
        return match[1]
