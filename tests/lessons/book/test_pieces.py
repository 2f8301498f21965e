"""
What is done to a text on its way into the book.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from docutils import nodes
from twisted.trial.unittest import SynchronousTestCase

from lessons.book.pictures import pictureOf
from lessons.book.sphinx.accessibility import plainly
from lessons.book.sphinx.pages import completed
from lessons.book.sphinx.references import linked, rfcPattern
from lessons.book.sphinx.scripts import nameOf, writeNames
from lessons.book.sphinx.transcripts import linksTo, rows, sent
from tests.support.process import ROOT

RFC = "https://www.rfc-editor.org/rfc/rfc"


class ReferenceTests(SynchronousTestCase):
    """
    Links to the sections of the RFCs.
    """

    def links(self, text: str, rfc: str = "") -> list[tuple[str, str]]:
        """
        List the links in a text: what is written, and where it leads.
        """
        pieces, _ = linked(text, rfc)
        self.assertEqual("".join(piece.astext() for piece in pieces), text)
        references = [piece for piece in pieces if isinstance(piece, nodes.reference)]
        return [(each.astext(), each["refuri"]) for each in references]

    def test_section(self) -> None:
        """
        A section is linked, wherever the line breaks; an RFC alone as a whole.
        """
        self.assertEqual(
            self.links("see RFC 9112\nsection 3.2, or RFC 854 (Telnet)."),
            [
                ("RFC 9112\nsection 3.2", f"{RFC}9112.html#section-3.2"),
                ("RFC 854", f"{RFC}854.html"),
            ],
        )

    def test_alone(self) -> None:
        """
        A section without an RFC belongs to the one named last; where none was, it is text.
        """
        self.assertEqual(
            self.links("RFC 9110 section 15.6.2: 501; section 15.5.6: 405.")[1],
            ("section 15.5.6", f"{RFC}9110.html#section-15.5.6"),
        )
        self.assertEqual(
            self.links("section 6.3 says", "9112"),
            [("section 6.3", f"{RFC}9112.html#section-6.3")],
        )
        self.assertEqual(self.links("the section 3 of this book"), [])

    def test_translated(self) -> None:
        """
        A section is found as another language says it, and as English does: not all pages are
        translated.
        """
        found = rfcPattern("第 {number} 节").finditer(
            "RFC 9112 第 3.2 节，第 6 节；RFC 9110 section 5.1"
        )
        self.assertEqual(
            [[group for group in match.groups() if group] for match in found],
            [["9112", "3.2"], ["6"], ["9110", "5.1"]],
        )

    def test_last(self) -> None:
        """
        The RFC that is named last is remembered.
        """
        self.assertEqual(linked("RFC 9110 and RFC 9112", "")[1], "9112")
        self.assertEqual(linked("nothing", "9110")[1], "9110")


class TranscriptTests(SynchronousTestCase):
    """
    The lines of a transcript in HTML: what is typed, printed, on the wire, or varies.
    """

    def test_kinds(self) -> None:
        """
        What is typed, printed, on the wire, and what varies, is told apart.
        """
        written = rows(
            "$ python -m lessons.step1 --wire\n"
            "listening on 127.0.0.1:…\n"
            "#1   … s  -> a <b>\\r\\n\n"
            "                  more\\r\\n\n"
            "#1   … s  <- A\n"
            "> ^C"
        )
        varies = '<span class="varies" title="this varies">…</span>'
        self.assertEqual(
            written,
            [
                '<span class="command"><span class="prompt">$ </span>'
                "python -m lessons.step1 --wire</span>",
                f'<span class="printed">listening on 127.0.0.1:{varies}</span>',
                f'<span class="wire arrived">#1   {varies} s  -&gt; a &lt;b&gt;\\r\\n</span>',
                '<span class="wire arrived">                  more\\r\\n</span>',
                f'<span class="wire left">#1   {varies} s  &lt;- A</span>',
                '<span class="prompt">&gt; </span><span class="typed">^C</span>',
            ],
        )

    def test_goesOn(self) -> None:
        """
        A command may go on in the next line; what curl marks with C{>} is printed.
        """
        command, more, line = rows("$ curl -v \\\n    http://a/\n> GET / HTTP/1.1")
        self.assertIn("curl -v \\", command)
        self.assertEqual(more, '<span class="command">    http://a/</span>')
        self.assertEqual(line, '<span class="printed">&gt; GET / HTTP/1.1</span>')

    def test_prompts(self) -> None:
        """
        After a prompt of the program comes what is typed.
        """
        _, name, empty = rows("$ a\nName: > me\n>")
        self.assertEqual(
            name, 'Name: <span class="prompt">&gt; </span><span class="typed">me</span>'
        )
        self.assertEqual(empty, '<span class="prompt">&gt;</span><span class="typed"></span>')

    def test_sent(self) -> None:
        """
        What a client sends is found where every byte of it is typed or is in the command; a
        program that chooses its own bytes is left out.
        """
        telnet = "$ telnet 127.0.0.1 8000\n> GET / HTTP/1.1\n>\nHTTP/1.1 400 Bad Request"
        printf = "$ printf 'GET /\\r\\n' | nc 127.0.0.1 8000 | tail -n 1\n400"
        self.assertEqual(sent(telnet), [b"GET / HTTP/1.1\r\n\r\n"])
        self.assertEqual(sent(f"{printf}\n{telnet}"), [b"GET /\r\n", *sent(telnet)])
        self.assertEqual(sent("$ curl http://127.0.0.1:8000/\nHello!"), [])
        self.assertEqual(sent("$ python -m lessons.step3\nlistening on 127.0.0.1:8000"), [])

    def test_links(self) -> None:
        """
        Each of several has a link of its own; where there is none, nothing is written.
        """
        one = '<a href="/inspector?draft=YQ#send">See these bytes in the inspector</a>'
        self.assertEqual(linksTo([b"a"]), f'<p class="bytes">{one}</p>')
        self.assertIn('<a href="/inspector?draft=Yg#send">2</a>', linksTo([b"a", b"b"]))
        self.assertEqual(linksTo([]), "")


class CatalogScriptTests(SynchronousTestCase):
    """
    What the pages say by a script.
    """

    def test_plainly(self) -> None:
        """
        A script with words in another language is written so that no text is run; one that is
        so already stays as it is.
        """
        catalog = {"locale": "fr", "messages": {"Search": "Recherche"}, "plural_expr": "n > 1"}
        mended = plainly(f"Documentation.addTranslations({json.dumps(catalog)});")
        self.assertIn('{"Search": "Recherche"}', mended)
        self.assertIn("PLURAL_EXPR = (n) => Number(n > 1);", mended)
        self.assertEqual(plainly(mended), mended)


class PageTests(SynchronousTestCase):
    """
    What belongs on the page of a program.
    """

    def setUp(self) -> None:
        """
        Make a course of two steps.
        """
        self.folder = Path(self.mktemp())
        self.folder.mkdir()
        for name in ("step1", "step2", "tool"):
            (self.folder / f"{name}.py").touch()

    def test_step(self) -> None:
        """
        A step has links below its title, and at its end the program and what has changed.
        """
        text = completed("step2", "Title\n=====\n\nText.", self.folder)
        self.assertTrue(text.startswith("Title\n=====\n\n.. container:: doors\n"), text)
        self.assertIn("`What has changed since step 1`_", text)
        self.assertIn(".. literalinclude:: /step2.py\n   :language: python", text)
        self.assertIn(".. literalinclude:: /step2.py\n   :diff: /step1.py", text)

    def test_first(self) -> None:
        """
        Nothing comes before the first step; a program beside the staircase has no exercises.
        """
        self.assertNotIn(":diff:", completed("step1", "Title\n=====\n", self.folder))
        tool = completed("tool", "Title\n=====\n", self.folder)
        self.assertIn("literalinclude:: /tool.py", tool)
        self.assertNotIn("Exercises_", tool)

    def test_text(self) -> None:
        """
        A text without a program stays as it is.
        """
        self.assertEqual(completed("fast", "Title\n=====\n", self.folder), "Title\n=====\n")


class ScriptTests(SynchronousTestCase):
    """
    The scripts that are within a page.
    """

    def test_names(self) -> None:
        """
        Each is named once, by its digest; one in a file of its own needs no name.
        """
        book = Path(self.mktemp())
        (book / "api").mkdir(parents=True)
        (book / "a.html").write_text('<script>a()</script><script src="b.js"></script>')
        (book / "api" / "b.html").write_text("<script>a()</script>")
        writeNames(book)
        self.assertEqual((book / "scripts.txt").read_text(), nameOf("a()") + "\n")
        # echo -n 'a()' | openssl dgst -sha256 -binary | base64
        self.assertEqual(nameOf("a()"), "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='")


class PictureTests(SynchronousTestCase):
    """
    The directive C{picture}: it draws in the page's language, and refuses a name that is
    none.
    """

    def setUp(self) -> None:
        """
        Prepare a book of one page.
        """
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()
        (self.folder / "conf.py").write_text('extensions = ["lessons.book.sphinx"]\n')
        (self.folder / "glossary.rst").write_text(":orphan:\n")
        self.page = self.folder / "out" / "index.html"

    def make(self, *names: str) -> str:
        """
        Make the book, with some pictures on its page.

        @return: what went wrong.
        """
        text = "".join(f"\n.. picture:: {name}\n" for name in names)
        (self.folder / "index.rst").write_text(f"Title\n=====\n{text}", encoding="utf-8")
        return self.makeAgain()

    def makeAgain(self) -> str:
        """
        Make what is not there, or out of date.
        """
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html"]
        places = [str(self.folder), str(self.page.parent)]
        return subprocess.run(
            [*command, *places], cwd=ROOT, capture_output=True, text=True, timeout=120
        ).stderr

    def test_picture(self) -> None:
        """
        A picture is drawn in its place, with its caption, which can be searched for; a name that
        does not exist is an error which says which do.
        """
        wrong = self.make("stream", "nothing")
        page = self.page.read_text(encoding="utf-8")
        drawn, key = pictureOf("stream"), "picture-stream"
        self.assertIn(f'<figure class="picture" id="{key}">{drawn.svg(key)}', page)
        self.assertIn(f"<figcaption>{drawn.caption}</figcaption></figure>", page)
        self.assertEqual(page.count("<figure"), 1)
        self.assertIn("there is no picture 'nothing': there are stream, message", wrong)
        index = (self.page.parent / "searchindex.js").read_text(encoding="utf-8")
        self.assertRegex(index, r"\bpiec\b")  # the stem of "pieces"

    def test_redrawn(self) -> None:
        """
        A picture is drawn anew whenever the book is made, though the text is the same: the
        program may be another.
        """
        self.assertEqual(self.make("stream"), "")
        self.page.write_text("old", encoding="utf-8")
        self.assertEqual(self.makeAgain(), "")
        self.assertIn("<figure", self.page.read_text(encoding="utf-8"))
