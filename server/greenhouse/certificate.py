"""
A certificate for this machine, made on first use.

Nobody has signed it but itself, so a browser warns, and has to be told to go on.
It serves to look at TLS and HTTP/2, not to prove to anybody who we are.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from twisted.internet.ssl import CertificateOptions, PrivateCertificate

#: How long a certificate is good. Browsers take none that is good for longer.
VALID = timedelta(days=397)
#: One that ends sooner than this is made anew.
REST = timedelta(days=7)

FILE = "self-signed.pem"

#: What both sides may speak over TLS, the best first.
PROTOCOLS = [b"h2", b"http/1.1"]


def contextFor(folder: Path) -> CertificateOptions:
    """
    Make what a TLS port needs, with the certificate in a folder. It is made
    where it is missing, broken, or near its end.

    @raise OSError: when it can be neither read nor written.
    """
    path = folder / FILE
    pem = readValid(path)
    if pem is None:
        pem = makeCertificate()
        writePrivate(path, pem)
    own = PrivateCertificate.loadPEM(pem)
    return CertificateOptions(
        privateKey=own.privateKey.original,
        certificate=own.original,
        acceptableProtocols=PROTOCOLS,
    )


def readValid(path: Path) -> bytes | None:
    """
    Read a certificate that is still good for a while.
    """
    try:
        pem = path.read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
    except (FileNotFoundError, ValueError):
        return None
    return pem if certificate.not_valid_after_utc - REST > datetime.now(UTC) else None


def makeCertificate() -> bytes:
    """
    Make a key, and a certificate for C{localhost} that it signs itself.

    @return: both, as PEM.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    addresses = [x509.IPAddress(ip_address(one)) for one in ("127.0.0.1", "::1")]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), *addresses]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM) + secret


def writePrivate(path: Path, data: bytes) -> None:
    """
    Write a file that only its owner can read, and that is never half there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    fresh.replace(path)
