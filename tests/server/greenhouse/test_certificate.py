"""
The certificate that is made on first use.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from errno import EACCES
from io import StringIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    globalLogPublisher,
)
from twisted.trial.unittest import SynchronousTestCase

from server.console import ConsoleObserver
from server.greenhouse import certificate
from server.greenhouse.certificate import FILE, contextFor, makeCertificate
from server.listening import BadOption
from server.privatefile import replacePrivate
from tests.support.process import ROOT


class CertificateTests(SynchronousTestCase):
    """
    The certificate in a folder: made if there is none, and made anew in time.
    """

    def setUp(self) -> None:
        """
        Name a folder that is not there yet, and hear what is warned of.
        """
        self.folder = Path(self.mktemp()) / "tls"
        self.path = self.folder / FILE
        self.console = StringIO()
        observer = FilteringLogObserver(
            ConsoleObserver(self.console), [LogLevelFilterPredicate(LogLevel.warn)]
        )
        globalLogPublisher.addObserver(observer)
        self.addCleanup(globalLogPublisher.removeObserver, observer)

    def use(self) -> str:
        """
        Use the folder.

        @return: what was said about it since the last time.
        """
        contextFor(self.folder, [b"http/1.1"])
        said = self.console.getvalue()
        self.console.seek(0)
        self.console.truncate()
        return said

    def assertMadeAnew(self, why: str) -> None:
        """
        The file is made anew, private, with one sentence that says why; and then kept.
        """
        before = self.path.read_bytes()
        said = self.use()
        self.assertEqual(said.count("\n"), 1, said)
        self.assertIn(f"{self.path}: ", said)
        self.assertIn(f"{why}; a new one is made\n", said)
        self.assertNotEqual(self.path.read_bytes(), before)
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)
        self.assertEqual(self.use(), "")

    def test_made(self) -> None:
        """
        It is for this machine, good for about a year, and its key is private.
        """
        contextFor(self.folder, [b"http/1.1"])
        path = self.folder / FILE
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        made = x509.load_pem_x509_certificate(path.read_bytes())
        names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        self.assertEqual(names.get_values_for_type(x509.DNSName), ["localhost"])
        rest = made.not_valid_after_utc - datetime.now(UTC)
        self.assertTrue(timedelta(days=390) < rest < timedelta(days=398))
        self.assertEqual(os.listdir(self.folder), [FILE])

    def test_kept(self) -> None:
        """
        A second start uses the same one.
        """
        self.use()
        before = self.path.read_bytes()
        self.assertEqual(self.use(), "")
        self.assertEqual(self.path.read_bytes(), before)

    def test_ends(self) -> None:
        """
        One that is near its end, or that is not good yet, is made anew.
        """
        self.use()
        for days in (395, -2):
            with self.daysFromNow(days):
                self.assertMadeAnew(
                    "the certificate in it is not valid now, or not for much longer"
                )

    @contextmanager
    def daysFromNow(self, days: int) -> Iterator[None]:
        """
        Inside a C{with}, it is so many days later, or earlier, for the certificate.
        """

        class Moved(datetime):
            @classmethod
            def now(cls, zone: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return datetime.now(zone) + timedelta(days=days)

        patch = self.patch(certificate, "datetime", Moved)
        yield
        patch.restore()

    def test_broken(self) -> None:
        """
        One that is not whole, or something else, or has a password: wherever it was cut.
        """
        whole = makeCertificate()
        key = load_pem_private_key(whole, None)
        word = BestAvailableEncryption(b"secret")
        locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, word)
        beginning = whole[: whole.index(b"-----BEGIN PRIVATE KEY")]
        cuts = [whole[: len(whole) * part // 8] for part in range(8)]
        self.folder.mkdir(parents=True)
        for pem in (b"noise", bytes(range(256)), beginning + locked, *cuts):
            replacePrivate(self.path, pem)
            self.assertMadeAnew("it does not hold both a certificate and its key, complete")

    def test_otherKey(self) -> None:
        """
        One whose key is that of another certificate.
        """
        begin = b"-----BEGIN PRIVATE KEY"
        one, two = (makeCertificate().partition(begin) for _ in range(2))
        replacePrivate(self.path, one[0] + begin + two[2])
        self.assertMadeAnew("the key in it is that of another certificate")

    def test_public(self) -> None:
        """
        A certificate's file that others may have read is made anew.
        """
        self.use()
        for mode in (0o644, 0o604, 0o640, 0o620):
            self.path.chmod(mode)
            self.assertMadeAnew("others than its owner may have read the key in it")

    def test_inTheWay(self) -> None:
        """
        Something else in place of the folder or the file is not touched, and told in one sentence.
        """
        self.folder.parent.mkdir(parents=True)
        self.folder.write_bytes(b"mine")
        with self.assertRaises(BadOption) as caught:
            self.use()
        self.assertRegex(str(caught.exception), r"--tls: .+/tls.*: Not a directory; the cert.+")
        self.assertEqual(self.folder.read_bytes(), b"mine")
        self.folder.unlink()
        self.path.mkdir(parents=True)
        with self.assertRaises(BadOption) as caught:
            self.use()
        self.assertIn("self-signed.pem: Is a directory; the cert", str(caught.exception))

    def test_unreadable(self) -> None:
        """
        A file that cannot be read is not touched, and that is told in one sentence.
        """
        self.use()

        def refuse(path: Path) -> bytes:
            raise PermissionError(EACCES, os.strerror(EACCES), str(path))

        self.patch(certificate, "readFit", refuse)
        with self.assertRaises(BadOption) as caught:
            self.use()
        self.assertIn("self-signed.pem: Permission denied; the cert", str(caught.exception))

    def test_program(self) -> None:
        """
        The program says it in one line, and does not start.
        """
        self.folder.parent.mkdir(parents=True)
        self.folder.touch()
        command = [sys.executable, "-m", "server", "--port", "0", "--tls", "0"]
        data = ["--data", str(self.folder.parent.absolute())]
        done = subprocess.run([*command, *data], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn("--tls: ", done.stderr)
