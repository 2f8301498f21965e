"""
Tests of L{server.inspector.students.owners}.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.template import Flattenable, flattenString

from server.inspector.clientnames import nameOf
from server.inspector.me.page import tellBorrowed
from server.inspector.students.line import LONGEST
from server.inspector.students.owners import ConnectionOwners, StudentClient
from server.inspector.students.register import CONNECTIONS
from server.inspector.view import View
from server.wire import Conversation, Direction
from tests.server.inspector.recorded import Recorded


def flattenedText(content: Flattenable) -> str:
    """
    @return: the content as HTML, which must be ready at once.
    """
    written: list[bytes] = []
    flattenString(None, content).addCallback(written.append)
    return b"".join(written).decode()


class ConnectionOwnersTests(SynchronousTestCase):
    """
    Whose a connection is: of the student who named herself first of all, or of the one
    whose cookie it brought.
    """

    def setUp(self) -> None:
        """
        Let Ada and Bob in from one address, and open connection 1 from there.
        """
        self.recorded = Recorded()
        self.owners: ConnectionOwners = self.recorded.inspector.expectClass()
        self.ada = self.owners.register.join("ada", "10.0.0.1")
        self.bob = self.owners.register.join("bob", "10.0.0.1")
        self.client = self.meet(1)

    def meet(self, number: int) -> StudentClient:
        """
        Open a connection, and tell the owners of it.

        @return: what finds out whose it is, by what the client sends.
        """
        self.recorded.open(number)
        return self.owners.meet(number)

    def conversation(self, number: int = 1) -> Conversation:
        """
        @return: what the recorder has of this connection.
        """
        return self.recorded.inspector.recorder.conversations[number]

    def test_code(self) -> None:
        """
        With her code, it is hers; what is said of the line does not have the code.
        """
        told = self.client.name(f"NICK ada {self.ada.code}\r\n".encode())
        self.assertEqual(told, "NICK ada (secret)")
        self.assertIs(self.owners.ownerOf(self.conversation()), self.ada)
        self.assertEqual(list(self.ada.connections), [1])
        self.assertEqual(self.owners.labelOf(self.conversation()), "ada")

    def test_name(self) -> None:
        """
        A name alone is what the teacher sees, marked where it is another's; and
        it makes a connection nobody's.
        """
        self.assertEqual(self.client.name(b"NICK eve\r\n"), "NICK eve")
        self.assertEqual(self.owners.labelOf(self.conversation()), "eve")
        self.meet(2).name(b"NICK ada\n")
        self.assertEqual(self.owners.labelOf(self.conversation(2)), "ada (no code)")
        self.assertIsNone(self.owners.ownerOf(self.conversation(2)))
        self.assertFalse(self.ada.connections)
        inspector = self.recorded.inspector
        self.assertEqual(
            nameOf(inspector, View(), self.conversation(2)), "ada (no code) (127.0.0.1:51234)"
        )

    def test_wrongCode(self) -> None:
        """
        A wrong code makes it nobody's, and is not shown: it may be another's.
        """
        told = self.client.name(f"NICK ada {self.bob.code}\r\n".encode())
        self.assertEqual(told, "NICK ada (secret): not the right code")
        self.assertIsNone(self.owners.ownerOf(self.conversation()))

    def test_mistyped(self) -> None:
        """
        What is typed as a code and is not one makes nobody of a longer name: it is ada without
        her code, which is told at her page, and not shown.
        """
        for number, word in enumerate(("wrong", "7kq2", "x1kq2mm"), 2):
            told = self.meet(number).name(f"NICK ada {word}\r\n".encode())
            self.assertEqual(told, "NICK ada (secret): not the right code")
            self.assertEqual(self.owners.labelOf(self.conversation(number)), "ada (no code)")
        self.assertEqual(list(self.ada.borrowed), [2, 3, 4])
        self.assertIn("connected as ", flattenedText(tellBorrowed(self.ada)))
        self.assertEqual(tellBorrowed(self.bob), "")
        self.assertEqual(self.client.name(b"NICK eve smith\r\n"), "NICK eve smith")

    def test_longLine(self) -> None:
        """
        A code in a line that is too long to name anybody, or that does not end, is seen by all,
        wherever it is cut: so it is not one any more.
        """
        for spaces in 1, LONGEST:
            for place in range(5, 9 + spaces, 1 + spaces // 9):
                code = self.ada.code
                line = b"NICK ada" + b" " * spaces + code.encode()
                client = self.meet(2)
                client.hear(line[:place])
                client.hear(line[place:])
                self.assertNotEqual(self.ada.code, code, (spaces, place))

    def test_noName(self) -> None:
        """
        A line with nothing that a name could have gives no name.
        """
        self.assertEqual(self.client.name("NICK \u202e\x07\r\n".encode()), "NICK (not a name)")
        self.assertEqual(self.owners.labelOf(self.conversation()), "")

    def test_cookie(self) -> None:
        """
        Her browser's cookie makes it hers, wherever it is cut.
        """
        cookie = f"GET / HTTP/1.1\r\nCookie: a=b; student-8001={self.ada.secret}\r\n\r\n".encode()
        for number, place in enumerate(range(len(cookie)), 2):
            client = self.meet(number)
            client.hear(cookie[:place])
            client.hear(cookie[place:])
            self.assertIs(self.owners.ownerOf(self.conversation(number)), self.ada, place)
        self.assertEqual(len(self.ada.connections), CONNECTIONS)

    def test_cookieInBytes(self) -> None:
        """
        The cookie makes the connection hers where it comes byte by byte as well.
        """
        for byte in f"Cookie: student-1={self.ada.secret}\r\n".encode():
            self.client.hear(bytes([byte]))
        self.assertIs(self.owners.ownerOf(self.conversation()), self.ada)

    def test_shared(self) -> None:
        """
        What two have used, by way of a proxy, is nobody's, whatever comes next.
        """
        for student in (self.ada, self.ada, self.bob, self.ada):
            self.client.hear(f"Cookie: student-1={student.secret}\r\n".encode())
        self.assertIsNone(self.owners.ownerOf(self.conversation()))
        self.assertEqual(self.owners.labelOf(self.conversation()), "")

    def test_late(self) -> None:
        """
        A line that comes too late names its client too; its code was seen by all, so it is not one
        any more.
        """
        code = self.ada.code
        self.client.hear(f"hello\r\nNICK ada {code}\r\n".encode())
        self.assertIs(self.owners.ownerOf(self.conversation()), self.ada)
        self.assertNotEqual(self.ada.code, code)

    def test_left(self) -> None:
        """
        When she has left, her connections are nobody's.
        """
        self.client.name(f"NICK ada {self.ada.code}\r\n".encode())
        self.owners.register.forget(self.ada)
        self.assertIsNone(self.owners.ownerOf(self.conversation()))

    def test_gone(self) -> None:
        """
        A connection that is no longer kept, or was never told of, is nobody's.
        """
        self.owners.meet(99).name(f"NICK ada {self.ada.code}\n".encode())
        self.assertFalse(self.ada.connections)

    def test_lane(self) -> None:
        """
        The lane shows that it was said, and to whom.
        """
        self.recorded.put(1, Direction.NAMED, note="NICK ada (secret)")
        for name in ("lane", "conversation"):
            part = self.recorded.part(name, View(lane=1, connection=1))
            self.assertIn("NICK ada (secret)", part, name)
            self.assertRegex(part, "has not.*seen", name)
