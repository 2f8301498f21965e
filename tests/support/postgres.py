"""
A PostgreSQL server of the tests' own: a cluster in a temporary directory, that
listens on a socket in it and on no network.

Started when it is first needed, at most once in a test process, and removed at
its end.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from tests.support.needs import missing
from tests.support.process import hasEnded

#: Where Debian puts the programs, each version in a directory of its own.
DEBIAN = Path("/usr/lib/postgresql")
#: The user that Debian's package makes.
USER = "postgres"
INSTALL = "apt-get install postgresql"

#: For tests: nothing needs to survive a power failure.
SETTINGS = ["fsync=off", "listen_addresses=", "max_connections=30"]

#: Waits for the end of its input; then stops the server at once, and removes
#: its directory.
CLEAN_UP = """
cat > /dev/null
server=$(head -n 1 "$1/data/postmaster.pid" 2> /dev/null) && kill -QUIT "$server"
while [ -n "$server" ] && kill -0 "$server" 2> /dev/null; do sleep 0.05; done
rm -rf "$1"
"""


def findPrograms() -> Path:
    """
    Find the directory of the newest version's programs.

    @raise SkipTest: where there is none.
    """
    onPath = shutil.which("pg_ctl")
    versions = sorted(DEBIAN.glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    if onPath is None and not versions:
        missing("PostgreSQL's pg_ctl", INSTALL)
    return Path(onPath).parent if onPath else versions[-1].parent


def ordinaryUser() -> pwd.struct_passwd | None:
    """
    Find whom to run the server as: it refuses to run as root.

    @return: L{None} when we are an ordinary user ourselves.
    @raise SkipTest: when there is nobody else.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        missing("the user postgres", INSTALL)


class Cluster:
    """
    One server.

    @ivar directory: holds its data, its socket and its log.
    """

    def __init__(self) -> None:
        self.programs = findPrograms()
        self.user = ordinaryUser()
        self.names = count(1)
        # A short path: that of a socket has at most 107 bytes.
        self.directory = Path(tempfile.mkdtemp(prefix="pg-"))
        self.data = self.directory / "data"
        self.guard()
        try:
            self.create()
            self.start()
        except BaseException:
            self.remove()
            raise

    def create(self) -> None:
        """
        Make an empty cluster, owned by an ordinary user: PostgreSQL refuses to run as root.
        """
        if self.user is not None:
            os.chown(self.directory, self.user.pw_uid, self.user.pw_gid)
        options = ["--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C.UTF-8"]
        self.run("initdb", f"--pgdata={self.data}", "--no-sync", *options)

    def start(self) -> None:
        """
        Start the server, and wait until it answers.
        """
        settings = [*SETTINGS, f"unix_socket_directories={self.directory}"]
        options = " ".join(f"-c {setting}" for setting in settings)
        log = self.directory / "log"
        self.control("start", f"--log={log}", f"--options={options}")

    def stop(self) -> None:
        """
        Stop the server as an administrator would who cannot wait: connections
        are cut.
        """
        self.control("stop", "--mode=immediate")

    def kill(self) -> None:
        """
        Kill its first process as C{kill -9} does, and wait until the others have noticed that it
        is gone: as long as one of them is left, no new server starts.
        """
        os.kill(self.family()[0], signal.SIGSTOP)  # so that no further one begins
        family = self.family()
        os.kill(family[0], signal.SIGKILL)
        while not all(map(hasEnded, family)):
            time.sleep(0.01)
        # Where nobody asks for its status, as in some containers, it seems to be there still.
        for lock in (self.data / "postmaster.pid", *self.directory.glob(".s.PGSQL.*.lock")):
            lock.unlink()

    def family(self) -> list[int]:
        """
        List its processes, the first one first.
        """
        father = int((self.data / "postmaster.pid").read_text().split()[0])
        return [father, *childrenOf(father)]

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """
        For a while, stop the server in the other sense of the word: it is still there, accepts
        connections, and does nothing.
        """
        family = self.family()
        for process in family:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in family:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def control(self, *arguments: str) -> None:
        """
        Run C{pg_ctl} on this cluster, and wait until what it was told is done.
        """
        self.run("pg_ctl", f"--pgdata={self.data}", "--wait", *arguments)

    def run(self, program: str, *arguments: str) -> None:
        """
        Run one of PostgreSQL's programs, as an ordinary user.

        @raise AssertionError: when it fails; holds what it said.
        """
        user = self.user
        with tempfile.TemporaryFile() as out:
            done = subprocess.run(
                [str(self.programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                timeout=60,
            )
            out.seek(0)
            assert done.returncode == 0, f"{program}: {out.read().decode(errors='replace')}"

    def makeDatabase(self) -> str:
        """
        Make an empty database.

        @return: its URL.
        """
        import psycopg

        name = f"test{next(self.names)}"
        with psycopg.connect(self.url(USER), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def url(self, name: str) -> str:
        """
        @return: the URL of a database, by way of the cluster's socket.
        """
        return f"postgresql://{USER}@/{name}?host={self.directory}"

    def guard(self) -> None:
        """
        Start the process that will clean up. It waits until we are gone, in
        whatever way: then its standard input ends.
        """
        command = ["/bin/sh", "-c", CLEAN_UP, "clean-up", str(self.directory)]
        self.cleaner = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def remove(self) -> None:
        """
        Stop the server and remove all that is left of it.
        """
        assert self.cleaner.stdin is not None
        self.cleaner.stdin.close()
        self.cleaner.wait()


def childrenOf(father: int) -> list[int]:
    """
    Find the processes that a process has started.
    """
    tasks = Path(f"/proc/{father}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


THE_CLUSTER: list[Cluster] = []


def theCluster() -> Cluster:
    """
    Find the one server of this process; start it when it is first asked for.

    @raise SkipTest: where PostgreSQL or psycopg is not installed.
    """
    if not THE_CLUSTER:
        try:
            import psycopg  # noqa: F401
        except ImportError:
            missing("psycopg", "pip install 'psycopg[binary]'")
        THE_CLUSTER.append(Cluster())
        atexit.register(THE_CLUSTER[0].remove)
    return THE_CLUSTER[0]
