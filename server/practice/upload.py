"""
A form with files that is read as it arrives.

Twisted keeps the content of a request in a temporary file until all of it has
come, and then reads a form into memory, while all others wait. Here a form is taken apart
while it comes. Its bytes are in the file all the same, for those who want them.
"""

from __future__ import annotations

from functools import partial
from typing import BinaryIO, cast

from twisted.internet.defer import succeed
from twisted.python.failure import Failure
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Tag, tags

from server.pages import Answer, Layout, respond, tellProblem, textAnswer, visible, wantsPage
from server.pages.formerrors import markWrong
from server.practice.form import FormReader, makeReader
from server.problem import BrokenForm, FormError, isTold

#: How many bytes are read at a time.
PIECE = 65536


class FormRequest(Request):
    """
    A request whose multipart form is read as it arrives. The text fields are
    in C{args}, as with any form; for files, see L{FormReader.parts}.

    @ivar form: reads it; L{None} where the content is not such a form.
    """

    form: FormReader | None = None

    def gotLength(self, length: int | None) -> None:
        """
        The head of the request has come, the content follows.
        """
        super().gotLength(length)
        self.form = makeReader(self)
        if self.form is not None:
            self._parsePOSTFormSubmission = False  # nobody else need read it

    def handleContentChunk(self, data: bytes) -> None:
        """
        A piece of the content has come.
        """
        super().handleContentChunk(data)
        if self.form is not None:
            self.form.write(data)

    def process(self) -> None:
        """
        All of the request has come.
        """
        if self.form is not None:
            self.form.finish()
            if self.method == b"POST" and not isinstance(self.args, BrokenForm):
                self.args = argumentsOf(self.form, self.args)
        super().process()

    def processingFailed(self, reason: Failure) -> Failure:
        """
        Where a resource has looked at a broken form, say that it is broken.
        """
        isSaid = isTold(self, reason, partial(tellProblem, self))
        return reason if isSaid else cast(Failure, super().processingFailed(reason))


def argumentsOf(form: FormReader, query: dict[bytes, list[bytes]]) -> dict[bytes, list[bytes]]:
    """
    Add the text fields of a form to the arguments of the query.
    """
    if form.error:
        return BrokenForm(FormError(form.error))
    for name, value in form.fields():
        query.setdefault(name, []).append(value)
    return query


def findForm(request: Request) -> FormReader | None:
    """
    Find the form that a request has brought. Where the site makes requests of another
    kind, the content is in a file, and is read again.

    @return: L{None} where the content is not a multipart form.
    """
    form: FormReader | None = getattr(request, "form", None)
    if form is not None:
        return form
    reader, content = makeReader(request), cast(BinaryIO, request.content)
    if reader is not None:
        content.seek(0)
        for piece in iter(partial(content.read, PIECE), b""):
            reader.write(piece)
        reader.finish()
    return reader


class Upload(Resource):
    """
    Takes a form with files, and says what has arrived.
    """

    isLeaf = True

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout

    def render_GET(self, request: Request) -> int:
        page = self.layout.page("Upload", uploadForm())
        return respond(request, self.layout, succeed(Answer(page)))

    def render_POST(self, request: Request) -> int:
        return respond(request, self.layout, succeed(self.receive(request)))

    def receive(self, request: Request) -> Answer:
        """
        Say what has arrived; a person who has not chosen a file gets the form again, with
        a hint.
        """
        form = findForm(request)
        if form is not None and wantsPage(request) and form.isWithoutFile():
            typed = {part.name: part.text.decode("utf-8", "replace") for part in form.parts}
            content = uploadForm(visible(typed.get("note", "")), NO_FILE)
            # RFC 9110 section 15.5.21: understood, but it cannot be processed.
            return Answer(self.layout.page("Upload", content, isWrong=True), 422)
        status, text = describe(form)
        again = tags.p(tags.a("Upload another file", href=""))
        return textAnswer(request, self.layout, "Upload", text, status, {}, again)


NO_FILE = "No file was chosen yet. Choose one, then press Upload."


def uploadForm(note: str = "", problem: str = "") -> Tag:
    """
    Make the form.

    @param note: what has been typed already.
    @param problem: what is wrong with the file.
    """
    field = tags.input(type="file", id="file", name="file")
    said: list[Tag] = []
    if problem:
        markWrong(field, "file_wrong")
        said = [tags.span(problem, id="file_wrong", class_="wrong", role="alert")]
    return tags.form(
        tags.p(
            tags.label("A word about it", for_="note"),
            tags.input(type="text", id="note", name="note", value=note),
        ),
        tags.p(tags.label("The file", for_="file"), field, *said),
        tags.p(tags.button("Upload")),
        method="post",
        enctype="multipart/form-data",
    )


def describe(form: FormReader | None) -> tuple[int, str]:
    """
    Say what has come with a form, and with which status.
    """
    if form is None:
        return 415, "Send a form as multipart/form-data.\n"
    if form.error:
        return 400, f"{form.error}\n"
    return 200, "".join(f"{part}\n" for part in form.parts) or "an empty form\n"
