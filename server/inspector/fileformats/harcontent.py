"""
The content of a request in an HTTP Archive; and how its members are read at all.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import Any, cast
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"

AnyMembers = dict[str, Any]


class Unfit(Exception):
    """
    An entry is not a request that can be sent. The text says why.
    """


def objectOf(value: object) -> AnyMembers:
    """
    Read a value that must be an object.
    """
    if not isinstance(value, dict):
        raise Unfit("it is not an object")
    return cast(AnyMembers, value)


def memberOf(members: AnyMembers, name: str, kind: type, default: object = None) -> Any:
    """
    Read a member that must be of a type.
    """
    value = members.get(name)
    if value is None:
        value = default
    if not isinstance(value, kind):
        raise Unfit(f"its {name} is missing, or of the wrong type")
    return value


def postedContent(request: AnyMembers) -> bytes:
    """
    Find the content of a request.

    @raise Unfit: when it is not there, or cannot be read.
    """
    post = memberOf(request, "postData", dict, {})
    text: str = memberOf(post, "text", str, "")
    if not text:
        return _formOf(post)
    if (post.get("encoding") or post.get("_encoding")) == "base64":
        try:
            return b64decode(text, validate=True)
        except ValueError:
            raise Unfit("its content is not in base64") from None
    return _textToBytes(text, _announced(request))


def _announced(request: AnyMembers) -> set[str]:
    """
    How long the content was: the archive says so in up to two places.
    """
    fields = [objectOf(each) for each in memberOf(request, "headers", list, [])]
    lengths = [each for each in fields if str(each.get("name")).lower() == "content-length"]
    return {str(request.get("bodySize")), *(str(each.get("value")) for each in lengths)}


def _textToBytes(text: str, announced: set[str]) -> bytes:
    """
    Text is UTF-8. But for content that is not text, some archives have one character for
    each byte: the length tells which it is.
    """
    if not text.isascii() and str(len(text)) in announced and max(text) < "\u0100":
        return text.encode("latin-1")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unfit("its content holds half a character") from None


def _formOf(post: AnyMembers) -> bytes:
    """
    Write the content of a form of which only the fields are there.
    """
    params = memberOf(post, "params", list, [])
    if not params:
        return b""
    if not str(post.get("mimeType")).lower().startswith(FORM):
        raise Unfit("it has the fields of its form, but not how they were sent")
    pairs = list(_pairsOf(params))
    return urlencode(pairs, errors="replace").encode()


def _pairsOf(params: Sequence[object]) -> Iterator[tuple[str, str]]:
    for each in params:
        field = objectOf(each)
        yield memberOf(field, "name", str), memberOf(field, "value", str, "")
