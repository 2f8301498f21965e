"""
Whether a form was sent from a page of ours.

A page of another site can make a visitor's browser post a form to us, and the
browser would send its cookies along. It cannot read our pages, nor our cookies.
So each form of ours holds a token that fits the browser's cookie, and can only
be made with a key that never leaves this process.
"""

from __future__ import annotations

import hmac
import re
import secrets

from twisted.web.server import Request

#: The names of the form's field, and of the cookie.
FIELD = "token"
COOKIE = b"plants_form"
VALUE = re.compile(rb"[0-9a-f]{32}")

#: What a browser says of a request that no other site has caused.
OWN_SITES = (None, b"same-origin", b"none")


class FormGuard:
    """
    Makes the tokens and checks them. Nothing is stored for a browser; after a
    restart the key is another, and forms from before have to be sent again.
    """

    def __init__(self) -> None:
        self.key = secrets.token_bytes(32)

    def makeToken(self, request: Request, path: str) -> str:
        """
        Make the token for a form in the answer to a request.

        @param path: where the application stands; the cookie is sent only there.
        """
        browser = findBrowser(request)
        if browser is None:
            browser = secrets.token_hex(16).encode()
            request.addCookie(
                COOKIE,
                browser,
                path=path.encode(),
                secure=request.isSecure(),
                httpOnly=True,
                sameSite=b"lax",
            )
        return self.tokenFor(browser)

    def tokenFor(self, browser: bytes) -> str:
        """
        Make the token that fits a cookie.
        """
        return hmac.new(self.key, browser, "sha256").hexdigest()

    def accepts(self, request: Request) -> bool:
        """
        Tell whether a request was sent from a form of ours, in the browser that
        the form was shown in.
        """
        # W3C Fetch Metadata: newer browsers say where a request comes from.
        # It also tells apart two servers on one machine, which share cookies.
        if request.getHeader(b"sec-fetch-site") not in OWN_SITES:
            return False
        browser = findBrowser(request)
        tokens: list[bytes] = request.args.get(FIELD.encode(), [])
        if browser is None or len(tokens) != 1:
            return False
        return hmac.compare_digest(self.tokenFor(browser).encode(), tokens[0])


def findBrowser(request: Request) -> bytes | None:
    """
    Find out which browser this is, if it has shown a form of ours before.
    """
    value: bytes | None = request.getCookie(COOKIE)
    return value if value is not None and VALUE.fullmatch(value) else None
