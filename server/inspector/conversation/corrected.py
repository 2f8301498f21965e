"""
Sends a wrong request again as it was probably meant; and tells what became of requests that
were sent like that.
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.web.template import Flattenable, Tag, tags

from server.drafts import encodeDraft
from server.inspector.inspector import Inspector
from server.inspector.rawsender.notation import Draft, writeNotation
from server.inspector.view import View


def sendCorrected(view: View, data: bytes) -> Tag:
    """
    Make the button that sends the corrected request at once, and the link that puts it into
    the sender's form.
    """
    fields = {"text": writeNotation(Draft(data)), "corrects": str(view.connection)}
    href = view.href(draft=encodeDraft(data), part="send" if view.part else "") + "#send"
    return tags.form(
        [tags.input(type="hidden", name=name, value=value) for name, value in fields.items()],
        tags.button("Send it corrected", name="button", value="send"),
        " ",
        tags.a("edit it first", href=href),
        method="post",
        action=view.href("/send", draft=""),
        enctype="multipart/form-data",
        class_="correction",
    )


def tellSent(inspector: Inspector, view: View) -> Flattenable:
    """
    Lead from a request that was sent corrected to the one that was wrong, and back; and say
    what could not be sent.
    """
    return [tags.p(said, class_="corrected") for said in _tellSentOn(inspector, view)]


def _tellSentOn(inspector: Inspector, view: View) -> Iterator[list[Flattenable]]:
    number, corrections = view.connection, inspector.sender.corrections
    if number in corrections:
        link = _linkTo(view, corrections[number])
        yield ["This was sent in place of what was wrong on connection ", link, "."]
    if number in inspector.sender.unsent:
        size = inspector.sender.unsent[number]
        yield [f"The last {size:,} byte{'s' * (size != 1)} could not be sent: it had ended."]
    again = [new for new, old in corrections.items() if old == number]
    if again:
        yield ["It was sent again, corrected: connection ", _linkTo(view, again[-1]), "."]


def _linkTo(view: View, number: int) -> Tag:
    return tags.a(f"#{number}", href=view.elsewhere(connection=number).at("conversation"))
