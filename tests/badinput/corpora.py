"""
What may be in a folder that is searched: files of any name, with any bytes, and what only looks
like a file.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import SkipTest
from urllib.parse import quote_from_bytes

from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.forms import get
from tests.badinput.requests import written
from tests.badinput.served import TROUBLE, UNHANDLED, Served
from tests.badinput.trial import Trial
from tests.support.postgres import theCluster
from tests.support.process import ROOT, StepProcess, poll

#: Written outside the folder, where links lead to, and nowhere else.
SECRET = b"zzqsecret"
WORDS = [b"the", b"fern", b"zzq", b"a b", b"\xc3\xa9", b"<script>", b"null"]
#: Where the course's own texts are, to begin with.
TEXTS = sorted((ROOT / "lessons" / "notes").rglob("*.*"))
READY = re.compile(r"^search: .*", re.MULTILINE)


def makeName(chance: Chance) -> bytes:
    """
    Make up the name of a file; the system allows all bytes but two.
    """
    name = re.sub(rb"[/\0]", b"_", chance.oddBytes())[: chance.choice([20, 200])]
    return (name or b"x") + chance.choice([b".txt", b".html", b".rst", b".htm", b""])


def makeText(chance: Chance) -> bytes:
    """
    Make up what is in a file.
    """
    text = chance.choice(TEXTS).read_bytes()[:20_000]
    for _ in range(chance.randint(0, 6)):
        at = chance.place(text)
        text = text[:at] + chance.oddBytes() + b" the fern " + text[at:]
    if chance.often(0.1):
        text *= chance.choice([1, 50])
    if chance.often(0.1):
        text = text.replace(b"\n", b" ")
    return chance.mangled(text) if chance.often(0.3) else text


def fill(folder: bytes, chance: Chance, files: int) -> list[bytes]:
    """
    Make files.

    @return: their paths within the folder.
    """
    paths: list[bytes] = []
    for _ in range(files):
        path = makeName(chance)
        if chance.often(0.2):
            path = os.path.join(makeName(chance), path)
        make, whole = (
            chance.choice([makeFile] * 8 + [makeLink, makePipe]),
            os.path.join(folder, path),
        )
        with suppress(OSError):  # the name is too long, or a file has that of a folder
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            if not os.path.lexists(whole):
                make(chance, whole)
                paths.append(path)
    return paths


def makeFile(chance: Chance, path: bytes) -> None:
    """
    Make a file of that name, with any bytes in it.
    """
    with open(path, "wb") as file:
        file.write(makeText(chance))


def makeLink(chance: Chance, path: bytes) -> None:
    """
    Make a link to something that is not ours, or to itself.
    """
    outside = os.path.join(os.path.dirname(os.path.dirname(path)), b"secret.txt")
    os.symlink(chance.choice([outside, b"../secret.txt", b".", path, b"/dev/zero"]), path)


def makePipe(chance: Chance, path: bytes) -> None:
    """
    Make a pipe that nobody writes to.
    """
    os.mkfifo(path)


def damage(chance: Chance, folder: Path) -> None:
    """
    Change some bytes in one or more files of a folder, or delete one.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in chance.some(files, 2) if files else []:  # PostgreSQL's are elsewhere
        if chance.often(0.1):
            path.unlink(missing_ok=True)
        elif path.exists():
            path.write_bytes(chance.mangled(path.read_bytes()))


def chooseEngine(chance: Chance) -> list[str]:
    """
    Choose one of the engines: the first, where another is not installed.
    """
    name = chance.choice(["fts5", "fts5", "glimpse", "glimpse", "postgresql"])
    if name == "postgresql":
        try:
            return ["--engine", name, "--database", theCluster().makeDatabase()]
        except SkipTest:
            return []
    return ["--engine", name] if name == "fts5" or shutil.which("glimpseindex") else []


class CorpusTrial(Trial):
    """
    A folder of odd files, and the step that searches it and shows them.
    """

    name = "corpus"
    about = "files that are searched, to step 12"
    short = 2

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Make a folder, start the step on it, search, and look at each file.
        """
        with TemporaryDirectory() as place:
            (Path(place) / "secret.txt").write_bytes(SECRET)
            folder = Path(place) / "corpus"
            folder.mkdir()
            paths = fill(os.fsencode(folder), chance, chance.choice([1, 10, 60]))
            self.tried += len(paths)
            arguments = [*chooseEngine(chance), "--glimpse-port", "0", "--debug"]
            arguments += ["--corpus", str(folder), "--data", f"{place}/data"]
            yield from self.serve(chance, arguments, paths)
            if chance.often(0.4):
                damage(chance, Path(place, "data"))
                yield from self.serve(chance, arguments, paths, mayWarn=True)

    def serve(
        self, chance: Chance, arguments: list[str], paths: list[bytes], mayWarn: bool = False
    ) -> Iterator[Fault]:
        """
        Start the step.

        @param mayWarn: whether its index is damaged.
        """
        with StepProcess("lessons.step12", *arguments) as step:
            poll(lambda: READY.search(step.out) or (mayWarn and "search:" in step.err))
            served = Served(step, halfCloses=False, trouble=UNHANDLED if mayWarn else TROUBLE)
            yield from self.search(chance, served, paths)

    def search(self, chance: Chance, served: Served, paths: list[bytes]) -> Iterator[Fault]:
        """
        Search for words, and look at files.
        """
        queries = [*WORDS, *(chance.oddBytes()[:100] for _ in range(10))]
        asked = ["show_search_results?querystr=" + quote_from_bytes(each) for each in queries]
        for path in [*paths, b"../secret.txt", b"/etc/passwd", b"%2e%2e/secret.txt"]:
            page = "get_text_file?file=" + quote_from_bytes(path)
            asked.append(page)
            asked.append(f"{page}&source&line=2&querystr={written(chance, b'the').decode()}")
        for page in asked:
            sent = get(f"/search/{page}")
            yield from served.attack(sent)
            if SECRET in served.ask(sent):
                yield Fault(Kind.PAGE, f"what is outside the folder: {page[:100]}")
