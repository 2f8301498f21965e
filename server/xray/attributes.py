"""
What the program gets: the attributes of a request.
"""

from __future__ import annotations

from typing import Any

from twisted.logger import Logger

from server.xray.texts import (
    argsText,
    contentText,
    fieldsOf,
    nameOf,
    pairsText,
    shown,
    uriText,
)

log = Logger()

UNREADABLE = "(unreadable)"
TEXTS = ("method", "uri", "version", "path", "content")


def attributesOf(request: Any, channel: Any) -> dict[str, Any]:
    """
    Read the attributes that a L{server.xray.happenings.Received} holds. A program may have put
    anything into its request before it looks for a resource.

    @param channel: the one that the request has come by.
    """
    names = {
        "site": nameOf(channel.factory),
        "channel": nameOf(channel),
        "program": nameOf(request),
    }
    try:
        return names | _read(request)
    except Exception:
        log.failure("the attributes of a request could not be recorded")
        return names | dict.fromkeys(TEXTS, UNREADABLE) | {"args": (), "fields": ()}


def _read(request: Any) -> dict[str, Any]:
    fields = fieldsOf(request)
    return {
        "method": shown(request.method),
        "uri": uriText(request.uri),
        "version": shown(request.clientproto),
        "path": shown(request.path),
        "args": argsText(request.args),
        "fields": pairsText(fields),
        "content": contentText(fields),
    }
