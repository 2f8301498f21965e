"""
Who holds a port: what a person is told when it is taken.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from server.portowner import findOwner, listeningInodes

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1
   1: 0100007F:1F40 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 222 1
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1
   3: half a line
"""


class TableTests(SynchronousTestCase):
    """
    The system's table of sockets, as text: which of them listens on a port.
    """

    def test_listening(self) -> None:
        """
        Only the socket that listens on the port counts, not one connected to it.
        """
        self.assertEqual(listeningInodes(TABLE, 8000), {"111"})
        self.assertEqual(listeningInodes(TABLE, 80), {"333"})
        self.assertEqual(listeningInodes(TABLE, 81), set())

    def test_empty(self) -> None:
        """
        In a table without rows there is no socket that listens.
        """
        self.assertEqual(listeningInodes("", 8000), set())


class OwnerTests(SynchronousTestCase):
    """
    The process that listens on a port, by its number and its command.
    """

    def test_ourselves(self) -> None:
        """
        A port of this very process is found, over IPv4.
        """
        with socket.create_server(("127.0.0.1", 0)) as server:
            owner = findOwner(server.getsockname()[1])
        assert owner is not None
        self.assertEqual(owner.pid, os.getpid())
        self.assertIn("python", owner.command)

    def test_nobody(self) -> None:
        """
        A port that nobody listens on has no owner.
        """
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.assertIsNone(findOwner(port))

    def test_elsewhere(self) -> None:
        """
        Where the system does not tell, there is no owner, and no error.
        """
        self.assertIsNone(findOwner(8000, Path(self.mktemp())))

    def test_hidden(self) -> None:
        """
        A process that may not be looked into is not an error.
        """
        proc = Path(self.mktemp())
        (proc / "net").mkdir(parents=True)
        (proc / "net" / "tcp").write_text(TABLE)
        (proc / "1234").mkdir()
        self.assertIsNone(findOwner(8000, proc))

    def test_withoutCommandLine(self) -> None:
        """
        A process without a command line is named by its short name.
        """
        proc = Path(self.mktemp())
        (proc / "net").mkdir(parents=True)
        (proc / "net" / "tcp").write_text(TABLE)
        (proc / "1234" / "fd").mkdir(parents=True)
        (proc / "1234" / "fd" / "3").symlink_to("socket:[111]")
        (proc / "1234" / "comm").write_text("sleeper\n")
        owner = findOwner(8000, proc)
        assert owner is not None
        self.assertEqual((owner.command, owner.pid), ("sleeper", 1234))
