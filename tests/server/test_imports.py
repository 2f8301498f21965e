"""
What the files of the server import.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

import server

ROOT = Path(server.__file__).parent

#: Packages that know no network: bytes in, findings out.
PURE = ("explain", "http1", "semantics")
#: What is pure beside others that are not.
PURE_MODULES = ("server.conformance",)

#: Imports the modules that it is told, and prints which of Twisted's that has brought in.
IMPORT_ALL = """
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
print([name for name in sys.modules if name.partition(".")[0] in ("twisted", "zope")])
"""


def modules(folder: Path) -> Iterator[str]:
    """
    Name every module in a folder, however deep.
    """
    for path in sorted(folder.rglob("*.py")):
        yield ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)


def privateImports(text: str, package: str) -> Iterator[str]:
    """
    Find the private names of other packages that a file imports.

    @param text: the file.
    @param package: the one that it is in, as C{server.http1}.
    @return: for each, the line that it would have if it were alone.
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            home = node.module.rpartition(".")[0]
            for name in (alias.name for alias in node.names):
                isOurs = node.module.partition(".")[0] == "server"
                if isOurs and home != package and name.startswith("_"):
                    yield f"from {node.module} import {name}"


def broughtIn(names: Iterable[str]) -> str:
    """
    Import modules in a process of their own.

    @return: what it prints: a list of the modules of Twisted that were imported then.
    """
    command = [sys.executable, "-c", IMPORT_ALL, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT.parent)
    return done.stdout


class ImportTests(SynchronousTestCase):
    """
    Packages know of each other what is public.
    """

    def test_privateNames(self) -> None:
        """
        No file imports a name with an underscore from another package.
        """
        for path in sorted(ROOT.rglob("*.py")):
            package = ".".join(path.relative_to(ROOT.parent).parts[:-1])
            found = list(privateImports(path.read_text(encoding="utf-8"), package))
            self.assertEqual(found, [], path.name)

    def test_found(self) -> None:
        """
        Such an import is found, at the top of a file and within a function.
        """
        line = "from server.http1.target import _isHost, splitTarget"
        for text in (line, f"def f():\n    {line}"):
            found = list(privateImports(text, "server.proxy"))
            self.assertEqual(found, ["from server.http1.target import _isHost"])
            self.assertEqual(list(privateImports(text, "server.http1")), [])


class PurityTests(SynchronousTestCase):
    """
    What is pure needs no Twisted.
    """

    def test_noTwisted(self) -> None:
        """
        No file in a pure folder brings in Twisted, by whatever way.
        """
        for folder in PURE:
            names = list(modules(ROOT / folder))
            self.assertGreater(len(names), 1, folder)
            self.assertEqual(broughtIn(names), "[]\n", folder)

    def test_modules(self) -> None:
        """
        A module that is pure beside others brings in no Twisted, by whatever way.
        """
        self.assertEqual(broughtIn(PURE_MODULES), "[]\n")

    def test_found(self) -> None:
        """
        The check finds Twisted where it is imported: it would see a module that is not pure.
        """
        self.assertIn("twisted", broughtIn(["server.channel.channel"]))
