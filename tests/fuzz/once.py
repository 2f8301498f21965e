"""
One run of the fuzzer: atheris makes up bytes, watches which code they reach, and goes
on with those that reach more. It begins with the bytes of the conformance table.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["server.http1", "server.channel"]):
    from server.conformance import CASES
    from tests.fuzz.targets import TARGETS

#: Bytes of the longest input. Longer ones take time, and find hardly more.
LONGEST = 1000


def main(arguments: Sequence[str]) -> None:
    """
    Fuzz a target for this many seconds, or until a fault is found; the status tells.
    """
    target, seconds = arguments
    flags = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=10"]
    flags += ["-print_final_stats=1", "-verbosity=0", "-artifact_prefix=fuzz-"]
    with tempfile.TemporaryDirectory() as corpus:
        for case in CASES:
            (Path(corpus) / case.name).write_bytes(case.sent[:LONGEST])
        atheris.Setup([sys.argv[0], *flags, corpus], TARGETS[target])
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
