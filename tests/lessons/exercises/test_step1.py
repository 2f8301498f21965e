"""
The exercises of step 1.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

WRONG_BYTE = "The byte above the caret is not the one that should be there."

WRONG = [
    Wrong(
        "1.1",
        "adds one other spelling",
        'line.lower() == b"quit"',
        'line in (b"quit", b"QUIT")',
        2,
        r"sent in one piece: Quit\r\n received: You said: Quit\r\n ^ expected: Goodbye.\r\n",
    ),
    Wrong(
        "1.1",
        "compares with capitals, and so loses the small letters",
        'line.lower() == b"quit"',
        'line == b"QUIT"',
        1,
        r"sent in one piece: quit\r\n received: You said: quit\r\n ^",
    ),
    Wrong(
        "1.1",
        "says the line back in small letters",
        '        if line.lower() == b"quit"',
        '        line = line.lower()\n        if line == b"quit"',
        3,
        "a line comes back exactly as it was typed",
    ),
    Wrong(
        "1.1",
        "takes every line that begins so",
        'line.lower() == b"quit"',
        'line.lower().startswith(b"quit")',
        4,
        r"sent in one piece: QUITE\r\n received: Goodbye.\r\n ^ expected: You said: QUITE\r\n",
    ),
    Wrong(
        "1.1",
        "compares bytes with text",
        'line.lower() == b"quit"',
        'line.lower() == "quit"',
        1,
        r"sent in one piece: QUIT\r\n",
    ),
    Wrong(
        "1.2",
        "counts in the class, for all conversations together",
        "            self.count += 1\n            self.say(b",
        "            LineCounter.count = self.count = getattr(LineCounter, 'count', 0) + 1\n"
        "            self.say(b",
        4,
        "What belongs to one conversation is an attribute of that object, not of its class",
    ),
    Wrong(
        "1.2",
        "counts in the class, and begins again with each conversation",
        """        self.count = 0

    def lineReceived(self, line: bytes) -> None:
        if line == b"quit":
            self.sayLast(b"Goodbye.")
        else:
            self.count += 1
            self.say(b"%d: %b" % (self.count, line))
""",
        """        LineCounter.count = 0

    def lineReceived(self, line: bytes) -> None:
        if line == b"quit":
            self.sayLast(b"Goodbye.")
        else:
            LineCounter.count += 1
            self.say(b"%d: %b" % (self.count, line))
""",
        4,
        r"3: three\r\n 2: four\r\n ^ expected: 4: four\r\n",
    ),
    Wrong(
        "1.2",
        "writes bytes into text",
        'self.say(b"%d: %b" % (self.count, line))',
        'self.say(f"{self.count}: {line}".encode())',
        1,
        "A value of bytes appears as b'...' in text, with the quotation marks.",
    ),
    Wrong(
        "1.2",
        "counts in a local variable",
        "            self.count += 1\n",
        "            count += 1\n",
        1,
        "What has to last from one call to the next is an attribute: self.n",
    ),
    Wrong(
        "1.2",
        "does not call connectionMade of the class above",
        """        super().connectionMade()
        self.count = 0
""",
        "        self.count = 0\n",
        5,
        "Is super().connectionMade() gone?",
    ),
    Wrong(
        "1.2",
        "begins with 0",
        '            self.count += 1\n            self.say(b"%d: %b" % (self.count, line))',
        '            self.say(b"%d: %b" % (self.count, line))\n            self.count += 1',
        1,
        "expected: 1: ",
    ),
    Wrong(
        "1.2",
        "begins again with each line",
        "            self.count += 1\n",
        "            self.count = 1\n",
        2,
        "received: 1: ",
    ),
    Wrong(
        "1.2",
        "numbers the goodbye",
        """        if line == b"quit":
            self.sayLast(b"Goodbye.")
        else:
            self.count += 1""",
        """        self.count += 1
        if line == b"quit":
            self.sayLast(b"%d: Goodbye." % self.count)
        else:""",
        5,
        r"received: 1: Goodbye.\r\n ^ expected: Goodbye.\r\n",
    ),
    Wrong(
        "1.2",
        "makes text of the line",
        'b"%d: %b" % (self.count, line)',
        'f"{self.count}: {line}"',
        1,
        "Your program raised an exception.",
    ),
    Wrong(
        "1.3",
        "forgets the CR",
        'line.removesuffix(b"\\r")',
        "line",
        2,
        r"received: You said: ",
    ),
    Wrong(
        "1.3",
        "takes away blanks as well",
        'line.removesuffix(b"\\r")',
        "line.strip()",
        3,
        WRONG_BYTE,
    ),
    Wrong(
        "1.3",
        "takes away every CR at the end",
        'line.removesuffix(b"\\r")',
        'line.rstrip(b"\\r")',
        3,
        r"sent in one piece: CR CR\r\r\n",
    ),
    Wrong(
        "1.3",
        "forgets that the CR counts for the limit",
        "MAX_LENGTH = EchoServer.MAX_LENGTH + 1",
        "pass",
        5,
        "1000 bytes is the limit for a line",
    ),
    Wrong(
        "1.3",
        "makes the delimiter text",
        'delimiter = b"\\n"',
        'delimiter = "\\n"',
        1,
        "Your program raised an exception.",
    ),
    Wrong(
        "1.4",
        "counts in the protocol",
        "self.factory.clients += 1",
        "self.clients = getattr(self, 'clients', 0) + 1; self.factory.clients = self.clients",
        2,
        "all connections of a server share one factory",
    ),
    Wrong(
        "1.4",
        "never counts down",
        "        self.factory.clients -= 1\n",
        "",
        3,
        r"received: Clients: 2\r\n ^ expected: Clients: 1\r\n",
    ),
    Wrong(
        "1.4",
        "counts down where quit is answered",
        """        self.factory.clients -= 1

    def lineReceived(self, line: bytes) -> None:
