"""
Certificates: who is trusted, and what is said of the others.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.client import BrowserLikePolicyForHTTPS

from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from lessons.clients.tls import AnyCertificate, choosePolicy, readCertificates
from tests.support.certificates import Authority
from tests.support.clients import ScriptedServer, runClient, saying

HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"
OTHER_HOST = "webcat: certificate refused: it is made out for another host\n"
UNTRUSTED = "webcat: certificate refused: nobody whom we trust has signed it\n"


class FolderTestCase(SynchronousTestCase):
    """
    Tests with an authority of their own.
    """

    def setUp(self) -> None:
        """
        Make the authority, and a folder for its files.
        """
        self.folder = Path(self.mktemp())
        self.folder.mkdir()
        self.authority = Authority(self.folder)


class PolicyTests(FolderTestCase):
    """
    Which certificates the options accept.
    """

    def test_default(self) -> None:
        """
        Certificates are checked, unless that is turned off on purpose.
        """
        self.assertIsInstance(choosePolicy(None, False), BrowserLikePolicyForHTTPS)
        self.assertIsInstance(choosePolicy(None, True), AnyCertificate)

    def test_twoInOneFile(self) -> None:
        """
        A file may hold several certificates, and words between them.
        """
        path = self.folder / "two.pem"
        path.write_text(f"one:\n{self.authority.path.read_text()}two:\n" * 2)
        self.assertEqual(len(readCertificates(path)), 2)

    def test_badFiles(self) -> None:
        """
        A file without a certificate, with half a one, or not there at all is
        an error that names it.
        """
        whole = self.authority.path.read_bytes()
        broken = whole[:60] + whole[100:]
        for content in (b"", b"\xff\0", b"certificate", whole[:100], broken):
            path = self.folder / "bad.pem"
            path.write_bytes(content)
            with self.assertRaises(ClientError) as caught:
                readCertificates(path)
            self.assertEqual(str(caught.exception), f"{path}: no certificate in PEM format")
            self.assertIs(caught.exception.status, Exit.FILE)
        with self.assertRaises(ClientError) as caught:
            readCertificates(self.folder / "none.pem")
        self.assertIn("No such file", str(caught.exception))


class ProcessTests(FolderTestCase):
    """
    webcat as a program, and real TLS servers with certificates of each kind.
    """

    def fetch(self, host: str, *options: str) -> subprocess.CompletedProcess[str]:
        """
        Run webcat against a server at 127.0.0.1 that shows a certificate for
        some host.
        """
        with ScriptedServer(saying(HELLO), self.authority.contextFor(host)) as server:
            return runClient("webcat", server.url, *options)

    def test_trusted(self) -> None:
        """
        A certificate for this host, signed by whom we trust, is accepted.
        """
        result = self.fetch("127.0.0.1", "--ca", str(self.authority.path))
        self.assertEqual((result.stdout, result.stderr), ("hello\n", ""))
        self.assertEqual(result.returncode, Exit.WELL)

    def test_untrusted(self) -> None:
        """
        Without the option, nobody has heard of that authority.
        """
        result = self.fetch("127.0.0.1")
        self.assertEqual((result.stdout, result.stderr), ("", UNTRUSTED))
        self.assertEqual(result.returncode, Exit.CERTIFICATE)

    def test_otherHost(self) -> None:
        """
        A certificate for another host is refused, whoever has signed it.
        """
        for host in ("127.0.0.2", "example.org"):
            result = self.fetch(host, "--ca", str(self.authority.path))
            self.assertEqual((result.stdout, result.stderr), ("", OTHER_HOST))
            self.assertEqual(result.returncode, Exit.CERTIFICATE)

    def test_insecure(self) -> None:
        """
        Asked to, webcat accepts anything, and warns.
        """
        result = self.fetch("example.org", "--insecure")
        self.assertEqual(result.stdout, "hello\n")
        self.assertEqual(result.stderr, "warning: no certificate is checked\n")
        self.assertEqual(result.returncode, Exit.WELL)

    def test_badFile(self) -> None:
        """
        A certificate file that cannot be used is told before anything is sent.
        """
        result = runClient("webcat", "https://127.0.0.1:1/", "--ca", "/nonexistent")
        self.assertEqual(result.stderr, "webcat: /nonexistent: No such file or directory\n")
        self.assertEqual(result.returncode, Exit.FILE)
