"""
What a worker has from its parent.

It is on the worker's command line, in an option that nobody types::

    --worker number=2,generation=5a3,control=3,scoreboard=4,port0=5,port1=6

The first two are words about the worker; the others are descriptors that it has inherited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The names of descriptors. The ports come in the order in which they are announced.
CONTROL, SCOREBOARD, REPORTS, PORT = "control", "scoreboard", "reports", "port"


@dataclass
class Inherited:
    """
    A worker's place among the others.

    @ivar number: its own, from 1. A worker that takes its place has the same number.
    @ivar generation: the same for all workers that were started together, or to replace
        one of these; it changes with SIGHUP.
    @ivar descriptors: numbers of descriptors, by name.
    @ivar told: the facts that the parent has told since then, by name.
    """

    number: int
    generation: str
    descriptors: Mapping[str, int]
    told: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        words: dict[str, object] = {"number": self.number, "generation": self.generation}
        return ",".join(f"{name}={value}" for name, value in {**words, **self.descriptors}.items())

    def ports(self) -> list[int]:
        """
        List the descriptors of the listening sockets, in order.
        """
        count = sum(name.startswith(PORT) for name in self.descriptors)
        return [self.descriptors[f"{PORT}{number}"] for number in range(count)]


def readInherited(text: str) -> Inherited:
    """
    Read what a worker inherits from its command line.

    @raise ValueError: when it is something else.
    """
    words = dict(word.split("=", 1) for word in text.split(","))
    number, generation = int(words.pop("number", "")), words.pop("generation", "")
    return Inherited(number, generation, {name: int(value) for name, value in words.items()})
