"""
Connecting by name, and to names that no registry would sell but a local resolver knows.
"""

from __future__ import annotations

from twisted.internet.endpoints import HostnameEndpoint


class NameEndpoint(HostnameEndpoint):
    """
    Connects to whichever of a name's addresses answers first.

    The class above refuses names that no registry would sell, such as C{a_b}, or
    those with hyphens in odd places. But a name that is ASCII already is for the resolver
    to judge: it does not need IDNA (RFC 5891 section 4.1 is about what a registry takes,
    and section 5 about names that have other letters). The method is one of Twisted's
    private ones; a test fails when it changes.
    """

    @staticmethod
    def _hostAsBytesAndText(host: bytes | str) -> tuple[bool, bytes, str]:
        """
        Give a name in both its forms.

        @return: whether it is wrong; and the two forms.
        """
        if isinstance(host, str) and host.isascii():
            return False, host.encode("ascii"), host
        return HostnameEndpoint._hostAsBytesAndText(host)
