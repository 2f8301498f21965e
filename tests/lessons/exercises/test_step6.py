"""
The exercises of step 6.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

FLOWERS = 'garden.putChild(b"flowers", PublicFile(str(FLOWERS)))'
FIND = """    def find(self, name: str) -> FilePath[str] | None:
        return None if name.lower().endswith(self.ENDINGS) else super().find(name)
"""

WRONG = [
    Wrong(
        "6.a",
        "counts what stands before the first slash",
        'path.split(b"/")[1:]]',
        'path.split(b"/")]',
        1,
        "a segment is what follows a slash",
    ),
    Wrong(
        "6.a",
        "leaves out what is empty",
        'path.split(b"/")[1:]]',
        'path.split(b"/") if one]',
        2,
        "a segment may be empty",
    ),
    Wrong(
        "6.a",
        "takes the slashes at both ends away",
        'path.split(b"/")[1:]]',
        'path.strip(b"/").split(b"/")]',
        2,
        "after the last slash there is one",
    ),
    Wrong(
        "6.a",
        "undoes the encoding before it cuts",
        'unquote_to_bytes(one) for one in path.split(b"/")[1:]',
        'one for one in unquote_to_bytes(path).split(b"/")[1:]',
        4,
        "the path is cut first",
    ),
    Wrong(
        "6.a",
        "undoes nothing",
        "unquote_to_bytes(one) for",
        "one for",
        3,
        "[b'two%20words']",
    ),
    Wrong(
        "6.a",
        "makes blanks of plus signs",
        "unquote_to_bytes(one) for",
        'unquote_to_bytes(one).replace(b"+", b" ") for',
        5,
        "a + is a blank only in a form",
    ),
    Wrong(
        "6.a",
        "undoes what is encoded twice",
        "unquote_to_bytes(one) for",
        "unquote_to_bytes(unquote_to_bytes(one)) for",
        5,
        "is decoded once",
    ),
    Wrong(
        "6.a",
        "returns text",
        "unquote_to_bytes(one) for",
        'unquote_to_bytes(one).decode("utf-8", "replace") for',
        1,
        "The function returns text, but should return bytes.",
    ),
    Wrong(
        "6.b",
        "begins the name with a slash",
        'root.putChild(b"names", names)',
        'root.putChild(b"/names", names)',
        1,
        "a name in putChild is one segment, without a slash",
    ),
    Wrong(
        "6.b",
        "forgets the empty segment",
        '    names.putChild(b"", names)\n',
        "",
        2,
        "after names/ comes an empty segment",
    ),
    Wrong(
        "6.b",
        "mounts a name that ends in a slash",
        '    names.putChild(b"", names)\n',
        '    root.putChild(b"names/", names)\n',
        2,
        "GET /names/ HTTP/1.1",
    ),
    Wrong(
        "6.b",
        "mounts the slash below the page",
        'names.putChild(b"", names)',
        'names.putChild(b"/", names)',
        2,
        "an empty segment: a child of the page",
    ),
    Wrong(
        "6.b",
        "gives a name that is text",
        'root.putChild(b"names", names)',
        'root.putChild("names", names)',
        1,
        "Path segment must be bytes",
    ),
    Wrong(
        "6.b",
        "makes a leaf of it, so that it answers everything below",
        '    names.putChild(b"", names)\n',
        "    names.isLeaf = True\n",
        3,
        "what was not mounted is not there",
    ),
    Wrong(
        "6.b",
        "mounts it in the place of the home page",
        'names.putChild(b"", names)',
        'root.putChild(b"", names)',
        2,
        "The status is 404, but should be 200.",
    ),
    Wrong(
        "6.1",
        "mounts both segments at once",
        FLOWERS,
        'root.putChild(b"garden/flowers", PublicFile(str(FLOWERS)))',
        1,
        "putChild takes one segment of a path.",
    ),
    Wrong(
        "6.1",
        "mounts the directory below the root",
        FLOWERS,
        'root.putChild(b"flowers", PublicFile(str(FLOWERS)))',
        1,
        "The status is 404, but should be 200.",
    ),
    Wrong(
        "6.1",
        "forgets the empty segment",
        '    garden.putChild(b"", garden)\n',
        "",
        3,
        "after the last slash comes one more segment",
    ),
    Wrong(
        "6.1",
        "makes the name text",
        'garden.putChild(b"flowers"',
        'garden.putChild("flowers"',
        1,
        "Path segment must be bytes",
    ),
    Wrong(
        "6.1",
        "mounts it twice, to be on the safe side",
        FLOWERS,
        FLOWERS + '\n    root.putChild(b"flowers", PublicFile(str(FLOWERS)))',
        4,
        "The status is 200, but should be 404.",
    ),
    Wrong(
        "6.1",
        "takes Twisted's File",
        FLOWERS,
        'from twisted.web.static import File\n    garden.putChild(b"flowers", File(str(FLOWERS)))',
        6,
        "There is no field Content-Security-Policy.",
    ),
    Wrong(
        "6.2",
        "hides it in the listing alone",
        FIND,
        """    def listNames(self) -> list[str]:
        return [one for one in super().listNames() if not one.lower().endswith(self.ENDINGS)]
""",
        1,
        "The status is 200, but should be 404.",
    ),
    Wrong(
        "6.2",
        "refuses it, and lists it all the same",
        FIND,
        """    def getChild(self, path: bytes, request: Request) -> Resource:
        if path.lower().endswith((b"~", b".bak")):
            return self.childNotFound
        return super().getChild(path, request)
""",
        2,
        "what is not to be shown is not to be named, either",
    ),
    Wrong(
        "6.2",
        "looks for the ending anywhere in the name",
        "name.lower().endswith(self.ENDINGS)",
        "any(one in name.lower() for one in self.ENDINGS)",
        3,
        "The status is 404, but should be 200.",
    ),
    Wrong(
        "6.2",
        "forgets the capitals",
        "name.lower().endswith",
        "name.endswith",
        4,
        "NOTES.BAK is such a copy, just as notes.bak is",
    ),
    Wrong(
        "6.2",
        "knows one ending only",
        'ENDINGS = "~", ".bak"',
        'ENDINGS = "~"',
        1,
        ".bak HTTP/1.1",
    ),
    Wrong(
        "6.2",
        "does it for one directory only",
        FIND,
        FIND
        + """
    def createSimilarFile(self, path: str) -> PublicFile:
        return PublicFile(path)
""",
        5,
        "what holds for a directory holds for everything below it",
    ),
    Wrong(
        "6.2",
        "forgets what was hidden before",
        "super().find(name)",
        "self.child(name)",
        6,
        "what PublicFile hides must stay hidden",
    ),
    Wrong(
        "6.2",
        "compares text with bytes",
        'ENDINGS = "~", ".bak"',
        'ENDINGS = b"~", b".bak"',
        1,
        "Your program raised an exception.",
    ),
]


class Step6Proofs(solutionproofs.Proofs):
    """
    The exercises of step 6 and their checks.
    """

    step = "step6"
    wrong = WRONG
