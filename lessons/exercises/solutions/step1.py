"""
Exercises for step 1. Each class below is the echo server with one thing to do.

Run one:         python -m lessons.exercises.step1 --exercise 1.2
Check your work: python -m lessons check 1        (or: check 1.2)
When stuck:      python -m lessons hint 1.2
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Factory, connectionDone
from twisted.python.failure import Failure

from lessons.exercises.choosing import offer
from lessons.step1 import EchoServer
from server.runner import main

# ---- Exercise 1.1: quit, however it is spelled ----


class AnyCaseQuit(EchoServer):
    """
    People type QUIT and Quit as well. Each of these ends the conversation; every
    other line is said back exactly as it was typed, capitals included.
    """

    def lineReceived(self, line: bytes) -> None:
        if line.lower() == b"quit":
            self.sayLast(b"Goodbye.")
        else:
            self.say(b"You said: " + line)


# ---- Exercise 1.2: number the lines ----


class LineCounter(EchoServer):
    """
    The answer to the first line of a conversation is "1: " and the line, to the
    second "2: " and the line, and so on. Every conversation begins with 1.
    "quit" is answered as before.
    """

    def connectionMade(self) -> None:
        super().connectionMade()
        self.count = 0

    def lineReceived(self, line: bytes) -> None:
        if line == b"quit":
            self.sayLast(b"Goodbye.")
        else:
            self.count += 1
            self.say(b"%d: %b" % (self.count, line))


# ---- Exercise 1.3: a line may end in LF alone ----


class LenientEcho(EchoServer):
    """
    `echo hello | nc 127.0.0.1 8000` sends "hello" and LF, without CR. Echo that
    line, too. Where CR LF comes, the line ends before the CR, as it always did.
    """

    delimiter = b"\n"
    MAX_LENGTH = EchoServer.MAX_LENGTH + 1  # the CR is part of what LineReceiver counts

    def lineReceived(self, line: bytes) -> None:
        super().lineReceived(line.removesuffix(b"\r"))


# ---- Exercise 1.4: who is there ----


class Attendance(Factory):
    """
    One server. Each of its connections finds it as self.factory.
    """

    clients = 0


class WhoIsThere(EchoServer):
    """
    The line "who" is answered with the number of clients that are connected now:
    "Clients: 3". Every other line is answered as before.
    """

    factory: Attendance

    def connectionMade(self) -> None:
        super().connectionMade()
        self.factory.clients += 1

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        super().connectionLost(reason)
        self.factory.clients -= 1

    def lineReceived(self, line: bytes) -> None:
        if line == b"who":
            self.say(b"Clients: %d" % self.factory.clients)
        else:
            super().lineReceived(line)


# ---- Exercise 1.5: a telnet that negotiates ----


class TelnetEcho(EchoServer):
    """
    plink, the telnet of PuTTY, sends seven commands before anybody types. Take all commands
    out, wherever they are: what is left is what a person has typed, and is answered as
    before.

    A command begins with the byte 255. Where the second byte is one of 251 to 254, there is
    a third, which may be any byte. Where the second is 255, it is not a command: the two
    stand for one byte 255. All other commands are two bytes.
    """

    def connectionMade(self) -> None:
        super().connectionMade()
        self.begun = b""  # a command, as far as it has come

    def dataReceived(self, data: bytes) -> None:
        typed = bytearray()
        for byte in data:
            self.begun += bytes([byte])
            if self.begun[0] != 255 or self.begun == b"\xff\xff":
                typed.append(byte)
            elif len(self.begun) == 1 or (len(self.begun) == 2 and 251 <= byte <= 254):
                continue  # more of it is to come
            self.begun = b""
        super().dataReceived(bytes(typed))


# ---- The program ----

PROTOCOLS = {
    "1.1": AnyCaseQuit,
    "1.2": LineCounter,
    "1.3": LenientEcho,
    "1.4": WhoIsThere,
    "1.5": TelnetEcho,
}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Factory:
    kind = Attendance if options.exercise == "1.4" else Factory
    return kind.forProtocol(PROTOCOLS[options.exercise])


if __name__ == "__main__":
    main(makeFactory, tryThis=["telnet {host} {port}"], addOptions=offer(PROTOCOLS))
