"""
What the inspector shows, in memory, where it is fast: files that it is given, conversations
that it has recorded, all parts of its page, and all files that it writes of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from server.inspector.exporting.importreader import readImport
from server.inspector.exporting.kinds import KINDS
from server.inspector.fileformats.record import Record
from server.inspector.view import View
from server.problem import Problem
from server.wire import Chunk, Direction
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.inspected import PARTS, archive, transcripts
from tests.badinput.pages import injected
from tests.badinput.proxied import makeAnswer
from tests.badinput.requests import makeRequests
from tests.badinput.screens import makeChunks
from tests.badinput.terminal import steering
from tests.badinput.trial import Trial
from tests.server.inspector.recorded import ANSWER, ASK, Recorded

COMMAND = "python -m lessons.step3"
OPENED = datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)
#: How many things happened in each file that is read.
MOST = 10_000


def makeView(chance: Chance, **which: int) -> View:
    """
    Make up how a conversation is looked at.
    """
    return View(
        **which,  # type: ignore[arg-type]
        secrets=chance.choice(["", "show"]),
        mode=chance.choice(["", "projector"]),
        quiz=chance.choice([0, 1]),
        byte=chance.choice([-1, 0, 5]),
        span=chance.choice(["", "r-0", "a-9"]),
        words=chance.odd().encode("utf-8", "replace").decode()[:100],
    )


class ImportsTrial(Trial):
    """
    Files that the inspector reads, and conversations that it records.
    """

    name = "imports"
    about = "files and conversations, to the inspector"
    short = 60

    def start(self) -> None:
        """
        Make an inspector, and files of a good conversation.
        """
        self.recorded = Recorded()
        self.recorded.ask(1, ASK % b"")
        self.recorded.answer(1, ANSWER)
        self.recorded.close(1)
        self.exports = [text.encode() for _, text in self.write(self.chunksOf(1), True)]
        self.count = 1

    def chunksOf(self, number: int) -> Sequence[Chunk]:
        """
        Take what was recorded on a connection.
        """
        self.recorded.read()
        kept = self.recorded.inspector.recorder.conversations[number]
        return list(kept.since(kept.dropped, MOST))

    def write(self, chunks: Sequence[Chunk], isMasked: bool) -> Iterator[tuple[str, str]]:
        """
        Write all kinds of files.
        """
        for name, kind in KINDS.items():
            yield name, kind.write(Record(chunks, OPENED, isMasked), COMMAND)

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Give it a file or a conversation, and look at all that it makes of that.
        """
        self.tried += 1
        if chance.often(0.5):
            yield from self.file(chance)
        else:
            yield from self.conversation(chance)

    def file(self, chance: Chance) -> Iterator[Fault]:
        """
        Give it a file. What is not one is refused in a sentence.
        """
        data = chance.choice([*self.exports, archive(chance), chance.choice(transcripts())])
        try:
            imported = readImport(chance.mangled(data))
        except Problem:
            return
        number = self.recorded.inspector.imports.add(imported)
        yield from self.look(chance, makeView(chance, imported=number, talk=chance.randint(0, 2)))
        for kept in list(imported.recorder.conversations.values())[:2]:
            yield from self.judgeFiles(chance, list(kept.since(kept.dropped, MOST)))

    def conversation(self, chance: Chance) -> Iterator[Fault]:
        """
        Let something go over the wire.
        """
        self.count += 1
        number = self.count
        for chunk in makeChunks(chance, makeRequests(chance), makeAnswer(chance)):
            direction, data = chunk.direction, chunk.data
            self.recorded.put(number, direction, data, note=chunk.note, by=chunk.by)
        chunks = self.chunksOf(number)
        yield from self.look(chance, makeView(chance, connection=number))
        yield from self.judgeFiles(chance, [*chunks, Chunk(1, 9.0, Direction.CLOSED)])

    def look(self, chance: Chance, view: View) -> Iterator[Fault]:
        """
        Look at some parts of the page.
        """
        for part in chance.sample(PARTS, 4):
            for found in injected(self.recorded.show(part, view)):
                yield Fault(Kind.PAGE, f"{part}: {found}")

    def judgeFiles(self, chance: Chance, chunks: Sequence[Chunk]) -> Iterator[Fault]:
        """
        Tell what is wrong with the files that it writes.
        """
        for name, text in self.write(chunks, chance.often(0.5)):
            text.encode("utf-8")
            if name == "har":
                json.loads(text)
            elif name == "txt":
                yield from (Fault(Kind.TERMINAL, each) for each in steering(text))
            else:
                yield from (Fault(Kind.PAGE, f"{name}: {each}") for each in injected(text))
