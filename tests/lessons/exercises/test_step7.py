"""
The exercises of step 7.
"""

from __future__ import annotations

from tests.lessons.exercises import proving
from tests.lessons.exercises.judging import Wrong

PATTERN = 'rb"[1-9]|1[0-2]"'
UNSAFE = "Your program raised an exception."

WRONG = [
    Wrong(
        "7.2",
        "finds nothing for what is no colour",
        "            return super().getChild(path, request)\n        name",
        "            return None\n        name",
        2,
        "step7.py, line 82: return None AttributeError: 'NoneType' object has no attribute "
        "'render' getChild has returned None",
    ),
    Wrong(
        "7.1",
        "asks whether it is a number",
        "if MONTH.fullmatch(path):",
        "if path.isdigit() and len(path) < 9 and 1 <= int(path) <= 12:",
        3,
        "The status is 200, and should be 404.",
    ),
    Wrong(
        "7.1",
        "matches the beginning only",
        "MONTH.fullmatch(path)",
        "MONTH.match(path)",
        2,
        "GET /calendar/2013/13",
    ),
    Wrong(
        "7.1",
        "takes any two digits",
        PATTERN,
        'rb"[1-9][0-9]?"',
        2,
        UNSAFE,
    ),
    Wrong(
        "7.1",
        "allows the line end that $ allows",
        "MONTH.fullmatch(path)",
        're.match(rb"([1-9]|1[0-2])$", path)',
        3,
        "2%0A",
    ),
    Wrong(
        "7.1",
        "says that the year is a leaf",
        "class YearWithMonths(Year):\n",
        "class YearWithMonths(Year):\n    isLeaf = True\n",
        1,
        "What should stand in the content does not.",
    ),
    Wrong(
        "7.1",
        "makes every child a month, and asks later",
        "        if MONTH.fullmatch(path):\n            return Month(self.year, int(path))\n",
        "        return Month(self.year, int(path))\n",
        2,
        UNSAFE,
    ),
    Wrong(
        "7.1",
        "takes the empty segment for January",
        "        if MONTH.fullmatch(path):\n",
        "        if not path:\n            return Month(self.year, 1)\n"
        "        if MONTH.fullmatch(path):\n",
        5,
        "The status is 200, and should be 404.",
    ),
    Wrong(
        "7.2",
        "redirects every time, and so for ever",
        'if not request.path.endswith(b"/" + self.color.encode()):',
        "if self.color:",
        1,
        "The status is 302, and should be 200.",
    ),
    Wrong(
        "7.2",
        "shows the other spellings as well",
        'if not request.path.endswith(b"/" + self.color.encode()):',
        "if not self.color:",
        3,
        "The status is 200, and that is no redirect.",
    ),
    Wrong(
        "7.2",
        "gives redirectTo text",
        "redirectTo(self.color.encode(), request)",
        "redirectTo(self.color, request)",
        3,
        UNSAFE,
    ),
    Wrong(
        "7.2",
        "leads out of the directory",
        "redirectTo(self.color.encode(), request)",
        'redirectTo(b"/" + self.color.encode(), request)',
        3,
        "Location does not lead to /color/",
    ),
    Wrong(
        "7.2",
        "writes three digits twice instead of each",
        '"".join(digit * 2 for digit in name)',
        "name * 2",
        4,
        "Location does not lead to /color/",
    ),
    Wrong(
        "7.2",
        "matches the beginning only",
        "COLOR.fullmatch(path)",
        "COLOR.match(path)",
        2,
        "ValueError",
    ),
    Wrong(
        "7.2",
        "forgets the capitals",
        'path.decode("ascii").lower()',
        'path.decode("ascii")',
        3,
        "The status is 200, and that is no redirect.",
    ),
]


class Step7Proofs(proving.Proofs):
    """
    The exercises of step 7 and their checks.
    """

    step = "step7"
    wrong = WRONG
