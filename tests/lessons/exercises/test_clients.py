"""
The exercises of the clients.
"""

from __future__ import annotations

import sys

from twisted.trial.unittest import SynchronousTestCase

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong
from tests.support import warm
from tests.support.process import PROGRAM_PATIENCE, ROOT, StepProcess

CLIENTS = ["webcat", "webcat2", "webcat3", "validate", "updatecheck", "webdownload", "harness"]

WRONG = [
    Wrong(
        "clients.1",
        "takes Location as a whole URL",
        'url = urljoin(base, location or "")',
        'url = location or ""',
        1,
        "it is relative to the URL that was asked for (RFC 9110 section 10.2.2",
    ),
    Wrong(
        "clients.1",
        "puts Location after the host",
        'url = urljoin(base, location or "")',
        'url = f"http://{urlsplit(base).netloc}/{location}".replace("//", "/").replace(":/", "://")',
        1,
        "The byte above the caret is not the one that should be there.",
    ),
    Wrong(
        "clients.1",
        "follows whatever has a Location",
        "if status in (301, 302, 303, 307, 308) else None",
        "if location else None",
        2,
        "in a 201, Location names what was made",
    ),
    Wrong(
        "clients.1",
        "fails where there is no Location",
        'url = urljoin(base, location or "")',
        'url = urljoin(base, location + "")',
        2,
        "Your program raised an exception.",
    ),
    Wrong(
        "clients.1",
        "makes a GET of every method, after every status",
        """(status == 303 and method != "HEAD") or""",
        "status or",
        3,
        "303 says where to look at the outcome: by GET or HEAD",
    ),
    Wrong(
        "clients.1",
        "makes a GET of PUT after 301",
        """(status in (301, 302) and method == "POST")""",
        """(status in (301, 302) and method != "HEAD")""",
        3,
        "and no other method (RFC 9110 sections 15.4.2 and 15.4.3)",
    ),
    Wrong(
        "clients.1",
        "sends the POST again",
        """(status in (301, 302) and method == "POST")""",
        "False",
        3,
        "a client may change POST to GET after 301 and 302",
    ),
    Wrong(
        "clients.1",
        "leaves the Content-Type on a GET",
        'dropped = (*dropped, "content-")',
        "pass",
        3,
        "The field Content-Type goes along, but it must not.",
    ),
    Wrong(
        "clients.1",
        "makes a GET with the content of the POST",
        'method, content = "GET", b""',
        'method = "GET"',
        3,
        "This is right so far, but more follows.",
    ),
    Wrong(
        "clients.1",
        "loses the content after 307",
        "return Request(method, url, fields, content)",
        "return Request(method, url, fields)",
        4,
        "307 and 308 are there so that the method stays",
    ),
    Wrong(
        "clients.1",
        "takes the credentials everywhere",
        '() if origin(url) == origin(request.url) else ("authorization", "cookie")',
        "()",
        5,
        "The field authorization goes along, but it must not.",
    ),
    Wrong(
        "clients.1",
        "compares hosts, and forgets the port and the scheme",
        "return parts.scheme, parts.hostname, parts.port",
        "return parts.scheme[:4], parts.hostname, 80 if parts.scheme else None",
        5,
        "to another origin (scheme, host or port)",
    ),
    Wrong(
        "clients.1",
        "looks whether a name begins like the first",
        "() if origin(url) == origin(request.url) else",
        "() if origin(url)[1].startswith(origin(request.url)[1]) and origin(url)[2] == 8000 else",
        5,
        "http://me.example.evil.example:8000/x",
    ),
    Wrong(
        "clients.1",
        "looks for fields in one spelling",
        "not name.lower().startswith(dropped)",
        "not name.startswith(tuple(one.title() for one in dropped))",
        5,
        "The field authorization goes along, but it must not.",
    ),
    Wrong(
        "clients.1",
        "looks for fields in small letters alone",
        "not name.lower().startswith(dropped)",
        "not name.startswith(dropped)",
        3,
        "Content-Type: text/plain\\r\\n ^",
    ),
    Wrong(
        "clients.1",
        "takes out a field that may be missing",
        "    return Request(method, url, fields, content)",
        "    fields.pop('Authorization')\n    return Request(method, url, fields, content)",
        1,
        ".pop('Authorization', None) takes it out where it is",
    ),
    Wrong(
        "clients.1",
        "takes the credentials away always",
        '() if origin(url) == origin(request.url) else ("authorization", "cookie")',
        '("authorization", "cookie")',
        3,
        "authorization: Basic",
    ),
    Wrong(
        "clients.1",
        "goes to any scheme",
        'return url if location and scheme in ("http", "https") and host else None',
        "return url if location else None",
        6,
        "file:///etc/passwd",
    ),
    Wrong(
        "clients.1",
        "trips over what is not a URL",
        "    except ValueError:\n        return None\n    return url",
        "    except KeyError:\n        return None\n    return url",
        6,
        "Not every text is a URL",
    ),
    Wrong(
        "clients.1",
        "counts the first request as a redirect",
        "range(MOST + 1)",
        "range(MOST)",
        7,
        "redirects 10 times, and then answers",
    ),
    Wrong(
        "clients.1",
        "follows one redirect more",
        "range(MOST + 1)",
        "range(MOST + 2)",
        7,
        "redirects 11 times, and then answers",
    ),
    Wrong(
        "clients.1",
        "goes round in circles",
        "for _ in range(MOST + 1):",
        "while True:",
        7,
        "fetch has sent 30 requests, and goes on.",
    ),
    Wrong(
        "clients.2",
        "waits for the end of the connection",
        """            self.look(isOver=False)
""",
        """            pass
""",
        1,
        "The content is whole, but finished has not fired.",
    ),
    Wrong(
        "clients.2",
        "takes what follows as well",
        "return content[:length]",
        "return content",
        1,
        "the content is as many bytes as Content-Length says, no fewer and no more",
    ),
    Wrong(
        "clients.2",
        "counts characters",
        "and len(content) >= length",
        'and len(content.decode("utf-8", "replace")) >= length',
        1,
        "The content is whole, but finished has not fired.",
    ),
    Wrong(
        "clients.2",
        "fires once more when the connection ends",
        "if not self.finished.called:\n            self.look(isOver=True)",
        "if True:\n            self.look(isOver=True)",
        1,
        "AlreadyCalledError A Deferred fires once",
    ),
    Wrong(
        "clients.2",
        "leaves the connection open",
        """                self.finished.callback(content)
                self.transport.loseConnection()""",
        "                self.finished.callback(content)",
        1,
        "Your client has left the connection open",
    ),
    Wrong(
        "clients.2",
        "takes a part as the whole",
        "if isOver and (not separator or length is not None):",
        "if isOver and not separator:",
        2,
        "This cannot be used, but finished has fired with it.",
    ),
    Wrong(
        "clients.2",
        "says nothing when the connection ends",
        "self.look(isOver=True)",
        "pass",
        2,
        "finished has neither fired nor failed",
    ),
    Wrong(
        "clients.2",
        "takes no length as the length 0",
        "length = announced(head) if separator else None",
        "length = (announced(head) or 0) if separator else None",
        3,
        "ends where the connection ends (RFC 9112 section 6.3)",
    ),
    Wrong(
        "clients.2",
        "looks for the length before the head has ended",
        "announced(head) if separator else None",
        "announced(head)",
        1,
        "BadAnswer: not a Content-Length: ''",
    ),
    Wrong(
        "clients.2",
        "cuts the content at an empty line of its own",
        "head, separator, content = self.received.partition",
        "head, separator, content = self.received.rpartition",
        1,
        "The content is",
    ),
    Wrong(
        "clients.2",
        "counts the head without the empty line",
        "len(head + separator) > MAX_HEAD",
        "len(head) > MAX_HEAD",
        6,
        "a head has 16,000 bytes at most",
    ),
    Wrong(
        "clients.2",
        "takes half a head as an empty page",
        "if isOver and (not separator or length is not None):",
        "if isOver and length is not None:",
        4,
        "an answer whose head has not ended is incomplete",
    ),
    Wrong(
        "clients.2",
        "does not catch what announced raises",
        "except BadAnswer as error:",
        "except ZeroDivisionError as error:",
        2,
        "BadAnswer: cut short",
    ),
    Wrong(
        "clients.2",
        "leaves a length that makes no sense for later",
        "length = announced(head) if separator else None",
        "length = announced(head) if separator and (isOver or content or"
        ' b": 0" in head) else None',
        5,
        "the client MUST close the connection and discard the answer",
    ),
    Wrong(
        "clients.2",
        "takes a head of any length",
        "if len(head + separator) > MAX_HEAD:",
        "if False:",
        6,
        "what a stranger decides has a limit",
    ),
    Wrong(
        "clients.2",
        "looks at the length of a head only when it ends",
        "if len(head + separator) > MAX_HEAD:",
        "if separator and len(head + separator) > MAX_HEAD:",
        6,
        "finished has neither fired nor failed",
    ),
    Wrong(
        "clients.2",
        "counts the content as well",
        "if len(head + separator) > MAX_HEAD:",
        "if len(self.received) > MAX_HEAD:",
        6,
        "The content is whole, but finished has failed.",
    ),
    Wrong(
        "clients.3",
        "encodes the password alone",
        'b64encode(f"{user}:{password}".encode()).decode("ascii")',
        'user + ":" + b64encode(password.encode()).decode("ascii")',
        1,
        "The byte above the caret is not the one that should be there.",
    ),
    Wrong(
        "clients.3",
        "forgets that base64 makes bytes",
        '"Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")',
        "f\"Basic {b64encode(f'{user}:{password}'.encode())}\"",
        1,
        "expected: Basic ",
    ),
    Wrong(
        "clients.3",
        "returns bytes",
        '"Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")',
        'b"Basic " + b64encode(f"{user}:{password}".encode())',
        1,
        "This should be text.",
    ),
    Wrong(
        "clients.3",
        "uses the alphabet for URLs",
        'b64encode(f"{user}:{password}".encode()).decode("ascii")',
        'b64encode(f"{user}:{password}".encode(), b"-_").decode("ascii")',
        1,
        "user:password in base64 (RFC 7617 section 2)",
    ),
    Wrong(
        "clients.3",
        "writes Latin-1",
        ':{password}".encode()',
        ':{password}".encode("latin-1", "replace")',
        2,
        "the text becomes bytes first, as UTF-8",
    ),
    Wrong(
        "clients.3",
        "takes the function of base64 that breaks lines",
        'b64encode(f"{user}:{password}".encode()).decode("ascii")',
        '__import__("base64").encodebytes(f"{user}:{password}".encode()).decode().rstrip()',
        3,
        "a field's value is one line",
    ),
    Wrong(
        "clients.3",
        "refuses a colon in the password, too",
        'if ":" in user or',
        'if ":" in both or',
        4,
        "ValueError",
    ),
    Wrong(
        "clients.3",
        "lets a colon in the user pass",
        'if ":" in user or any',
        "if any",
        4,
        "This cannot be sent, but no ValueError was raised.",
    ),
    Wrong(
        "clients.3",
        "thinks of line ends alone",
        "any(ord(char) < 32 or 127 <= ord(char) < 160 for char in both)",
        'any(char in "\\r\\n" for char in both)',
        5,
        "neither of the two may have control characters in it",
    ),
    Wrong(
        "clients.3",
        "looks at the user alone",
        "for char in both",
        "for char in user",
        5,
        "no ValueError was raised",
    ),
    Wrong(
        "clients.4",
        "takes the quotes off the ETag",
        "fields[source] for name, source in pairs.items()",
        """fields[source].strip('"') for name, source in pairs.items()""",
        1,
        "exactly as they came (RFC 9110 sections 13.1.2 and 13.1.3)",
    ),
    Wrong(
        "clients.4",
        "takes W/ off the ETag",
        "fields[source] for name, source in pairs.items()",
        """fields[source].removeprefix('W/') for name, source in pairs.items()""",
        1,
        "exactly as they came",
    ),
    Wrong(
        "clients.4",
        "confuses the two fields",
        '{"If-None-Match": "etag", "If-Modified-Since": "last-modified"}',
        '{"If-Match": "etag", "If-Modified-Since": "last-modified"}',
        1,
        "ETag goes back in If-None-Match",
    ),
    Wrong(
        "clients.4",
        "expects both validators",
        "source in pairs.items() if source in fields",
        "source in pairs.items()",
        1,
        "KeyError",
    ),
    Wrong(
        "clients.4",
        "fails where nothing is kept",
        "fields = kept.fields if kept else {}",
        "fields = kept.fields",
        2,
        "Something here is None",
    ),
    Wrong(
        "clients.4",
        "keeps the 304 itself",
        "return replace(kept, fields={**kept.fields, **fresh})",
        "return response",
        3,
        "304 has no content, for the client has it already",
    ),
    Wrong(
        "clients.4",
        "takes the status of the 304",
        "return replace(kept, fields",
        "return replace(response, content=kept.content, fields",
        3,
        "keep and show what is kept",
    ),
    Wrong(
        "clients.4",
        "leaves the old fields",
        "fields={**kept.fields, **fresh}",
        "fields=kept.fields",
        4,
        "the fields of a 304 replace those that are kept",
    ),
    Wrong(
        "clients.4",
        "keeps the fields of the 304 alone",
        "fields={**kept.fields, **fresh}",
        "fields=fresh",
        3,
        "keep and show what is kept",
    ),
    Wrong(
        "clients.4",
        "takes the Content-Length of the 304",
        'in response.fields.items() if name != "content-length"',
        "in response.fields.items()",
        4,
        "all but Content-Length",
    ),
    Wrong(
        "clients.4",
        "mixes the old fields into a new page",
        "    if response.status == 200:\n        return response\n    if response.status != 304",
        "    if response.status == 200:\n        old = kept.fields if kept else {}\n"
        "        return replace(response, fields={**old, **response.fields})\n"
        "    if response.status != 304",
        5,
        "nothing of the old one is left",
    ),
    Wrong(
        "clients.4",
        "takes an error for the page",
        "if response.status != 304 or kept is None:",
        "if response.status == 500:\n        return response\n"
        "    if response.status != 304 or kept is None:",
        6,
        "This answer cannot be used, but no BadAnswer was raised.",
    ),
    Wrong(
        "clients.4",
        "trusts a 304 where nothing is kept",
        "if response.status != 304 or kept is None:",
        "if kept is None:\n        return response\n    if response.status != 304:",
        6,
        "whoever has nothing needs everything",
    ),
    Wrong(
        "clients.5",
        "asks for the last byte once more",
        'f"bytes={len(part)}-"',
        'f"bytes={len(part) - 1}-"',
        1,
        "bytes are counted from 0",
    ),
    Wrong(
        "clients.5",
        "counts from 1",
        'f"bytes={len(part)}-"',
        'f"bytes={len(part) + 1}-"',
        1,
        "bytes are counted from 0",
    ),
    Wrong(
        "clients.5",
        "does not ask for the version",
        ', "If-Range": etag}',
        "}",
        1,
        "If-Range makes sure of the version",
    ),
    Wrong(
        "clients.5",
        "writes the range as Content-Range does",
        'f"bytes={len(part)}-"',
        'f"bytes {len(part)}-"',
        1,
        "Range: bytes=",
    ),
    Wrong(
        "clients.5",
        "asks for a range when nothing is there",
        "if not part or etag is None",
        "if etag is None",
        2,
        "The rule: bytes are counted from 0",
    ),
    Wrong(
        "clients.5",
        "sends a weak ETag",
        ' or etag.startswith("W/"):',
        ":",
        2,
        "a client MUST NOT send a weak entity tag in If-Range",
    ),
    Wrong(
        "clients.5",
        "returns the rest alone",
        "return part + response.content",
        "return response.content",
        3,
        "206 brings the bytes that Content-Range names",
    ),
    Wrong(
        "clients.5",
        "puts everything after the part",
        "    if response.status == 200:\n        return response.content\n",
        "    if response.status == 200:\n        return part + response.content\n",
        4,
        "200 brings the whole of the page as it is now",
    ),
    Wrong(
        "clients.5",
        "cuts off what it has from a 200",
        "    if response.status == 200:\n        return response.content\n",
        "    if response.status == 200:\n        return part + response.content[len(part):]\n",
        4,
        "what was there before is no longer of any use",
    ),
    Wrong(
        "clients.5",
        "does not look at the range",
        "if findSpan(response) != (len(part), len(part) + len(response.content) - 1):",
        "if False:",
        5,
        "look at Content-Range first",
    ),
    Wrong(
        "clients.5",
        "looks at the beginning of the range alone",
        "if findSpan(response) != (len(part), len(part) + len(response.content) - 1):",
        "if (findSpan(response) or (0,))[0] != len(part):",
        5,
        "This answer cannot be used, but no BadAnswer was raised.",
    ),
    Wrong(
        "clients.5",
        "fails where there is no Content-Range",
        "if findSpan(response) != (len(part), len(part) + len(response.content) - 1):",
        "first, last = findSpan(response)\n"
        "    if (first, last - first) != (len(part), len(response.content) - 1):",
        5,
        "cannot unpack non-iterable NoneType",
    ),
    Wrong(
        "clients.5",
        "does not look at the version",
        ' or response.fields.get("etag") != etag',
        "",
        6,
        "the same strong validator",
    ),
    Wrong(
        "clients.5",
        "thinks that a missing ETag is the same",
        'response.fields.get("etag") != etag',
        'response.fields.get("etag", etag) != etag',
        6,
        "This answer cannot be used, but no BadAnswer was raised.",
    ),
    Wrong(
        "clients.5",
        "takes whatever has a range",
        "if response.status != 206 or",
        "if",
        7,
        "only 200 and 206 bring bytes of the page",
    ),
    Wrong(
        "clients.1",
        "makes a list of the fields",
        "return Request(method, url, fields, content)",
        "return Request(method, url, [*fields.items()], content)",
        1,
        "follow should return a Request: url and fields are text, content is bytes.",
    ),
    Wrong(
        "clients.2",
        "has no finished before the first bytes come",
        "        self.finished: Deferred[bytes] = Deferred()\n",
        "",
        1,
        "PageReader no longer has a Deferred called finished.",
    ),
    Wrong(
        "clients.4",
        "sends a field also where there is nothing to send",
        "{name: fields[source] for name, source in pairs.items() if source in fields}",
        "{name: fields.get(source) for name, source in pairs.items()}",
        1,
        "The function should return a dictionary of fields, whose names and values are text.",
    ),
]


