"""
The exercises of step 12.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

FOLD = 'normalize("NFC", text).casefold()'
SPLIT = """    pieces = re.split(f"({re.escape(word)})", line, flags=re.IGNORECASE)
    return [tags.mark(piece) if place % 2 else piece for place, piece in enumerate(pieces)]
"""
FIND = """    try:
        path = (folder / name).resolve()
        isOurs = path.is_relative_to(folder.resolve()) and path.is_file()
"""

WRONG = [
    Wrong(
        "12.1",
        "is content with one of the words",
        "all(fold(word) in folded",
        "any(fold(word) in folded",
        1,
        "a line matches when it contains every word",
    ),
    Wrong(
        "12.1",
        "compares whole words",
        "    folded = fold(line)\n",
        "    folded = fold(line).split()\n",
        1,
        "anywhere",
    ),
    Wrong(
        "12.1",
        "folds the line, and not the words",
        "all(fold(word) in folded",
        "all(word in folded",
        2,
        "upper and lower case are the same",
    ),
    Wrong("12.1", "uses lower", FOLD, FOLD.replace("casefold", "lower"), 3, '"ß" is to "ss"'),
    Wrong(
        "12.1",
        "forgets the normal form",
        FOLD,
        "text.casefold()",
        4,
        r"matches('eine M\xf6hre', ['Mo\u0308hre']) returned",
    ),
    Wrong(
        "12.1",
        "takes the marks away",
        FOLD,
        'normalize("NFKD", text).encode("ascii", "ignore").decode().casefold() or text.casefold()',
        3,
        "upper and lower case are the same",
    ),
    Wrong(
        "12.1",
        "takes letters apart in the place of putting them together",
        FOLD,
        'normalize("NFD", text.casefold())',
        5,
        "the normal form NFC makes them one",
    ),
    Wrong("12.1", "uses upper", FOLD, FOLD.replace("casefold", "upper"), 5, "another letter"),
    Wrong(
        "12.2",
        "makes HTML of the line",
        SPLIT,
        """    from twisted.web.template import XMLString

    marked = re.sub(f"({re.escape(word)})", r"<mark>\\\\1</mark>", line, flags=re.IGNORECASE)
    return XMLString(f"<t:transparent xmlns:t='http://twistedmatrix.com/ns/twisted.web.template/0.1'>{marked}</t:transparent>").load()
""".replace("\\\\1", "\\1"),
        4,
        "Your program raised an exception.",
    ),
    Wrong(
        "12.2",
        "writes the tags as text",
        "tags.mark(piece) if",
        'f"<mark>{piece}</mark>" if',
        1,
        "a reader sees <mark>",
    ),
    Wrong(
        "12.2",
        "escapes by hand what is escaped anyway",
        "else piece for",
        'else piece.replace("&", "&amp;").replace("<", "&lt;") for',
        4,
        "nothing in a text is ever a tag",
    ),
    Wrong(
        "12.2",
        "marks the first place only",
        "line, flags=re.IGNORECASE)",
        "line, maxsplit=1, flags=re.IGNORECASE)",
        1,
        "every place where the word occurs",
    ),
    Wrong(
        "12.2",
        "shows the word as it was typed",
        "tags.mark(piece)",
        "tags.mark(word)",
        3,
        "as it is there",
    ),
    Wrong(
        "12.2",
        "compares with capitals",
        ", flags=re.IGNORECASE",
        "",
        3,
        "Upper and lower case are the same",
    ),
    Wrong(
        "12.2",
        "takes the word for a pattern",
        "{re.escape(word)}",
        "{word}",
        5,
        "unterminated subpattern",
    ),
    Wrong(
        "12.3",
        'takes "../" out of the name',
        FIND,
        """    try:
        path = folder / name.replace("../", "").lstrip("/")
        isOurs = path.is_file()
""",
        2,
        "a path stays in the folder",
    ),
    Wrong(
        "12.3",
        'looks for ".." only',
        FIND,
        """    try:
        path = folder / name
        isOurs = ".." not in name and path.is_file()
""",
        3,
        "that file holds: this is secret.txt",
    ),
    Wrong(
        "12.3",
        "compares paths as text",
        "path.is_relative_to(folder.resolve())",
        "str(path).startswith(str(folder.resolve()))",
        4,
        "notes-private",
    ),
    Wrong(
        "12.3",
        "does not follow links",
        "path = (folder / name).resolve()\n        isOurs = path.is_relative_to(folder.resolve())",
        "import os.path\n\n        path = Path(os.path.abspath(folder / name))\n"
        "        isOurs = path.is_relative_to(folder.resolve())",
        5,
        "what a link points to need not be in the folder",
    ),
    Wrong(
        "12.3",
        "looks at the path before it is resolved",
        "path.is_relative_to(folder.resolve())",
        "(folder / name).is_relative_to(folder)",
        2,
        "this is secret.txt",
    ),
    Wrong(
        "12.3",
        "finds a folder as well",
        " and path.is_file()",
        " and path.exists()",
        6,
        "the answer is None",
    ),
    Wrong(
        "12.3",
        "forgets names that no file can have",
        "except (OSError, ValueError):",
        "except FileNotFoundError:",
        6,
        "embedded null",
    ),
    Wrong(
        "12.3",
        "allows only the files of the folder itself",
        "path.is_relative_to(folder.resolve())",
        "path.parent == folder.resolve()",
        1,
        "in a folder in it",
    ),
    Wrong(
        "12.2",
        "makes a set, which no page can hold",
        "return [tags.mark(piece) if place % 2 else piece for place, piece in enumerate(pieces)]",
        "return set(pieces)",
        1,
        "Your program raised an exception.",
    ),
]


class Step12Proofs(solutionproofs.Proofs):
    """
    The exercises of step 12 and their checks.
    """

    step = "step12"
    wrong = WRONG
    goesInCircles = False
