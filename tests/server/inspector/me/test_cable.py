"""
A telnet from another machine: from a network namespace of its own, by a cable between the two.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from unittest import SkipTest

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from tests.support.browser import Browser
from tests.support.needs import need
from tests.support.process import poll
from tests.support.room import Room

#: Two neighbours of a network for tests (RFC 2544), another one for each process.
OWN = os.getpid()
NETWORK = f"198.18.{OWN % 256}", OWN // 256 % 64 * 4
HERE, THERE = (f"{NETWORK[0]}.{NETWORK[1] + each}" for each in (1, 2))
SPACE, NEAR, FAR = f"telnet-{OWN}", f"near{OWN}", f"far{OWN}"


class CableTests(SynchronousTestCase):
    """
    A step that listens at an address of this machine that others reach.
    """

    def setUp(self) -> None:
        """
        Lay the cable, where that is permitted.
        """
        self.resources = ExitStack()
        self.addCleanup(self.resources.close)
        self.ip("netns", "add", SPACE)
        self.resources.callback(self.ip, "netns", "del", SPACE)
        self.ip("link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", SPACE)
        self.resources.callback(self.ip, "link", "del", NEAR)
        self.ip("address", "add", f"{HERE}/30", "dev", NEAR)
        self.ip("link", "set", NEAR, "up")
        self.ip("-n", SPACE, "address", "add", f"{THERE}/30", "dev", FAR)
        self.ip("-n", SPACE, "link", "set", FAR, "up")

    def ip(self, *arguments: str) -> None:
        """
        Run C{ip}, or skip the test.
        """
        done = subprocess.run([need("ip"), *arguments], capture_output=True, text=True)
        if done.returncode:
            raise SkipTest(f"no network of its own here: {done.stderr.strip()}")

    def test_telnet(self) -> None:
        """
        It reaches the step, names itself, is answered, and is on the teacher's page by that
        name; the inspector itself cannot be reached from there.
        """
        room = Room(self.resources, "lessons.step1", interface=HERE)
        into = ["netns", "exec", SPACE]
        child = pexpect.spawn(
            need("ip"), [*into, need("telnet"), HERE, str(room.port)], timeout=60
        )
        self.addCleanup(child.close)
        child.expect("Escape character")
        child.sendline("NICK ada")
        child.sendline("hello from afar")
        child.expect("You said: hello from afar")
        teacher = Browser(int(room.root.rpartition(":")[2]))
        teacher.get(room.link)
        poll(lambda: "<bdi>ada</bdi>" in teacher.get("/?part=connections").text)
        self.assertIn(THERE, teacher.get("/?part=connections").text)
        port = room.root.rpartition(":")[2]
        command = [need("ip"), *into, need("nc"), "-z", "-w", "2", HERE, port]
        self.assertNotEqual(subprocess.run(command, capture_output=True).returncode, 0)
        command[-1] = str(room.mePort)
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 0)
