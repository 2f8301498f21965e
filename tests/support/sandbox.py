"""
A server on a file system that it cannot write to, but for one folder, as a user without
rights: what systemd and containers give it, made by bubblewrap.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from socket import socket

from tests.support.installed import install
from tests.support.needs import missing, need
from tests.support.process import PROGRAM_PATIENCE, StepProcess

#: The number of Debian's C{nobody}, and of its group.
NOBODY = "65534"
USER = ("--unshare-user", "--uid", NOBODY, "--gid", NOBODY, "--unshare-ipc", "--unshare-uts")
#: Where the files of server/deploy look for the environment with the course.
ENVIRONMENT = "/opt/greenhouse"
#: What is seen of this machine: the system, Python, and what the course needs.
SEEN = ("/usr", "/bin", "/lib", "/lib64", "/etc", sys.base_prefix, sysconfig.get_path("purelib"))
#: Becomes the server. The process is told apart from bubblewrap, which waits for it; a socket
#: is handed over as systemd does (sd_listen_fds(3)).
BECOME = """
import os, sys
print("process", os.getpid(), flush=True)
descriptor, *command = sys.argv[1:]
if descriptor:
    os.dup2(int(descriptor), 3)
    ours = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "a.socket"}
    os.environ |= ours
os.execv(command[0], command)
"""


def sandbox(data: Path, place: str, variables: Mapping[str, str]) -> list[str]:
    """
    Begin a command line that runs a program so.

    @param data: a folder that can be written to.
    @param place: where the program finds it, and starts.
    @param variables: of its environment; it has no others.
    """
    begin = [need("bwrap"), *USER, "--die-with-parent", "--clearenv"]
    # The checkout, with its environment, may be in /tmp: it is seen there all the same.
    begin += ["--tmpfs", "/tmp"]
    for path in SEEN:
        begin += ["--ro-bind-try", path, path]
    begin += ["--ro-bind", str(install().bin.parent), ENVIRONMENT]
    begin += ["--proc", "/proc", "--dev", "/dev"]
    begin += ["--bind", str(data), place, "--chdir", place, "--remount-ro", "/"]
    for name, value in variables.items():
        begin += ["--setenv", name, value]
    if subprocess.run([*begin, "true"], capture_output=True).returncode:
        missing("user namespaces", "sysctl kernel.unprivileged_userns_clone=1")
    return begin


class Sandboxed(StepProcess):
    """
    The server as a program that can write to one folder alone, without rights.
    """

    def __init__(
        self, sandbox: Sequence[str], command: Sequence[str], listening: socket | None = None
    ) -> None:
        """
        @param listening: what it inherits, as from systemd.
        """
        super().__init__("server")
        descriptor = "" if listening is None else str(listening.fileno())
        self.passed = () if listening is None else (listening.fileno(),)
        python = f"{ENVIRONMENT}/bin/python"
        self.command = [*sandbox, python, "-c", BECOME, descriptor, *command]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """
        Send a signal to the server itself.
        """
        match = re.search(r"^process (\d+)$", self.out, re.MULTILINE)
        assert match, self.out
        os.kill(int(match[1]), number)
        return self.process.wait(PROGRAM_PATIENCE)
