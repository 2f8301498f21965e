"""
A class that is going on: its register, and where students reach it.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address

from lessons.classroom.register import Register

#: An address that nobody has (RFC 5737): asked for the way to it, this machine says which of
#: its own addresses it would go out by. Nothing is sent.
NOBODY = ("192.0.2.1", 9)


@dataclass
class Room:
    """
    What the students' side and the teacher's page share.

    @ivar interface: where students are listened to.
    @ivar port: the port there; known once somebody listens.
    """

    register: Register
    interface: str
    port: int = 0

    @property
    def place(self) -> str:
        """
        Where students reach it, as C{HOST:PORT}.
        """
        host = ownAddress() if isAny(self.interface) else self.interface
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    @property
    def command(self) -> str:
        """
        What a student types to be in the class.
        """
        return f"python -m lessons check 1.1 --teacher http://{self.place}/{self.register.code}"


def isAny(interface: str) -> bool:
    """
    Tell whether an interface stands for all addresses of this machine.
    """
    try:
        return ip_address(interface).is_unspecified
    except ValueError:
        return False


def ownAddress() -> str:
    """
    Find an address by which other machines reach this one; its loopback address where there
    is no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOBODY)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
