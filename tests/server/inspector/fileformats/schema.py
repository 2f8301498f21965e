"""
What HAR 1.2 demands of an archive, and a check whether one has it.

From the specification, http://www.softwareishard.com/blog/har-12-spec/: the members of each
object that are not optional, and the types of all.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

NUMBER = (int, float)
#: Members after "?" are optional.
PAIR = {"name": str, "value": str, "?comment": str}
COOKIE = PAIR | {
    "?path": str, "?domain": str, "?expires": str, "?httpOnly": bool, "?secure": bool,
}  # fmt: skip
REQUEST = {
    "method": str, "url": str, "httpVersion": str, "cookies": [COOKIE], "headers": [PAIR],
    "queryString": [PAIR], "headersSize": int, "bodySize": int, "?comment": str,
    "?postData": {"mimeType": str, "params": [PAIR], "text": str, "?comment": str},
}  # fmt: skip
RESPONSE = {
    "status": int, "statusText": str, "httpVersion": str, "cookies": [COOKIE], "headers": [PAIR],
    "content": {
        "size": int, "?compression": int, "mimeType": str, "?text": str, "?encoding": str,
        "?comment": str,
    },
    "redirectURL": str, "headersSize": int, "bodySize": int, "?comment": str,
}  # fmt: skip
TIMINGS = {
    "?blocked": NUMBER, "?dns": NUMBER, "?connect": NUMBER, "send": NUMBER, "wait": NUMBER,
    "receive": NUMBER, "?ssl": NUMBER, "?comment": str,
}  # fmt: skip
ENTRY = {
    "?pageref": str, "startedDateTime": datetime, "time": NUMBER, "request": REQUEST,
    "response": RESPONSE, "cache": {}, "timings": TIMINGS, "?serverIPAddress": str,
    "?connection": str, "?comment": str,
}  # fmt: skip
ARCHIVE = {
    "log": {
        "version": str, "creator": {"name": str, "version": str}, "?browser": {},
        "entries": [ENTRY], "?comment": str,
    }
}  # fmt: skip


def check(value: Any, schema: Any = ARCHIVE, path: str = "archive") -> None:
    """
    Check a value.

    @raise AssertionError: where it is not as the specification wants it; it names the place.
    """
    if isinstance(schema, dict):
        assert isinstance(value, dict), path
        _checkMembers(value, schema, path)
    elif isinstance(schema, list):
        assert isinstance(value, list), path
        for number, each in enumerate(value):
            check(each, schema[0], f"{path}[{number}]")
    elif schema is datetime:
        assert datetime.fromisoformat(value).tzinfo is not None, path
    else:
        isBool = isinstance(value, bool) and schema is not bool
        assert isinstance(value, schema), f"{path}: {value!r}"
        assert not isBool, f"{path}: {value!r}"


def _checkMembers(value: dict[str, Any], schema: dict[str, Any], path: str) -> None:
    for name in schema:
        assert name.startswith("?") or name in value, f"{path}.{name} is missing"
    for name, each in value.items():
        kind = schema.get(name, schema.get(f"?{name}"))
        # "Custom fields must start with an underscore."
        assert kind is not None or name.startswith("_"), f"{path}.{name} is unknown"
        if kind is not None:
            check(each, kind, f"{path}.{name}")


def checkTimes(entry: dict[str, Any]) -> None:
    """
    Check what the specification says of times: the sum of those that apply, and none but -1
    below 0.
    """
    timings = entry["timings"]
    applying = [each for name, each in timings.items() if each != -1 and name != "ssl"]
    assert all(each >= 0 for each in applying), timings
    assert all(timings[name] >= 0 for name in ("send", "wait", "receive")), timings
    assert abs(entry["time"] - sum(applying)) < 0.01, entry["time"]
