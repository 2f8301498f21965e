"""
The request target in its four forms, and the Host field.

RFC 9112 section 3.2::

    request-target = origin-form / absolute-form / authority-form / asterisk-form

Offsets in what is raised here count from the target's first byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv6Address
from re import Match
from urllib.parse import quote_from_bytes

from server.http1.errors import FieldOffence, RemoteProtocolError
from server.http1.grammar import AUTHORITY_FORM, HOST, HTTP_URI, ORIGIN_FORM, PERCENT, SCHEME
from server.semantics import SAFE

TARGET_RULE = "RFC 9112 section 3.2"

#: What no target may hold, but browsers send as it was typed. They say so in
#: the URL Standard: its "query percent-encode set" leaves these out.
TYPED = frozenset(b'"<>[]\\^`{|}%')

#: What is allowed in a target and has a meaning there: it is never encoded.
KEPT = "/?:@-._~!$&'()*+,;="


def splitTarget(method: bytes, target: bytes, isSecure: bool) -> tuple[bytes, bytes]:
    """
    Tell which host a target asks, and what for.

    @param isSecure: whether the connection is secured by TLS.
    @return: the authority, C{b""} where the target names none; path and query,
        as in a L{server.http1.events.Request}.
    @raise RemoteProtocolError: when the method, or the connection, allows no such target.
    """
    if method == b"CONNECT":
        return _splitAuthorityForm(target)
    if ORIGIN_FORM.fullmatch(target):
        return b"", target
    if target == b"*":
        return _splitAsteriskForm(method)
    if target.startswith(b"/"):
        raise _badByte(method, target)
    return _splitAbsoluteForm(method, target, isSecure)


def _splitAuthorityForm(target: bytes) -> tuple[bytes, bytes]:
    """
    RFC 9110 section 9.3.6: "A server MUST reject a CONNECT request that targets
    an empty or invalid port number, typically by responding with a 400".
    """
    match = AUTHORITY_FORM.fullmatch(target)
    if match is None or not match["host"] or not _isPort(match) or not _isHost(match):
        sentence = (
            "CONNECT asks for a host and a port with a colon between them, and nothing else."
        )
        raise _refusal(sentence, "RFC 9110 section 9.3.6", target)
    return target, b""


def _splitAsteriskForm(method: bytes) -> tuple[bytes, bytes]:
    """
    RFC 9112 section 3.2.4: "The asterisk-form of request-target is only used for
    a server-wide OPTIONS request".
    """
    if method != b"OPTIONS":
        sentence = "The target * asks about the whole server, which only OPTIONS can do."
        raise _refusal(sentence, "RFC 9112 section 3.2.4", b"*")
    return b"", b"*"


def _splitAbsoluteForm(method: bytes, target: bytes, isSecure: bool) -> tuple[bytes, bytes]:
    """
    RFC 9112 section 3.2.2: "A server MUST accept the absolute-form in requests". RFC
    9110 section 7.4: "a request for an "https" resource MUST be rejected unless it has
    been received over a connection that has been secured".
    """
    if AUTHORITY_FORM.fullmatch(target):
        sentence = "Only CONNECT asks for a host and a port alone."
        raise _refusal(sentence, "RFC 9112 section 3.2.3", target)
    scheme = SCHEME.match(target)
    if scheme is None:
        sentence = "The target begins neither with a slash nor with a scheme such as http:."
        raise _refusal(sentence, TARGET_RULE, target)
    if scheme["scheme"].lower() not in (b"http", b"https"):
        sentence = "The target belongs to a scheme other than http and https."
        raise _refusal(sentence, "RFC 9110 section 7.4", scheme[0], status=421)
    uri = HTTP_URI.fullmatch(target)
    if uri is None:
        raise _refusal("The target is not a well-formed http address.", TARGET_RULE, target)
    _checkAuthority(uri, target)
    if scheme["scheme"].lower() == b"https" and not isSecure:
        sentence = "The target begins with https:, and this connection is not secured by TLS."
        raise _refusal(sentence, "RFC 9110 section 7.4", scheme[0], status=421)
    return uri["authority"], _pathAndQuery(method, uri["path"])


def _checkAuthority(uri: Match[bytes], target: bytes) -> None:
    """
    RFC 9110 section 4.2.4: "a recipient SHOULD parse for userinfo and treat its
    presence as an error". Section 4.2.1: a recipient of an http address "with an
    empty host identifier ... MUST reject it as invalid".
    """
    if uri["userinfo"] is not None:
        sentence = "The target holds a user name before its host, as forged addresses do."
        raise _refusal(sentence, "RFC 9110 section 4.2.4", uri["userinfo"], uri.start("userinfo"))
    if not uri["host"]:
        raise _refusal("The target names no host.", "RFC 9110 section 4.2.1", target)
    if not _isHost(uri):
        sentence = "What is in the brackets is not an IPv6 address."
        raise _refusal(sentence, TARGET_RULE, uri["host"], uri.start("host"))


def _pathAndQuery(method: bytes, rest: bytes) -> bytes:
    """
    Put what follows the authority into origin-form. An empty path is the root
    (RFC 9110 section 4.2.3), or the whole server for OPTIONS (RFC 9112 section
    3.2.4).
    """
    if not rest and method == b"OPTIONS":
        return b"*"
    return rest if rest.startswith(b"/") else b"/" + rest


def _isHost(match: Match[bytes]) -> bool:
    """
    Check what the grammar leaves open: the inside of an IPv6 address.
    """
    if match["ipv6"] is None:
        return True
    try:
        IPv6Address(match["ipv6"].decode("ascii"))
    except ValueError:
        return False
    return True


def _isPort(match: Match[bytes]) -> bool:
    """
    Check that a port is given, and that TCP has it.
    """
    digits = match["port"].lstrip(b"0")
    return 0 < len(digits) <= 5 and int(digits) <= 65535


def _refusal(
    sentence: str, rule: str, what: bytes, offset: int = 0, status: int = 400
) -> RemoteProtocolError:
    return RemoteProtocolError(status, sentence, rule, offset, len(what))


def _badByte(method: bytes, target: bytes) -> RemoteProtocolError:
    """
    Refuse a target with a byte that is not allowed in a path or a query.

    RFC 9112 section 3.2: "Recipients of an invalid request-line SHOULD respond
    with either a 400 (Bad Request) error or a 301 (Moved Permanently) redirect
    with the request-target properly encoded." We redirect where nothing is wrong but bytes
    that browsers send unencoded, and where the client does not lose by it: after a 301
    many turn a POST into a GET (RFC 9110 section 15.4.2). A target that begins with two
    slashes is never sent back: as a Location it would name another host.
    """
    match = ORIGIN_FORM.match(target)
    offset = match.end() if match else 0
    byte = chr(target[offset])
    isTyped = all(each in TYPED or chr(each).isalnum() or chr(each) in KEPT for each in target)
    if isTyped and method in SAFE and not target.startswith(b"//"):
        sentence = f"The byte {byte} in a target must be percent-encoded: see Location."
        location = quote_from_bytes(target, KEPT + "%" * _encodesWell(target)).encode("ascii")
        return RemoteProtocolError(301, sentence, TARGET_RULE, offset, 1, location)
    return RemoteProtocolError(
        400, f"The byte {byte} cannot be in a target.", TARGET_RULE, offset, 1
    )


def _encodesWell(target: bytes) -> bool:
    """
    Tell whether each percent sign begins a percent-encoded byte.
    """
    return len(PERCENT.findall(target)) == target.count(b"%")


def checkHost(hosts: Sequence[bytes], version: bytes) -> bytes:
    """
    Tell which host the Host field asks.

    RFC 9112 section 3.2: "A server MUST respond with a 400 (Bad Request) status
    code to any HTTP/1.1 request message that lacks a Host header field and to
    any request message that contains more than one Host header field line or a
    Host header field with an invalid field value."

    @param hosts: the value of each Host field.
    @return: the host, with its port if any; C{b""} where there is none.
    @raise FieldOffence: as the rule says.
    """
    if not hosts:
        if version == b"HTTP/1.0":
            return b""
        sentence = "An HTTP/1.1 request must say in a Host field which host it is for."
        raise FieldOffence(b"host", 0, 400, sentence, TARGET_RULE)
    if len(hosts) > 1:
        sentence = "A request has one Host field, not several."
        raise FieldOffence(b"host", 1, 400, sentence, TARGET_RULE)
    if not _isHostField(hosts[0]):
        sentence = (
            "The Host field holds a host name or address, perhaps with a port, and nothing else."
        )
        raise FieldOffence(b"host", 0, 400, sentence, "RFC 9110 section 7.2")
    return hosts[0]


# Each request names its server, by one of few names.
@lru_cache(64)
def _isHostField(value: bytes) -> bool:
    match = HOST.fullmatch(value)
    return match is not None and _isHost(match)
