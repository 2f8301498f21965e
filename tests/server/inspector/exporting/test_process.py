"""
Exports and imports of a running step.
"""

from __future__ import annotations

import json

from server.drafts import encodeDraft
from server.inspector.exporting.importreader import MOST
from tests.server.inspector.rawsender.test_process import SendingTestCase
from tests.support.browser import Browser

DISPOSITION = "Content-Disposition"
TYPED = b"$ telnet 127.0.0.1 8000\n> GET /typed HTTP/1.1\n> Host: a\n>\n"
SECRET = "GET /é HTTP/1.1\nHost: a\nCookie: id=sesame\n\nGET / HTTP/1.1\nHost: a\n\n"
TYPES = {
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "har": "application/json",
}


def file(content: bytes) -> bytes:
    """
    @return: a form in C{multipart/form-data} whose one field is a file with this content.
    """
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    return head + content + b"\r\n--x--\r\n"


class ExportTests(SendingTestCase):
    """
    Conversations as files, as a browser gets them from a running step.
    """

    def setUp(self) -> None:
        """
        Send a request with a secret, which no file may show unasked.
        """
        super().setUp()
        self.browser.post("/send", text=SECRET)

    def test_kinds(self) -> None:
        """
        Each kind is a file to be kept, of its own type; the page links them all.
        """
        page = self.browser.get("/?connection=1").text
        for ending, contentType in TYPES.items():
            answer = self.browser.get(f"/export/1.{ending}")
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers["Content-Type"], contentType)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertEqual(
                answer.headers["Content-Disposition"],
                f'attachment; filename="step3-connection-1.{ending}"',
            )
            self.assertIn(f'href="/export/1.{ending}"', page)
        self.assertIn("$ python -m lessons.step3\n", self.browser.get("/export/1.txt").text)

    def test_secrets(self) -> None:
        """
        Secrets are masked unless the page shows them.
        """
        for ending in TYPES:
            self.assertNotIn("sesame", self.browser.get(f"/export/1.{ending}").text)
        self.assertIn("sesame", self.browser.get("/export/1.txt?secrets=show").text)
        page = self.browser.get("/?connection=1&secrets=show").text
        self.assertIn('href="/export/1.txt?secrets=show"', page)

    def test_none(self) -> None:
        """
        What is not there is said not to be.
        """
        paths = ("", "1", "2.txt", "1.exe", "1.", ".txt", "x.txt", "².txt", "1/1.txt", "9" * 20)
        for path in (*paths, f"{'9' * 20}.txt", "%00.txt", "..%2f1.txt"):
            quoted = path.replace("²", "%C2%B2")
            self.assertEqual(self.browser.get(f"/export/{quoted}").status, 404, path)
        self.assertEqual(self.step.process.err, "")

    def test_stranger(self) -> None:
        """
        Whoever does not have the link gets nothing.
        """
        self.assertEqual(Browser(self.port).get("/export/1.txt").status, 403)


