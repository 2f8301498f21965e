"""
The request target: what it names, and what is none.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.pages import BadRequest
from server.proxy.target import Target, readAbsolute, readTunnel

ABSOLUTE = {
    b"http://example.com/": Target("example.com", 80, b"/"),
    b"HTTP://Example.COM:8080/A?b=c": Target("example.com", 8080, b"/A?b=c"),
    b"http://example.com": Target("example.com", 80, b"/"),
    b"http://example.com?q": Target("example.com", 80, b"/?q"),
    b"http://example.com:/": Target("example.com", 80, b"/"),
    b"http://[2001:DB8::1]:81//x": Target("2001:db8::1", 81, b"//x"),
    b"http://127.0.0.1/@:": Target("127.0.0.1", 80, b"/@:"),
}

NO_ABSOLUTE = {
    b"example.com/": "no absolute URL",
    b"http:/example.com/": "no absolute URL",
    b"http://example.com/\xb0": "no absolute URL",
    b"http://example.com/\x7f": "no absolute URL",
    b"https://example.com/": "CONNECT",
    b"ftp://example.com/": "http only",
    b"file:///etc/passwd": "http only",
    b"http:///etc/passwd": "names no host",
    b"http://:80/": "names no host",
    b"http://a b/": "no absolute URL",
    b"http://a%2eb/": "names no host",
    b"http://a\\b/": "names no host",
    b"http://[::1/": "names no host",
    b"http://[1.2.3.4]/": "names no host",
    b"http://[fe80::1%25eth0]/": "names no host",
    b"http://" + b"a" * 254 + b"/": "names no host",
    b"http://user@example.com/": "user name",
    b"http://example.com@127.0.0.1/": "user name",
    b"http://example.com:0/": "no port",
    b"http://example.com:65536/": "no port",
    b"http://example.com:999999/": "names no host",
    b"http://example.com:8o/": "names no host",
    b"http://example.com/#x": "fragment",
}

NO_TUNNEL = [
    b"example.com",
    b"example.com:",
    b"example.com:0",
    b":443",
    b"a:443/",
    b"http://a:443",
]


class TargetTests(SynchronousTestCase):
    """
    Tables.
    """

    def test_absolute(self) -> None:
        """
        An absolute URL names host, port, and what the server is asked for.
        """
        for text, target in ABSOLUTE.items():
            self.assertEqual(readAbsolute(b"GET", text), target, text)

    def test_noAbsolute(self) -> None:
        """
        What is none is refused, and the reason given.
        """
        for text, reason in NO_ABSOLUTE.items():
            error = self.assertRaises(BadRequest, readAbsolute, b"GET", text)
            self.assertIn(reason, error.sentence, text)

    def test_options(self) -> None:
        """
        OPTIONS for a URL without a path asks about the server as a whole.
        """
        for text, path in {b"http://a": b"*", b"http://a/": b"/", b"http://a?": b"/?"}.items():
            self.assertEqual(readAbsolute(b"OPTIONS", text).path, path, text)

    def test_host(self) -> None:
        """
        The field Host names the port where it is not 80, and IPv6 in brackets.
        """
        hosts = {
            b"http://A.example:80/": b"a.example",
            b"http://a.example:8080/": b"a.example:8080",
            b"http://[::1]/": b"[::1]",
            b"http://[::1]:81/": b"[::1]:81",
            b"http://a.example:8080": b"a.example:8080",
        }
        for text, host in hosts.items():
            self.assertEqual(readAbsolute(b"GET", text).hostField, host, text)

    def test_tunnel(self) -> None:
        """
        A tunnel is asked for with host and port.
        """
        self.assertEqual(readTunnel(b"A.b:443"), Target("a.b", 443, isTunnel=True))
        self.assertEqual(readTunnel(b"[::1]:1"), Target("::1", 1, isTunnel=True))
        for text in NO_TUNNEL:
            self.assertRaises(BadRequest, readTunnel, text)
