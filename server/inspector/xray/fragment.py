"""
One request on its way through the server, in five stations: bytes, attributes, the path
through the tree, the method that renders, the answer. Below them, when each of these
happened.
"""

from __future__ import annotations

from http import HTTPStatus

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.xray.timeline import timeline
from server.xray import RequestRecord
from server.xray.happenings import (
    Calls,
    Failed,
    Finished,
    Left,
    Logged,
    Pairs,
    Path,
    Process,
    Received,
    Render,
    Rendered,
    Stop,
    Waited,
    Waits,
    Written,
)
from server.xray.texts import shortened

#: How many characters of a request's target are in its heading; below that, it is shown as
#: long as it is kept.
LONGEST_TITLE = 80

NO_TREE = "There is no tree of resources here: the program looks at request.path itself."
NO_RESOURCE = "No resource was asked: the program writes the answer itself."
LATER = "The answer comes later: somebody will call request.write and request.finish."


def xrayOf(record: RequestRecord, now: float | None = None) -> Tag:
    """
    Show one request in its stations.

    @param now: the time, as the reactor tells it; where a request still runs, its bars
        grow until then.
    """
    name = f"xray-{record.connection or 0}-{record.request}"
    stations = [
        ("Bytes", _bytes(record.received)),
        ("Attributes", _attributes(record.received)),
        ("Path", _path(record)),
        ("Render", _render(record)),
        ("Answer", _answer(record)),
    ]
    return tags.article(
        tags.h3(_title(record), id=name),
        tags.ol([_station(*each) for each in stations], class_="xray-stations"),
        timeline(record, name, now),
        class_="xray",
        **{"aria-labelledby": name},
    )


def _title(record: RequestRecord) -> Flattenable:
    received = record.received
    target = shortened(f"{received.method} {received.uri}", LONGEST_TITLE)
    return [f"Request {record.request}: ", tags.code(target), f", {outcome(record)}"]


def outcome(record: RequestRecord) -> str:
    """
    Say in a few words what has become of a request.
    """
    finished = record.last(Finished)
    if finished is not None:
        return statusText(finished.status)
    if record.last(Left) is not None:
        return "the client has left"
    over = {each.number for each in record.every(Waited)}
    waits = [each.cause for each in record.every(Waits) if each.number not in over]
    return f"not answered yet; it waits for: {', '.join(waits)}" if waits else "not answered yet"


def statusText(status: int) -> str:
    """
    Write a status with its reason phrase, where it has one.
    """
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _station(title: str, content: Flattenable) -> Tag:
    return tags.li(tags.h4(title), content, class_="xray-station")


def _bytes(received: Received) -> Flattenable:
    """
    Show what came over the wire: the request line, and how much follows it.
    """
    line = f"{received.method} {received.uri} {received.version}"
    return [
        tags.p(tags.code(line), class_="xray-line"),
        tags.p(f"Header fields: {len(received.fields)}. Content: {received.content}."),
        tags.p(f"{received.channel}, made by {received.site}, has read them."),
    ]


def _attributes(received: Received) -> Flattenable:
    """
    Show the attributes of the request as the program finds them.
    """
    facts = [
        ("method", f"b'{received.method}'"),
        ("path", f"b'{received.path}'"),
        ("clientproto", f"b'{received.version}'"),
    ]
    return [
        tags.p("A ", tags.code(received.program), " has:"),
        tags.dl([[tags.dt(name), tags.dd(tags.code(text))] for name, text in facts]),
        _pairs("args", received.args, isOpen=True),
        _pairs("requestHeaders", received.fields, isOpen=False),
    ]


def _pairs(title: str, pairs: Pairs, isOpen: bool) -> Tag:
    """
    List names and values, with their number in the heading.

    @param isOpen: whether the list is unfolded from the beginning.
    """
    if not pairs:
        return tags.p(tags.strong(title), ": none")
    entries = [[tags.dt(name), tags.dd(tags.code(value))] for name, value in pairs]
    state = {"open": "open"} if isOpen else {}
    return tags.details(tags.summary(f"{title}: {len(pairs)}"), tags.dl(entries), **state)


def _path(record: RequestRecord) -> Flattenable:
    """
    From the root of the tree to the resource that answers.
    """
    begins = record.last(Path)
    handlers = [tags.p(tags.code(each.handler)) for each in record.every(Process)]
    if begins is None:
        calls = [tags.li(_calls(each)) for each in record.every(Calls)]
        return [handlers, tags.p(NO_TREE), tags.ol(calls, class_="xray-stops") if calls else ""]
    stops = record.every(Stop)
    items = [_segments("the root", begins.prepath, begins.postpath)]
    for stop in stops:
        asked = [tags.code(stop.resource), ", asked for ", tags.code(f"b'{stop.segment}'")]
        gives = [*asked, ", gives ", tags.code(stop.child)]
        items.append(_segments(gives, stop.prepath, stop.postpath))
    return [handlers, tags.ol(items, class_="xray-stops"), _omitted(record)]


def _calls(it: Calls) -> Flattenable:
    return [tags.code(it.caller), " calls ", tags.code(it.called)]


def _segments(title: Flattenable, prepath: str, postpath: str) -> Tag:
    """
    Show one stop, with the segments before it and those still to come.
    """
    return tags.li(
        tags.p(title),
        tags.dl(
            tags.dt("prepath"),
            tags.dd(tags.code(prepath)),
            tags.dt("postpath"),
            tags.dd(tags.code(postpath)),
        ),
    )


def _omitted(record: RequestRecord) -> Flattenable:
    if not record.omitted:
        return ""
    return tags.p(f"{record.omitted} more things have happened; they are not kept.")


def _render(record: RequestRecord) -> Flattenable:
    """
    Which methods were called, and what they have returned.
    """
    renders = record.every(Render)
    if not renders:
        return [tags.p(NO_RESOURCE), _logged(record)]
    returned = record.every(Rendered)
    shown: list[Flattenable] = []
    for number, render in enumerate(renders):
        method = f"{render.resource}.{render.method}"
        result = returned[number].returned if number < len(returned) else "(unknown)"
        shown.append(tags.p(tags.code(method), " → ", tags.strong(result)))
        shown.append(tags.p(f"Why this one: {render.why}.", class_="quiet"))
        if result == "NOT_DONE_YET" and not record.isOver:
            shown.append(tags.p(LATER))
    return [shown, _logged(record)]


def _logged(record: RequestRecord) -> Flattenable:
    """
    What was logged while the request was handled.
    """
    lines = [tags.li(tags.code(f"{each.level}: {each.text}")) for each in record.every(Logged)]
    return [tags.p("It has logged:"), tags.ul(lines, class_="xray-logged")] if lines else ""


def _answer(record: RequestRecord) -> Flattenable:
    """
    What has been sent in answer.
    """
    shown: list[Flattenable] = []
    written, finished, left = record.last(Written), record.last(Finished), record.last(Left)
    for failed in record.every(Failed):
        shown.append(tags.p(f"Something was raised: {failed.error}", class_="xray-failed"))
    if written is not None:
        shown.append(tags.p(tags.strong(statusText(written.status))))
        if written.first:
            shown.append(tags.p("Its content begins with ", tags.code(written.first)))
    if finished is not None:
        shown.append(tags.p(f"{finished.length:,} bytes of content; it is complete."))
    elif left is not None:
        shown.append(tags.p(f"The client has left before it was complete. {left.reason}"))
    else:
        shown.append(tags.p(f"It is {outcome(record)}", class_="xray-running"))
    return shown