class ImportTests(SendingTestCase):
    """
    A file is posted to a running step, and its requests can be sent.
    """

    def test_ownTranscript(self) -> None:
        """
        What was exported comes back: its requests can be edited and sent again.
        """
        self.browser.post("/send", text=SECRET)
        transcript = self.browser.get("/export/1.txt?secrets=show").text.encode()
        self.assertEqual(self.post(file(transcript), "/import").status, 303)
        text = self.browser.get("/").text
        self.assertIn("Import 1 holds 1 request.", text)  # its target is wrong
        self.assertIn("edit and send again, secrets shown", text)
        self.assertNotIn("id=sesame", text)
        self.assertIn("Cookie: id=sesame", self.browser.get("/?secrets=show").text)

    def test_archive(self) -> None:
        """
        The requests of an HTTP archive can be sent again; of those that cannot, it is said
        why.
        """
        self.browser.post("/send", text="GET /kept HTTP/1.1\nHost: a\n\n")
        archive = json.loads(self.browser.get("/export/1.har").text)
        archive["log"]["entries"].append({"request": {"method": "G T", "url": "http://a/<b>"}})
        self.assertEqual(self.post(file(json.dumps(archive).encode()), "/import").status, 303)
        text = self.browser.get("/").text
        self.assertIn("Import 1 holds 1 request.", text)
        self.assertIn("/kept", text)
        draft = encodeDraft(b"GET /kept HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertIn(f"draft={draft}#send", text)
        self.assertNotIn("<b>", text)

    def test_several(self) -> None:
        """
        Each request is one, and so is what is not a whole one.
        """
        transcript = b"$ telnet 127.0.0.1 8000\n"
        for line in (
            "GET /a?password=sesame HTTP/1.1",
            "Host: a",
            "",
            "GET /b HTTP/1.1",
            "X: <b>",
        ):
            transcript += f"> {line}\n".encode()
        self.assertEqual(self.post(file(transcript), "/import").status, 303)
        text = self.browser.get("/").text
        self.assertIn("Import 1 holds 2 requests.", text)
        self.assertIn("<code>GET /a?password=(secret)</code>", text)
        self.assertIn("<code>what is not a whole request</code>", text)
        self.assertNotIn("<b>", text)

    def test_wrong(self) -> None:
        """
        What is not such a file is said not to be, and what was imported before is still there.
        """
        good = b"$ telnet 127.0.0.1 8000\n> GET / HTTP/1.1\n> Host: a\n>\n"
        self.assertEqual(self.post(file(good), "/import").status, 303)
        for content, sentence in (
            (b"", "Choose a file."),
            (b"\0\xff", "It is not a transcript: no line begins with"),
            (b"{", "JSON"),
            (b'{"log": 7}', "."),
            (b"[" * 10_000, "transcript"),
            (b'{"a":' * 10_000, "."),
            (b"$ rm -rf /\n", "transcript"),
            (b"$ telnet a\n", "transcript"),
            (b"x" * (MOST + 1), "3,670,016"),
        ):
            answer = self.post(file(content), "/import")
            self.assertEqual(answer.status, 400, content[:20])
            self.assertIn(sentence, answer.text)
            self.assertNotRegex(answer.text, r"\.\.</")
        for content in (b"", b"--x--", b"--x\r\n"):
            self.assertEqual(self.post(content, "/import").status, 400, content)
        self.assertIn("Import 1 holds 1 request.", self.browser.get("/").text)
        self.assertEqual(self.step.process.err, "")


class ConversationTests(SendingTestCase):
    """
    An import, looked at as a conversation.
    """

    def take(self, content: bytes) -> str:
        """
        Import a file.

        @return: where the page leads.
        """
        answer = self.post(file(content), "/import")
        self.assertEqual(answer.status, 303, answer.text)
        return str(answer.headers["Location"])

    def shownOf(self, path: str) -> str:
        """
        Read the conversation that a page shows.
        """
        return self.shown(path.replace("/?", "/part/conversation?").partition("#")[0])

    def test_kinds(self) -> None:
        """
        What was exported, in whatever kind, comes back as a conversation of its own, with the
        same bytes, explained; and it can be exported again.
        """
        self.browser.post("/send", text="GET /kept HTTP/1.1\nHost: a\n\n")
        for number, ending in enumerate(("txt", "html", "har"), 1):
            exported = self.browser.get(f"/export/1.{ending}").text.encode()
            place = self.take(exported)
            self.assertEqual(place, f"/?imported={number}#conversation")
            text = self.shownOf(place)
            self.assertIn(f"import {number}", text)
            self.assertIn("This connection was used for one request.", text)
            self.assertIn("404 Not Found", text)
            self.assertIn("Here the file ends", text)
            self.assertNotIn("The connection is open", text)
            again = self.browser.get(f"/export/1.{ending}?imported={number}")
            self.assertEqual(again.status, 200)
            self.assertIn(f'filename="import-{number}-1.{ending}"', again.headers[DISPOSITION])
            for part in ("reader", "meaning"):
                path = f"/part/{part}?imported={number}&span=r-4"
                self.assertIn("target" if part == "meaning" else "complete", self.shown(path))
        self.assertIn("1 connection.", self.shown("/"))

    def test_apart(self) -> None:
        """
        Imports are not among the connections, and their numbers lead to no connection.
        """
        self.take(TYPED)
        self.assertNothingSent()
        self.assertIn("Nothing is kept of connection 1.", self.shown("/?connection=1"))
        self.assertIn("Nothing is kept of import 2.", self.shown("/?imported=2"))
        self.assertIn("Nothing is kept of import 1.", self.shown("/?imported=1&talk=2"))
        self.assertEqual(self.browser.get("/export/1.txt").status, 404)
        self.assertEqual(self.browser.get("/export/1.txt?imported=2").status, 404)
        self.assertEqual(self.browser.get("/export/2.txt?imported=1").status, 404)
        answer = self.browser.post("/send?imported=1&talk=1", text="GET / HTTP/1.1\nHost: a\n\n")
        self.assertEqual(answer.headers["Location"], "/?connection=1#conversation")
        page = self.browser.get("/?imported=1").text
        self.assertIn('href="/?connection=1#conversation"', page)
        self.assertNotIn('class="entry chosen"', page)

    def test_several(self) -> None:
        """
        The conversations of an archive lead to each other; the newest files are kept.
        """
        entry = {"request": {"method": "GET", "url": "http://a/"}}
        archive = json.dumps({"log": {"entries": [entry] * 40}}).encode()
        place = self.take(archive)
        self.assertIn("conversation 1 of 30", self.shownOf(place))
        page = self.browser.get("/?imported=1&talk=2").text
        for talk in (1, 3):
            self.assertIn(f'href="/?imported=1&amp;talk={talk}#conversation"', page)
        self.assertIn("here are the first 30", page)
        for _ in range(8):
            self.take(TYPED)
        self.assertIn("Nothing is kept of import 1.", self.shown("/?imported=1"))
        self.assertIn("conversation", self.shown("/?imported=2"))

    def test_step(self) -> None:
        """
        What a step does otherwise is told, where the file says which step it was.
        """
        echo = b"$ python -m lessons.step1\n\n$ telnet a\n> hello\nhello\n"
        self.assertIn("This step does not know HTTP", self.shownOf(self.take(echo)))

    def test_hostile(self) -> None:
        """
        What is in a file is shown, and does nothing; of one that is not whole, or too large, a
        sentence says so, and what was there before stays.
        """
        hostile = b"$ telnet a\n> GET /<script>alert(1)</script>\x1b[2J HTTP/1.1\n>\n"
        page = self.browser.get(self.take(hostile).partition("#")[0]).text
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("\x1b", page)
        self.assertIn("breaks a rule", page)
        lines = b"$ telnet a\n" + b"> a\n" * 10_001
        for content, sentence in (
            (b"<html>", "not one that an inspector has exported"),
            (
                b"<html><title>A conversation with client 1, 2026-01-01 00:00:00 UTC</title>",
                "half a page",
            ),
            (lines, "10,000 things"),
        ):
            answer = self.post(file(content), "/import")
            self.assertEqual(answer.status, 400)
            self.assertIn(sentence, answer.text)
        large = self.post(file(b"x" * 2**22), "/import")
        self.assertEqual(large.status, 413)
        self.assertIn("4,194,304 bytes", large.text)
        self.assertIn("Import 1 holds", self.shown("/"))
        self.assertEqual(self.step.process.err, "")
