"""
Step 12: the text search.
"""

from __future__ import annotations

import re
import shutil
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import unescape
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

from twisted.trial.unittest import SynchronousTestCase

from lessons import step12
from server.search.options import COURSE
from tests.server.search.support import memoryReactor, write
from tests.support.memory import Conversation
from tests.support.needs import need
from tests.support.process import StepProcess, asOrdinaryUser, peakMemory, poll, readOnly
from tests.support.producing import get, produceBy
from tests.support.raw import connect, readToEnd
from tests.support.responses import Response, only
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "never makes its index",
        "    repository.start()",
        "    repository",
        "test_results",
    ),
    Variant(
        "shows its home page for every path",
        "self if isHome else UnknownRequest(self.layout, self.reactor)",
        "self",
        "test_homeOnlyAtTheRoot",
    ),
    Variant(
        "greets with an unknown page",
        ', index="show_search_form"',
        "",
        "test_form",
    ),
    Variant(
        "leaves out the style sheet",
        "    addStyleSheet(root)\n",
        "",
        "test_styleSheet",
    ),
    Variant(
        "searches its own folder, whatever it was told",
        "makeRepository(reactor, options)",
        'makeRepository(reactor, Namespace(**{**vars(options), "corpus": None}))',
        "test_results",
    ),
]

EVIL = '<script>alert("x")</script> & \'"'

FILES: dict[str, str | bytes] = {
    "tomato.txt": "Tomato\nred & <b>ripe</b>\nsow the tomato in March\n",
    "deep/er/grün.txt": "Grünkohl an der Straße\n",
    "page.html": f"<!DOCTYPE html>\n<p>A tomato {EVIL}</p>\n",
    "many.txt": "line\n" * 1200,
    "wide.txt": "x" * 1_000_000 + " needle\n",
    "a&b=c#d?.txt": "odd tomato\n",
}


