"""
A telnet from another machine: from a network namespace of its own, by a cable between the two.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from contextlib import ExitStack
from unittest import SkipTest
from unittest.mock import patch

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from tests.support.browser import Browser
from tests.support.needs import need
from tests.support.process import poll
from tests.support.sharedstep import SharedStep

#: Two neighbours of a network for tests (RFC 2544).
HERE, THERE = "198.18.0.1", "198.18.0.2"
#: Their namespaces; other processes test this at the same time.
NEAR, FAR = (f"{name}-{os.getpid()}" for name in ("step", "telnet"))


class CableTests(SynchronousTestCase):
    """
    A step that listens at an address of its machine that others reach.
    """

    def setUp(self) -> None:
        """
        Lay the cable, where that is permitted: between two namespaces, and not from our own, in
        which browsers of other tests would see that the network has changed, and try again what
        they were about to load.
        """
        self.resources = ExitStack()
        self.addCleanup(self.resources.close)
        for space in NEAR, FAR:
            self.ip("netns", "add", space)
            self.resources.callback(self.ip, "netns", "del", space)
            self.ip("-n", space, "link", "set", "lo", "up")
        ends = ("cable", "type", "veth", "peer", "name", "cable", "netns", FAR)
        self.ip("-n", NEAR, "link", "add", *ends)
        for space, address in (NEAR, HERE), (FAR, THERE):
            self.ip("-n", space, "address", "add", f"{address}/30", "dev", "cable")
            self.ip("-n", space, "link", "set", "cable", "up")
        self.enter(f"/run/netns/{NEAR}")
        # A process that waits elsewhere would start programs there.
        self.resources.enter_context(patch.dict(os.environ, COLD="1"))

    def enter(self, space: str) -> None:
        """
        Be in another network namespace until the end of the test, with all that is started.
        """
        library = ctypes.CDLL(None, use_errno=True)
        home, wanted = (os.open(path, os.O_RDONLY) for path in ("/proc/thread-self/ns/net", space))
        self.resources.callback(os.close, home)
        self.assertEqual(library.setns(wanted, 0), 0, os.strerror(ctypes.get_errno()))
        self.resources.callback(library.setns, home, 0)
        os.close(wanted)

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
        shared = SharedStep(self.resources, "lessons.step1", interface=HERE)
        into = ["netns", "exec", FAR]
        child = pexpect.spawn(
            need("ip"), [*into, need("telnet"), HERE, str(shared.port)], timeout=60
        )
        self.addCleanup(child.close)
        child.expect("Escape character")
        child.sendline("NICK ada")
        child.sendline("hello from afar")
        child.expect("You said: hello from afar")
        teacher = Browser(int(shared.root.rpartition(":")[2]))
        teacher.get(shared.link)
        poll(lambda: "<bdi>ada</bdi>" in teacher.get("/?part=connections").text)
        self.assertIn(THERE, teacher.get("/?part=connections").text)
        port = shared.root.rpartition(":")[2]
        command = [need("ip"), *into, need("nc"), "-z", "-w", "2", HERE, port]
        self.assertNotEqual(subprocess.run(command, capture_output=True).returncode, 0)
        command[-1] = str(shared.mePort)
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 0)
