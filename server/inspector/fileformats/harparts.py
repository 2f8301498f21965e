"""
The parts of an entry of an HTTP Archive.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import parse_qsl

from server.http1 import Request
from server.semantics.secrets import MASK, masked, maskedURL

Fields = Sequence[tuple[bytes, bytes]]
Parts = list[dict[str, object]]

#: Types that are text. Those without C{charset} are UTF-8 nearly always.
TEXT = re.compile(r"text/|application/(json|xml|javascript|x-www-form-urlencoded)|.*\+(json|xml)")
#: RFC 2606 section 2: a name that never belongs to anybody.
NOBODY = "unknown.invalid"


def fieldsOf(fields: Fields, isMasked: bool) -> Parts:
    """
    The fields of a head, in the order sent.
    """
    # A field such as Location or Referer holds a URL.
    shown = [(name, maskedURL(it)) for name, it in masked(fields)] if isMasked else fields
    return [
        {"name": name.decode("latin-1"), "value": value.decode("latin-1")} for name, value in shown
    ]


def valueOf(fields: Fields, name: bytes, isMasked: bool = False) -> bytes:
    """
    The value of the first field of a name, in lower case; a URL without its secrets.
    """
    value = next((value for each, value in fields if each.lower() == name), b"")
    return maskedURL(value) if isMasked else value


def addressOf(head: Request, scheme: str, isMasked: bool) -> str:
    """
    The URL that a request asks for. RFC 9110 section 7.1 says how it is put together.
    """
    authority = head.authority.decode("latin-1") or NOBODY
    path = head.pathAndQuery if head.pathAndQuery.startswith(b"/") else b"/"
    shown = maskedURL(path) if isMasked else path
    return f"{scheme}://{authority}{shown.decode('latin-1')}"


def queryOf(url: str) -> Parts:
    """
    The arguments in the query of a URL.
    """
    query = url.partition("?")[2]
    return [
        {"name": name, "value": value}
        for name, value in parse_qsl(query, keep_blank_values=True, errors="replace")
    ]


def cookiesOf(fields: Fields, isMasked: bool) -> Parts:
    """
    The cookies that a client has sent (RFC 6265 section 4.2.1).
    """
    values = [value for name, value in fields if name.lower() == b"cookie"]
    pairs = [pair.strip() for value in values for pair in value.split(b";") if pair.strip()]
    return [_cookie(pair, isMasked) for pair in pairs]


def setCookiesOf(fields: Fields, isMasked: bool) -> Parts:
    """
    The cookies that a server has set (RFC 6265 section 4.1.1).
    """
    found = []
    for name, value in fields:
        if name.lower() == b"set-cookie":
            pair, *attributes = value.split(b";")
            names = {each.strip().partition(b"=")[0].lower() for each in attributes}
            flags = {"httpOnly": b"httponly" in names, "secure": b"secure" in names}
            found.append(_cookie(pair.strip(), isMasked) | flags)
    return found


def _cookie(pair: bytes, isMasked: bool) -> dict[str, object]:
    name, _, value = pair.partition(b"=")
    shown = MASK if isMasked else value
    return {"name": name.decode("latin-1"), "value": shown.decode("latin-1")}


def postData(fields: Fields, content: bytes) -> dict[str, object]:
    """
    What a client has sent after the head. HAR 1.2 has no word for content that is not text.
    """
    kind = valueOf(fields, b"content-type").decode("latin-1")
    made: dict[str, object] = {"mimeType": kind, "params": []}
    text = asText(kind, fields, content)
    if text is not None:
        return made | {"text": text}
    return made | {"text": b64encode(content).decode(), "_encoding": "base64"}


def responseContent(fields: Fields, content: bytes, size: int) -> dict[str, object]:
    """
    What a server has sent after the head.

    @param content: as it may be shown.
    @param size: how many bytes there were.
    """
    kind = valueOf(fields, b"content-type").decode("latin-1")
    made: dict[str, object] = {"size": size, "mimeType": kind or "x-unknown"}
    if not content:
        return made
    text = asText(kind, fields, content)
    if text is not None:
        return made | {"text": text}
    return made | {"text": b64encode(content).decode(), "encoding": "base64"}


def asText(kind: str, fields: Fields, content: bytes) -> str | None:
    """
    Read content as text; L{None} where it is not text, or is coded.
    """
    coding = valueOf(fields, b"content-encoding").strip().lower()
    if coding not in (b"", b"identity") or not TEXT.match(kind.lower()):
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