class SearchTests(StepTestCase):
    """
    The pages of the search, in memory, over files that the test has written.
    """

    step = step12

    def setUp(self) -> None:
        """
        Start the step with a corpus of its own.
        """
        self.patch(sys, "stdout", StringIO())
        self.place = Path(self.mktemp()).absolute()
        write(self.place, {"secret.txt": "the secret beside the corpus"})
        write(self.place / "corpus", FILES)
        self.conversation = self.start()

    def start(self, *arguments: str) -> Conversation:
        """
        Start the step, with these options.
        """
        places = ("--corpus", str(self.place / "corpus"), "--data", str(self.place / "data"))
        return Conversation(self.step, *places, *arguments, clock=memoryReactor())

    def ask(self, method: str, target: str, content: bytes = b"") -> Response:
        """
        Send a request, and read the answer.
        """
        form = ["Content-Type: application/x-www-form-urlencoded"] if content else []
        lines = [f"{method} {target} HTTP/1.1", "Host: a", f"Content-Length: {len(content)}"]
        head = "\r\n".join([*lines, *form, "", ""]).encode()
        return only(self.conversation.send(head + content), toHead=method == "HEAD")

    def get(self, target: str) -> Response:
        """
        Get a page that has to be there.
        """
        return self.ask("GET", target)

    def search(self, text: str, **more: str) -> Response:
        """
        @param more: other fields of the form.
        @return: the page of results.
        """
        return self.get("/search/show_search_results?" + urlencode({"querystr": text, **more}))

    def open(self, path: str, **more: str) -> Response:
        """
        @param path: from the folder that is searched.
        @param more: other fields of the query, as a result's link has them.
        @return: the page with the file.
        """
        return self.get("/search/get_text_file?" + urlencode({"file": path, **more}))

    def rows(self, response: Response) -> list[tuple[str, str]]:
        """
        Read the table of results: what is shown as file and match, without tags.
        """
        self.assertEqual(response.status, 200)
        rows = re.findall(
            r"<tr><td>(.*?)</td><td class=.text.>(.*?)</td></tr>", response.text, re.S
        )
        return [(withoutTags(file), withoutTags(match)) for file, match in rows]

    def assertProblem(self, response: Response, status: int, sentence: str) -> None:
        """
        The page has this status and this sentence, and nothing of a traceback.
        """
        self.assertEqual(response.status, status)
        self.assertIn(sentence, unescape(response.text))
        self.assertNotIn("Traceback", response.text)

    def test_home(self) -> None:
        """
        The home page links the search, and answers at once.
        """
        self.assertIn('<a href="search/">', self.get("/").text)

    def test_homeOnlyAtTheRoot(self) -> None:
        """
        A path that is not one of the application's is a 404; C{/search} redirects to
        C{search/}.
        """
        for path in ("/nothing", "/search/nothing", "/search/show_search_form/x", "/searchx"):
            self.assertEqual(self.get(path).status, 404, path)
        redirect = self.get("/search")
        self.assertEqual((redirect.status, redirect.fields["location"]), (302, "search/"))

    def test_styleSheet(self) -> None:
        """
        The style sheet of every page is there.
        """
        produceBy(self, self.conversation.clock)
        self.assertIn(".lines", get(self.conversation, "/style.css").text)

    def test_form(self) -> None:
        """
        The form is at the root of the search, and under its old name.
        """
        for path in ("/search/", "/search/show_search_form"):
            page = self.get(path)
            self.assertEqual(page.status, 200)
            self.assertIn('action="show_search_results"', page.text)
            self.assertIn('name="querystr"', page.text)
            self.assertIn('name="casesensitive"', page.text)

    def test_results(self) -> None:
        """
        One row for each matching line: file and match.
        """
        expected = [
            ("a&b=c#d?.txt, line 1", "odd tomato"),
            ("page.html, line 2", f"<p>A tomato {EVIL}</p>"),
            ("tomato.txt, line 1", "Tomato"),
            ("tomato.txt, line 3", "sow the tomato in March"),
        ]
        response = self.search("tomato")
        self.assertEqual(self.rows(response), expected)
        self.assertIn("4 lines in 3 files.", response.text)

    def test_caseSensitive(self) -> None:
        """
        Case-sensitive, the other case is not found, and the box stays checked.
        """
        response = self.search("Tomato", casesensitive="1")
        self.assertEqual(self.rows(response), [("tomato.txt, line 1", "Tomato")])
        self.assertIn('checked="checked"', response.text)
        for no in ("", "0", "no", "False"):
            self.assertEqual(len(self.rows(self.search("Tomato", casesensitive=no))), 4)

    def test_post(self) -> None:
        """
        A form that is posted is understood as well.
        """
        response = self.ask("POST", "/search/show_search_results", b"querystr=Stra%C3%9Fe")
        self.assertEqual(
            self.rows(response), [("deep/er/grün.txt, line 1", "Grünkohl an der Straße")]
        )

    def test_marked(self) -> None:
        """
        The words are marked in the results and in the file, and nothing but the
        words.
        """
        self.assertIn("<mark>Tomato</mark>", self.search("tomato").text)
        text = self.open("tomato.txt", line="3", querystr="tomato sow").text
        self.assertIn('<li id="line-3" class="current"><mark>sow</mark> the <mark>tom', text)
        self.assertEqual(text.count("<mark>"), 2)  # line 1 lacks a word

    def test_linkOpensTheLine(self) -> None:
        """
        The link of a row leads to the line, marked, with what was asked for.
        """
        for text, case in (("odd tomato", ""), ("Straße", "1")):
            page = self.search(text, casesensitive=case).text
            href = unescape(re.findall(r'<td><a href="([^"]*)"', page)[0])
            target, _, anchor = href.partition("#")
            opened = self.get("/search/" + target)
            self.assertEqual((opened.status, anchor), (200, "line-1"))
            self.assertIn('<li id="line-1" class="current">', opened.text)
            self.assertIn(f"<mark>{text.split()[-1]}</mark>", opened.text)

    def test_escaped(self) -> None:
        """
        Nothing that was typed, or is in a file or its name, is a tag.
        """
        pages = [
            self.search(EVIL),
            self.search("tomato"),
            self.open("page.html", source="1", querystr=EVIL),
            self.open(EVIL),
            self.search(EVIL * 20),
            self.get("/search/" + "%3Cscript%3E"),
        ]
        for page in pages:
            self.assertNotIn("<script", page.text)
        self.assertIn("&lt;script&gt;", pages[0].text)
        self.assertIn('value="&lt;script&gt;alert(&quot;x&quot;)', pages[0].text)

    def test_sandbox(self) -> None:
        """
        An HTML file is shown as what it is, in a sandbox.
        """
        answer = self.open("page.html")
        self.assertEqual(answer.content, str(FILES["page.html"]).encode())
        self.assertEqual(answer.fields["content-type"], "text/html; charset=utf-8")
        self.assertEqual(answer.fields["x-content-type-options"], "nosniff")
        policy = answer.fields["content-security-policy"].split("; ")
        self.assertIn("sandbox", policy)
        self.assertIn("default-src 'none'", policy)

    def test_htmlLinks(self) -> None:
        """
        An HTML file is linked twice: as the page, at the words that match, and
        as text, at the line.
        """
        page = unescape(self.search("A tomato").text)
        self.assertIn('href="get_text_file?file=page.html#:~:text=A"', page)
        source = "get_text_file?file=page.html&line=2&querystr=A+tomato&source=1#line-2"
        self.assertIn(f'href="{source}"', page)
        self.assertIn('<li id="line-2" class="current">', self.get("/search/" + source[:-7]).text)

    def test_leadingOut(self) -> None:
        """
        No path leads out of the corpus, however it is written.
        """
        (self.place / "corpus" / "link.txt").symlink_to(self.place / "secret.txt")
        secret = self.place / "secret.txt"
        for path in (
            "../secret.txt",
            str(secret),
            "link.txt",
            "deep/../../secret.txt",
            "..\0",
            "",
        ):
            self.assertProblem(self.open(path), 404, "there is no such file")
        for raw in ("%2e%2e/secret.txt", "..%2fsecret.txt", "%252e%252e%252fsecret.txt"):
            answer = self.get("/search/get_text_file?file=" + raw)
            self.assertProblem(answer, 404, "there is no such file")
        for path in ("/search/../secret.txt", "/search/%2e%2e%2fsecret.txt"):
            self.assertEqual(self.get(path).status, 404)

    def test_emptyQuery(self) -> None:
        """
        Without a word there is a clear message above the form.
        """
        for response in (
            self.search(""),
            self.search("  "),
            self.get("/search/show_search_results"),
        ):
            self.assertProblem(response, 400, "Type at least one word to search for.")
            self.assertIn('name="querystr"', response.text)

    def test_longQuery(self) -> None:
        """
        A query that is too long is refused, and not lost.
        """
        response = self.search("y" * 201)
        self.assertProblem(response, 400, "A search has at most 200 characters; this one has 201.")
        self.assertIn(f'value="{"y" * 201}"', response.text)

    def test_noText(self) -> None:
        """
        Bytes that are not text, and lines that are not numbers, are refused.
        """
        answer = self.get("/search/show_search_results?querystr=%FF")
        self.assertProblem(answer, 400, "not text in UTF-8")
        for line in ("0", "-1", "x", "1.5", "²", "9" * 5000, ""):
            answer = self.open("tomato.txt", line=line)
            self.assertProblem(answer, 400, "The number of a line is 1 or more.")

    def test_nothing(self) -> None:
        """
        Where nothing is found, the page says so.
        """
        self.assertIn("Nothing found.", self.search("nowhere").text)

    def test_cut(self) -> None:
        """
        Where more is found than one page shows, links lead through all of it, forwards
        and backwards.
        """
        page, shown = self.search("line"), []
        for number in range(6):
            self.assertEqual(len(self.rows(page)), 200)
            self.assertIn(f"Lines {number * 200 + 1:,} to {number * 200 + 200:,}.", page.text)
            shown += self.rows(page)
            links = dict(re.findall(r'href="([^"]*)" rel="(prev|next)"', page.text))
            turns = {rel: unescape(link) for link, rel in links.items()}
            self.assertEqual(("prev" in turns, "next" in turns), (number > 0, number < 5))
            if "next" in turns:
                page = self.get("/search/" + turns["next"])
        self.assertEqual(len(set(shown)), 1200)
        before = self.get("/search/" + turns["prev"])
        self.assertEqual(self.rows(before), shown[800:1000])
        self.assertIn("There are no more lines.", self.search("line", page="7").text)
        for wrong in ("0", "x", "-1", "9" * 9):
            answer = self.search("line", page=wrong)
            self.assertProblem(answer, 400, "The number of a page is 1 or more.")

    def test_alone(self) -> None:
        """
        Where no line holds all words, the page says what each would find alone, and links
        it.
        """
        page = self.search("tomato line nowhere", casesensitive="1")
        self.assertEqual(self.rows(page), [])
        self.assertIn("Nothing found.", page.text)
        self.assertIn("No line holds all of these words.", page.text)
        items = [withoutTags(item) for item in re.findall("<li>(.*?)</li>", page.text)]
        told = ["tomato: 3 lines", "line: 200 lines and more", "nowhere: no line"]
        self.assertEqual(items[-3:], told)
        (link,) = re.findall(r'href="([^"]*querystr=tomato[^"]*)"', page.text)
        self.assertEqual(len(self.rows(self.get("/search/" + unescape(link)))), 3)
        for text in ("nowhere", "tomato sow"):
            self.assertNotIn("No line holds", self.search(text).text)

    def test_longFile(self) -> None:
        """
        A long file comes in pages, opened at the one with the line.
        """
        text = self.open("many.txt", line="700").text
        self.assertEqual(text.count("<li id="), 500)
        self.assertIn("Lines 501 to 1,000 of 1,200.", text)
        self.assertIn('id="line-700"', text)
        self.assertIn("line=1#line-1", text)
        self.assertIn("line=1001#line-1001", text)
        self.assertIn('id="line-1200"', self.open("many.txt", line="99999999").text)

    def test_longLine(self) -> None:
        """
        Of a line of a megabyte, the part with the match is shown.
        """
        for response in (self.search("needle"), self.open("wide.txt", querystr="needle")):
            self.assertIn("<mark>needle</mark>", response.text)
            self.assertLess(len(response.content), 10_000)

    def test_head(self) -> None:
        """
        HEAD gets the same fields and no content.
        """
        target = "/search/show_search_results?querystr=tomato"
        head, get = self.ask("HEAD", target), self.get(target)
        self.assertEqual(head.content, b"")
        self.assertEqual(head.fields["content-length"], get.fields["content-length"])

    def test_method(self) -> None:
        """
        A method other than GET, HEAD and POST is a 501.
        """
        self.assertEqual(self.ask("PUT", "/search/").status, 501)

    def test_changes(self) -> None:
        """
        The next start follows the changes of the corpus.
        """
        write(self.place / "corpus", {"new.txt": "a new tomato"})
        (self.place / "corpus" / "tomato.txt").unlink()
        self.conversation = self.start()
        files = [file for file, _ in self.rows(self.search("tomato"))]
        self.assertEqual(files, ["a&b=c#d?.txt, line 1", "new.txt, line 1", "page.html, line 2"])

    def test_brokenEngine(self) -> None:
        """
        An engine that does not work is a clear page, to try again later.
        """
        for file in (self.place / "data" / "search").rglob("*.sqlite*"):
            file.unlink()
        answer = self.search("tomato")
        self.assertProblem(answer, 503, "The search engine does not work at the moment.")
        self.assertIn("retry-after", answer.fields)
        self.assertEqual(self.get("/search/").status, 200)


