"""
Grade a server: how well does it keep the rules of RFC 9112 and RFC 9110?

Sends the cases of the conformance table to a server on this machine, each on a
connection of its own, and says per family what was answered rightly. MUST and
SHOULD are the words of the RFCs; what they leave open (MAY) shows what the server
chooses, and is no fault.

    python -m server.conformance.grade 127.0.0.1:8000
"""

from __future__ import annotations

import socket
import sys
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from ipaddress import ip_address

from server.commandline import CommandLine
from server.conformance import CASES, Case, Level, judge
from server.conformance.case import HOST

PROGRAM = "python -m server.conformance.grade"
#: Seconds that a server may take to answer, or to close.
PATIENCE = 3.0
#: Seconds to see whether more comes where all that is due has come.
QUIET = 0.3
#: Connections at a time.
ABREAST = 16

Address = tuple[str, int]


@dataclass(frozen=True)
class Grade:
    """
    What a server did with one case.

    @ivar fault: what was wrong, in words; L{None} where nothing was.
    """

    case: Case
    fault: str | None


def readAddress(text: str) -> Address:
    """
    Read C{HOST:PORT} from a command line. Only this machine is graded: others have
    not asked for it.

    @raise ArgumentTypeError: when it is something else.
    """
    host, _, port = text.rpartition(":")
    host = host.strip("[]")
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) <= 65535):
        raise ArgumentTypeError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:8000")
    if not isLoopback(host):
        raise ArgumentTypeError(f"{host!r} is not this machine: only 127.0.0.1 and ::1 are graded")
    return host, int(port)


def isLoopback(host: str) -> bool:
    """
    Tell whether a host is this machine.
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def grade(address: Address, cases: Iterable[Case] = CASES) -> list[Grade]:
    """
    Grade a server, in the order of the cases.

    @raise OSError: when nobody listens there.
    """
    if not isLoopback(address[0]):
        raise ValueError(f"{address[0]!r} is not this machine")
    socket.create_connection(address, PATIENCE).close()
    with ThreadPoolExecutor(ABREAST) as pool:
        return list(pool.map(lambda case: gradeOne(address, case), cases))


def gradeOne(address: Address, case: Case) -> Grade:
    """
    Send one case.
    """
    try:
        with socket.create_connection(address, PATIENCE) as connection:
            received, closed = converse(connection, addressed(case, address[0]))
    except OSError as error:
        return Grade(case, f"the connection failed: {error}")
    return Grade(case, judge(case, received, closed))


def addressed(case: Case, host: str) -> Case:
    """
    Ask for a server by the name that it has: it may not answer to another.
    """
    name = f"[{host}]" if ":" in host else host
    return replace(case, sent=case.sent.replace(HOST, name.encode("ascii")))


def converse(connection: socket.socket, case: Case) -> tuple[bytes, bool]:
    """
    Send a case, and see what comes.

    @return: all that was received, and whether the server closed.
    """
    connection.settimeout(PATIENCE)
    send(connection, case)
    received = b""
    try:
        while True:
            # Where all is well if the connection stays open, it is not worth the
            # whole patience to see whether it does.
            connection.settimeout(QUIET if judge(case, received, False) is None else PATIENCE)
            piece = connection.recv(65536)
            if not piece:
                return received, True
            received += piece
    except TimeoutError:
        return received, False
    except ConnectionError:
        return received, True


def send(connection: socket.socket, case: Case) -> None:
    """
    Send the bytes of a case, as far as the server takes them.
    """
    try:
        connection.sendall(case.sent)
        if case.hangsUp:
            connection.shutdown(socket.SHUT_WR)
    except OSError:
        return


def report(grades: Sequence[Grade]) -> str:
    """
    Write grades for a person: a table of families, then the faults.
    """
    families = list(dict.fromkeys(each.case.family for each in grades))
    width = max(map(len, families))
    lines = [" " * width + "".join(f"{level.value:>12}" for level in Level)]
    for family in families:
        mine = [each for each in grades if each.case.family == family]
        lines.append(f"{family:{width}}" + "".join(f"{count(mine, level):>12}" for level in Level))
    lines.append(f"{'all':{width}}" + "".join(f"{count(grades, level):>12}" for level in Level))
    faults = [each for each in grades if each.fault]
    broken = [describe(each) for each in faults if each.case.level is not Level.MAY]
    chosen = [describe(each) for each in faults if each.case.level is Level.MAY]
    if broken:
        lines += ["", "not as the RFCs ask:", *broken]
    if chosen:
        lines += ["", "left open by the RFCs, and chosen otherwise than by us:", *chosen]
    return "\n".join(lines) + "\n"


def count(grades: Iterable[Grade], level: Level) -> str:
    """
    Count what is right at one level.
    """
    mine = [each for each in grades if each.case.level is level]
    return f"{sum(each.fault is None for each in mine)} of {len(mine)}" if mine else "-"


def describe(grade: Grade) -> str:
    """
    Say what was wrong, and which rule says so.
    """
    case = grade.case
    return f"  {case.name} ({case.section}, {case.level.value}): {case.rule}\n    {grade.fault}"


def main(arguments: Sequence[str] | None = None, program: str = PROGRAM) -> int:
    """
    Grade the server that the command line names.

    @param program: how this was started.
    @return: 0 where every MUST is kept, 1 where not, 2 where nobody listens.
    """
    description = (__doc__ or "").replace(PROGRAM, program)
    parser = CommandLine(
        prog=program, description=description, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("address", type=readAddress, metavar="HOST:PORT")
    address: Address = parser.parse_args(arguments).address
    try:
        grades = grade(address)
    except OSError as error:
        why = f"{address[0]}:{address[1]}: {error.strerror or error}. Does a server run there?"
        print(why, file=sys.stderr)
        return 2
    print(report(grades), end="")
    return int(any(each.fault and each.case.level is Level.MUST for each in grades))


if __name__ == "__main__":
    sys.exit(main())
