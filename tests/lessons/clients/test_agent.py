"""
Proxies that the environment names, and names of all kinds.
"""

from __future__ import annotations

import io
import os
import sys

from twisted.internet import reactor
from twisted.trial.unittest import SynchronousTestCase, TestCase

from lessons.clients import webcat
from lessons.clients.agent import Proxy, proxyFor, readProxy
from lessons.clients.clientprogram import Run, makeParser
from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from tests.support.clients import ScriptedServer, environment, runClient, saying
from tests.support.names import know

PROXY = "http://proxy.example:3128"
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

VALUES = {
    PROXY: Proxy(PROXY, ""),
    "proxy.example:3128": Proxy(PROXY, ""),
    "http://[::1]:3128/": Proxy("http://[::1]:3128/", ""),
    "http://me:a%40b@proxy.example:3128": Proxy(PROXY, "Basic bWU6YUBi"),
}

#: The environment, the URL, and the proxy that it is asked through.
CHOICES: list[tuple[dict[str, str], str, str | None]] = [
    ({}, "http://h/", None),
    ({"http_proxy": PROXY}, "http://h/", PROXY),
    ({"HTTP_PROXY": PROXY}, "http://h/", PROXY),
    ({"all_proxy": PROXY}, "http://h/", PROXY),
    ({"http_proxy": ""}, "http://h/", None),
    ({"http_proxy": PROXY}, "http://127.0.0.1:8000/", None),
    ({"http_proxy": PROXY}, "http://[::1]:8000/", None),
    ({"http_proxy": PROXY}, "http://localhost/", None),
    ({"http_proxy": PROXY, "no_proxy": "h, i"}, "http://h/", None),
    ({"http_proxy": PROXY, "no_proxy": ".example"}, "http://a.example:81/", None),
    ({"http_proxy": PROXY, "no_proxy": "*"}, "http://h/", None),
    ({"http_proxy": PROXY, "no_proxy": "i"}, "http://h/", PROXY),
    ({"http_proxy": PROXY, "https_proxy": PROXY}, "https://h/", None),
]


class ProxyTests(SynchronousTestCase):
    """
    Proxies that the environment names.
    """

    def setUp(self) -> None:
        """
        Begin in an environment without a proxy.
        """
        clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        self.patch(os, "environ", clean)
        self.err = io.StringIO()
        self.patch(sys, "stderr", self.err)

    def test_values(self) -> None:
        """
        A proxy is a URL, or HOST:PORT, with a user or without.
        """
        for text, proxy in VALUES.items():
            self.assertEqual(readProxy(text), proxy)

    def test_badValues(self) -> None:
        """
        Anything else is told, and never the password.
        """
        for text in ("socks5://h:1", "http://", "http://h:99999", "https://h", "me:secret@"):
            with self.assertRaises(ClientError, msg=text) as caught:
                readProxy(text)
            self.assertIs(caught.exception.status, Exit.COMMAND_LINE)
            self.assertIn("http_proxy", str(caught.exception))
            self.assertNotIn("secret", str(caught.exception))

    def test_choices(self) -> None:
        """
        Which URL is asked for through a proxy.
        """
        before = dict(os.environ)
        for settings, url, wanted in CHOICES:
            self.patch(os, "environ", before | settings)
            proxy = proxyFor(url)
            self.assertEqual(proxy and proxy.url, wanted, (settings, url))

    def test_https(self) -> None:
        """
        A proxy that is not used for https is told of.
        """
        self.patch(os, "environ", {"https_proxy": PROXY})
        self.assertIsNone(proxyFor("https://h/"))
        self.assertIn("https goes to the server itself", self.err.getvalue())


class ProxiedRequestTests(SynchronousTestCase):
    """
    A request through a proxy.
    """

    def test_absoluteForm(self) -> None:
        """
        The proxy gets the whole URL, and the login that is meant for it.
        """
        with ScriptedServer(saying(FINE)) as server:
            place = server.url.replace("http://", "http://me:secret@")
            self.patch(os, "environ", environment() | {"http_proxy": place, "no_proxy": ""})
            result = runClient("webcat", "http://nosuchhost.invalid:81/a?b")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "hello", ""))
        (request,) = server.requests
        self.assertTrue(request.startswith(b"GET http://nosuchhost.invalid:81/a?b HTTP/1.1\r\n"))
        self.assertIn(b"\r\nHost: nosuchhost.invalid:81\r\n", request)
        self.assertIn(b"\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n", request)


class NameTests(TestCase):
    """
    Hosts by name, of every kind.
    """

    async def fetch(self, url: str) -> tuple[Exit, str]:
        """
        Run webcat.

        @return: its status, and all that it printed.
        """
        out, err = io.BytesIO(), io.StringIO()
        self.patch(sys, "stdout", io.TextIOWrapper(out))
        self.patch(sys, "stderr", err)
        parser = makeParser("webcat", "")
        webcat.addOptions(parser)
        run = Run("webcat", webcat.program, parser.parse_args([url]))
        return await run.finish(reactor), out.getvalue().decode() + err.getvalue()  # type: ignore[arg-type]

    async def test_underscore(self) -> None:
        """
        A name with an underscore is a name, though no certificate can be for it.
        """
        know(self, a_b=["127.0.0.1"])
        self.patch(os, "environ", {})
        with ScriptedServer(saying(FINE)) as server:
            url = f"http://a_b.example:{server.port}/"
            self.assertEqual(await self.fetch(url), (Exit.WELL, "hello"))
        self.assertIn(f"Host: a_b.example:{server.port}".encode(), server.requests[0])
        words = (
            "webcat: certificate refused: "
            "no certificate can be made out for the name a_b.example\n"
        )
        self.assertEqual(await self.fetch("https://a_b.example/"), (Exit.CERTIFICATE, words))