""",
        """
    def lineReceived(self, line: bytes) -> None:
        if line == b"quit":
            self.factory.clients -= 1
""",
        4,
        "sent after another client has left",
    ),
    Wrong(
        "1.4",
        "counts for all servers of the process",
        """        self.factory.clients += 1

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        super().connectionLost(reason)
        self.factory.clients -= 1
""",
        """        Attendance.clients += 1

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        super().connectionLost(reason)
        Attendance.clients -= 1
""",
        5,
        r"received: Clients: 2\r\n ^ expected: Clients: 1\r\n",
    ),
    Wrong(
        "1.4",
        "answers who and says it back as well",
        """% self.factory.clients)
        else:
            super()""",
        """% self.factory.clients)
        if line:
            super()""",
        1,
        "The answer is right so far, but more follows.",
    ),
    Wrong(
        "1.5",
        "looks for commands in each piece alone",
        "        typed = bytearray()\n        for byte in data:\n",
        "        import re\n\n"
        '        data = re.sub(rb"(?s)\\xff([\\xfb-\\xfe].|[^\\xfb-\\xff])", b"", data)\n'
        "        typed = bytearray()\n        for byte in data:\n            self.begun = b''\n",
        1,
        "sent byte by byte",
    ),
    Wrong(
        "1.5",
        "takes away the bytes that plink sends, and no others",
        "        typed = bytearray()\n        for byte in data:\n",
        "        self.begun += data\n        if len(self.begun) < 21:\n            return\n"
        "        known = bytes.fromhex(\n"
        '            "fffb1f fffb20 fffb18 fffb27 fffd01 fffb03 fffd03"\n        )\n'
        '        data, self.begun = self.begun.replace(known, b""), b""\n'
        "        super().dataReceived(data)\n        return\n"
        "        typed = bytearray()\n        for byte in data:\n",
        1,
        "sent byte by byte",
    ),
    Wrong(
        "1.5",
        "takes every command for two bytes",
        "len(self.begun) == 1 or (len(self.begun) == 2 and 251 <= byte <= 254)",
        "len(self.begun) == 1",
        1,
        "begin a command of three bytes",
    ),
    Wrong(
        "1.5",
        "takes every command for three bytes",
        "len(self.begun) == 1 or (len(self.begun) == 2 and 251 <= byte <= 254)",
        "len(self.begun) < 3",
        4,
        "a command without an option is two bytes",
    ),
    Wrong(
        "1.5",
        "believes that an option is a small number",
        'self.begun[0] != 255 or self.begun == b"\\xff\\xff"',
        'self.begun[0] != 255 or self.begun[-2:] == b"\\xff\\xff" or byte == 10',
        2,
        "the third may be any byte",
    ),
    Wrong(
        "1.5",
        "listens for commands until a line has ended",
        "        typed = bytearray()\n",
        '        if getattr(self, "isTyping", False):\n'
        "            super().dataReceived(data)\n            return\n"
        "        self.isTyping = data[-1:].isalpha()\n        typed = bytearray()\n",
        3,
        "begin a command of three bytes",
    ),
    Wrong(
        "1.5",
        "takes 255 that is doubled for a command",
        ' or self.begun == b"\\xff\\xff"',
        "",
        5,
        "255 itself is sent twice when it is data",
    ),
    Wrong(
        "1.5",
        "takes the byte 251 for a command by itself",
        "if self.begun[0] != 255 or",
        "if self.begun[0] not in (251, 255) or",
        5,
        "255 itself is sent twice when it is data",
    ),
    Wrong(
        "1.5",
        "takes all high bytes for commands",
        "if self.begun[0] != 255 or",
        "if self.begun[0] not in (*range(240, 251), 255) or",
        6,
        "the byte 255 begins a command, and no other byte does",
    ),
    Wrong(
        "1.5",
        "has nothing to keep a command in",
        '        self.begun = b""  # a command, as far as it has come\n',
        "",
        1,
        "has no attribute 'begun'",
    ),
]


class Step1Proofs(solutionproofs.Proofs):
    """
    The exercises of step 1 and their checks.
    """

    step = "step1"
    wrong = WRONG
