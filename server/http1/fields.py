"""
Parses field lines, and finds the field that breaks a rule.
"""

from __future__ import annotations

from server.http1.errors import FieldOffence, RemoteProtocolError
from server.http1.events import Field
from server.http1.grammar import FIELD_LINE, OWS


def parseFields(section: bytes, most: int) -> list[Field] | None:
    """
    Parse the field lines of one section.

    @param section: whole lines, with their line ends.
    @param most: how many there may be.
    @return: the fields in their order; L{None} where the grammar says no, or there are
        more.
    """
    fields: list[Field] = FIELD_LINE.findall(section)
    # A match is one whole line. As many matches as lines: no line is left out.
    if len(fields) != section.count(b"\n") or len(fields) > most:
        return None
    if section.find(b" \r\n") >= 0 or section.find(b"\t\r\n") >= 0:
        return [(name, value.rstrip(OWS)) for name, value in fields]
    return fields


def locate(offence: FieldOffence, data: bytes, first: int, end: int) -> RemoteProtocolError:
    """
    Find the field that breaks a rule; one that is missing is missing at the empty line.

    @param first: where the field lines begin in C{data}.
    @param end: where they end.
    @return: the error, whose offset counts from the first byte of C{data}.
    """
    lines = FIELD_LINE.finditer(data, first, end)
    named = [line for line in lines if line["name"].lower() == offence.name]
    error = RemoteProtocolError(offence.statusHint, offence.sentence, offence.rule, end)
    if named:
        line = named[offence.index]
        error.offset, error.length = line.start(), len(line[0]) - 2
    return error
