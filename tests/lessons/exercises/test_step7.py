"""
The exercises of step 7.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

PATTERN = 'rb"[1-9]|1[0-2]"'
UNSAFE = "Your program raised an exception."

WRONG = [
    Wrong(
        "7.2",
        "finds nothing for what is not a colour",
        "            return super().getChild(path, request)\n        name",
        "            return None\n        name",
        2,
        "return None AttributeError: 'NoneType' object has no attribute "
        "'render' getChild has returned None",
    ),
    Wrong(
        "7.a",
        "believes everything to be a number",
        "        if NUMBER.fullmatch(path):\n            return Square(int(path))\n",
        "        return Square(int(path))\n",
        2,
        "ValueError: invalid literal for int()",
    ),
    Wrong(
        "7.a",
        "looks at the beginning alone",
        "NUMBER.fullmatch(path)",
        "NUMBER.match(path)",
        2,
        "The status is 200, but should be 404.",
    ),
    Wrong(
        "7.a",
        "asks whether all of it are digits",
        "NUMBER.fullmatch(path)",
        "path.isdigit()",
        2,
        "what is not a number of that form has no page",
    ),
    Wrong(
        "7.a",
        "lets a line end through",
        "NUMBER.fullmatch(path)",
        're.match(rb"[1-9][0-9]{0,3}$", path)',
        3,
        "GET /square/12%0A HTTP/1.1",
    ),
    Wrong(
        "7.a",
        "hands the segment over as it is",
        "Square(int(path))",
        "Square(path)",
        1,
        "int(...) makes a number of bytes or text",
    ),
    Wrong(
        "7.a",
        "returns the page in the place of the resource",
        "return Square(int(path))",
        "return Square(int(path)).render_GET(request)",
        1,
        "getChild has returned a page: it has to return the resource",
    ),
    Wrong(
        "7.a",
        "returns nothing where there is no page",
        "        if NUMBER.fullmatch(path):\n            return Square(int(path))\n"
        "        return super().getChild(path, request)\n",
        "        if NUMBER.fullmatch(path):\n            return Square(int(path))\n",
        2,
        "AttributeError: 'NoneType'",
    ),
    Wrong(
        "7.a",
        "finds a square below a square",
        "        self.number = number\n",
        "        self.number = number\n        self.isLeaf = True\n",
        4,
        "a Square has no children",
    ),
    Wrong(
        "7.b",
        "names the directory again",
        'redirectTo(b"%d" % LATEST, request)',
        'redirectTo(b"news/%d" % LATEST, request)',
        2,
        "Location does not lead to /news/7.",
    ),
    Wrong(
        "7.b",
        "names the whole path",
        'redirectTo(b"%d" % LATEST, request)',
        'redirectTo(b"/news/%d" % LATEST, request)',
        3,
        "it names no segment above its own",
    ),
    Wrong(
        "7.b",
        "goes up one segment too many",
        'redirectTo(b"%d" % LATEST, request)',
        'redirectTo(b"../%d" % LATEST, request)',
        2,
        "after the last slash of the address",
    ),
    Wrong(
        "7.b",
        "gives a Location that is text",
        'redirectTo(b"%d" % LATEST, request)',
        'redirectTo(f"{LATEST}", request)',
        1,
        "TypeError: URL must be bytes",
    ),
    Wrong(
        "7.b",
        "shows the page in the place of the way to it",
        'redirectTo(b"%d" % LATEST, request)',
        "Piece().render_GET(request)",
        1,
        "The status is 200, but should be 302.",
    ),
    Wrong(
        "7.b",
        "returns nothing",
        'return redirectTo(b"%d" % LATEST, request)',
        'redirectTo(b"%d" % LATEST, request)',
        1,
        "rendered None",
    ),
    Wrong(
        "7.b",
        "sends the client back to where it is",
        'redirectTo(b"%d" % LATEST, request)',
        'redirectTo(b"latest", request)',
        2,
        "Location does not lead to /news/7.",
    ),
    Wrong(
        "7.1",
        "asks whether it is a number",
        "if MONTH.fullmatch(path):",
        "if path.isdigit() and len(path) < 9 and 1 <= int(path) <= 12:",
        3,
        "The status is 200, but should be 404.",
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
        "What should be in the content is not there.",
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
        "The status is 200, but should be 404.",
    ),
    Wrong(
        "7.2",
        "redirects every time, and so for ever",
        'if not request.path.endswith(b"/" + self.color.encode()):',
        "if self.color:",
        1,
        "The status is 302, but should be 200.",
    ),
    Wrong(
        "7.2",
        "shows the other spellings as well",
        'if not request.path.endswith(b"/" + self.color.encode()):',
        "if not self.color:",
        3,
        "The status is 200, and that is not a redirect.",
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
        "The status is 200, and that is not a redirect.",
    ),
]


class Step7Proofs(solutionproofs.Proofs):
    """
    The exercises of step 7 and their checks.
    """

    step = "step7"
    wrong = WRONG
