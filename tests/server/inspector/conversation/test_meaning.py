"""
Tests of what is said of one span.
"""

from __future__ import annotations

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from server.explain.descriptions import FIELDS, KINDS, METHODS, PARTS, STATUSES, TARGETS
from server.inspector.conversation.code import READERS, ROOT, codeOf
from server.inspector.conversation.meaning import meaning
from server.inspector.conversation.references import linkToStep
from server.inspector.conversation.views import COLOUR_OF, COLOURS
from tests.server.inspector.conversation.conversations import (
    FIRST,
    LEFT,
    inspectorThatRead,
    inspectorThatSaw,
    lookingAt,
    page,
    shown,
    textOf,
    withClass,
)
from tests.server.inspector.recorded import readAll

#: Spans that have parts: what is shown of them are the parts.
OUTER = {"request line", "status line", "field line", "trailer line", "chunk line"}


class CodeTests(SynchronousTestCase):
    """
    The code that reads a kind of span.
    """

    def test_complete(self) -> None:
        """
        There is some for each kind, and for nothing else; and a colour for each that is
        shown.
        """
        self.assertEqual(set(READERS), set(KINDS))
        self.assertEqual(len(COLOUR_OF), sum(map(len, COLOURS.values())))
        self.assertEqual(set(COLOUR_OF), set(KINDS) - OUTER | {"line", "unexplained"})

    def test_places(self) -> None:
        """
        The code is where we say.
        """
        for kind in KINDS:
            code = codeOf(kind)
            assert code is not None
            lines = (ROOT / code.file).read_text(encoding="utf-8").splitlines()
            name = code.name.rpartition(".")[2]
            found = "\n".join(lines[code.first - 1 : code.last])
            self.assertIn(f"def {name}(", found)
            self.assertEqual(found.split(), code.text.split())


class StepTests(SynchronousTestCase):
    """
    Each step that teaches something is linked.
    """

    def test_links(self) -> None:
        """
        Each step that the explainer names has a walkthrough.
        """
        tables = (KINDS, METHODS, STATUSES, TARGETS, FIELDS, PARTS)
        steps = {meaning.step for table in tables for meaning in table.values()} - {""}
        for step in steps:
            self.assertEqual(linkToStep(step).tagName, "a", step)


class MeaningTests(SynchronousTestCase):
    """
    The panel for one span: what its bytes are, under which rule, and which code reads them.
    """

    def said(self, span: str, *pieces: bytes, step: int = 15) -> str:
        """
        @param step: the number of the step that has read the pieces.
        @return: the text of the panel.
        """
        return textOf(page(meaning(inspectorThatRead(*pieces, step=step), lookingAt(span))))

    def test_span(self) -> None:
        """
        It says what the bytes are, where, why, and who reads them.
        """
        text = self.said("r-4", b"GET /ab", b"out HTTP/1.1\r\n")
        for words in (
            "/about",
            "path",
            "bytes 4 to 9 of what the client has sent, cut into pieces #1, #2; the first byte",
            "Part of: a target in a request line",
            "RFC 3986 section 3.3",
            "step 3",
            "server/http1/target.py, lines ",
        ):
            self.assertIn(words, text)

    def test_answer(self) -> None:
        """
        What is in a status line is read by the reader of answers.
        """
        inspector = inspectorThatSaw([(LEFT, b"HTTP/1.1 200 OK\r\n")])
        readAll(inspector)
        self.assertIn("ResponseReader._decide", textOf(page(meaning(inspector, lookingAt("a-0")))))
        self.assertIn("RequestReader._decide", self.said("r-0", b"GET / HTTP/1.1\r\n"))

    def test_line(self) -> None:
        """
        In step 1 a line is a line.
        """
        self.assertIn("One line of text", self.said("r-0", b"GET /", b" HTTP/1.1\r\n", step=1))

    def test_nothing(self) -> None:
        """
        What was never sent is not explained.
        """
        self.assertIn("Nothing is known", self.said("r-400", b"GET / HTTP/1.1\r\n"))
        self.assertIn("Nothing is known", self.said("a-0", b"GET / HTTP/1.1\r\n"))
        self.assertIn("Point at some bytes", self.said("", b"GET / HTTP/1.1\r\n"))

    def test_quiz(self) -> None:
        """
        In the quiz the answer has to be asked for, and nothing else tells it.
        """
        inspector = inspectorThatRead(b"GET / HTTP/1.1\n")
        view = replace(FIRST, quiz=1, span="r-0")
        details = next(page(meaning(inspector, view)).iter("details"))
        self.assertEqual(textOf(details[0]), "What is this?")
        self.assertNotIn("open", details.attrib)
        root = shown(inspector, view)
        labels = {textOf(chip[1]) for chip in withClass(root, "chip")}
        self.assertEqual(labels, {"?"})
        colours = {chip.get("class") for chip in withClass(root, "chip")}
        self.assertEqual(colours, {"chip", "chip lit"})
