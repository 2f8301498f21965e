"""
The exercises of step 10.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

FOUND = """        found = vars(type(self.application)).get(f"webrequest_{name}")
        return cast(Method, found.__get__(self.application)) if isfunction(found) else None
"""
REFUSED = """        if request.method != b"POST":
            raise MethodNotAllowed("To forget everybody, send a POST.", "POST")
"""
NAMES = '[*getattr(function, "names", []), name]'

WRONG = [
    Wrong(
        "10.a",
        "lists the names whole",
        "name.removeprefix(prefix)",
        "name",
        1,
        "the method webrequest_words is looked for",
    ),
    Wrong(
        "10.a",
        "lists the others as well",
        " if name.startswith(prefix)]",
        "]",
        2,
        "the program says what can be reached",
    ),
    Wrong(
        "10.a",
        "takes the prefix out wherever it stands",
        "name.removeprefix(prefix)",
        'name.replace(prefix, "")',
        3,
        "the method webrequest_words is looked for",
    ),
    Wrong(
        "10.2",
        "ends the answer itself as well",
        "        self.names.clear()\n",
        "        self.names.clear()\n        request.finish()\n",
        1,
        "This request has been answered already",
    ),
    Wrong(
        "10.1",
        "refuses names with an underscore, and hands out the rest",
        FOUND,
        """        for full in f"webrequest_{name}", name:
            found = vars(type(self.application)).get(full)
            if isfunction(found):
                return cast(Method, found.__get__(self.application))
        return None
""",
        2,
        "the program says what can be reached",
    ),
    Wrong(
        "10.1",
        "does not bind the method",
        "cast(Method, found.__get__(self.application))",
        "cast(Method, found)",
        1,
        "TypeError",
    ),
    Wrong(
        "10.1",
        "asks whether it can be called",
        "isfunction(found)",
        "callable(found)",
        3,
        "Your program raised an exception.",
    ),
    Wrong(
        "10.1",
        "looks it up in the object, and so runs a property",
        FOUND,
        """        from inspect import ismethod

        found = getattr(self.application, f"webrequest_{name}", None)
        return found if ismethod(found) else None
""",
        4,
        "The status is 200, but should be 404.",
    ),
    Wrong(
        "10.1",
        "looks in the classes from which it inherits",
        'vars(type(self.application)).get(f"webrequest_{name}")',
        'getattr(type(self.application), f"webrequest_{name}", None)',
        5,
        "the application's own class",
    ),
    Wrong(
        "10.1",
        "wants the prefix in the URL",
        '.get(f"webrequest_{name}")',
        '.get(name if name.startswith("webrequest_") else "")',
        1,
        'for "words", the method webrequest_words is looked for',
    ),
    Wrong(
        "10.2",
        "refuses GET, and forgets HEAD",
        'request.method != b"POST"',
        'request.method == b"GET"',
        2,
        "HEAD /forget",
    ),
    Wrong(
        "10.2",
        "compares bytes with text",
        'request.method != b"POST"',
        'request.method != "POST"',
        1,
        "The status is 405, but should be 303.",
    ),
    Wrong(
        "10.2",
        "does not say what is allowed",
        ', "POST")',
        ")",
        3,
        "a 405 MUST have the field Allow",
    ),
    Wrong(
        "10.2",
        "says that everything is allowed",
        ', "POST")',
        ', "GET", "POST")',
        3,
        "a 405 MUST have the field Allow",
    ),
    Wrong(
        "10.2",
        "looks at the method when all is done",
        f"{REFUSED}        self.names.clear()\n",
        f"        self.names.clear()\n{REFUSED}",
        4,
        "they change nothing",
    ),
    Wrong(
        "10.2",
        "does nothing, and says it was well",
        'raise MethodNotAllowed("To forget everybody, send a POST.", "POST")',
        'return seeOther("greeted")',
        2,
        "The status is 303, but should be 405.",
    ),
    Wrong(
        "10.3",
        "remembers one name only",
        NAMES,
        "[name]",
        3,
        "is not in the table",
    ),
    Wrong(
        "10.3",
        "takes the name of the function",
        "table[name] = function",
        "table[function.__name__] = function",
        1,
        "is not in the table",
    ),
    Wrong(
        "10.3",
        "does not bind the method",
        "function.__get__(application)",
        "function",
        1,
        "missing 1 required positional argument",
    ),
    Wrong(
        "10.3",
        "puts every method into the table",
        'in getattr(function, "names", [])',
        'in getattr(function, "names", [function.__name__] if isfunction(function) else [])',
        2,
        "There is more in the table.",
    ),
    Wrong(
        "10.3",
        "lets the last one win",
        """            if name in table:
                raise ValueError(f"two methods for {name}")
""",
        "",
        5,
        "no ValueError was raised",
    ),
    Wrong(
        "10.3",
        "makes one table for all objects",
        "    table: dict[str, Method] = {}\n",
        '    table: dict[str, Method] = answers.__dict__.setdefault("table", {})\n'
        "    if table:\n        return table\n",
        1,
        "what is marked is in the table",
    ),
    Wrong(
        "10.3",
        "makes the table, and does not return it",
        "    return table\n",
        "",
        1,
        "This is not a dictionary of names.",
    ),
]


class Step10Proofs(solutionproofs.Proofs):
    """
    The exercises of step 10 and their checks.
    """

    step = "step10"
    wrong = WRONG
    goesInCircles = False