class NotesTests(SynchronousTestCase):
    """
    The notes that the course brings.
    """

    def test_notes(self) -> None:
        """
        There are some thirty, each a screenful, in three languages.
        """
        notes = sorted((COURSE / "notes").iterdir())
        self.assertGreaterEqual(len(notes), 30)
        for note in notes:
            lines = note.read_text(encoding="utf-8").splitlines()
            self.assertTrue(8 <= len(lines) <= 25, note.name)
            self.assertLessEqual(max(map(len, lines)), 100, note.name)


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def folder(self) -> str:
        """
        Name a folder. The program runs elsewhere, so its path is absolute.
        """
        return str(Path(self.mktemp()).absolute())

    def get(self, step: StepProcess, target: str) -> Response:
        """
        @return: the answer to one request on a connection of its own.
        """
        head = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with connect(step.port) as connection:
            connection.sendall(head.encode())
            return only(readToEnd(connection))

    def test_course(self) -> None:
        """
        By default, the course is searched; the index is ready, or waited for.
        """
        with StepProcess("lessons.step12", "--data", self.folder()) as step:
            page = self.get(step, "/search/show_search_results?querystr=finches").text
            self.assertIn("file=notes%2Fsunflower.txt", page)
            page = self.get(step, "/search/show_search_results?querystr=%E5%B0%8F%E7%99%BD").text
            self.assertIn("<mark>小白</mark>菜", page)
            self.assertEqual((step.stop(), step.err), (0, ""))

    def test_stopWhileIndexing(self) -> None:
        """
        Stopped while the index is made, the program ends at once, and the next
        one goes on.
        """
        root, data = Path(self.folder()), self.folder()
        text = "".join(f"{number} tomato\n" for number in range(20_000))
        write(root, {f"{number}.txt": text for number in range(300)})
        options = ("--corpus", str(root), "--data", data)
        with StepProcess("lessons.step12", *options) as step:
            poll(lambda: "files read" in step.out)
            self.assertEqual((step.stop(signal.SIGTERM), step.err), (0, ""))
        with StepProcess("lessons.step12", *options) as step:
            poll(lambda: "300 files (" in step.out)
            (read,) = re.findall(r"300 files \((\d+) read", step.out)
            self.assertTrue(0 < int(read) < 300, read)

    def test_killedWhileIndexing(self) -> None:
        """
        Killed while the index is made, it is made to its end at the next start,
        and nothing is missing.
        """
        root, data = Path(self.folder()), self.folder()
        text = "".join(f"{number} tomato\n" for number in range(20_000))
        write(root, {f"{number}.txt": f"{text}file{number}\n" for number in range(300)})
        options = ("--corpus", str(root), "--data", data)
        with StepProcess("lessons.step12", *options) as step:
            poll(lambda: "files read" in step.out)
            step.process.kill()
            step.process.wait()
        with StepProcess("lessons.step12", *options) as step:
            poll(lambda: "300 files (" in step.out)
            for number in (0, 150, 299):
                page = self.get(step, f"/search/show_search_results?querystr=file{number}").text
                self.assertIn(f"file={number}.txt", page)

    def test_readOnly(self) -> None:
        """
        Where nothing can be written, the index is made elsewhere, and the texts are
        searched; nothing of it is left at the end.
        """
        root, data = Path(self.folder()), Path(self.folder())
        write(root, {"a.txt": "tomato\n"})
        temporary = Path(self.folder())
        for each in (data, temporary):
            each.mkdir()
        step = StepProcess("lessons.step12", "--corpus", str(root), "--data", str(data))
        step.command = asOrdinaryUser("env", f"TMPDIR={temporary}", *step.command)
        with readOnly(data), step:
            page = self.get(step, "/search/show_search_results?querystr=tomato").text
            self.assertIn("<mark>tomato</mark>", page)
            self.assertIn("nothing can be written in", step.err)
            self.assertEqual((step.stop(), step.err.count("\n")), (0, 1))
        self.assertEqual(list(temporary.iterdir()), [])

    def test_folderGone(self) -> None:
        """
        When the index is removed while the program runs, that is an error, never
        "nothing found"; and the index is made again, whichever engine it is.
        """
        need("glimpse")
        for engine in ("fts5", "glimpse"):
            root, data = Path(self.folder()), Path(self.folder())
            write(root, {"a.txt": "tomato\n", "b.txt": "basil\n"})
            places = ("--corpus", str(root), "--data", str(data), "--engine", engine)
            with StepProcess("lessons.step12", *places, "--glimpse-port", "0") as step:
                target = "/search/show_search_results?querystr=tomato"
                self.assertEqual(self.get(step, target).status, 200)
                shutil.rmtree(data / "search")
                self.assertEqual(self.get(step, target).status, 503)
                self.assertIn("search: ", step.err)
                poll(partial(self.isFound, step, target))

    def isFound(self, step: StepProcess, target: str) -> bool:
        """
        Tell whether a search finds something.
        """
        answer = self.get(step, target)
        return answer.status == 200 and "<mark>tomato</mark>" in answer.text

    def test_memory(self) -> None:
        """
        However a text repeats itself, and however long the query, several searches at
        the same time take little memory, and are answered.
        """
        root, data = Path(self.folder()), self.folder()
        write(root, {"a.txt": "a" * 3_900_000, "b.txt": "ab\n" * 1_300_000})
        with StepProcess("lessons.step12", "--corpus", str(root), "--data", data) as step:
            poll(lambda: "search: 2 files" in step.out)
            before = peakMemory(step.process.pid)
            target = "/search/show_search_results?querystr="
            targets = [target + "a" * 199 + end for end in "bcdefg"] + [target + "ab" * 100]
            with ThreadPoolExecutor(8) as threads:
                answers = list(threads.map(lambda target: self.get(step, target), targets))
            self.assertEqual([answer.status for answer in answers], [200] * len(targets))
            self.assertLess(peakMemory(step.process.pid) - before, 100_000_000)

    def test_noCorpus(self) -> None:
        """
        A corpus that is not a folder is one line, and status 2.
        """
        step = StepProcess("lessons.step12", "--corpus", "/nonexistent/corpus")
        self.assertRaises(AssertionError, step.__enter__)
        self.assertEqual(step.process.returncode, 2)


def withoutTags(text: str) -> str:
    """
    Read the text of a piece of a page.
    """
    return unescape(re.sub(r"<[^>]*>", "", text))
