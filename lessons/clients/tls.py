"""
Whom to trust: the certificate check of C{https}.

A TLS server shows a certificate: a statement, signed by somebody, that a key
belongs to a host name. The client checks two things: does it trust who signed,
and is the name the one that it asked for? Only both together tell that the
other end is who we mean.
"""

from __future__ import annotations

import re
from pathlib import Path

from OpenSSL.SSL import Connection
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import Certificate, CertificateOptions, trustRootFromCertificates
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.web.client import BrowserLikePolicyForHTTPS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit

PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def choosePolicy(caFile: str | None, insecure: bool) -> IPolicyForHTTPS:
    """
    Decide which certificates to accept.

    @param caFile: trust only who is in this file, in PEM format; without it,
        those whom the operating system trusts.
    @param insecure: accept anything.
    @raise ClientError: when the file holds no certificate.
    """
    if insecure:
        return AnyCertificate()
    if caFile is None:
        return BrowserLikePolicyForHTTPS()
    return BrowserLikePolicyForHTTPS(trustRootFromCertificates(readCertificates(Path(caFile))))


def readCertificates(path: Path) -> list[Certificate]:
    """
    Read every certificate of a PEM file.

    @raise ClientError: when there is none, or one that cannot be read.
    """
    try:
        found = [Certificate.loadPEM(text) for text in PEM.findall(path.read_text("ascii"))]
    except OSError as error:
        raise ClientError(f"{path}: {error.strerror}", Exit.FILE) from error
    except Exception as error:  # OpenSSL names the reasons for broken PEM variously
        raise ClientError(f"{path}: no certificate in PEM format", Exit.FILE) from error
    if not found:
        raise ClientError(f"{path}: no certificate in PEM format", Exit.FILE)
    return found


@implementer(IPolicyForHTTPS)
class AnyCertificate:
    """
    Checks nothing. The connection is encrypted, but nobody knows to whom.
    """

    def creatorForNetloc(self, hostname: bytes, port: int) -> IOpenSSLClientConnectionCreator:
        """
        Prepare connections to one host.
        """
        return UncheckedConnections(hostname)


@implementer(IOpenSSLClientConnectionCreator)
class UncheckedConnections:
    """
    Makes TLS connections to one host.
    """

    def __init__(self, hostname: bytes) -> None:
        self.hostname = hostname

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> Connection:
        """
        Make one connection. It tells the name it wants (SNI), since one server
        may have many; RFC 6066 section 3 allows no address there.
        """
        connection = Connection(CertificateOptions(verify=False).getContext(), None)
        name = self.hostname.decode("ascii")
        if not (isIPAddress(name) or isIPv6Address(name)):
            connection.set_tlsext_host_name(self.hostname)
        return connection
