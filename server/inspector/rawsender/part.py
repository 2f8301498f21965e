"""
The sender's part of the page: the form, and what is in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.web.template import Flattenable, Tag, tags

from server.drafts import decodeDraft
from server.inspector.rawsender.checkedform import MOST_DELAY, Button, CheckedForm, checkForm
from server.inspector.rawsender.commands import copies
from server.inspector.rawsender.notation import MOST_TYPED, TOO_LONG, Draft, writeNotation
from server.inspector.rawsender.preview import look
from server.inspector.rawsender.previewpart import showBytes, showCopies, showLook
from server.inspector.rawsender.sender import Sender
from server.inspector.rawsender.ways import Way, cutUp
from server.inspector.senderform import SenderForm
from server.inspector.view import View
from server.pages import BadRequest

HINT = (
    "What you type is sent, each line end as CR LF. \\r, \\n, \\t and \\xNN are bytes; a "
    "backslash at the end of a line takes its line end away; | cuts. Those two are written "
    "\\\\ and \\|."
)
#: What is said where there are cuts, but another way of sending is chosen.
UNCUT = f"It is not cut at the bars: choose “{Way.CUTS.value}” for that."
#: Firefox would keep what was chosen when the page is loaded again. What was typed should
#: stay, for whoever goes back to the form.
AFRESH = {"autocomplete": "off"}


def sendPart(sender: Sender, view: View) -> Flattenable:
    """
    Make the part: the form, and what would be sent.
    """
    filled = view.filled or fill(sender, view)
    problem = tags.p(filled.problem, class_="problem", role="alert") if filled.problem else ""
    kept = {"data-keep": "yes"} if view.filled else {}  # it is in no address to ask again for
    form = tags.form(
        problem,
        *_bytesField(filled),
        tags.fieldset(tags.legend("How"), *_ways(filled), class_="ways"),
        tags.fieldset(tags.legend("Where"), *_places(sender, filled), class_="places"),
        tags.p(*_buttons(sender), class_="buttons"),
        id="send-form",
        method="post",
        action=view.href("/send", draft=""),
        enctype="multipart/form-data",  # the other kind may have half as many bytes
        **kept,
    )
    shown = showPreview(sender, view, filled) if filled.text else ""
    return [form, tags.div(shown, id="preview", **{"data-keep": "yes"})]


def fill(sender: Sender, view: View) -> SenderForm:
    """
    Fill in the form: with the draft of the address; to go on where something was sent; or
    with a request to begin with.
    """
    draft = decodeDraft(view.draft)
    if draft:
        return SenderForm(writeNotation(Draft(draft)))
    if any(connection.number == view.connection for connection in sender.open()):
        return SenderForm(on=str(view.connection))
    return SenderForm(f"GET / HTTP/1.1\nHost: {sender.name}\n\n")


def _bytesField(filled: SenderForm) -> Iterator[Tag]:
    yield tags.label("Bytes", for_="send-text")
    # HTML: the first line end after the start tag is not part of the text.
    yield tags.textarea(
        "\n" + filled.text,
        id="send-text",
        name="text",
        rows="8",
        spellcheck="false",
        autocapitalize="off",
        **{
            "aria-describedby": "send-hint",
            "data-most": str(MOST_TYPED),
            "data-too-long": TOO_LONG,
        },
    )
    yield tags.p(HINT, id="send-hint", class_="quiet")


def _ways(filled: SenderForm) -> Iterator[Tag]:
    chosen = filled.way or Way.WHOLE.name.lower()
    for way in Way:
        name = way.name.lower()
        button = tags.input(type="radio", **AFRESH, name="way", value=name)
        yield tags.label(button(checked="checked") if name == chosen else button, way.value)
    delay = tags.input(
        type="number",
        name="delay",
        value=filled.delay or "0",
        min="0",
        max=str(MOST_DELAY),
        **AFRESH,
    )
    yield tags.label("Milliseconds between two pieces ", delay)


def _places(sender: Sender, filled: SenderForm) -> Iterator[Tag]:
    options = [tags.option(f"a new connection to {sender.name}", value="")]
    for connection in sender.open():
        text = f"continue on #{connection.number}" + (
            ", still sending" if connection.isBusy else ""
        )
        option = tags.option(text, value=str(connection.number))
        options.append(
            option(selected="selected") if filled.on == str(connection.number) else option
        )
    yield tags.label("Send on ", tags.select(options, name="on", **AFRESH))
    ends = tags.input(type="checkbox", name="ends", value="yes", **AFRESH)
    yield tags.label(
        ends(checked="checked") if filled.ends else ends,
        "then say that no more will come (half-close)",
    )


def _buttons(sender: Sender) -> Iterator[Tag]:
    for button in Button:
        if button is not Button.CLOSE or sender.open():
            kind = {} if button is Button.SEND else {"class_": "second"}
            yield tags.button(
                button.value.capitalize(), name="button", value=button.name.lower(), **kind
            )


def showPreview(sender: Sender, view: View, filled: SenderForm) -> Flattenable:
    """
    Show what would be sent, or what is wrong with it.
    """
    try:
        checked = checkForm(filled)
    except BadRequest as problem:
        return tags.p(problem.sentence, class_="wrong")
    before = sender.sentOn(checked.number)
    known = before is not None
    after = f", after what has been sent on #{checked.number}" if before else ""
    return [
        tags.h3("What will be sent"),
        tags.p(f"{_count(checked)}{after}.", class_="count"),
        tags.p(UNCUT, class_="notice")
        if checked.draft.cuts and checked.way is not Way.CUTS
        else "",
        showBytes(checked.draft),
        showLook(look(checked.draft.data, before or b""), view) if known else "",
        showCopies(copies(checked, sender.place)) if sender.place else "",
    ]


def _count(checked: CheckedForm) -> str:
    pieces = len(cutUp(checked.draft, checked.way))
    size = len(checked.draft.data)
    return f"{size:,} byte{'s' * (size != 1)} in {pieces:,} piece{'s' * (pieces != 1)}"
