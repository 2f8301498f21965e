"""
The house is drawn from its imports, and has neither a circle nor an arrow up.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.book.pictures.house import (
    COMPOSITION_ROOT,
    COURSE,
    Circle,
    readImports,
    storeysOf,
)


class HouseTests(SynchronousTestCase):
    """
    The house that the server's own parts make.
    """

    def test_real(self) -> None:
        """
        The channel rests on the engine, the runner on the wire, and only the composition root
        knows the course.
        """
        imports = readImports()
        self.assertIn("http1", imports["channel"])
        self.assertIn("wire", imports["shutdown"])
        knowing = [part for part, used in imports.items() if COURSE in used]
        self.assertEqual(knowing, [COMPOSITION_ROOT])

    def test_storeys(self) -> None:
        """
        Each part is on one storey, above all that it imports.
        """
        imports = readImports()
        imports.pop(COMPOSITION_ROOT)
        storeys = storeysOf(imports)
        heights = {part: height for height, storey in enumerate(storeys) for part in storey}
        self.assertEqual(sum(map(len, storeys)), len(imports))
        for part, used in imports.items():
            for below in used:
                self.assertGreater(heights[part], heights[below], (part, below))


class OtherHousesTests(SynchronousTestCase):
    """
    Houses with faults, made up here.
    """

    def build(self, **files: str) -> Path:
        """
        Write modules into a folder.

        @param files: what each has in it, by its name.
        """
        root = Path(self.mktemp())
        root.mkdir()
        for name, text in files.items():
            (root / f"{name}.py").write_text(text, encoding="utf-8")
        return root

    def test_circle(self) -> None:
        """
        Parts that import each other have no storey, even where one does so in a function.
        """
        late = "def late() -> None:\n    from server.a import x\n"
        root = self.build(a="import server.b", b=late, c="")
        error = self.assertRaises(Circle, storeysOf, readImports(root))
        self.assertEqual(str(error), "a, b")

    def test_course(self) -> None:
        """
        The course is seen, however it is imported.
        """
        root = self.build(
            a="from lessons import step1", b="import lessons.step2 as it", c="import os"
        )
        imports = readImports(root)
        self.assertEqual(
            {name: set(used) for name, used in imports.items()},
            {"a": {COURSE}, "b": {COURSE}, "c": set()},
        )
