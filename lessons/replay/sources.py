"""
Where the bytes come from that are replayed: a file, a transcript, or the conformance table.

A file is a transcript where its first line is a command after C{$ }, as in the walkthroughs.
Anything else is sent as it is. (A request could begin so, too: C{$} may be a method.)
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from lessons.language import N_, _
from lessons.replay.clientstream import ClientStream
from server.conformance.table import CASES
from server.conformance.target import Target, addressed

#: The most bytes that are sent.
MOST_SENT = 2**20
#: The most that are sent byte by byte, each of them after a moment.
MOST_PIECES = 2**14

RAW = N_("--raw sends the file as it is")


class BadSource(Exception):
    """
    There is nothing that can be sent. The text says why.
    """


def fromFile(name: str, data: bytes, isRaw: bool = False) -> ClientStream:
    """
    Read a file.

    @param name: its name, for a person.
    @param isRaw: whether it is sent as it is, whatever it looks like.
    @raise BadSource: when it is empty, too long, or a transcript that sends nothing.
    """
    if not data:
        raise BadSource(_("{name} is empty: there is nothing to send").format(name=name))
    if len(data) > MOST_SENT:
        text = _("{name} is too long: {most:,} bytes can be sent")
        raise BadSource(text.format(name=name, most=MOST_SENT))
    if isRaw or not looksLikeTranscript(data):
        return ClientStream(data, _("as they are"))
    return fromTranscript(name, data)


def looksLikeTranscript(data: bytes) -> bool:
    """
    Tell whether the first line that is not blank is a command after C{$ }.
    """
    return re.match(rb"\s*\$ +\S", data) is not None


def fromTranscript(name: str, data: bytes) -> ClientStream:
    """
    Take what a client types out of a transcript; what is printed is left out.

    @raise BadSource: when it is not one client, or something other than lines is typed.
    """
    # Imported here, because it brings the inspector with it.
    from server.inspector.fileformats.conversation import BadImport, arrived, readTranscript

    try:
        sent = arrived(readTranscript(data.decode("utf-8", "surrogateescape")))
    except BadImport as error:
        raise BadSource(f"{name}: {error}; {_(RAW)}") from None
    return ClientStream(sent, _("what is typed in a transcript; --raw sends the file as it is"))


def fromCase(name: str) -> ClientStream:
    """
    Take a ready request out of the conformance table.

    @raise BadSource: when there is no case of that name.
    """
    cases = {case.name: case for case in CASES}
    if name not in cases:
        similar = get_close_matches(name, cases, 1)
        if not similar:
            raise BadSource(_("there is no case {name!r}: --list names all").format(name=name))
        text = _("there is no case {name!r}: did you mean {similar}?")
        raise BadSource(text.format(name=name, similar=similar[0]))
    case = cases[name]
    rule = f"{case.rule} ({case.section}, {case.level.value})"
    origin = _("the case {name}: {rule}").format(name=name, rule=rule)
    # By the name that step 15 has here: it answers to no other.
    return ClientStream(addressed(case, Target("localhost", 0)).sent, origin, case.hangsUp)
