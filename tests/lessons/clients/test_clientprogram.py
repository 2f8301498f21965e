"""
The command line that all clients share.
"""

from __future__ import annotations

from argparse import ArgumentTypeError

from twisted.internet.error import ConnectionRefusedError, DNSLookupError
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web._newclient import RequestGenerationFailed, WrongBodyLength

from lessons.clients.clientprogram import readURL
from lessons.clients.errors import ClientError
from lessons.clients.failures import TABLE, explain
from lessons.clients.statuses import EPILOG, Exit
from tests.support.clients import runClient

CLIENTS = ["webcat", "webcat2", "webcat3", "validate", "updatecheck", "webdownload", "harness"]

GOOD_URLS = {
    "http://127.0.0.1:8000/": "http://127.0.0.1:8000/",
    "HTTPS://example.org": "https://example.org",
    "http://[::1]:8000/a?b=c": "http://[::1]:8000/a?b=c",
    "http://example.org/ä b": "http://example.org/%C3%A4%20b",
    "http://bücher.example/": "http://xn--bcher-kva.example/",
}

BAD_URLS = {
    "": "not a URL of the web",
    "127.0.0.1:8000": "not a URL of the web",
    "/etc/passwd": "not a URL of the web",
    "file:///etc/passwd": "not a URL of the web",
    "http:///path": "not a URL of the web",
    "http://host:port/": "not a URL",
    "http://a b/": "not a URL",
    "http://[::1/": "not a URL",
    "http://me:secret@host/": "no user and password in a URL",
}

FAILURES: list[tuple[Exception, str, Exit]] = [
    (ClientError("404 Not Found", Exit.REFUSED), "404 Not Found", Exit.REFUSED),
    (ClientError("two\r\nlines\x1b"), "two lines", Exit.OTHER),
    (PermissionError(13, "Permission denied", "x"), "x: Permission denied", Exit.FILE),
    (
        ConnectionRefusedError(111, "x"),
        "connection refused: nothing listens there",
        Exit.NETWORK,
    ),
    (
        DNSLookupError("x"),
        "no such host: the name cannot be looked up (DNS)",
        Exit.NETWORK,
    ),
    (
        RequestGenerationFailed([Failure(WrongBodyLength())]),
        "the file changed while it was sent",
        Exit.PROTOCOL,
    ),
    (ValueError("odd"), "ValueError: odd", Exit.OTHER),
]


class URLArgumentTests(SynchronousTestCase):
    """
    What is read from the command line.
    """

    def test_goodURLs(self) -> None:
        """
        A URL of the web is written as it goes over the wire.
        """
        for text, url in GOOD_URLS.items():
            self.assertEqual(readURL(text), url)

    def test_badURLs(self) -> None:
        """
        Anything else is refused, with the reason.
        """
        for text, words in BAD_URLS.items():
            with self.assertRaises(ArgumentTypeError, msg=text) as caught:
                readURL(text)
            self.assertIn(words, str(caught.exception))


class ExplainTests(SynchronousTestCase):
    """
    One line and one exit status for every failure.
    """

    def test_table(self) -> None:
        """
        Each failure is told in its words, and ends in its status.
        """
        for error, words, status in FAILURES:
            self.assertEqual(explain(Failure(error)), (words, status), repr(error))

    def test_epilog(self) -> None:
        """
        Every exit status is explained in the help.
        """
        for status in Exit:
            self.assertIn(f" {status.value} ", EPILOG.replace("\n", " "))
        self.assertLessEqual({row.status for row in TABLE}, set(Exit))


class ProcessTests(SynchronousTestCase):
    """
    The programs' command lines, in processes of their own.
    """

    def test_help(self) -> None:
        """
        Each client explains itself, its options and its exit statuses.
        """
        for name in CLIENTS:
            result = runClient(name, "--help")
            self.assertEqual((result.returncode, result.stderr), (0, ""), name)
            self.assertIn(f"usage: python -m lessons.clients.{name} ", result.stdout)
            self.assertIn(EPILOG, result.stdout, name)

    def test_badCommandLine(self) -> None:
        """
        A command line that makes no sense ends with status 2, and the reason.
        """
        for name in CLIENTS:
            result = runClient(name, "--nonsense")
            self.assertEqual(result.returncode, Exit.COMMAND_LINE)
            self.assertIn("error: ", result.stderr)
