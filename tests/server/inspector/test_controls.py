"""
Tests of L{server.inspector.controls}.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from twisted.internet.address import IPv4Address
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.controls import KEYS, controls, shownPart, standing
from server.inspector.parts import TITLES
from server.inspector.view import View
from server.pages.flattener import flattenedText
from tests.server.inspector.recorded import Recorded


def made(**wanted: Any) -> ElementTree.Element:
    """
    Make the controls of a page, and read them.
    """
    text = flattenedText(controls(View(**wanted), TITLES), None)
    return ElementTree.fromstring(f"<div>{text}</div>")


def links(**wanted: Any) -> dict[str, str]:
    """
    Where the links lead, by their words.
    """
    return {each.text or "": each.get("href", "") for each in made(**wanted).iter("a")}


class LinkTests(SynchronousTestCase):
    """
    The links to other ways to look, each with what has been chosen so far.
    """

    def test_there(self) -> None:
        """
        Each control is a link that keeps all else as it is.
        """
        found = links(connection=3, method="GET")
        self.assertEqual(found["Freeze"], "/?connection=3&frozen=1&method=GET")
        self.assertEqual(found["Projector"], "/?connection=3&mode=projector&method=GET")
        self.assertEqual(found["Hide addresses"], "/?connection=3&peers=hide&method=GET")
        self.assertEqual(found["Show secrets"], "/?connection=3&secrets=show&method=GET")

    def test_back(self) -> None:
        """
        Where a control is in force, its link ends that, and keeps all else.
        """
        found = links(mode="projector", part="send", frozen=1, secrets="show")
        self.assertEqual(found["Go on"], "/?secrets=show&mode=projector&part=send")
        self.assertEqual(found["End the projector"], "/?secrets=show&frozen=1")
        self.assertIn("peers=show", found["Show addresses"])
        self.assertEqual(found["Mask secrets"], "/?mode=projector&part=send&frozen=1")

    def test_parts(self) -> None:
        """
        The parts are reached from the head of the page: as places on it, or on the
        projector, where there is one at a time, as pages.
        """
        self.assertEqual(links()["Conversation"], "#conversation-title")
        found = links(mode="projector", part="send")
        self.assertEqual(found["Conversation"], "/?mode=projector&part=conversation")
        current = [
            it.text
            for it in made(mode="projector", part="send").iter("a")
            if it.get("aria-current")
        ]
        self.assertEqual(current, ["Send"])

    def test_shown(self) -> None:
        """
        The projector shows the ladder, or the connection that was chosen, unless it is told
        which part.
        """
        self.assertEqual(shownPart(View(), TITLES), "")
        self.assertEqual(shownPart(View(mode="projector"), TITLES), "connections")
        self.assertEqual(shownPart(View(mode="projector", connection=1), TITLES), "conversation")
        self.assertEqual(shownPart(View(part="reader"), TITLES), "reader")
        self.assertEqual(shownPart(View(part="<nothing>"), TITLES), "")


class FilterTests(SynchronousTestCase):
    """
    The form of the filter keeps what was chosen, there and elsewhere.
    """

    def fields(self, **wanted: Any) -> dict[str, str]:
        """
        What the form would send as it is.
        """
        fields = {}
        for field in made(**wanted).iter("input"):
            if field.get("type") != "checkbox" or field.get("checked"):
                fields[field.get("name", "")] = field.get("value", "")
        return fields

    def test_keeps(self) -> None:
        """
        It shows what is chosen, and keeps what else is looked at; but begins with the
        newest connections.
        """
        fields = self.fields(connection=3, mode="projector", older=9, path="/a", refused=1)
        self.assertEqual(
            {name: value for name, value in fields.items() if value},
            {"connection": "3", "mode": "projector", "path": "/a", "refused": "1"},
        )

    def test_hostile(self) -> None:
        """
        What is chosen stays a value.
        """
        self.assertEqual(self.fields(peer='"><b>')["peer"], '"><b>')

    def test_keys(self) -> None:
        """
        The help names every key that the script knows.
        """
        shown = [each.text for each in made().iter("kbd")]
        for keys, _ in KEYS:
            for key in keys:
                self.assertIn(key, shown)


class ProgramStateTests(SynchronousTestCase):
    """
    How the program stands: its name, its address, what was dropped.
    """

    def test_told(self) -> None:
        """
        The page names the program and its address, and how much the recorder has dropped.
        """
        recorded = Recorded("lessons.step5")
        self.assertEqual(standing(recorded.inspector, View()), "lessons.step5")
        recorded.inspector.sender.address = IPv4Address("TCP", "127.0.0.1", 8000)
        recorded.ask(1, *[b"x" * 2**20] * 12)
        said = str(standing(recorded.inspector, View()))
        self.assertIn("lessons.step5, listening on 127.0.0.1:8000, ", said)
        self.assertRegex(said, r", \d pieces dropped: the recorder was full$")
