"""
No part of the page shows a secret unless it is asked to.
"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.inspector import inspector, studies, study
from server.inspector.parts import PARTS
from server.inspector.view import View
from server.wire import Recorder
from tests.server.inspector.recorded import Recorded

#: Where a secret is in a message.
ASKED = [
    b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic %b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nCookie: session=%b; nick=ada\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nProxy-Authorization: Bearer %b\r\n\r\n",
    b"GET /?a=b&token=%b HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET http://me:%b@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"G@T / HTTP/1.1\r\nAuthorization: %b\r\n\r\n",
    b"GET  / HTTP/1.1\r\nCookie: a=%b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nCookie: a=%b",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\nCookie: a=%b\n",
    b"Cookie: %b\r\n",
]
ANSWERED = [
    b"HTTP/1.1 200 OK\r\nSet-Cookie: session=%b; Path=/\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<pre>Authorization: Basic %b</pre>\n",
    b"HTTP/1.1 303 See Other\r\nLocation: /?session=%b\r\nContent-Length: 0\r\n\r\n",
    b"You said: Cookie: %b\r\n",
]
#: Where a student's code is in a line.
NAMED = [
    b"hello there, everybody\r\nNICK ada %b\r\n",
    b"NICK " + b" " * 60 + b"ada" + b" " * 200 + b"%b\r\n",
    b"NICK " + b" " * 60 + b"ada %b" + b" " * 200 + b"\r\n",
    b"nick ada lovelace %b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\nNICK ada %b\r\n",
]
#: Of letters that no word of the page has side by side.
TOKENS = st.text("qxzjkvwQXZJKVW", min_size=14, max_size=30)


class SecretTests(SynchronousTestCase):
    """
    No part of the page has somebody's password in it, whatever step and however cut.
    """

    @settings(max_examples=30)
    @given(
        TOKENS,
        st.sampled_from(ASKED),
        st.sampled_from(ANSWERED),
        st.lists(st.integers(0, 120), max_size=4),
        st.sampled_from(["lessons.step1", "lessons.step3", "lessons.step8"]),
    )
    def test_property(
        self, token: str, asked: bytes, answered: bytes, cuts: list[int], program: str
    ) -> None:
        """
        Whatever the secret is, wherever it is, and however it comes, it is on no part of the page.
        """
        recorded = Recorded(program)
        request = asked % token.encode()
        edges = sorted({0, *(cut for cut in cuts if cut < len(request)), len(request)})
        recorded.ask(1, *[request[a:b] for a, b in pairwise(edges)])
        recorded.answer(1, answered % token.encode())
        for view in (View(connection=1), View(connection=1, lane=1, mode="projector")):
            for name in [*PARTS, "lane"]:
                self.assertNotIn(token, recorded.part(name, view), name)

    @settings(max_examples=40)
    @given(
        TOKENS,
        st.sampled_from(ASKED),
        st.sampled_from(ANSWERED),
        st.lists(st.integers(0, 120), max_size=6),
        st.integers(0, 9),
        st.booleans(),
    )
    def test_partlyRead(
        self, token: str, asked: bytes, answered: bytes, cuts: list[int], read: int, isFar: bool
    ) -> None:
        """
        A secret is on no part of the page where little has been read, or some was passed
        over: reading may begin in the middle of a secret.
        """
        self.patch(inspector, "Recorder", lambda: Recorder(2**13))
        for name, value in (("LATE", 0), ("FAR", 0), ("FARTHEST", 0), ("ENOUGH", 0)):
            if isFar:
                self.patch(study, name, value)
        self.patch(studies, "STUDY_TIMEOUT", -1.0)  # so that pages read nothing more
        recorded = Recorded("lessons.step3")
        request = asked % token.encode()
        edges = sorted({0, *(cut for cut in cuts if cut < len(request)), len(request)})
        recorded.ask(1, *[request[a:b] for a, b in pairwise(edges)])
        recorded.answer(1, answered % token.encode())
        for known in (recorded.inspector.studies, recorded.inspector.outlines):
            found = known.of(1)
            assert found is not None
            for _ in range(read):
                found.catchUp(-1.0)
        view = View(connection=1, lane=1)
        for name in [*PARTS, "lane"]:
            shown = recorded.show(name, view)
            for start in range(len(token) - 8):
                self.assertNotIn(token[start : start + 8], shown, name)

    @settings(max_examples=30)
    @given(
        st.builds("{}{}".format, st.text("qxzjkvw", min_size=4, max_size=4), st.integers(2, 9)),
        st.sampled_from(NAMED),
        st.lists(st.integers(0, 20), max_size=3),
        st.sampled_from(["lessons.step1", "lessons.step3"]),
    )
    def test_code(self, code: str, line: bytes, cuts: list[int], program: str) -> None:
        """
        A student's code is on no part of the page, where it was said too late, in too long a
        line, in small letters, or is said back.
        """
        recorded = Recorded(program)
        said = line % code.encode()
        edges = sorted({0, *cuts, len(said)})
        recorded.ask(1, *[said[a:b] for a, b in pairwise(edges)])
        recorded.answer(1, b"You said: " + said)
        for view in (View(connection=1), View(connection=1, lane=1, mode="projector")):
            for name in [*PARTS, "lane"]:
                self.assertNotIn(code, recorded.part(name, view).lower(), name)

    def test_shown(self) -> None:
        """
        Where C{secrets=show} is in the address, the secret is on the page.
        """
        recorded = Recorded()
        recorded.ask(1, ASKED[3] % b"geheim")
        self.assertIn("geheim", recorded.part("connections", View(secrets="show")))
        self.assertIn("geheim", recorded.part("conversation", View(connection=1, secrets="show")))
