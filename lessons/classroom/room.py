"""
A class that is going on: its register, and where students reach it.
"""

from __future__ import annotations

from dataclasses import dataclass

from lessons.classroom.register import Register
from server.ownaddress import reachable


@dataclass
class Room:
    """
    What the students' side and the teacher's page share.

    @ivar interface: where students are listened to.
    @ivar port: the port there; known once somebody listens.
    @ivar me: the port of the page on which a step shows each student their own connections; 0
        where there is none.
    """

    register: Register
    interface: str
    port: int = 0
    me: int = 0

    @property
    def place(self) -> str:
        """
        Where students reach it, as C{HOST:PORT}.
        """
        return reachable(self.interface, self.port)

    @property
    def ownPage(self) -> str:
        """
        Where a step shows each student their own connections; empty where none does.
        """
        return f"http://{reachable(self.interface, self.me)}/me" if self.me else ""

    @property
    def command(self) -> str:
        """
        What a student types to be in the class.
        """
        return self.typed(self.register.code)

    def typed(self, code: str) -> str:
        """
        Write the command with a code, or with a placeholder for one.
        """
        return f"python -m lessons check 1.1 --teacher http://{self.place}/{code} --name NAME"
