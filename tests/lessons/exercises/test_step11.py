"""
The exercises of step 11.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

STATEMENT = """        f"WHERE instr(p_desc, ?) ORDER BY {column}",
        word,
"""
PASTED = """        f"WHERE instr(p_desc, %s) ORDER BY {column}",
"""
LOOP = """    while True:
        if await store.updatePlant(plant):
            return "updated"
        try:
            await store.addPlant(plant)
            return "added"
        except Duplicate:
            continue  # somebody was faster: there is one to update
"""

WRONG = [
    Wrong(
        "11.1",
        "takes the apostrophes out",
        "        word,\n",
        "        word.replace(\"'\", ''),\n",
        1,
        "values are bound, never pasted",
    ),
    Wrong(
        "11.1",
        "puts a backslash before the apostrophe, which SQL does not know",
        STATEMENT,
        PASTED % '\'" + word.replace("\'", chr(92) + "\'") + f"\'',
        1,
        "OperationalError",
    ),
    Wrong(
        "11.1",
        "doubles the apostrophes, and forgets that NUL ends a statement",
        STATEMENT,
        PASTED % '\'" + word.replace("\'", "\'\'") + f"\'',
        3,
        "null character",
    ),
    Wrong(
        "11.1",
        "puts apostrophes around the question mark",
        "instr(p_desc, ?)",
        "instr(p_desc, '?')",
        1,
        "ProgrammingError",
    ),
    Wrong(
        "11.1",
        "lets Python quote the word",
        STATEMENT,
        PASTED % "{word!r}",
        2,
        "OperationalError",
    ),
    Wrong(
        "11.1",
        "looks for a description that is the word",
        "instr(p_desc, ?)",
        "p_desc = ?",
        1,
        "The content is not as it should be.",
    ),
    Wrong(
        "11.1",
        "takes the word for a pattern",
        STATEMENT,
        STATEMENT.replace("instr(p_desc, ?)", "p_desc LIKE '%' || ? || '%'"),
        3,
        "Every word is found as it is typed",
    ),
    Wrong(
        "11.1",
        "binds the column's name as well",
        STATEMENT,
        STATEMENT.replace("{column}", "?").replace("word,", "word, column,"),
        4,
        "a column's name cannot be bound",
    ),
    Wrong(
        "11.1",
        "still pastes the order",
        '{"name": "p_name", "rating": "p_rating"}.get(order, "p_name")',
        'f"p_{order}"',
        5,
        "OperationalError",
    ),
    Wrong(
        "11.1",
        "looks for the order inside of a text",
        '{"name": "p_name", "rating": "p_rating"}.get(order, "p_name")',
        'f"p_{order}" if order in "name, rating" else "p_name"',
        5,
        "OperationalError",
    ),
    Wrong(
        "11.2",
        "checks twice",
        LOOP,
        """    if await store.checkPlant(plant.name) or await store.checkPlant(plant.name):
        await store.updatePlant(plant)
        return "updated"
    await store.addPlant(plant)
    return "added"
""",
        2,
        "The primary key decides",
    ),
    Wrong(
        "11.2",
        "takes Duplicate for a success",
        "            continue  # somebody was faster: there is one to update\n",
        '            return "updated"\n',
        2,
        "The database does not hold",
    ),
    Wrong(
        "11.2",
        "says what was meant, and not what was done",
        '            return "updated"\n        try:\n',
        '            return "added"\n        try:\n',
        1,
        "savePlant returned 'added', but should return 'updated'.",
    ),
    Wrong(
        "11.2",
        "locks the others of this program out, and forgets other programs",
        LOOP,
        """    from twisted.internet.defer import DeferredLock

    lock = store.database.__dict__.setdefault("lock", DeferredLock())
    await lock.acquire()
    try:
        if await store.updatePlant(plant):
            return "updated"
        await store.addPlant(plant)
        return "added"
    finally:
        lock.release()
""",
        3,
        "savePlant raised an exception.",
    ),
    Wrong(
        "11.2",
        "does not look whether the update has found anything",
        LOOP,
        """    if not await store.checkPlant(plant.name):
        try:
            await store.addPlant(plant)
            return "added"
        except Duplicate:
            pass
    await store.updatePlant(plant)
    return "updated"
""",
        4,
        "updatePlant tells whether there was a plant",
    ),
    Wrong(
        "11.2",
        "catches every error",
        LOOP,
        """    for attempt in range(3):
        try:
            if await store.updatePlant(plant):
                return "updated"
            await store.addPlant(plant)
            return "added"
        except Exception:
            continue
    return "updated"
""",
        5,
        "The database failed with Outage, but savePlant did not.",
    ),
    Wrong(
        "11.2",
        "adds, and does not wait for the outcome",
        "            await store.addPlant(plant)",
        "            store.addPlant(plant)",
        2,
        "nobody waited for it: is an await missing? the database ran, in this order:",
    ),
    Wrong(
        "11.2",
        "forgets to wait",
        "        if await store.updatePlant(plant):",
        "        if store.updatePlant(plant):",
        1,
        "savePlant returned 'updated', but should return 'added'.",
    ),
    Wrong(
        "11.3",
        "leaves it to int what a number is",
        """        if not re.fullmatch("[1-5]", typed.strip()):
""",
        """        try:
            isRight = 1 <= int(typed) <= 5
        except ValueError:
            isRight = False
        if not isRight:
""",
        3,
        "int() takes more than that",
    ),
    Wrong(
        "11.3",
        "looks at the beginning only",
        "re.fullmatch(",
        "re.match(",
        2,
        "The status is 200, but should be 422.",
    ),
    Wrong(
        "11.3",
        "asks for digits only",
        're.fullmatch("[1-5]", typed.strip())',
        "typed.strip().isdigit()",
        2,
        "The status is 200, but should be 422.",
    ),
    Wrong(
        "11.3",
        "does not strip the blanks",
        "typed.strip()):",
        "typed):",
        1,
        "The status is 422, but should be 200.",
    ),
    Wrong(
        "11.3",
        "answers 200 whatever was typed",
        "self.SENTENCE, 422)",
        "self.SENTENCE)",
        2,
        "The status is 200, but should be 422.",
    ),
    Wrong(
        "11.3",
        "shows an empty form again",
        "self.form(typed, self.SENTENCE",
        'self.form("", self.SENTENCE',
        4,
        "comes back filled in",
    ),
    Wrong(
        "11.3",
        "escapes what is escaped already",
        "self.form(typed, self.SENTENCE",
        'self.form(typed.replace("<", "&lt;").replace(">", "&gt;"), self.SENTENCE',
        4,
        "comes back filled in",
    ),
    Wrong(
        "11.3",
        "takes a missing field for an empty one",
        """        if b"rating" not in request.args:
            raise BadRequest("The field rating is missing.")
""",
        "",
        5,
        "The status is 422, but should be 400.",
    ),
]


class Step11Proofs(solutionproofs.Proofs):
    """
    The exercises of step 11 and their checks.
    """

    step = "step11"
    wrong = WRONG
    goesInCircles = False
