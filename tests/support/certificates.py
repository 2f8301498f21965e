"""
Certificates for tests: an authority of our own, and what it signs.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import (
    BasicConstraints,
    Certificate,
    CertificateBuilder,
    DNSName,
    GeneralName,
    IPAddress,
    Name,
    NameAttribute,
    SubjectAlternativeName,
    random_serial_number,
)
from cryptography.x509.oid import NameOID


def nameOf(text: str) -> Name:
    """
    Make a distinguished name of one common name.
    """
    return Name([NameAttribute(NameOID.COMMON_NAME, text)])


def generalName(host: str) -> GeneralName:
    """
    Write a host as a certificate does: as an address or as a name.
    """
    try:
        return IPAddress(ip_address(host))
    except ValueError:
        return DNSName(host)


class Authority:
    """
    Signs certificates.

    @ivar path: its own certificate, in PEM format.
    """

    def __init__(self, folder: Path) -> None:
        """
        @param folder: where to write the files.
        """
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = nameOf("an authority for tests")
        own = self.builder(self.name, self.key)
        own = own.add_extension(BasicConstraints(ca=True, path_length=0), critical=True)
        self.path = folder / "authority.pem"
        self.path.write_bytes(self.sign(own).public_bytes(Encoding.PEM))

    def builder(self, subject: Name, key: ec.EllipticCurvePrivateKey) -> CertificateBuilder:
        """
        Begin a certificate that is valid now.
        """
        now = datetime.now(UTC)
        return (
            CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )

    def sign(self, builder: CertificateBuilder) -> Certificate:
        """
        Finish a certificate.
        """
        return builder.sign(self.key, SHA256())

    def contextFor(self, host: str) -> ssl.SSLContext:
        """
        Make what a server needs to speak TLS as a host.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self.builder(nameOf("a server for tests"), key)
        builder = builder.add_extension(SubjectAlternativeName([generalName(host)]), False)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path = self.folder / "server.pem"
        path.write_bytes(private + self.sign(builder).public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context
