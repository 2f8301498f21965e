"""
Where the form is sent to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from twisted.web.server import Request

from server.drafts import MOST_DRAFT, encodeDraft
from server.inspector.rawsender.checkedform import Button, checkForm
from server.inspector.rawsender.part import showPreview
from server.inspector.rawsender.sender import Sender
from server.inspector.rawsender.ways import cutUp
from server.inspector.senderform import SenderForm, readSenderForm
from server.inspector.view import View, readView
from server.linked.posted import Posted
from server.pages import Answer, BadRequest, Layout, seeOther
from server.pages.flattener import flatten
from server.problem import Problem

NOT_KEPT = {"Cache-Control": "no-store"}
ShowPage = Callable[[View], Awaitable[bytes]]
Replay = Callable[[bytes], None]


class Send(Posted):
    """
    Sends bytes, and then shows the connection. That the request is allowed has been
    checked before.
    """

    def __init__(self, sender: Sender, layout: Layout, showPage: ShowPage, replay: Replay) -> None:
        """
        @param layout: for what cannot be read at all.
        @param showPage: makes the whole page, for what was not sent.
        @param replay: begins to replay bytes.
        """
        super().__init__(layout)
        self._sender = sender
        self._showPage = showPage
        self._replay = replay
        self.putChild(b"preview", Preview(sender, layout))

    async def answer(self, request: Request) -> Answer:
        """
        Do what the button says, and show what has come of it.
        """
        view, filled = readView(request), readSenderForm(request)
        try:
            return await self._do(view, filled)
        except Problem as problem:
            filled = replace(filled, problem=f"Nothing was sent. {problem.sentence}")
            return replace(await self._show(view, filled), status=problem.status)

    async def _do(self, view: View, filled: SenderForm) -> Answer:
        checked = checkForm(filled)
        if checked.button is Button.LOOK:
            return await self._show(view, filled)
        if checked.button is Button.CLOSE:
            self._sender.find(checked.number).end()
            return seeOther(view.at("conversation"))
        if checked.button is Button.REPLAY:
            return self._replayed(view, checked.draft.data)
        pieces = cutUp(checked.draft, checked.way)
        number = await self._sender.send(pieces, checked.delay, checked.ends, checked.number)
        self._sender.corrected(number, checked.corrects)
        return seeOther(view.elsewhere(connection=number, older=0).at("conversation"))

    def _replayed(self, view: View, data: bytes) -> Answer:
        """
        Begin to replay; what was replayed stays in the form, if an address can hold it.
        """
        if not data:
            raise BadRequest("There are no bytes to be replayed.")
        self._replay(data)
        draft = encodeDraft(data) if len(data) <= MOST_DRAFT else ""
        return seeOther(view.at("replay", draft=draft))

    async def _show(self, view: View, filled: SenderForm) -> Answer:
        """
        Show the form as it was filled in.
        """
        page = await self._showPage(replace(view, filled=filled))
        return Answer(page, fields=NOT_KEPT)


class Preview(Posted):
    """
    Shows what would be sent: the script asks for it while somebody types.
    """

    isLeaf = True

    def __init__(self, sender: Sender, layout: Layout) -> None:
        super().__init__(layout)
        self._sender = sender

    async def answer(self, request: Request) -> Answer:
        """
        Make the inside of the element that the script fills.
        """
        preview = showPreview(self._sender, readView(request), readSenderForm(request))
        return Answer(await flatten(preview, None), fields=NOT_KEPT)
