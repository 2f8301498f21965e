"""
The request target: what it names, and what is not one.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import RemoteProtocolError, Request
from server.pages import BadRequest
from server.proxy.proxyreader import ProxyReader
from server.proxy.target import Target, readTarget

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
    b"example.com/": "neither with a slash nor with a scheme",
    b"http:/example.com/": "not a well-formed http address",
    b"http://example.com/\xb0": "must be percent-encoded",
    b"http://example.com/\x7f": "must be percent-encoded",
    b"https://example.com/": "not secured by TLS",
    b"ftp://example.com/": "other than http and https",
    b"file:///etc/passwd": "other than http and https",
    b"http:///etc/passwd": "names no host",
    b"http://:80/": "names no host",
    b"http://a b/": "must be percent-encoded",
    b"http://a%2eb/": "names no host",
    b"http://a\\b/": "not a well-formed http address",
    b"http://a[]/": "not a well-formed http address",
    b"http://[::1/": "not a well-formed http address",
    b"http://[1.2.3.4]/": "not an IPv6 address",
    b"http://[fe80::1%25eth0]/": "not a well-formed http address",
    b"http://" + b"a" * 254 + b"/": "names no host",
    b"http://user@example.com/": "user name",
    b"http://example.com@127.0.0.1/": "user name",
    b"http://example.com:0/": "no port",
    b"http://example.com:65536/": "no port",
    b"http://example.com:999999/": "names no host",
    b"http://example.com:8o/": "not a well-formed http address",
    b"http://example.com/#x": "not a well-formed http address",
}

#: What browsers send, and no grammar allows: the server behind the proxy is to judge.
TYPED = [
    b"/?a[]=1&b={x}|y^`z",
    b"/%zz",
    b'?"<>\\',
    b"/[",
]

NO_TUNNEL = [
    b"example.com",
    b"example.com:",
    b"example.com:0",
    b":443",
    b"a:443/",
    b"http://a:443",
]


class Refused(Exception):
    """
    A target was refused. Argument: why.
    """


class TargetTests(SynchronousTestCase):
    """
    Targets in tables: what is read, and what is refused.
    """

    def read(self, target: bytes, method: bytes = b"GET") -> Target:
        """
        Read the target of a request, which comes whole, and byte by byte.

        @raise Refused: when it is refused, for the reason given.
        """
        head = b"%b %b HTTP/1.1\r\nHost: a\r\n\r\n" % (method, target)
        found = {self.readPieces(head, size) for size in (1, len(head))}
        (one,) = found
        if isinstance(one, str):
            raise Refused(one)
        return one

    def readPieces(self, head: bytes, size: int) -> Target | str:
        """
        Read the head of a request in pieces of a size.
        """
        reader = ProxyReader()
        try:
            for begin in range(0, len(head), size):
                reader.feed(head[begin : begin + size])
                event = reader.nextEvent()
            assert isinstance(event, Request)
            return readTarget(event)
        except (RemoteProtocolError, BadRequest) as error:
            return error.sentence

    def test_absolute(self) -> None:
        """
        An absolute URL names host, port, and what the server is asked for.
        """
        for text, target in ABSOLUTE.items():
            self.assertEqual(self.read(text), target, text)

    def test_noAbsolute(self) -> None:
        """
        What is not one is refused, and the reason given.
        """
        for text, reason in NO_ABSOLUTE.items():
            error = self.assertRaises(Refused, self.read, text)
            self.assertIn(reason, str(error), text)

    def test_typed(self) -> None:
        """
        What browsers fail to encode goes on as it came.
        """
        for rest in TYPED:
            path = rest if rest.startswith(b"/") else b"/" + rest
            for host, name in ((b"a.b:81", "a.b"), (b"[::1]:81", "::1")):
                self.assertEqual(self.read(b"http://%b%b" % (host, rest)), Target(name, 81, path))
        error = self.assertRaises(Refused, self.read, b"http://a/[ ")
        self.assertIn("must be percent-encoded", str(error))

    def test_options(self) -> None:
        """
        OPTIONS for a URL without a path asks about the server as a whole.
        """
        for text, path in {b"http://a": b"*", b"http://a/": b"/", b"http://a?": b"/?"}.items():
            self.assertEqual(self.read(text, b"OPTIONS").path, path, text)

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
            self.assertEqual(self.read(text).hostField, host, text)

    def test_tunnel(self) -> None:
        """
        A tunnel is asked for with host and port.
        """
        self.assertEqual(self.read(b"A.b:443", b"CONNECT"), Target("a.b", 443, isTunnel=True))
        self.assertEqual(self.read(b"[::1]:1", b"CONNECT"), Target("::1", 1, isTunnel=True))
        for text in NO_TUNNEL:
            self.assertRaises(Refused, self.read, text, b"CONNECT")
