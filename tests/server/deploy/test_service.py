"""
What leaves the greenhouse running: the unit of systemd, and the container. Both run here what
they say, as nobody, on a file system of which only the data can be written.
"""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from twisted.trial.unittest import SynchronousTestCase

from tests.support.fetching import fetch
from tests.support.installed import install
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE, ROOT, StepProcess
from tests.support.sandbox import ENVIRONMENT, Sandboxed, sandbox

DEPLOY = ROOT / "server" / "deploy"
#: Where systemd keeps the state of a service (systemd.unit(5), "Specifiers").
STATE = "/var/lib"
#: What systemd calls well protected goes up to 2 of 10: its own unit is given in tenths.
EXPOSURE = 20
PLANT = b"name=Sage&category=herb"


def lines(path: Path) -> list[str]:
    """
    Read a file, without comments; a line that ends in a backslash goes on in the next.
    """
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def settings(path: Path) -> dict[str, str]:
    """
    Read a unit; where something is set twice, the last counts.
    """
    pairs = (line.partition("=") for line in lines(path))
    return {name: value for name, _, value in pairs}


def lastStage(path: Path) -> list[tuple[str, str]]:
    """
    Read the instructions for the image that is run.
    """
    pairs = [line.split(maxsplit=1) for line in lines(path)]
    first = max(number for number, pair in enumerate(pairs) if pair[0] == "FROM")
    return [(name, value.strip()) for name, value in pairs[first:]]


class DeployTestCase(SynchronousTestCase):
    """
    Has a folder for the data.
    """

    together = "installed"

    def setUp(self) -> None:
        """
        Make it. Whoever runs the server is root outside, or whoever runs the tests.
        """
        self.data = Path(mkdtemp()).resolve()
        self.addCleanup(rmtree, self.data)

    def checkServes(self, server: StepProcess) -> None:
        """
        It answers, keeps its data, and stops when it is told to.
        """
        for path in ("/healthz", "/plants/", "/search/", "/hello"):
            self.assertEqual(fetch(server.port, path)[0], 200, path)
        self.assertEqual(server.stop(), 0, server.err)
        self.assertTrue((self.data / "greenhouse.db").exists())
        self.assertNotIn("Traceback", server.err)


class UnitTests(DeployTestCase):
    """
    What C{greenhouse.service} and C{greenhouse.socket} tell systemd to do, done without it.
    """

    def test_runs(self) -> None:
        """
        The command in the unit takes the socket that systemd hands over.
        """
        unit = settings(DEPLOY / "greenhouse.service")
        place = unit["WorkingDirectory"].replace("%S", STATE)
        command = unit["ExecStart"].replace(
            "${STATE_DIRECTORY}", f"{STATE}/{unit['StateDirectory']}"
        )
        variables = dict(each.split("=") for each in unit["Environment"].split())
        listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listening.close)
        inside = sandbox(self.data, place, variables)
        with Sandboxed(inside, shlex.split(command), listening) as server:
            self.assertEqual(server.port, listening.getsockname()[1])
            self.checkServes(server)

    def test_verified(self) -> None:
        """
        systemd understands both, and finds the service well protected.
        """
        for name in ("greenhouse.service", "greenhouse.socket"):
            text = (DEPLOY / name).read_text(encoding="utf-8")
            text = text.replace(f"{ENVIRONMENT}/bin", str(install().bin))
            (self.data / name).write_text(text, encoding="utf-8")
        units = [f"./{name}" for name in ("greenhouse.service", "greenhouse.socket")]
        self.analyze("verify", *units)
        self.analyze("security", "--offline=yes", f"--threshold={EXPOSURE}", units[0])

    def analyze(self, *arguments: str) -> None:
        """
        C{systemd-analyze} with these arguments finds nothing wrong, and says nothing of it.
        """
        command = [need("systemd-analyze"), "--no-pager", *arguments]
        done = subprocess.run(command, cwd=self.data, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)


class ContainerTests(DeployTestCase):
    """
    C{Containerfile}. No image is made here: what is in it is what L{install} has made.
    """

    def test_runs(self) -> None:
        """
        The container's command runs as nobody; the health check finds that it is well.
        """
        stage = lastStage(DEPLOY / "Containerfile")
        said = dict(stage)
        self.assertEqual((said["USER"], said["VOLUME"]), ("nobody", "/data"))
        self.assertIn(("COPY", f"--from=build {ENVIRONMENT} {ENVIRONMENT}"), stage)
        variables = dict(each.split("=") for each in said["ENV"].split())
        inside = sandbox(self.data, said["WORKDIR"], variables)
        # Nobody outside this machine is to connect to a test.
        here = ["--interface", "127.0.0.1", "--port", "0", "--processes", "2"]
        with Sandboxed(inside, [*json.loads(said["ENTRYPOINT"]), *here]) as server:
            program = said["HEALTHCHECK"].removeprefix("CMD ")
            program = program.replace(":8000/", f":{server.port}/")
            health = [*inside, *json.loads(program)]
            self.assertEqual(subprocess.run(health, timeout=PROGRAM_PATIENCE).returncode, 0)
            self.checkServes(server)
            self.assertNotEqual(subprocess.run(health, capture_output=True).returncode, 0)
