"""
Tests of what is shown of a request that is refused.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import RequestReader
from server.inspector.conversation.refusal import mark, nameByte
from server.inspector.rawsender.notation import Draft, writeNotation
from server.inspector.view import View
from tests.server.inspector.conversation.conversations import (
    FIRST,
    inspectorThatRead,
    only,
    shown,
    textOf,
    withClass,
)


def marked(data: bytes, offset: int, length: int = 1, start: int = 0) -> list[str]:
    """
    Mark some bytes: the line, and the carets below it.
    """
    return list(mark(data, start, offset, length))


class MarkTests(SynchronousTestCase):
    """
    The caret below a line marks the byte that is wrong.
    """

    def test_places(self) -> None:
        """
        The caret is under the byte, wherever it is on its line.
        """
        for place in range(5):
            self.assertEqual(marked(b"abcde", place), ["abcde", " " * place + "^"])

    def test_lines(self) -> None:
        """
        Only the line of the fault is shown, with its end.
        """
        self.assertEqual(marked(b"one\r\ntwo\nthree", 8), ["two\\n", "   ^^"])
        self.assertEqual(marked(b"one\r\ntwo", 5), ["two", "^"])

    def test_escapes(self) -> None:
        """
        What takes more room than one letter moves the caret, and widens it.
        """
        self.assertEqual(marked(b"\x00\tx\x1b[2J", 3), ["\\x00\\tx\\x1b[2J", "       ^^^^"])

    def test_missing(self) -> None:
        """
        Where something is missing, one caret shows the place, at the end as well.
        """
        self.assertEqual(marked(b"ab\r\n", 4, 0), ["", "^"])
        self.assertEqual(marked(b"ab", 2, 0), ["ab", "  ^"])

    def test_long(self) -> None:
        """
        Of a long line what is around the byte is shown.
        """
        line, carets = marked(b"a" * 5000 + b"!" + b"b" * 5000, 5000)
        self.assertEqual(line, "a" * 30 + "!" + "b" * 29)
        self.assertEqual(carets, " " * 30 + "^")
        line, carets = marked(b"a" * 9000, 1000, 8000)
        self.assertEqual(len(carets), 60)

    def test_names(self) -> None:
        """
        A byte is named so that it can be heard.
        """
        names = [nameByte(byte) for byte in b"\n\r A\xff\x00"]
        self.assertEqual(
            names,
            ["LF (0x0a)", "CR (0x0d)", "SP (0x20)", "A (0x41)", "0xff", "NUL (0x00)"],
        )


class RefusalTests(SynchronousTestCase):
    """
    All that is shown of a refused request.
    """

    def draft(self, data: bytes, view: View = FIRST) -> bytes:
        """
        Read the bytes that the link to the sender brings along; the button sends the same.
        """
        form = only(shown(inspectorThatRead(data), view), "correction")
        link = form.find("a")
        assert link is not None
        parts = urlsplit(link.get("href", ""))
        self.assertEqual(parts.fragment, "send")
        (draft,) = parse_qs(parts.query)["draft"]
        decoded = urlsafe_b64decode(draft + "=" * (-len(draft) % 4))
        hidden = [each.get("value", "") for each in form.findall("input")]
        # XML, unlike HTML, makes spaces of the line ends in attributes.
        typed = writeNotation(Draft(decoded)).replace("\n", " ")
        self.assertEqual(hidden, [typed, "1"])
        return decoded

    def test_line(self) -> None:
        """
        The line, the caret, the byte, the rule and the status are there.
        """
        root = only(shown(inspectorThatRead(b"GET / HTTP/1.1\nHost: x\n\n")), "refusal")
        self.assertEqual(textOf(root[0]), "GET / HTTP/1.1\\n\n" + " " * 14 + "^^")
        self.assertIn("Byte 14, LF (0x0a); the first byte is byte 0.", textOf(root))
        self.assertIn("status 400", textOf(root))
        self.assertIn("RFC 9112 section 2.2", textOf(root))

    def test_corrected(self) -> None:
        """
        The corrected request is one that the engine takes.
        """
        for data in (
            b"GET / HTTP/1.1\nHost: x\n\n",
            b"get  /a b\r\n\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
        ):
            reader = RequestReader()
            reader.feed(self.draft(data))
            reader.nextEvent()
            self.assertEqual(reader.available, 0)

    def test_content(self) -> None:
        """
        The content goes along, as long as the head says that it is: else the server would
        wait for it.
        """
        head = b"POST / HTTP/1.1\nHost: x\nContent-Length: 3\n\n"
        self.assertTrue(self.draft(head + b"a=bGET").endswith(b"\r\n\r\na=b"))

    def test_secret(self) -> None:
        """
        What is secret does not go along unless it is shown.
        """
        data = b"POST /?token=hunter2 HTTP/1.1\nHost: x\nContent-Length: 3\n\na=bGET"
        draft = self.draft(data)
        self.assertNotIn(b"hunter2", draft)
        self.assertTrue(draft.endswith(b"\r\n\r\na=b"), draft)
        self.assertIn(b"hunter2", self.draft(data, replace(FIRST, secrets="show")))

    def test_unknown(self) -> None:
        """
        Where nobody knows what was meant, nothing is made up.
        """
        root = shown(inspectorThatRead(b"\x16\x03\x01\x02\x00\x01"))
        self.assertIn("We cannot tell how it was meant.", textOf(root))
        self.assertEqual(withClass(root, "correction"), [])
