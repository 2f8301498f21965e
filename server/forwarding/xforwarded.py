"""
The fields that there were before C{Forwarded}, and that most proxies still send:
C{X-Forwarded-For}, C{X-Forwarded-Proto} and C{X-Forwarded-Host}.

No standard describes them. Each proxy adds to the first the address of whoever has connected
to it. The other two are set anew by some proxies, and added to by others: where there are as
many values as addresses, they belong together; otherwise the last value counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.forwarding.hop import Hop, readHost, readScheme
from server.forwarding.node import readLooseNode

FOR, PROTO, HOST = b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"
NAMES = (FOR, PROTO, HOST)

Lines = tuple[bytes, ...]


def membersOf(lines: Lines) -> list[bytes]:
    """
    List the values of a field. An empty one counts: it keeps a place.
    """
    return [member.strip(b" \t") for member in b",".join(lines).split(b",")] if lines else []


def hopsInXForwarded(nodes: Lines, schemes: Lines, hosts: Lines) -> Iterator[Hop]:
    """
    Tell what the proxies say, the last one first.

    @param nodes: the lines of C{X-Forwarded-For}, as they came.
    @param schemes: those of C{X-Forwarded-Proto}.
    @param hosts: those of C{X-Forwarded-Host}.
    """
    listed = membersOf(nodes)
    count = max(len(listed), 1)  # some proxies send only the others
    columns = (spread(membersOf(schemes), count), spread(membersOf(hosts), count))
    for index in reversed(range(count)):
        node = readLooseNode(listed[index]) if listed else None
        yield Hop(node, readScheme(columns[0][index]), readHost(columns[1][index]))


def spread(values: list[bytes], count: int) -> list[bytes]:
    """
    Give each of the addresses its value.
    """
    return values if len(values) == count else (values[-1:] or [b""]) * count
