"""
The book has the colours and the faces of all other pages: they are chosen in one style sheet.
"""

from __future__ import annotations

import re

from server.pages.layout import styleSheet

CHOICE = re.compile(r"--([a-z-]+): ([^;]+);")
DARK_QUERY = "@media (prefers-color-scheme: dark)"

#: What furo, the theme, calls them.
NAMES = {
    "color-background-primary": "ground",
    "color-background-secondary": "raised",
    "color-background-border": "line",
    "color-foreground-primary": "ink",
    "color-foreground-secondary": "quiet",
    "color-foreground-muted": "quiet",
    "color-brand-primary": "accent",
    "color-brand-content": "accent",
    "color-brand-visited": "accent",
    "color-code-background": "raised",
    "color-code-foreground": "ink",
    "font-stack": "text",
    "font-stack--monospace": "code",
}


def variables() -> tuple[dict[str, str], dict[str, str]]:
    """
    Read what the theme is told: for a light screen, and for a dark one.
    """
    light, _, dark = styleSheet().partition(DARK_QUERY)
    chosen = dict(CHOICE.findall(light))
    changed = {**chosen, **dict(CHOICE.findall(dark.partition("}")[0]))}
    return themeVariables(chosen), themeVariables(changed)


def themeVariables(chosen: dict[str, str]) -> dict[str, str]:
    """
    Give each choice the theme's name.
    """
    return {name: chosen[ours] for name, ours in NAMES.items()}
