"""
A page as a browser reads it.
"""

from __future__ import annotations

from html.parser import HTMLParser


class HTMLPage(HTMLParser):
    """
    What a browser makes of a page.

    @ivar elements: each element's name, with its attributes.
    @ivar text: all text, with its references resolved.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(content.decode("utf-8", "replace"))
        self.close()

    def values(self, name: str) -> list[str]:
        """
        The values of the fields of a name.
        """
        return [
            attributes.get("value", "")
            for element, attributes in self.elements
            if element == "input" and attributes.get("name") == name
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """
        Note an element that begins, with its attributes.
        """
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data
