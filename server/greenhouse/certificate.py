"""
A certificate for this machine, made on first use.

It is signed only by itself, so a browser warns, and has to be told to go on. It is there
for looking at TLS and HTTP/2, not for proving to anybody who we are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from OpenSSL.SSL import Error
from twisted.internet.ssl import CertificateOptions, PrivateCertificate
from twisted.logger import Logger

from server.listening import BadOption
from server.privatefile import NotPrivate, readPrivate, replacePrivate

#: How long a certificate is valid. Browsers do not accept one that is valid for longer.
VALID = timedelta(days=397)
#: A certificate that ends sooner than this is made anew.
REST = timedelta(days=7)

FILE = "self-signed.pem"

log = Logger()


class Unfit(Exception):
    """
    What is in the file cannot be used. The text says why, in plain words.
    """


def contextFor(folder: Path, protocols: Sequence[bytes]) -> CertificateOptions:
    """
    Make what a TLS port needs, with the certificate in a folder. The file is ours: where
    it is missing or unfit, it is made anew.

    @param protocols: what may be spoken over TLS, the best first (RFC 7301).
    @raise BadOption: when the file can be neither read nor written.
    """
    try:
        pem = readOrMake(folder / FILE)
    except OSError as error:
        path, why = error.filename or folder, error.strerror
        raise BadOption("--tls", f"{path}: {why}; the certificate is kept there") from error
    own = PrivateCertificate.loadPEM(pem)
    options = CertificateOptions(privateKey=own.privateKey.original, certificate=own.original)
    options.getContext().set_alpn_select_callback(chooserOf(protocols))
    return options


def chooserOf(protocols: Sequence[bytes]) -> Callable[[object, Sequence[bytes]], bytes]:
    """
    Make the function that chooses among the protocols that a client offers.

    RFC 7301 section 3.2: "In the event that the server supports no protocols that the
    client advertises, then the server SHALL respond with a fatal
    "no_application_protocol" alert." OpenSSL sends it when an error is raised here.

    @param protocols: ours, the best first.
    """

    def choose(connection: object, offered: Sequence[bytes]) -> bytes:
        for protocol in protocols:
            if protocol in offered:
                return protocol
        raise Error([("", "", "no protocol in common")])  # as OpenSSL lists its own

    return choose


def readOrMake(path: Path) -> bytes:
    """
    Read the file; where it cannot be used, say why, and make it anew.
    """
    try:
        return readFit(path)
    except FileNotFoundError:
        pass
    except Unfit as error:
        log.warn("{path}: {error}; a new one is made", path=path, error=error)
    pem = makeCertificate()
    replacePrivate(path, pem)
    return pem


def readFit(path: Path) -> bytes:
    """
    Read a certificate and its key.

    @raise Unfit: when they are not private, whole, a pair, and valid for a while.
    """
    try:
        pem = readPrivate(path)
    except NotPrivate as error:
        raise Unfit(str(error)) from error
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError) as error:  # a TypeError where it has a password
        raise Unfit("it does not hold both a certificate and its key, complete") from error
    if key.public_key() != certificate.public_key():
        raise Unfit("the key in it is that of another certificate")
    if not isGood(certificate, datetime.now(UTC)):
        raise Unfit("the certificate in it is not valid now, or not for much longer")
    return pem


def isGood(certificate: x509.Certificate, now: datetime) -> bool:
    """
    Tell whether a certificate is valid now, and for a while.
    """
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return begins <= now < ends - REST


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
