"""
The certificate that is made on first use.
"""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from twisted.trial.unittest import SynchronousTestCase

from server.greenhouse import certificate
from server.greenhouse.certificate import FILE, contextFor


class CertificateTests(SynchronousTestCase):
    """
    A folder with a certificate.
    """

    def setUp(self) -> None:
        """
        Begin with no folder.
        """
        self.folder = Path(self.mktemp()) / "tls"

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
        contextFor(self.folder, [b"http/1.1"])
        before = (self.folder / FILE).read_bytes()
        contextFor(self.folder, [b"http/1.1"])
        self.assertEqual((self.folder / FILE).read_bytes(), before)

    def test_ends(self) -> None:
        """
        One that is near its end is made anew.
        """
        self.patch(certificate, "VALID", timedelta(days=1))
        contextFor(self.folder, [b"http/1.1"])
        before = (self.folder / FILE).read_bytes()
        contextFor(self.folder, [b"http/1.1"])
        self.assertNotEqual((self.folder / FILE).read_bytes(), before)

    def test_broken(self) -> None:
        """
        So is one that cannot be read.
        """
        self.folder.mkdir(parents=True)
        (self.folder / FILE).write_bytes(b"noise")
        contextFor(self.folder, [b"http/1.1"])
        self.assertIn(b"BEGIN CERTIFICATE", (self.folder / FILE).read_bytes())
