"""
What happens to a request, as plain records. All of a client's bytes in them are text:
bounded, escaped, and without secrets; see L{server.xray.texts}.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """
    One thing that happened.

    @ivar connection: the number that the tap has given to the connection; L{None} where
        there is no tap.
    @ivar request: 1 for the first on its connection.
    @ivar seconds: since the head of the request began to be read.
    """

    kind: ClassVar[str]

    connection: int | None
    request: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Received(Happening):
    """
    All of the request has come, and has been taken apart.

    @ivar site: the class of the factory.
    @ivar channel: the class of the connection's protocol.
    @ivar program: the class of the request.
    @ivar uri: the target, as it came.
    @ivar path: what comes before the C{?}.
    @ivar args: names and values from the query, and from a form.
    @ivar fields: the header fields that the program sees.
    @ivar content: how long it is said to be.
    """

    kind = "received"

    site: str
    channel: str
    program: str
    method: str
    uri: str
    version: str
    path: str
    args: Pairs
    fields: Pairs
    content: str


@dataclass(frozen=True, kw_only=True)
class Process(Happening):
    """
    The request is handed to the program.

    @ivar handler: what is called.
    """

    kind = "process"

    handler: str


@dataclass(frozen=True, kw_only=True)
class Calls(Happening):
    """
    Where there is no tree, C{process} has called another function of its file.
    """

    kind = "calls"

    caller: str
    called: str


@dataclass(frozen=True, kw_only=True)
class Path(Happening):
    """
    The way through the tree begins.
    """

    kind = "path"

    prepath: str
    postpath: str


@dataclass(frozen=True, kw_only=True)
class Stop(Happening):
    """
    A resource was asked for a child.

    @ivar prepath: the segments up to this one, and this one.
    @ivar postpath: the segments still to come.
    """

    kind = "stop"

    resource: str
    segment: str
    child: str
    prepath: str
    postpath: str


@dataclass(frozen=True, kw_only=True)
class Render(Happening):
    """
    A resource is asked to answer.

    @ivar why: why this resource is asked.
    """

    kind = "render"

    resource: str
    method: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Rendered(Happening):
    """
    The method that renders has returned.

    @ivar returned: what it has returned.
    @ivar lasted: how many seconds it took; nothing else in the program ran meanwhile.
    """

    kind = "rendered"

    resource: str
    method: str
    returned: str
    lasted: float


@dataclass(frozen=True, kw_only=True)
class Waits(Happening):
    """
    The program begins to wait.

    @ivar number: of this wait; the L{Waited} that ends it has the same.
    """

    kind = "waits"

    number: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class Waited(Happening):
    """
    A wait is over.

    @ivar number: as in the L{Waits} that began it.
    @ivar lasted: in seconds.
    """

    kind = "waited"

    number: int
    cause: str
    lasted: float


@dataclass(frozen=True, kw_only=True)
class Written(Happening):
    """
    The answer has begun.

    @ivar first: the first bytes of its content, as the program has written them.
    """

    kind = "written"

    status: int
    first: str


@dataclass(frozen=True, kw_only=True)
class Finished(Happening):
    """
    The answer is complete.

    @ivar length: of its content, in bytes.
    """

    kind = "finished"

    status: int
    length: int


@dataclass(frozen=True, kw_only=True)
class Left(Happening):
    """
    The client has left before the answer was complete.
    """

    kind = "left"

    reason: str


@dataclass(frozen=True, kw_only=True)
class Logged(Happening):
    """
    The program has logged something.

    @ivar level: C{info}, C{warn}, and so on.
    """

    kind = "logged"

    level: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Failed(Happening):
    """
    Something was raised: C{process} did not catch it, or somebody has logged it.
    """

    kind = "failed"

    error: str
