"""
The lines that may have caused an exception.
"""

from __future__ import annotations

from textwrap import dedent

from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.exceptioncauses import findCauses, findNamesakes


class ExceptionCausesTests(SynchronousTestCase):
    """
    Lines that may be to blame.
    """

    def test_nothing(self) -> None:
        """
        A function that returns nothing is found: by a return, or at its end.
        """
        source = dedent(
            """
            def getChild(self, path):
                if path:
                    return None
                return 1
            def getChild(self, path):
                if path:
                    return 1
            def getChild(self, path):
                try:
                    return 1
                except ValueError:
                    raise
            def render_GET(self, request):
                request.write(b"")
            """
        )
        said = "'NoneType' object has no attribute 'render'"
        self.assertEqual(findCauses(said, source), [4, 6])
        self.assertEqual(findCauses("Page has rendered None: a page", source), [14])
        self.assertEqual(findCauses("something else", source), [])

    def test_handed(self) -> None:
        """
        A function that takes no argument, and is given one, is found where it was named.
        """
        source = dedent(
            """
            def one():
                a.addErrback(lambda: 1)
                b.addErrback(lambda reason: 1)
            def other():
                c.addErrback(lambda: 1)
                d.callLater(1, self.stop)
            """
        )
        said = "one.<locals>.<lambda>() takes 0 positional arguments but 1 was given"
        self.assertEqual(findCauses(said, source), [3])
        said = "Page.stop() takes 0 positional arguments but 1 was given"
        self.assertEqual(findCauses(said, source), [7])

    def test_namesakes(self) -> None:
        """
        An error of Python that has a namesake is found, unless it was imported.
        """
        self.assertEqual([*findNamesakes("x = TimeoutError")], [(1, "TimeoutError")])
        imported = "from twisted.internet.defer import TimeoutError\nx = TimeoutError"
        self.assertEqual([*findNamesakes(imported)], [])
        self.assertEqual([*findNamesakes("def f(:")], [])
