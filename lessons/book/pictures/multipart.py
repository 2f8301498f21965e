"""
A form as multipart: where its parts begin and end, and what a reader of forms finds in them.
"""

from __future__ import annotations

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from server.practice.form import FormReader, Part

BOUNDARY = b"wall"
BODY = (
    b"--wall\r\n"
    b'Content-Disposition: form-data; name="flavour"\r\n'
    b"\r\n"
    b"vanilla\r\n"
    b"--wall\r\n"
    b'Content-Disposition: form-data; name="photo"; filename="bee.png"\r\n'
    b"Content-Type: image/png\r\n"
    b"\r\n"
    b"\x89PNG...\r\n"
    b"--wall--\r\n"
)
CONTENT_TYPE = b"Content-Type: multipart/form-data; boundary=" + BOUNDARY
LEFT, RIGHT, ROW = 8.0, 412.0, 17.0


def run(body: bytes, boundary: bytes) -> list[Part]:
    """
    Have a form read by the reader that the server uses.
    """
    reader = FormReader(boundary)
    reader.write(body)
    reader.finish()
    return reader.parts


def cut(body: bytes, boundary: bytes) -> list[tuple[list[str], str]]:
    """
    Cut a form at its boundaries.

    @return: the head of each part, and its content.
    """
    parts = []
    for text in body.split(b"--" + boundary)[1:-1]:
        head, _, content = text.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        parts.append((head.decode().split("\r\n"), content.decode("ascii", "backslashreplace")))
    return parts


def draw() -> Picture:
    """
    Draw the form, with the parts that were found in it.
    """
    drawing, parts = Drawing(), run(BODY, BOUNDARY)
    drawing.words(LEFT, 18, "in the head of the request", "name")
    box = drawing.box(LEFT, 26, RIGHT - LEFT, 24, "arrived")
    drawing.label(box, CONTENT_TYPE.decode())
    drawing.words(LEFT, 76, "in its content", "name")
    top = 84.0
    for (head, content), part in zip(cut(BODY, BOUNDARY), parts, strict=True):
        top = _drawWall(drawing, f"--{BOUNDARY.decode()}", top)
        top = _drawPart(drawing, head, content, part, top)
    _drawWall(drawing, f"--{BOUNDARY.decode()}--", top)
    seen = (
        f"The head of the request says: {CONTENT_TYPE.decode()}. The content begins with the "
        f"line --wall, and has such a line before each of {len(parts)} parts: "
        + "; ".join(found(part) for part in parts)
        + ". The line --wall-- ends it. Each part has a head, an empty line and content."
    )
    caption = "A message of messages: each part has a head of its own, an empty line, and content."
    return Picture("A form as multipart", seen, caption, drawing)


def found(part: Part) -> str:
    """
    Say what the reader has found.
    """
    if part.filename is None:
        return f"field {part.name}: {part.text.decode()}"
    return f"file {part.filename}, {part.size} bytes"


def _drawWall(drawing: Drawing, line: str, top: float) -> float:
    box = drawing.box(LEFT, top, RIGHT - LEFT, 22, "typed full")
    drawing.label(box, line)
    return box.bottom + 4


def _drawPart(drawing: Drawing, head: list[str], content: str, part: Part, top: float) -> float:
    """
    Draw a part.

    @return: where what follows begins.
    """
    rows = [row for line in head for row in _folded(line)]
    box = drawing.box(LEFT + 10, top, RIGHT - LEFT - 20, ROW * (len(rows) + 2) + 14, "left")
    y = top + 18
    for row in rows:
        drawing.words(LEFT + 18, y, row, "code")
        y += ROW
    drawing.words(LEFT + 18, y, "empty line")
    drawing.words(LEFT + 18, y + ROW, content, "code")
    drawing.words(RIGHT - 18, y + ROW, found(part), "name", "end")
    return box.bottom + 4


def _folded(line: str) -> list[str]:
    """
    Write a long line in two rows.
    """
    if len(line) <= 47:
        return [line]
    first, _, rest = line.partition("; ")
    return [f"{first};", f"    {rest}"]
