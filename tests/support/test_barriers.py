"""
What is looked for in a page is found where something is wrong.
"""

from __future__ import annotations

from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests.support.barriers import offences
from tests.support.chromium import openBrowser

#: A page with many texts that look alike: what is wrong is added to its style.
PAGE = """<!doctype html><html lang="en"><title>A page</title><style>
  :root { background: white; color: black; }
  @media (prefers-color-scheme: dark) { :root { background: black; color: white; } }
  pre { position: relative; }
  %s
</style><main><h1>A page</h1><b></b><pre>%s</pre><p>More text.</p></main>"""
MANY = 20
TOKENS = "".join(f'<span class="n">token{number}</span> ' for number in range(MANY))
SIZES = (390, 1280)


class OffencesTests(SynchronousTestCase):
    """
    axe-core, which measures only some of the texts that look alike.
    """

    def setUp(self) -> None:
        resources = ExitStack()
        self.addCleanup(resources.close)
        self.page = openBrowser(resources).new_page()

    def look(self, style: str, scheme: str, width: int) -> list[str]:
        """
        Tell what is wrong with the page, with something added to its style.
        """
        self.page.set_content(PAGE % (style, TOKENS))
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        self.page.set_viewport_size({"width": width, "height": 900})
        return offences(self.page, isStrict=True)

    def assertFaint(self, style: str, scheme: str, width: int, number: int) -> None:
        """
        Check that so many texts are found to be faint, and nothing else to be wrong.
        """
        (found,) = self.look(style, scheme, width)
        self.assertIn("minimum color contrast", found)
        self.assertEqual(found.count("token"), number, found)

    def test_nothing(self) -> None:
        """
        With a page that is well made nothing is wrong.
        """
        for scheme in "light", "dark":
            for width in SIZES:
                self.assertEqual(self.look("", scheme, width), [])

    def test_one(self) -> None:
        """
        One faint text among many that are not is found in each scheme, whatever makes it faint.
        """
        for scheme, colour in ("light", "#888"), ("dark", "#666"):
            for style in (
                *(f"color: {colour}", f"color: {colour}; position: relative", "opacity: 0.4"),
                f"color: {colour}; display: inline-block",
                "color: black; background: #555" if scheme == "light" else "background: #888",
            ):
                self.assertFaint(f".n:nth-child(13) {{ {style}; }}", scheme, 1280, 1)

    def test_all(self) -> None:
        """
        Texts that are faint in one scheme only, or at one width, are all found there.
        """
        for scheme, colour in ("light", "#ccc"), ("dark", "#333"):
            style = f"@media (prefers-color-scheme: {scheme}) {{ .n {{ color: {colour}; }} }}"
            for width in SIZES:
                self.assertFaint(style, scheme, width, MANY)
        self.assertFaint("@media (max-width: 500px) { .n { color: #888; } }", "light", 390, MANY)

    def test_ground(self) -> None:
        """
        Texts that lie on something which is not around them are found, and no others.
        """
        style = (
            "b { position: absolute; left: 300px; width: 300px; height: 60px; background: %s; }"
        )
        (found,) = self.look(style % "#555", "light", 1280)
        self.assertNotIn("token0<", found)
        self.assertIn("token8<", found)
        self.assertEqual(self.look(style % "#fff", "light", 1280), [])

    def test_layout(self) -> None:
        """
        What cannot be scrolled to by keyboard at one width only is found there.
        """
        style = "@media (max-width: 500px) { pre { overflow: auto; } }"
        (found,) = self.look(style, "dark", 390)
        self.assertIn("Scrollable region must have keyboard access", found)
        self.assertEqual(self.look(style, "dark", 1280), [])
