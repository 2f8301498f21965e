"""
An HTTP Archive, read: the requests in it, as bytes that can be sent.

Archives come from browsers (Chromium, Firefox), from proxies (mitmproxy) and from scripts. What
was said in HTTP/2 or HTTP/3 is written in HTTP/1.1: names that begin with a colon are left
out, and a Host field is added. The framing is our own: a Content-Length that fits the content,
which the archive holds without chunks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from server.http1.grammar import TOKEN
from server.inspector.fileformats.errors import BadImport
from server.inspector.fileformats.har import CREATOR
from server.inspector.fileformats.harcontent import (
    AnyMembers,
    Unfit,
    memberOf,
    objectOf,
    postedContent,
)
from server.inspector.fileformats.harconversation import Exchanged, readExchange
from server.inspector.fileformats.harvalues import FRAMING, bytesOf, writeValue

#: How many bytes an archive may have, how many requests are taken from it, and how many
#: bytes each may have.
MOST_ARCHIVE, MOST_REQUESTS, MOST_REQUEST = 2**26, 5000, 2**23
#: Methods whose content is announced even where there is none (RFC 9110 section 8.6).
WITH_CONTENT = ("POST", "PUT", "PATCH")
#: What a target may hold: RFC 3986 section 2, and "%".
TARGET = "!#$&'()*+,/:;=?@[]~%-._|"
AUTHORITY = re.compile(rb"[!-~]+")


@dataclass(frozen=True)
class Asked:
    """
    One request.

    @ivar name: its method and URL, for a person.
    @ivar data: its bytes.
    @ivar exchange: the request with its answer.
    """

    name: str
    data: bytes
    exchange: Exchanged


@dataclass(frozen=True)
class Archived:
    """
    What an archive holds.

    @ivar requests: those that can be sent, in order.
    @ivar skipped: why others cannot, one sentence each.
    """

    requests: Sequence[Asked]
    skipped: Sequence[str]


def readHAR(data: bytes) -> Archived:
    """
    Read the requests and the conversations of an archive.

    @raise BadImport: when it is not one.
    """
    log = _logOf(data)
    entries, isOurs = log["entries"], _isOurs(log)
    requests, skipped = [], []
    for number, entry in enumerate(entries[:MOST_REQUESTS], 1):
        try:
            requests.append(_readEntry(objectOf(entry), isOurs))
        except Unfit as error:
            skipped.append(f"Entry {number}: {error}.")
    if len(entries) > MOST_REQUESTS:
        skipped.append(f"Only the first {MOST_REQUESTS:,} entries of {len(entries):,} were read.")
    return Archived(requests, skipped)


def _logOf(data: bytes) -> AnyMembers:
    if len(data) > MOST_ARCHIVE:
        raise BadImport(f"The archive is too large: at most {MOST_ARCHIVE:,} bytes are read.")
    try:
        # HAR 1.2 asks for UTF-8, and for readers that can live with a byte order mark.
        archive = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadImport("An archive is JSON in UTF-8, and this is not UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadImport(f"An archive is JSON, and this is not: {error.msg} ({where}).") from None
    except (RecursionError, ValueError):
        raise BadImport("The JSON cannot be read: it is too deep, or a number too long.") from None
    log = archive.get("log") if isinstance(archive, dict) else None
    if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
        raise BadImport("This is JSON, but not an HTTP Archive: log.entries is missing.")
    return log


def _isOurs(log: AnyMembers) -> bool:
    creator = log.get("creator")
    return isinstance(creator, dict) and creator.get("name") == CREATOR


def _readEntry(entry: AnyMembers, isOurs: bool) -> Asked:
    name, data = _readRequest(memberOf(entry, "request", dict))
    return Asked(name, data, readExchange(entry, data, isOurs))


def _readRequest(request: AnyMembers) -> tuple[str, bytes]:
    method, url = memberOf(request, "method", str), memberOf(request, "url", str)
    if not TOKEN.fullmatch(bytesOf(method)):
        raise Unfit("its method is not a method")
    address = _split(url)
    fields, authority = _fieldsOf(request)
    content = postedContent(request)
    target = _targetOf(request, method, address)
    lines = [f"{method} ".encode() + target + b" " + _versionOf(request)]
    if not any(name.lower() == b"host" for name, _ in fields):
        lines.append(b"Host: " + (authority or bytesOf(address[0])))
    lines += [name + b": " + value for name, value in fields]
    if content or method in WITH_CONTENT:
        lines.append(b"Content-Length: %d" % len(content))
    data = b"\r\n".join([*lines, b"", content])
    if len(data) > MOST_REQUEST:
        raise Unfit(f"it has more than {MOST_REQUEST:,} bytes")
    return f"{method} {url[:200]}", data


def _split(url: str) -> tuple[str, str]:
    """
    Split a URL into what Host says and what is asked for.

    @return: the authority without a user's name, and the target in origin-form.
    """
    try:
        parts = urlsplit(url)
        authority = parts.netloc.rpartition("@")[2].encode("idna" if parts.hostname else "ascii")
    except (ValueError, UnicodeError):
        raise Unfit("its url is not a URL") from None
    if parts.scheme not in ("http", "https") or not authority:
        raise Unfit(f"the scheme of its url is not http, but {parts.scheme[:20] or 'nothing'}")
    if not AUTHORITY.fullmatch(authority):
        raise Unfit("its url is not a URL")
    query = f"?{parts.query}" if parts.query or "?" in url.partition("#")[0] else ""
    return authority.decode(), (parts.path or "/") + query


def _targetOf(request: AnyMembers, method: str, address: tuple[str, str]) -> bytes:
    """
    The target as our own archives have it, or made of the URL.
    """
    own = request.get("_target")
    if isinstance(own, str) and own and all(0x20 < ord(each) < 0x100 for each in own):
        return own.encode("latin-1")
    authority, target = address
    if method == "CONNECT":  # RFC 9112 section 3.2.3
        return (authority if ":" in authority else f"{authority}:443").encode()
    return quote(target, safe=TARGET, errors="replace").encode()


def _versionOf(request: AnyMembers) -> bytes:
    spoken = request.get("httpVersion")
    return b"HTTP/1.0" if str(spoken).upper() == "HTTP/1.0" else b"HTTP/1.1"


def _fieldsOf(request: AnyMembers) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """
    @return: the fields that are sent, and the value of C{:authority}.
    """
    fields, authority = [], b""
    for each in memberOf(request, "headers", list, []):
        field = objectOf(each)
        name, value = memberOf(field, "name", str), memberOf(field, "value", str, "")
        if name.lower() == ":authority":
            authority = writeValue(name, value)
        elif not name.startswith(":") and name.lower() not in FRAMING:
            if not TOKEN.fullmatch(bytesOf(name)):
                raise Unfit("the name of a field is not a valid name")
            fields.append((bytesOf(name), writeValue(name, value)))
    return fields, authority
