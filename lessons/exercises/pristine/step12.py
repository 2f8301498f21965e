"""
Exercises for step 12. Each is a small part of the search: a function with one
thing to do. The search here reads the notes itself, without an engine.

Run one:         python -m lessons.exercises.step12 --exercise 12.2
Check your work: python -m lessons check 12       (or: check 12.2)
When stuck:      python -m lessons hint 12.2
"""

from argparse import Namespace
from pathlib import Path

from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Flattenable, tags

import lessons
from lessons.exercises.choosing import offer
from server.pages import Answer, Layout, respond
from server.runner import main
from server.stock import Site

NOTES = Path(lessons.__file__).parent / "notes"


class Page(Resource):
    """
    A page about the notes. This part is done.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> int:
        layout = Layout()
        title, *content = self.content(request)
        return respond(request, layout, succeed(Answer(layout.page(str(title), *content))))

    def content(self, request: Request) -> list[Flattenable]:
        raise NotImplementedError


def readText(request: Request, field: str) -> str:
    """
    What was typed into a field, and "" where there is no such field.
    """
    typed: bytes = request.args.get(field.encode(), [b""])[0]
    return typed.decode(errors="replace")


def readLines() -> list[str]:
    """
    All lines of all notes.
    """
    texts = [path.read_text("utf-8") for path in sorted(NOTES.glob("*.txt"))]
    return [line for text in texts for line in text.splitlines()]


# ---- Exercise 12.1: the same but for case ----


def matches(line: str, words: list[str]) -> bool:
    """
    Tell whether a line contains all of some words, anywhere, even inside a
    longer word. Upper and lower case are the same, in every script: "strasse" is
    in "STRASSE" and in "Straße". And a letter may be written as one character or
    as two, a letter and a combining mark.
    """
    # TODO 12.1: this is right only where every character is the same.
    return all(word in line for word in words)


class MatchPage(Page):
    """
    "/?querystr=tomato+frost" shows the lines that match. This part is done.
    """

    def content(self, request: Request) -> list[Flattenable]:
        words = readText(request, "querystr").split()
        found = [line for line in readLines() if words and matches(line, words)]
        return ["Lines", tags.ul([tags.li(line) for line in found])]


# ---- Exercise 12.2: mark the matches ----


def markedLine(line: str, word: str) -> Flattenable:
    """
    Make a line for a page, with every occurrence of the word inside <mark>. Upper and lower case
    are the same. All else in the line is text, and stays as it is, whatever it looks like; so does
    the word.
    """
    # TODO 12.2: a string is text, so the tags in it are shown and not obeyed. A list
    # of strings and tags, ["a", tags.mark("b"), "c"], is content as well.
    return line.replace(word, f"<mark>{word}</mark>")


class MarkPage(Page):
    """
    "/?querystr=tomato" shows the lines that hold the word. This part is done.
    """

    def content(self, request: Request) -> list[Flattenable]:
        word = readText(request, "querystr")
        found = [line for line in readLines() if word and word.lower() in line.lower()]
        return ["Marked lines", tags.ul([tags.li(markedLine(line, word)) for line in found])]


# ---- Exercise 12.3: stay in the folder ----


def findFile(folder: Path, name: str) -> Path | None:
    """
    Find a file in a folder, or in a folder in it.

    @param name: a path from the folder on, with slashes. A stranger has typed it.
    @return: where the file is; None where there is none, and where the name leads
        out of the folder in any way.
    """
    # TODO 12.3: where does this path lead?
    return folder / name


class FilePage(Page):
    """
    "/?file=sunflower.txt" shows a file. This part is done.
    """

    def content(self, request: Request) -> list[Flattenable]:
        name = readText(request, "file")
        path = findFile(NOTES, name)
        if path is None:
            return ["Nothing", "There is no such file."]
        return [name, tags.pre(path.read_text("utf-8", errors="replace"))]


# ---- The program ----

PAGES = {"12.1": MatchPage, "12.2": MarkPage, "12.3": FilePage}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(PAGES[options.exercise](), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl 'http://{host}:{port}/?querystr=tomato'",
            "curl 'http://{host}:{port}/?file=sunflower.txt'",
        ],
        addOptions=offer(PAGES),
    )