class ClientsProofs(solutionproofs.Proofs):
    """
    The exercises of the clients and their checks.
    """

    step = "clients"
    wrong = WRONG

    def walkthroughs(self) -> list[str]:
        """
        @return: the page of each client, in place of one for the whole step.
        """
        return [f"clients/{name}.rst" for name in CLIENTS]


#: What the solutions say to the practice server.
SAID = {
    "clients.1 /files": "GET http://127.0.0.1:{port}/files/\n  200 OK, ",
    "clients.2 /etag": "all of it: 19 bytes\n",
    "clients.2 /cut": "BadAnswer: cut short: 130000 of 260000 bytes\n",
    "clients.3 /protected": "Authorization: Basic c3R1ZGVudDpncmVlbmhvdXNl\n  200 OK, ",
    "clients.4 /etag": "304 Not Modified, 0 bytes\n  we have b'This is version 1.\\n'\n",
    "clients.5 /cut": "206 Partial Content, 130,000 bytes\n  we have 260,000 bytes\n",
}


class ProgramTests(SynchronousTestCase):
    """
    The file is a program, which talks to a real server.
    """

    def run_(self, *arguments: str) -> tuple[str, str]:
        """
        Run the solved file.

        @return: what it printed on standard output and on standard error.
        """
        ended = warm.run(
            [sys.executable, "-m", "lessons.exercises.solutions.clients", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PROGRAM_PATIENCE,
        )
        return ended.stdout, ended.stderr

    def test_practice(self) -> None:
        """
        The solution of each exercise does what it is for.
        """
        with StepProcess("server.practice") as server:
            for called, words in SAID.items():
                number, path = called.split()
                url = f"http://127.0.0.1:{server.port}{path}"
                out, err = self.run_("--exercise", number, url)
                self.assertIn(words.format(port=server.port), out)
                self.assertEqual(err, "")

    def test_nobody(self) -> None:
        """
        Where no server listens, and where the URL is not one, one line says so.
        """
        for number in "clients.1", "clients.2":
            for url, words in (
                ("http://127.0.0.1:1/", "is `python -m server.practice` running?"),
                ("nonsense", "is not a URL"),
            ):
                out, err = self.run_("--exercise", number, url)
                self.assertIn(words, out + err)
                self.assertNotIn("Traceback", out + err)
