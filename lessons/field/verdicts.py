"""
What each step makes of what the clients sent: C{python -m lessons.field.verdicts} asks them
all again, and keeps what they do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from lessons.field.catalog import FOLDER, bytesOf, readRecordings
from lessons.replay import ClientStream, Judge
from lessons.replay.connection import WAIT, converse
from lessons.replay.servers import Servers

#: Where they are kept.
VERDICTS_FILE = FOLDER / "verdicts.json"
#: All of them; step 14 is the proxy.
ALL_STEPS = range(1, 16)
#: Conversations at a time: most of them wait.
AT_A_TIME = 64

#: What each step does with a recording, in a sentence, by the recording's file.
Verdicts = Mapping[str, Sequence[str]]


def recordedFiles() -> Sequence[str]:
    """
    Name what can be sent again: a client that said nothing has no verdict.
    """
    files = [name for recording in readRecordings() for name in recording.files]
    return [name for name in files if bytesOf(name)]


def judgeAll(files: Iterable[str], wait: float = WAIT) -> Verdicts:
    """
    Send each recording to each step.

    @param wait: seconds of silence after which no answer is awaited any more.
    """
    wanted = list(files)
    with Servers() as servers, ThreadPoolExecutor(AT_A_TIME) as pool:
        # A step ends with the thread that started it: so these threads go on to ask.
        ports = [server.port for server in pool.map(servers.start, ALL_STEPS)]
        asked = {
            name: [pool.submit(ask, name, step, port, wait) for step, port in enumerate(ports, 1)]
            for name in wanted
        }
        return {name: [each.result() for each in answers] for name, answers in asked.items()}


def ask(name: str, step: int, port: int, wait: float) -> str:
    """
    Send one recording to one step.

    @return: what it does, in a sentence.
    """
    stream = ClientStream(bytesOf(name))
    return Judge(stream).judge(converse(step, port, stream, wait)).how


@cache
def readVerdicts(path: Path = VERDICTS_FILE) -> Verdicts:
    """
    Read what was kept: what each step does, by the recording's file.
    """
    verdicts: Verdicts = json.loads(path.read_text())
    return verdicts


def writeVerdicts(verdicts: Verdicts, path: Path = VERDICTS_FILE) -> None:
    """
    Keep what the steps do: a line for each recording.
    """
    lines = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(all_)}" for name, all_ in verdicts.items()
    )
    path.write_text(f"{{\n{lines}\n}}\n")


def main() -> None:
    """
    Ask every step, and keep what they do.
    """
    files = recordedFiles()
    writeVerdicts(judgeAll(files))
    print(f"{len(files)} recordings, sent to {len(ALL_STEPS)} steps each: {VERDICTS_FILE.name}")


if __name__ == "__main__":
    main()
